"""The cost calculator of the program page: credits times rate, plus fees, with a button and no script."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from catalog.site.program.cost import build_cost
from tests.factories import change
from tests.helpers import page

pytestmark = pytest.mark.django_db

UK, JMU, LEWIS = "uk-teacher-leadership-med-eds", "jmu-teacher-leadership-certificate", "lewis-clark-teacher-leadership-equity"


def values(shown):
    """What the fields hold, by name."""
    return {field["name"]: field["value"] for field in shown.all(".cost-form input[type=text]")}


def total(shown):
    return shown.one(".cost-total")["data-total"]


def test_the_stated_credits_and_rate_are_filled_in_and_added_up(client):
    shown = page(client, f"/programs/{UK}/")
    assert values(shown) == {"credits": "30", "rate": "594.50", "fees": "0"}
    assert total(shown) == "$17,835"


def test_credits_that_are_not_stated_are_left_to_the_teacher(client):
    shown = page(client, f"/programs/{LEWIS}/")
    assert values(shown) == {"credits": "", "rate": "975", "fees": "50"}
    assert total(shown) == ""
    assert total(page(client, f"/programs/{LEWIS}/?credits=10")) == "$9,800"


def test_the_teachers_answers_stay_in_the_address(client):
    shown = page(client, f"/programs/{UK}/?state=KY&credits=12&rate=600&fees=%24100")
    assert values(shown) == {"credits": "12", "rate": "600", "fees": "100"}
    assert total(shown) == "$7,300"
    assert [field["value"] for field in shown.all('.cost-form input[type=hidden][name="state"]')] == ["KY"]
    assert not shown.has(".ignored")


def test_every_stated_rate_is_shown(records):
    [record] = [record for record in records if record.slug == JMU]
    assert build_cost(record, QueryDict()).rates == ("$374 a credit", "$394 a credit")


@pytest.mark.parametrize("typed", ["ten", "-1", "0", "1e99", "NaN", "Infinity", "1000001", "9" * 400, "\x00", "<b>"])
def test_what_is_no_number_gets_an_error_at_its_field(client, typed):
    shown = page(client, f"/programs/{UK}/?{urlencode({'credits': typed})}")
    assert [field["name"] for field in shown.all(".cost-form [aria-invalid=true]")] == ["credits"]
    assert shown.has("#cost-credits-error")
    assert total(shown) == ""


@pytest.mark.parametrize(
    ("pays", "note"),
    [("tuition", "$8,210 in all"), (None, "$10 a credit"), ("fee", "$150"), ("tuition", ""), ("tuition", "$0 a credit")],
)
def test_a_program_without_a_price_per_credit_has_no_calculator(a_record, pays, note):
    assert build_cost(change(a_record, pays=pays, receives=[], money_note=note), QueryDict()) is None
