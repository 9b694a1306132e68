"""The finder: questions that end on an ordinary selection."""

import html
import re

import pytest

from catalog.site.finder.questions import STEPS
from tests.browse import oracle

pytestmark = pytest.mark.django_db

TEACHER = "form=fellowship&state=OH&grade=middle&receives=stipend&experience_max=6"


def page(client, query=""):
    response = client.get(f"/find/?{query}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def counted(text):
    return int(re.search(r'id="counted"[^>]*data-count="(\d+)"', text)[1])


def end(text):
    """The selection that the page ends on."""
    return re.search(r'href="(/programs/[^"]*)"[^>]*>\s*See ', text)[1]


def test_it_asks_four_questions_one_after_the_other(client):
    for number, step in enumerate(STEPS, start=1):
        text = page(client, f"step={number}")
        assert step.title in text
        assert all(f'name="{name}"' in text for name in step.names)
    assert 'id="end"' in page(client, "step=5")


def test_a_step_leads_to_the_next_and_keeps_the_answers(client):
    response = client.get("/find/?step=1&form=award&form=fellowship&go=2")
    assert response["Location"] == "/find/?form=fellowship&form=award&step=2"
    assert 'type="hidden" name="form" value="award"' in page(client, "form=award&step=2")
    assert client.get("/find/?step=2&form=award&state=&go=1")["Location"] == "/find/?form=award"


@pytest.mark.parametrize(
    "query", ["", "support=prepare&support=place", "form=degree", TEACHER, "pays=nothing&state=TX", "experience_max=0"]
)
def test_every_step_shows_the_count_of_the_selection_it_would_end_on(client, query):
    for step in range(1, 6):
        text = page(client, f"{query}&step={step}".lstrip("&"))
        browse = client.get(end(text)).content.decode()
        assert int(re.search(r'id="result-count"[^>]*data-count="(\d+)"', browse)[1]) == counted(text)
        assert "ignored" not in re.sub(r"<head>.*?</head>", "", browse, flags=re.DOTALL)


def test_those_that_do_not_state_an_answer_are_kept_and_counted_apart(client, records):
    text = page(client, TEACHER)
    running = [record for record in records if record.status in ("active", "unknown")]
    chosen = {"form": ["fellowship"], "state": ["OH"], "grade": ["middle", "unstated"], "receives": ["stipend", "unstated"]}
    fitting = [record for record in running if oracle.fits(record, chosen, {"experience_max": 6})]
    sure = [
        record
        for record in fitting
        if record.grade_bands
        and record.receives
        and record.min_years_experience is not None
        and not oracle.assumed_elsewhere(record, ["OH"])
    ]
    assert counted(text) == len(fitting)
    assert int(re.search(r'data-sure="(\d+)"', text)[1]) == len(sure)
    assert f'data-unsure="{len(fitting) - len(sure)}"' in text
    silent = sum(not record.receives for record in fitting)
    assert f"{silent} do not state what you receive" in text


def test_programs_that_are_not_offered_are_left_out_and_old_ones_come_last(client, records):
    text = page(client)
    left_out = sum(record.status in ("ended", "suspended") for record in records)
    assert counted(text) == len(records) - left_out
    assert f'data-left-out="{left_out}"' in text
    assert "sort=seen" in end(text)
    assert re.search(r"or with no year come last\.", text)


def test_under_a_state_old_ones_come_last_in_each_group(client, records):
    text = page(client, "state=OH")
    assert re.search(r"or with no year come last in each group: your state, nationwide, probably open, single districts\.", text)
    browse = client.get(end(text).replace("/programs/?", "/programs/?per_page=100&")).content.decode()
    years = {record.slug: record.evidence_year or 0 for record in records}
    browse += client.get(end(text).replace("/programs/?", "/programs/?per_page=100&page=2&")).content.decode()
    groups = {}
    for part in browse.split('<section class="group"')[1:]:
        name = re.match(r' data-group="(\w+)"', part)[1]
        groups.setdefault(name, []).extend(re.findall(r'class="card" data-slug="([^"]+)"', part))
    assert list(groups) == ["state", "nationwide", "assumed", "local"]
    for slugs in groups.values():
        assert [years[slug] for slug in slugs] == sorted((years[slug] for slug in slugs), reverse=True)


def test_it_asks_how_one_would_take_part(client, records):
    text = page(client, "delivery=online&step=3")
    assert re.search(r'name="delivery" value="online" checked', text)
    running = [record for record in records if record.status in ("active", "unknown")]
    fitting = [record for record in running if record.delivery in ("online", None)]
    assert counted(text) == len(fitting)
    silent = sum(record.delivery is None for record in fitting)
    assert f"{silent} do not state whether they are online or in person" in text


def test_each_card_at_the_end_says_what_its_program_does_not_state(client, records):
    browse = html.unescape(client.get(end(page(client, TEACHER + "&step=5")) + "&per_page=100").content.decode())
    by_slug = {record.slug: record for record in records}
    cards = browse.split('<li class="card" data-slug="')[1:]
    assert cards
    for card in cards:
        record = by_slug[card.split('"')[0]]
        silent = [
            heading
            for heading, stated in (
                ("what you receive", record.receives),
                ("grades", record.grade_bands),
                ("experience needed", record.min_years_experience is not None),
            )
            if not stated
        ]
        found = re.search(r'<p class="card-open">Not stated: ([^<]+)</p>', card)
        assert (found[1].split(", ") if found else []) == silent


def test_a_chip_says_what_it_is_about_where_its_label_does_not(client):
    browse = client.get("/programs/?grade=middle&grade=unstated&pays=nothing&pays=unstated&status=active").content.decode()
    chips = [" ".join(re.sub(r"<[^>]+>", "", chip).split()) for chip in re.findall(r'<a class="chip".*?</a>', browse, re.DOTALL)]
    assert chips == [
        "What you pay: nothing ×",
        "What you pay: not stated ×",
        "Middle school ×",
        "Grades: not stated ×",
        "Still running: active ×",
    ]
    assert 'aria-label="Remove filter: Grades: Not stated"' in browse


def test_the_end_tells_the_answers_and_the_near_matches(client):
    text = page(client, TEACHER + "&step=5")
    assert "Middle school" in text
    assert re.search(r"<dd>6 <a", text)
    assert "Near matches" in text
    assert 'href="/deadlines/?' in text


@pytest.mark.parametrize("step", ["0", "-1", "99", "abc", "1e3", "", "%00", "٣", "2&step=3", "9" * 500])
def test_any_step_gets_a_page(client, step):
    assert client.get(f"/find/?step={step}", follow=True).status_code == 200


def test_what_the_finder_does_not_ask_is_named(client):
    text = page(client, "colour=red&form=award&form=job&focus=science&q=coach")
    ignored = re.search(r'<ul class="ignored".*?</ul>', text, re.DOTALL)[0]
    for named in ("colour", "job", "focus", "q"):
        assert f"“{named}”" in ignored
