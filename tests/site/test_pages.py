"""The pages as a visitor's browser gets them."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.browse import decorators
from catalog.browse.live_snapshot import live_snapshot
from catalog.models import Program
from catalog.programs.dates.currency import currency_of
from catalog.programs.dates.deadlines import is_offered
from catalog.programs.dates.notes import find_months, find_year, is_for_others
from catalog.programs.display import program_url
from catalog.programs.services import publish, retire, save
from catalog.schema.validation import validate
from catalog.site.context import FOOTNOTE
from tests.browse import oracle
from tests.factories import change_json
from tests.helpers import page, plain_text
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


def test_browse_carries_its_figures_as_data(client, records):
    shown = page(client, "/programs/?state=OH&form=fellowship")
    assert shown.count == len(shown.slugs) == 21
    assert shown.counts("state")["OH"] == 21
    assert shown.counts("form")["fellowship"] == 21
    assert sum(shown.counts("type").values()) == 21
    assert len(set(shown.data("[data-facet]", "facet"))) == 25
    table = page(client, "/programs/?state=OH&form=fellowship&view=table")
    assert (table.count, table.slugs) == (shown.count, shown.slugs)
    for name in ("facet", "value", "count"):
        assert table.data("[data-facet]", name) == shown.data("[data-facet]", name)


def test_browse_pages_through_all_programs_25_at_a_time(client, records):
    slugs = []
    for number in range(1, 19):
        slugs += page(client, f"/programs/?page={number}").slugs
    assert sorted(slugs) == sorted(record.slug for record in records)
    assert len(page(client, "/programs/").slugs) == 25
    assert len(page(client, "/programs/?per_page=100").slugs) == 100
    beyond = page(client, "/programs/?page=99")
    assert "99" in beyond.text_of(".ignored")
    assert len(beyond.slugs) == 434 - 17 * 25


def test_browse_shows_the_selection_as_sentence_and_chips(client):
    html = page(client, "/programs/?form=fellowship&sponsor_type=nonprofit&state=OH")
    assert (
        "programs that call themselves fellowships , open to teachers in Ohio (or stating no residence rule), sponsored by"
        in html.text
    )
    assert html.has('[aria-label="Remove filter: What it is: Fellowship"]')


def test_browse_names_what_it_ignored(client):
    ignored = page(client, "/programs/?colour=blue&form=job&sort=best").text_of(".ignored")
    for name in ("“colour”", "“job”", "“best”"):
        assert name in ignored


def test_results_under_a_state_come_in_groups_and_older_programs_last(client, records):
    html = page(client, "/programs/?state=OH&per_page=100&page=2")
    groups = {group["data-group"]: int(group["data-count"]) for group in html.all(".group")}
    assert groups == oracle.groups(records, {"state": ["OH"]}, {}, live_snapshot().today)
    assert list(groups) == ["state", "nationwide", "assumed", "local", "older"]
    assert "Only teachers of Cincinnati Public Schools" in html.text


def test_a_release_that_knows_no_assumed_rule_has_three_groups(client):
    html = page(client, "/programs/?state=OH&per_page=100&release=2026.11")
    groups = [(group["data-group"], group["data-count"]) for group in html.all("section.group")]
    assert [name for name, _ in groups] == ["state", "nationwide", "local"]
    assert dict(groups)["nationwide"] == "70"


def test_browse_offers_to_include_what_is_not_stated(client):
    html = page(client, "/programs/?delivery=online")
    assert html.has('a[href*="delivery=online&delivery=unstated"]')
    assert page(client, "/programs/?delivery=online&delivery=unstated").count == 31 + 252


def test_numeric_bounds_say_how_many_are_kept_unstated(client, records):
    unstated = sum(record.min_years_experience is None for record in records)
    shown = page(client, "/programs/?experience_max=2")
    assert shown.text_of('[data-unstated="experience_max"]').startswith(f"{unstated} of these")


def test_a_teachers_filters_come_first_and_the_others_are_folded(client):
    shown = page(client, "/programs/")
    names = [fold["id"] for fold in shown.all("#filters > .facet, #filters > .facet-select")]
    assert names == [f"facet-{name}" for name in ("form", "state", "focus", "receives", "pays", "delivery", "grade")]
    assert "75 of 434 programs state it" in shown.text_of("#facet-credential")
    assert shown.has('#research-filters [data-facet="type"]')
    assert not shown.has("#more-filters[open], #research-filters[open]")
    assert page(client, "/programs/?entry=open").has("#more-filters[open]")
    assert page(client, "/programs/?support=place").has("#research-filters[open]")


def test_several_states_of_an_address_stay_chosen(client):
    shown = page(client, "/programs/?state=OH&state=MI")
    assert shown.one("#s-state option[selected]")["value"] == "MI"
    assert shown.has('#values-state input[name="state"][value="OH"][checked]')


def test_older_programs_fold_unless_nothing_else_is_found(client):
    shown = page(client, "/programs/?form=award&per_page=100")
    assert shown.has("details#older:not([open])")
    assert shown.has('#older .card[data-slug="paemst"]')
    assert page(client, "/programs/?status=ended").has("details#older[open]")
    first = page(client, "/programs/")
    assert first.has('#older a[href*="page="]')
    assert not page(client, "/programs/?form=award&release=2026.11").has("#older")


def test_the_best_fit_states_the_most_of_what_a_teacher_said(client):
    shown = page(client, "/programs/?grade=middle&grade=unstated&focus=mathematics&focus=unstated&sort=fit&per_page=100")
    asks = [card.select_one("[data-asks]") for card in shown.all(".group:not(#older) .card")]
    missing = [len(ask["data-asks"].split("; ")) if ask else 0 for ask in asks]
    assert missing == sorted(missing)
    assert shown.has("#sort option[value=fit][selected]")
    assert not page(client, "/programs/").has("#sort option[value=fit]")


def test_zero_values_are_disabled_unless_they_are_chosen(client):
    html = page(client, "/programs/?form=certification&type=award")
    assert html.has("#f-type-award[checked]:not([disabled])")
    assert html.has("#f-type-leadership-role[disabled]")


def test_htmx_gets_the_part_that_changes_and_back_the_whole(client):
    part = page(client, "/programs/?form=award", **{"HX-Request": "true"})
    assert not part.has("meta[charset], footer")
    assert part.has("#result-count")
    restored = page(client, "/programs/?form=award", **{"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert restored.has("meta[charset]")


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
    html = page(client, "/programs/nyc-big-apple-awards/").text
    for words in (
        "Big Apple Awards",
        "Prepare + Place + Recognize",
        "Fellowship program",
        "Award winners chosen as fellows take leadership development sessions",
        "If it stopped placing teachers in a role, its type would be",
        "Credential program",
        "November 23, 2026",
        "Last seen operating: 2025",
    ):
        assert words in html


def test_evidence_tied_to_a_source_links_it(client, a_record):
    html = page(client, f"/programs/{a_record.slug}/")
    assert html.html.count(a_record.supports.prepare.source) >= 3


def test_every_program_page_shows_its_evidence_and_links_its_sources(client, records):
    for record in records[::12]:
        shown = page(client, reverse("program", args=[record.slug]))
        evidence = [sentence.get_text() for sentence in shown.all(".evidence [data-quoted]")]
        assert evidence == [support.evidence for _, support in record.supports.by_code()]
        assert [link["href"] for link in shown.all(".sources li > [data-quoted]")] == [source.url for source in record.sources]
        if record.note:
            assert record.note not in shown.text


def test_a_program_without_website_links_its_sources(client, records):
    record = next(record for record in records if record.website is None)
    assert page(client, f"/programs/{record.slug}/").has('#no-website a[href="#sources"]')


def test_notes_on_a_past_deadline_are_marked_as_past(client, records):
    for record in records:
        if record.slug in ("e4e-minnesota-leap", "metro-resa-teacher-leader-endorsement"):
            past = f"Stated for a past cycle: {record.deadline_note}"
            assert f"About the deadline {past}" in page(client, f"/programs/{record.slug}/").text
            assert past in page(client, f"/compare/?p={record.slug}").text
            assert f"As stated: {record.deadline_note}" not in page(client, f"/programs/{record.slug}/").text
    rolling = next(r for r in records if r.deadline_rolling and not r.deadline_month and r.status == "active")
    assert f"About the deadline {rolling.deadline_note}" in page(client, f"/programs/{rolling.slug}/").text


def test_a_usual_deadline_on_a_card_says_when_it_was_seen(client, records):
    html = page(client, "/programs/?deadline_month=1&per_page=100").text
    january = [r for r in records if r.deadline_month == 1 and is_offered(r) and not is_for_others(r)]
    usual = [r for r in january if not find_months(r).several]
    assert usual != january
    for year in map(find_year, usual):
        assert f"Deadline usually January ({f'seen {year}' if year else 'year not stated'})" in html
    assert html.count("Deadline usually January (") == html.count("Deadline usually January") == len(usual)


def test_programs_open_to_one_place_are_counted_separately(client, records):
    def reach(query):
        return [plain_text(line) for line in page(client, f"/programs/?{query}").all(".reach")]

    new_york = [r for r in records if not r.serves_states or "NY" in r.serves_states]
    sizes = oracle.groups(records, {"state": ["NY"]}, {}, live_snapshot().today)
    local, assumed, older = sizes["local"], sizes["assumed"], sizes["older"]
    assert reach("state=NY") == [
        f"{sizes['state'] + sizes['nationwide']} open to teachers in New York, "
        f"{assumed} probably open (no residence rule stated), "
        f"{local} more only to teachers in one place there, {older} older."
    ]
    older_local = sum(r.scope == "local" and oracle.is_older(r, live_snapshot().today) for r in new_york)
    assert reach("state=NY&scope=local") == [f"{local} open only to teachers in one place in New York, {older_local} older."]
    assert reach("state=NY&scope=national") == []
    assert reach("form=award") == []


def test_a_past_deadline_is_marked_as_past(client, records):
    record = next(r for r in records if r.deadline_date and r.status != "ended")
    html = page(client, f"/programs/{record.slug}/").text
    assert "is past" in html
    assert "(coming)" not in html


def test_cards_link_where_the_program_is(records):
    assert program_url(records[0].slug) == reverse("program", args=[records[0].slug])


def test_drafts_and_unknown_addresses_are_not_there(client, a_record):
    save(None, validate(change_json(a_record, slug="a-draft")), None)
    assert "draft" not in page(client, "/programs/a-draft/", 404).text
    page(client, "/programs/nothing-here/", 404)
    page(client, "/types/nothing-here/", 404)
    page(client, "/nothing/", 404)


def test_a_retired_program_keeps_a_tombstone(client, a_record):
    retire(Program.objects.get(slug=a_record.slug), None)
    shown = page(client, f"/programs/{a_record.slug}/", 410)
    assert shown.text_of("h1") == a_record.name
    assert a_record.summary not in shown.text


def test_a_changed_slug_redirects(client, a_record):
    publish(Program.objects.get(slug=a_record.slug), validate(change_json(a_record, slug="new-address")), None)
    response = client.get(f"/programs/{a_record.slug}/")
    assert (response.status_code, response["Location"]) == (301, "/programs/new-address/")


@pytest.mark.parametrize("program_type", ProgramType)
def test_type_pages_show_combination_count_and_programs(client, program_type):
    shown = page(client, f"/types/{program_type.value}/")
    assert program_type.supports.combination in shown.text
    assert len(shown.slugs) == 10
    assert shown.has(f'a[href*="type={program_type.value}"]')


def test_the_fellowship_and_credential_types_point_to_their_namesakes(client):
    assert "80 programs" in page(client, "/types/fellowship/").text
    assert page(client, "/types/fellowship/").has('a[href*="form=fellowship"]')
    assert page(client, "/types/credential/").has('a[href*="form=degree"]')


def test_the_typology_shows_the_seven_types_with_live_counts(client, records):
    html = page(client, "/types/")
    for program_type, count in (("community-of-practice", 83), ("fellowship", 30)):
        assert html.has(f'[href="/programs/?type={program_type}"][aria-label^="{count} "]')
    retire(Program.objects.get(slug="sonoma-21csla-regional-academy"), None)
    assert page(client, "/types/").has('[href="/programs/?type=community-of-practice"][aria-label^="82 "]')


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


@pytest.mark.parametrize(
    "query", ["form=%00", "form=%ff%fe", "page=" + "9" * 400, "a" * 5000, "sponsor=%F0%9F%98%80", "&".join(["form=award"] * 900),
              "form[]=x", "state=OH'--", "sort=<script>alert(1)</script>", "founded_min=%D9%A3", "=", "&&&", "%"]
)  # fmt: skip
def test_nothing_typed_yields_a_500(client, query):
    assert "<script>alert" not in page(client, f"/programs/?{query}").html


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


def test_too_many_parameters_are_refused_plainly(client):
    assert client.get("/programs/?" + "&".join(["form=award"] * 1500)).status_code == 400


@pytest.mark.parametrize("address", ["/", "/methods/", "/about/", "/data/", "/data/dictionary/"])
def test_pages_without_editions_name_the_ignored_parameters(client, address):
    ignored = page(client, f"{address}?release=2026.11&rule=no-credential").text_of(".ignored")
    for name in ("release", "rule"):
        assert f"“{name}”" in ignored
    assert not page(client, f"{address}?utm_source=x").has(".ignored")
