"""The page to print for a principal."""

import pytest

from catalog.models import Program
from catalog.programs.services import publish, retire
from tests.factories import change
from tests.helpers import page

pytestmark = pytest.mark.django_db

ADDRESS = "/programs/albert-einstein-distinguished-educator-fellowship/one-page/"


def test_it_has_what_a_principal_asks(client):
    shown = page(client, ADDRESS)
    assert shown.data("[data-row]", "row") == ["dates", "days", "cost", "gains", "eligibility", "running"]
    assert len(shown.all(".sheet-sign .line")) == 3
    assert shown.one('link[rel="canonical"]')["href"].endswith(ADDRESS.removesuffix("one-page/"))
    assert shown.has('meta[name="robots"][content="noindex"]')


def test_what_a_teacher_types_is_not_sent(client):
    shown = page(client, ADDRESS)
    assert shown.data("[data-blank]", "blank") == ["days", "cost", "note"]
    assert not shown.has("[data-blank][name], main form")


def test_each_program_page_leads_to_it(client):
    program = page(client, ADDRESS.removesuffix("one-page/"))
    assert program.one("#one-page")["href"] == ADDRESS


def test_a_mistyped_address_leads_to_it(client):
    typed = ADDRESS.replace("albert", "Albert").replace("distinguished", "distingished")
    response = client.get(f"{typed}?state=OH")
    assert (response.status_code, response["Location"]) == (301, f"{ADDRESS}?state=OH")


def test_a_renamed_program_is_found_and_a_retired_one_is_gone(client, editor):
    program = Program.objects.get(slug=ADDRESS.split("/")[2])
    program = publish(program, change(program.record, slug="new-address"), editor, "Renamed.")
    assert client.get(ADDRESS)["Location"] == "/programs/new-address/one-page/"
    retire(program, editor, "It left the field.")
    assert page(client, "/programs/new-address/one-page/", 410).has("h1")


def test_only_published_programs_have_one(client):
    page(client, "/programs/nothing-here/one-page/", 404)
    page(client, "/programs/%00/one-page/", 404)
    assert client.get(f"{ADDRESS}?state=ZZ&x=%00").status_code == 200
