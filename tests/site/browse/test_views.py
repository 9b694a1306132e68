"""The list of programs: its selection, groups, filters, and addresses."""

import pytest

from catalog.browse.live_snapshot import live_snapshot
from catalog.models import Program
from catalog.programs.dates.deadlines import is_offered
from catalog.programs.dates.notes import find_months, find_year, is_for_others
from catalog.programs.services import retire
from tests.browse import oracle
from tests.helpers import page, plain_text

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    "query", ["form=%00", "form=%ff%fe", "page=" + "9" * 400, "a" * 5000, "sponsor=%F0%9F%98%80", "&".join(["form=award"] * 900),
              "form[]=x", "state=OH'--", "sort=<script>alert(1)</script>", "founded_min=%D9%A3", "=", "&&&", "%"]
)  # fmt: skip
def test_nothing_typed_yields_a_500(client, query):
    assert "<script>alert" not in page(client, f"/programs/?{query}").html


def test_too_many_parameters_are_refused_plainly(client):
    assert client.get("/programs/?" + "&".join(["form=award"] * 1500)).status_code == 400
