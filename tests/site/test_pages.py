"""The pages as a visitor's browser gets them."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from catalog.browse import decorators
from catalog.models import Program
from catalog.programs.deadlines import is_offered
from catalog.programs.display import program_url
from catalog.programs.services import publish, retire, save
from catalog.schema.validation import validate
from catalog.site.context import FOOTNOTE
from tests import helpers
from tests.browse import oracle
from tests.factories import change_json
from typology import ProgramType

pytestmark = pytest.mark.django_db

PAGES = ["/", "/programs/", "/programs/?view=table", "/programs/nyc-big-apple-awards/",
         "/programs/acte-teacher-of-the-year/?state=OH&experience_max=6&grade=middle&focus=science&colour=red",
         "/types/", "/types/fellowship/", "/deadlines/", "/deadlines/?state=OH&colour=red", "/methods/", "/about/", "/compare/",
         "/shortlist/", "/programs/uri-gems-net-teacher-leaders/", "/explore/", "/explore/?rows=focus&show=total&colour=red",
         "/explore/whatif/?rule=second-coder", "/data/", "/data/2026.11/", "/data/dictionary/", "/cite/?state=OH", "/api/docs/",
         "/changes/", "/changes/?kind=type&colour=red", "/privacy/", "/accessibility/",
         "/programs/?release=2026.11&rule=no-credential",
         "/types/?rule=no-credential&rule=no-selection", "/programs/nyc-big-apple-awards/?release=2026.11",
         "/compare/?p=nyc-big-apple-awards&p=acte-teacher-of-the-year", "/shortlist/?p=nyc-big-apple-awards"]  # fmt: skip


class Figures(HTMLParser):
    """The figures that a browse page carries as data."""

    def __init__(self, html):
        super().__init__()
        self.count, self.values, self.slugs = None, {}, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if attrs.get("id") == "result-count":
            self.count = int(attrs["data-count"])
        if "data-facet" in attrs:
            self.values.setdefault(attrs["data-facet"], {})[attrs["data-value"]] = int(attrs["data-count"])
        if "data-slug" in attrs:
            self.slugs.append(attrs["data-slug"])


def page(client, address, status=200, **headers):
    response = client.get(address, headers=headers or None)
    assert response.status_code == status, address
    return response.content.decode()


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_with_its_title_and_the_standing_note(client, address):
    html = page(client, address)
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


def test_browse_carries_its_figures_as_data(client, records):
    figures = Figures(page(client, "/programs/?state=OH&form=fellowship"))
    assert figures.count == len(figures.slugs) == 21
    assert figures.values["state"]["OH"] == 21
    assert figures.values["form"]["fellowship"] == 21
    assert sum(figures.values["type"].values()) == 21
    assert len(figures.values) == 25
    table = Figures(page(client, "/programs/?state=OH&form=fellowship&view=table"))
    assert (table.count, table.values, table.slugs) == (figures.count, figures.values, figures.slugs)


def test_browse_pages_through_all_programs_25_at_a_time(client, records):
    slugs = []
    for number in range(1, 19):
        slugs += Figures(page(client, f"/programs/?page={number}")).slugs
    assert sorted(slugs) == sorted(record.slug for record in records)
    assert len(Figures(page(client, "/programs/")).slugs) == 25
    assert len(Figures(page(client, "/programs/?per_page=100")).slugs) == 100
    beyond = page(client, "/programs/?page=99")
    assert "There is no page 99." in text(beyond)
    assert len(Figures(beyond).slugs) == 434 - 17 * 25


def test_browse_tells_the_selection_as_sentence_and_chips(client):
    html = page(client, "/programs/?form=fellowship&sponsor_type=nonprofit&state=OH")
    told = text(html)
    assert (
        "programs that call themselves fellowships , open to teachers in Ohio (or stating no residence rule), sponsored by"
        in told
    )
    assert 'aria-label="Remove filter: What it is: Fellowship"' in html


def test_browse_names_what_it_ignored(client):
    html = text(page(client, "/programs/?colour=blue&form=job&sort=best"))
    for words in ("“colour” is not a parameter", "“job” is not a value", "“best” is not a value"):
        assert words in html


def test_results_under_a_state_come_in_four_groups(client):
    html = page(client, "/programs/?state=OH&per_page=100&page=2")
    groups = re.findall(r'<section class="group" data-group="(\w+)" data-count="(\d+)"', html)
    assert groups == [("state", "4"), ("nationwide", "123"), ("assumed", "22"), ("local", "3")]
    assert "Only teachers of Cincinnati Public Schools" in text(html)


def test_a_release_that_knows_no_assumed_rule_has_three_groups(client):
    html = page(client, "/programs/?state=OH&per_page=100&release=2026.11")
    headings = [text(heading).strip() for heading in re.findall(r"<h3[^>]*>(.*?)</h3>", html, re.DOTALL)]
    assert headings == ["Ohio", "Nationwide", "Single districts"]
    assert "70 programs open to teachers in every state" in text(html)


def test_browse_offers_to_include_what_is_not_stated(client):
    html = page(client, "/programs/?delivery=online")
    assert "252 more do not state this" in text(html)
    assert "delivery=online&amp;delivery=unstated" in html
    assert Figures(page(client, "/programs/?delivery=online&delivery=unstated")).count == 31 + 252


def test_numeric_bounds_say_how_many_are_kept_unstated(client, records):
    unstated = sum(record.min_years_experience is None for record in records)
    shown = helpers.page(client, "/programs/?experience_max=2")
    assert shown.text_of('[data-unstated="experience_max"]').startswith(f"{unstated} of these")


def test_sparse_facets_stand_folded_and_say_how_many_state_them(client):
    html = page(client, "/programs/")
    more = html[html.index('id="more-filters"') :]
    for words in ("74 of 434 programs state it", "26 of 434 programs state it"):
        assert words in more
    assert 'data-facet="pays"' in more
    assert 'data-facet="form"' not in more
    assert not re.search(r'id="more-filters"[^>]*\bopen\b', html)
    assert re.search(r'id="more-filters"[^>]*\bopen\b', page(client, "/programs/?pays=fee"))


def test_zero_values_are_disabled_unless_they_are_chosen(client):
    html = page(client, "/programs/?form=certification&type=award")
    assert re.search(r'id="f-type-award"[^>]*checked', html)
    assert not re.search(r'id="f-type-award"[^>]*disabled', html)
    assert re.search(r'id="f-type-leadership-role"[^>]*disabled', html)


def test_htmx_gets_the_part_that_changes_and_back_the_whole(client):
    part = page(client, "/programs/?form=award", **{"HX-Request": "true"})
    assert "<html" not in part
    assert 'id="result-count"' in part
    restored = page(client, "/programs/?form=award", **{"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in restored


def test_htmx_pushes_the_canonical_address(client):
    response = client.get("/programs/?sort=name&founded_min=&form=award&per_page=25", headers={"HX-Request": "true"})
    assert response["HX-Push-Url"] == "/programs/?form=award"


def test_without_script_empty_fields_leave_the_address(client):
    response = client.get("/programs/?form=award&founded_min=&sort=name")
    assert (response.status_code, response["Location"]) == (302, "/programs/?form=award")


def test_pages_are_answered_with_304_until_something_changes(client, records):
    first = client.get("/programs/?form=award")
    held = {"If-None-Match": first["ETag"]}
    assert client.get("/programs/?form=award", headers=held).status_code == 304
    assert client.get("/programs/?form=degree", headers=held).status_code == 200
    assert client.get("/programs/?form=award", headers={**held, "HX-Request": "true"}).status_code == 200
    retire(Program.objects.get(slug=records[0].slug), None)
    assert client.get("/programs/?form=award", headers=held).status_code == 200


def test_the_program_page_answers_why_this_type(client):
    html = text(page(client, "/programs/nyc-big-apple-awards/"))
    for words in (
        "Big Apple Awards",
        "Prepare + Place + Recognize",
        "Fellowship program",
        "Award winners chosen as fellows take leadership development sessions",
        "If it stopped placing teachers in a role, its type would be",
        "Credential program",
        "Not stated",
        "November 23, 2026",
        "Last seen operating: 2025",
    ):
        assert words in html


def test_evidence_tied_to_a_source_links_it(client, a_record):
    html = page(client, f"/programs/{a_record.slug}/")
    assert html.count(a_record.supports.prepare.source) >= 3


def test_every_program_page_shows_its_evidence_and_links_its_sources(client, records):
    for record in records[::12]:
        html = page(client, reverse("program", args=[record.slug])).replace("&#x27;", "'").replace("&#39;", "'")
        html = html.replace("&amp;", "&").replace("&#34;", '"').replace("&quot;", '"')
        for _, support in record.supports.by_code():
            assert support.evidence in html
        for source in record.sources:
            assert f'href="{source.url}"' in html
        if record.note:
            assert record.note not in html


def test_a_program_without_website_links_its_sources(client, records):
    record = next(record for record in records if record.website is None)
    assert helpers.page(client, f"/programs/{record.slug}/").has('#no-website a[href="#sources"]')


def test_words_about_a_past_deadline_say_that_they_are_of_a_past_cycle(client, records):
    for record in records:
        if record.slug in ("e4e-minnesota-leap", "metro-resa-teacher-leader-endorsement"):
            past = f"Stated for a past cycle: {record.deadline_note}"
            assert f"About the deadline {past}" in text(page(client, f"/programs/{record.slug}/"))
            assert past in text(page(client, f"/compare/?p={record.slug}"))
            assert f"As stated: {record.deadline_note}" not in text(page(client, f"/programs/{record.slug}/"))
    rolling = next(r for r in records if r.deadline_rolling and not r.deadline_month and r.status == "active")
    assert f"About the deadline {rolling.deadline_note}" in text(page(client, f"/programs/{rolling.slug}/"))


def test_a_usual_deadline_on_a_card_says_when_it_was_seen(client, records):
    html = text(page(client, "/programs/?deadline_month=1&per_page=100"))
    usual = [r for r in records if r.deadline_month == 1 and is_offered(r)]
    years = {r.deadline_date[:4] if r.deadline_date else r.evidence_year for r in usual}
    assert usual
    for year in years:
        assert f"Deadline usually January ({f'seen {year}' if year else 'from a past cycle'})" in html
    assert html.count("Deadline usually January (") == html.count("Deadline usually January") == len(usual)


def test_those_open_to_one_place_alone_are_counted_apart(client, records):
    def reach(query):
        return re.findall(r'<p class="reach">(.*?)</p>', page(client, f"/programs/?{query}"))

    new_york = [r for r in records if not r.serves_states or "NY" in r.serves_states]
    local = sum(r.scope == "local" for r in new_york)
    assumed = sum(oracle.assumed_elsewhere(r, ["NY"]) for r in records)
    assert local
    assert assumed
    assert reach("state=NY") == [
        f"{len(new_york) - local} open to teachers in New York, {assumed} probably open (no residence rule stated), "
        f"{local} more only to teachers in one place there."
    ]
    assert reach("state=NY&scope=local") == [f"{local} open only to teachers in one place in New York."]
    assert reach("state=NY&scope=national") == []
    assert reach("form=award") == []
    assert "in some place in it" in text(page(client, "/programs/?view=map"))


def test_a_past_deadline_is_said_to_be_past(client, records):
    record = next(r for r in records if r.deadline_date and r.status != "ended")
    html = text(page(client, f"/programs/{record.slug}/"))
    assert "is past" in html
    assert "(coming)" not in html


def test_cards_link_where_the_program_is(records):
    assert program_url(records[0].slug) == reverse("program", args=[records[0].slug])


def test_drafts_and_unknown_addresses_are_not_there(client, a_record):
    save(None, validate(change_json(a_record, slug="a-draft")), None)
    assert "draft" not in page(client, "/programs/a-draft/", 404)
    page(client, "/programs/nothing-here/", 404)
    page(client, "/types/nothing-here/", 404)
    page(client, "/nothing/", 404)


def test_a_retired_program_keeps_a_tombstone(client, a_record):
    retire(Program.objects.get(slug=a_record.slug), None)
    html = page(client, f"/programs/{a_record.slug}/", 410)
    assert a_record.name in html.replace("&#39;", "'")
    assert a_record.summary not in html


def test_a_changed_slug_redirects(client, a_record):
    publish(Program.objects.get(slug=a_record.slug), validate(change_json(a_record, slug="new-address")), None)
    response = client.get(f"/programs/{a_record.slug}/")
    assert (response.status_code, response["Location"]) == (301, "/programs/new-address/")


@pytest.mark.parametrize("program_type", ProgramType)
def test_type_pages_show_combination_count_and_programs(client, program_type):
    html = page(client, f"/types/{program_type.value}/")
    assert program_type.supports.combination in html
    assert len(Figures(html).slugs) == 10
    assert f"type={program_type.value}" in html


def test_the_fellowship_and_credential_types_point_to_their_namesakes(client):
    assert "80 programs call themselves fellowships" in text(page(client, "/types/fellowship/"))
    assert "form=fellowship" in page(client, "/types/fellowship/")
    assert "form=degree" in page(client, "/types/credential/")


def test_home_shows_the_seven_types_with_live_counts(client, records):
    html = page(client, "/")
    for program_type, count in (("community-of-practice", 83), ("fellowship", 30)):
        assert re.search(rf'href="/programs/\?type={program_type}"[^>]*aria-label="[^"]*: {count} programs"', html)
    retire(Program.objects.get(slug="sonoma-21csla-regional-academy"), None)
    assert re.search(r'type=community-of-practice"[^>]*aria-label="[^"]*: 82 programs"', page(client, "/"))


def test_doors_go_by_form_and_leave_out_programs_that_are_not_offered(client, records):
    html = page(client, "/")
    door = re.search(r'href="(/programs/\?form=fellowship&amp;[^"]*)"', html)[1].replace("&amp;", "&")
    figures = Figures(page(client, door + "&per_page=100"))
    running = [r for r in records if "fellowship" in r.form and r.status in ("active", "unknown")]
    assert figures.count == len(running)
    years = {record.slug: record.evidence_year or 0 for record in records}
    assert [years[slug] for slug in figures.slugs] == sorted((years[s] for s in figures.slugs), reverse=True)


def test_methods_is_as_honest_as_the_codebook(client):
    html = text(page(client, "/methods/"))
    for words in (
        "Not found does not mean not there",
        "No person has reviewed the codes yet",
        "this catalog's reading",
        "550 searches",
        "557",
        "have no part in this data set",
    ):
        assert words in html.replace("&#39;", "'").replace("’", "'"), words


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("address", ["/", "/programs/", "/programs.csv", "/robots.txt", "/healthz", "/readyz", "/privacy/"])
def test_public_pages_are_only_read(address, method):
    response = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "query", ["form=%00", "form=%ff%fe", "page=" + "9" * 400, "a" * 5000, "sponsor=%F0%9F%98%80", "&".join(["form=award"] * 900),
              "form[]=x", "state=OH'--", "sort=<script>alert(1)</script>", "founded_min=%D9%A3", "=", "&&&", "%"]
)  # fmt: skip
def test_nothing_typed_yields_a_500(client, query):
    html = page(client, f"/programs/?{query}")
    assert "<script>alert" not in html


def test_head_tells_the_headers_of_the_page_without_the_page(client):
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
    monkeypatch.setattr(decorators, "live_snapshot", lambda: 1 / 0)
    response = client.get("/programs/")
    assert response.status_code == 500
    assert "Program Catalog" in response.content.decode()


def test_too_many_parameters_are_refused_plainly(client):
    assert client.get("/programs/?" + "&".join(["form=award"] * 1500)).status_code == 400


@pytest.mark.parametrize("address", ["/", "/methods/", "/about/", "/data/", "/data/dictionary/"])
def test_pages_of_the_catalog_as_it_is_now_say_that_they_know_no_other_edition(client, address):
    shown = text(page(client, f"{address}?release=2026.11&rule=no-credential"))
    for name in ("release", "rule"):
        assert f"“{name}” does not apply here: this answers from the catalog as it is now." in shown
    assert "does not apply here" not in text(page(client, f"{address}?utm_source=x"))
