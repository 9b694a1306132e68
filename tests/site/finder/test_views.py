"""The finder: questions that end on an ordinary selection."""

import pytest

from catalog.site.finder.questions import STEPS
from tests.browse import oracle
from tests.helpers import page, plain_text

pytestmark = pytest.mark.django_db

TEACHER = "form=fellowship&state=OH&grade=middle&receives=stipend&experience_max=6"


def finder(client, query=""):
    return page(client, f"/find/?{query}")


def counted(shown):
    return int(shown.one("#counted")["data-count"])


def end(shown):
    """The selection that the page ends on."""
    return next(link["href"] for link in shown.all('a[href^="/programs/"]') if plain_text(link).startswith("See "))


def test_it_asks_four_questions_one_after_the_other(client):
    for number, step in enumerate(STEPS, start=1):
        shown = finder(client, f"step={number}")
        assert step.title in shown.text
        assert all(shown.has(f'[name="{name}"]') for name in step.names)
    assert finder(client, "step=5").has("#end")


def test_a_step_leads_to_the_next_and_keeps_the_answers(client):
    response = client.get("/find/?step=1&form=award&form=fellowship&go=2")
    assert response["Location"] == "/find/?form=fellowship&form=award&step=2"
    assert finder(client, "form=award&step=2").has('[type="hidden"][name="form"][value="award"]')
    assert client.get("/find/?step=2&form=award&state=&go=1")["Location"] == "/find/?form=award"


@pytest.mark.parametrize(
    "query", ["", "support=prepare&support=place", "form=degree", TEACHER, "pays=nothing&state=TX", "experience_max=0"]
)
def test_every_step_shows_the_count_of_the_selection_it_would_end_on(client, query):
    for step in range(1, 6):
        shown = finder(client, f"{query}&step={step}".lstrip("&"))
        browse = page(client, end(shown))
        assert browse.count == counted(shown)
        assert not browse.has(".ignored")


def test_those_that_do_not_state_an_answer_are_kept_and_counted_apart(client, records):
    shown = finder(client, TEACHER)
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
    assert counted(shown) == len(fitting)
    assert shown.data("[data-sure]", "sure") == [str(len(sure))]
    assert shown.data("[data-unsure]", "unsure") == [str(len(fitting) - len(sure))]
    silent = sum(not record.receives for record in fitting)
    assert f"{silent} do not state what you receive" in shown.text


def test_programs_that_are_not_offered_are_left_out_and_old_ones_come_last(client, records):
    shown = finder(client)
    left_out = sum(record.status in ("ended", "suspended") for record in records)
    assert counted(shown) == len(records) - left_out
    assert shown.data("[data-left-out]", "left-out") == [str(left_out)]
    assert "sort=seen" in end(shown)


def test_under_a_state_old_ones_come_last_in_each_group(client, records):
    shown = finder(client, "state=OH")
    years = {record.slug: record.evidence_year or 0 for record in records}
    groups = {}
    for number in (1, 2):
        for group in page(client, f"{end(shown)}&per_page=100&page={number}").all("section.group"):
            groups.setdefault(group["data-group"], []).extend(card["data-slug"] for card in group.select("[data-slug]"))
    assert list(groups) == ["state", "nationwide", "assumed", "local"]
    for slugs in groups.values():
        assert [years[slug] for slug in slugs] == sorted((years[slug] for slug in slugs), reverse=True)


def test_it_asks_how_one_would_take_part(client, records):
    shown = finder(client, "delivery=online&step=3")
    assert shown.has('[name="delivery"][value="online"][checked]')
    running = [record for record in records if record.status in ("active", "unknown")]
    fitting = [record for record in running if record.delivery in ("online", None)]
    assert counted(shown) == len(fitting)
    silent = sum(record.delivery is None for record in fitting)
    assert f"{silent} do not state whether they are online or in person" in shown.text


def test_each_card_at_the_end_says_what_its_program_does_not_state(client, records):
    by_slug = {record.slug: record for record in records}
    cards = page(client, end(finder(client, TEACHER + "&step=5")) + "&per_page=100").all("li.card")
    assert cards
    for card in cards:
        record = by_slug[card["data-slug"]]
        silent = [
            heading
            for heading, stated in (
                ("what you receive", record.receives),
                ("grades", record.grade_bands),
                ("experience needed", record.min_years_experience is not None),
            )
            if not stated
        ]
        line = card.select_one(".card-open")
        assert (line.get_text().removeprefix("Not stated: ").split(", ") if line else []) == silent


def test_a_chip_says_what_it_is_about_where_its_label_does_not(client):
    browse = page(client, "/programs/?grade=middle&grade=unstated&pays=nothing&pays=unstated&status=active")
    assert [plain_text(chip) for chip in browse.all("a.chip")] == [
        "What you pay: nothing ×",
        "What you pay: not stated ×",
        "Middle school ×",
        "Grades: not stated ×",
        "Still running: active ×",
    ]
    assert browse.has('[aria-label="Remove filter: Grades: Not stated"]')


def test_the_end_shows_the_answers_and_the_near_matches(client):
    shown = finder(client, TEACHER + "&step=5")
    answers = [plain_text(answer) for answer in shown.all(".answers dd")]
    assert any(answer.startswith("Middle school") for answer in answers)
    assert any(answer.startswith("6 ") for answer in answers)
    assert shown.has(".near-list")
    assert shown.has('[href^="/deadlines/?"]')


@pytest.mark.parametrize("step", ["0", "-1", "99", "abc", "1e3", "", "%00", "٣", "2&step=3", "9" * 500])
def test_any_step_gets_a_page(client, step):
    assert client.get(f"/find/?step={step}", follow=True).status_code == 200


def test_what_the_finder_does_not_ask_is_named(client):
    shown = finder(client, "colour=red&form=award&form=job&focus=science&q=coach")
    for name in ("colour", "job", "focus", "q"):
        assert f"“{name}”" in shown.text_of(".ignored")
