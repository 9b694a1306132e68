"""The finder: one sentence, and the programs that fit it below."""

from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.browse.eligibility.outcome import judge
from catalog.browse.eligibility.teacher import SUBJECTS, Teacher
from catalog.programs.dates.currency import currency_of
from catalog.site.finder.matches import MOST
from catalog.site.finder.questions import GOALS, ORDERS
from tests.browse import oracle
from tests.helpers import page

pytestmark = pytest.mark.django_db

TEACHER = "form=fellowship&state=OH&grade=middle&receives=stipend&experience_max=6"


def finder(client, query=""):
    return page(client, f"/find/?{query}".removesuffix("?"))


def counted(shown):
    return int(shown.one("#match-count")["data-count"])


def current(records):
    return [record for record in records if not currency_of(record, timezone.localdate()).is_older]


def test_one_screen_asks_everything_and_shows_programs(client):
    shown = finder(client)
    assert all(
        shown.has(f'#finder [name="{name}"]')
        for name in ("goal", "grade", "focus", "state", "experience_max", "money", "delivery")
    )
    labels = {label["for"] for label in shown.all("#finder label[for]")}
    assert labels >= {field["id"] for field in shown.all("#finder select, #finder input[name]")}
    assert shown.data(".match-group", "group") == [""]
    assert len(shown.all(".card")) == MOST


def test_subjects_are_school_subjects(client):
    options = {option["value"] for option in finder(client).all('[name="focus"] option')}
    assert options == {"", *SUBJECTS}


def test_the_form_as_sent_without_script_leads_to_an_ordinary_address(client):
    sent = "/find/?grade=middle&focus=&state=OH&experience_max=6&goal=fellowship&money=receives.stipend&delivery="
    assert client.get(sent)["Location"] == "/find/?form=fellowship&state=OH&receives=stipend&grade=middle&experience_max=6"


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.forms[0])
def test_a_goal_stays_chosen_in_its_address(client, goal):
    shown = page(client, client.get("/find/", {"goal": goal.value})["Location"])
    assert shown.one('[name="goal"] option[selected]')["value"] == goal.value


def test_kinds_that_are_no_goal_are_an_option_of_their_own(client):
    shown = finder(client, "form=fellowship&form=award")
    assert shown.one('[name="goal"] option[selected]')["value"] == "fellowship.award"


def test_empty_fields_leave_out_nothing_but_older_programs(client, records):
    shown = finder(client)
    assert counted(shown) == len(current(records))
    assert shown.data("[data-older]", "older") == [str(len(records) - len(current(records)))]


def test_programs_that_do_not_say_stay_in(client, records):
    chosen = {"form": ["fellowship"], "state": ["OH"], "grade": ["middle", "unstated"], "receives": ["stipend", "unstated"]}
    fitting = [record for record in current(records) if oracle.fits(record, chosen, {"experience_max": 6})]
    assert counted(finder(client, TEACHER)) == len(fitting)


def test_see_all_leads_to_the_same_programs_with_older_ones_last(client, records):
    shown = finder(client, TEACHER)
    browse = page(client, shown.one(".see-all a")["href"])
    older = sum(map(int, shown.data("[data-older]", "older")))
    assert browse.count == counted(shown) + older
    assert not browse.has(".ignored")


def test_programs_about_the_subject_come_first_then_those_that_name_none(client, records):
    shown = finder(client, "focus=mathematics")
    by_slug = {record.slug: record for record in records}
    about, anyone = shown.all(".match-group")
    assert (about["data-group"], anyone["data-group"]) == ("subject", "any")
    assert all("mathematics" in by_slug[card["data-slug"]].focus for card in about.select(".card"))
    named = sum("mathematics" in record.focus for record in current(records))
    silent = sum(not set(record.focus) & set(SUBJECTS) for record in current(records))
    assert [int(group["data-count"]) for group in (about, anyone)] == [named, silent]
    assert counted(shown) == named + silent
    few = finder(client, "focus=special_education&form=fellowship").all('[data-group="any"] .card')
    assert few
    assert not any(set(by_slug[card["data-slug"]].focus) & set(SUBJECTS) for card in few)


def test_no_card_shows_a_program_that_a_stated_rule_closes(client, records):
    shown = finder(client, "state=OH&experience_max=30")
    by_slug = {record.slug: record for record in records}
    teacher = Teacher(state="OH", years=Decimal(30))
    for card in shown.all(".card"):
        assert judge(by_slug[card["data-slug"]], teacher, timezone.localdate()).code != "closed"
    assert int(shown.one("#too-long")["data-count"]) > 0


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_is_that_of_the_list(client, order):
    shown = finder(client, f"{TEACHER}&sort={order}")
    assert shown.one("#sort option[selected]")["value"] == order
    browse = page(client, shown.one(".see-all a")["href"])
    assert set(shown.data(".card", "slug")) <= set(browse.data(".card", "slug"))
    ranks = [browse.data(".card", "slug").index(slug) for slug in shown.data(".card", "slug")]
    assert ranks == sorted(ranks)


def test_the_usual_order_has_no_place_in_the_address(client):
    assert client.get("/find/?form=award&sort=&state=")["Location"] == "/find/?form=award"
    assert "deadline" in finder(client, "sort=founded").text_of(".ignored")


def test_links_of_cards_carry_the_answers(client):
    link = finder(client, TEACHER).all(".card-name a")[0]["href"]
    assert link.endswith("?state=OH&experience_max=6&grade=middle")


def test_few_matches_show_what_leaving_out_an_answer_finds(client):
    shown = finder(client, TEACHER)
    few = counted(shown)
    wider = shown.all(".near-list a")
    assert wider
    assert all(counted(page(client, link["href"])) > few for link in wider)


def test_for_htmx_the_address_is_pushed_without_a_redirect(client):
    response = client.get("/find/?goal=award&state=OH&grade=", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert response["HX-Push-Url"] == "/find/?form=award&state=OH"


@pytest.mark.parametrize("step", ["1", "2", "5", "0", "-1", "99", "abc", "1e3", "", "%00", "٣", "2&step=3", "9" * 500])
def test_addresses_of_the_old_steps_lead_to_their_answers(client, step):
    response = client.get(f"/find/?form=award&step={step}&go=2")
    assert response["Location"] == "/find/?form=award"


@pytest.mark.parametrize("query", ["goal=" + "x." * 3000, "goal=.", "money=form.award", "money=x", "experience_max=-1"])
def test_anything_typed_gets_a_page(client, query):
    assert client.get(f"/find/?{query}", follow=True).status_code == 200


def test_what_the_finder_does_not_ask_is_named(client):
    shown = finder(client, "colour=red&form=award&form=job&focus=equity&q=coach&support=place&grade=middle&grade=high")
    for name in ("colour", "job", "focus", "q", "support", "grade"):
        assert f"“{name}”" in shown.text_of(".ignored")
