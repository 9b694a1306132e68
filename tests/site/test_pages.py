"""The pages as a visitor's browser gets them."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from catalog.browse import decorators
from catalog.programs.dates.currency import currency_of
from catalog.site.context import FOOTNOTE
from tests.helpers import page
from typology import ProgramType

pytestmark = pytest.mark.django_db

PAGES = ["/", "/states/", "/states/oh/?colour=red", "/sponsors/teach-plus/",
         "/programs/", "/programs/?view=table", "/programs/nyc-big-apple-awards/",
         "/programs/nyc-big-apple-awards/one-page/",
         "/programs/acte-teacher-of-the-year/?state=OH&experience_max=6&grade=middle&focus=science&colour=red",
         "/types/", "/types/fellowship/", "/deadlines/", "/deadlines/?state=OH&colour=red", "/methods/", "/about/", "/compare/",
         "/shortlist/", "/programs/uri-gems-net-teacher-leaders/", "/explore/", "/explore/?rows=focus&show=total&colour=red",
         "/explore/teachers/?state=OH",
         "/explore/whatif/?rule=second-coder", "/methods/replicate/?rule=not-ended",
         "/data/", "/data/2026.11/", "/data/dictionary/", "/data/missing/", "/data/reliability/",
         "/cite/?state=OH", "/api/docs/", "/changes/", "/changes/?kind=type&colour=red",
         "/privacy/", "/accessibility/", "/alerts/?state=OH", "/alerts/sent/",
         "/programs/?release=2026.11&rule=no-credential",
         "/types/?rule=no-credential&rule=no-selection", "/programs/nyc-big-apple-awards/?release=2026.11",
         "/compare/?p=nyc-big-apple-awards&p=acte-teacher-of-the-year", "/shortlist/?p=nyc-big-apple-awards"]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_its_title_one_heading_and_the_footnote(client, address):
    html = page(client, address).html
    assert len(re.findall("<h1", html)) == 1
    assert "Teacher Leadership Program Catalog</title>" in html
    assert FOOTNOTE in html
    assert "{{" not in re.sub(r"<pre.*?</pre>", "", html, flags=re.DOTALL)  # BibTeX has such braces
    assert "{%" not in html


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_inline_script_or_style_or_a_form_token(client, address):
    response = client.get(address)
    html = response.content.decode()
    # linked data is a block of data, which no browser runs
    script = r'<script(?![^>]+src=| type="application/ld\+json">)'
    assert not re.search(rf"{script}|<style|\sstyle=|\son\w+=|csrfmiddlewaretoken", html)
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert not response.cookies


def test_five_doors_lead_to_kinds_of_program_and_to_what_schools_join(client, records):
    doors = page(client, "/").all(".door a")
    assert len(doors) == 5
    for door in doors:
        assert page(client, door["href"]).count > 0
    shown = page(client, doors[0]["href"])
    assert shown.count == sum("fellowship" in record.form for record in records)
    school = page(client, doors[-1]["href"])
    assert school.count == sum(bool({"partner_school", "team"} & set(record.prerequisites)) for record in records)


def test_home_names_no_type_of_the_typology(client):
    text = page(client, "/").text_of("main")
    assert not [kind.label for kind in ProgramType if kind.label in text and kind.label != "Award"]


def test_home_lists_what_is_due_soon_of_programs_that_may_run(client, records):
    due = page(client, "/").all("#due-soon [data-slug]")
    by_slug = {record.slug: record for record in records}
    assert due
    assert not [one for one in due if currency_of(by_slug[one["data-slug"]], timezone.localdate()).is_older]
    kinds = [one["data-kind"] for one in due]
    assert kinds == sorted(kinds)  # dated before usual


def test_the_header_has_three_links_and_two_menus_that_need_no_script(client):
    shown = page(client, "/")
    links = [link["href"] for link in shown.all(".site-nav > ul > li > a")]
    assert links == ["/find/", "/deadlines/", "/shortlist/", "/es/"]
    menus = [[link["href"] for link in menu.select("a")] for menu in shown.all(".site-nav details")]
    assert menus == [["/types/", "/explore/", "/data/", "/methods/", "/api/docs/"], ["/programs/", "/about/", "/es/"]]


def test_methods_states_its_limits(client):
    shown = page(client, "/methods/")
    assert shown.one("#reviewed")["data-reviewed"] == "0"
    assert shown.has("#limits + p strong")
    assert shown.has("#names")
    for number in ("550", "557", "285"):
        assert number in shown.text_of(".prose")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("address", ["/", "/programs/", "/programs.csv", "/robots.txt", "/healthz", "/readyz", "/privacy/"])
def test_public_pages_are_only_read(address, method):
    response = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_head_has_the_headers_of_the_page_without_its_body(client):
    whole, head = client.get("/types/"), client.head("/types/")
    assert head.content == b""
    assert head["Content-Length"] == str(len(whole.content))
    assert head["ETag"] == whole["ETag"]


def test_a_strange_host_is_refused_in_the_sites_own_look(client):
    response = client.get("/programs/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
    assert "Program Catalog" in response.content.decode()


def test_a_form_from_elsewhere_is_refused_in_the_sites_own_look():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "Program Catalog" in response.content.decode()


def test_the_last_error_page_needs_neither_context_nor_database(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(decorators, "open_snapshot", lambda: 1 / 0)
    response = client.get("/programs/")
    assert response.status_code == 500
    assert "Program Catalog" in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/methods/", "/about/", "/data/", "/data/dictionary/"])
def test_pages_without_editions_name_the_ignored_parameters(client, address):
    ignored = page(client, f"{address}?release=2026.11&rule=no-credential").text_of(".ignored")
    for name in ("release", "rule"):
        assert f"“{name}”" in ignored
    assert not page(client, f"{address}?utm_source=x").has(".ignored")
