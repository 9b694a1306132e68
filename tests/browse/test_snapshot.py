"""The snapshot held against a plain count over the records."""

import datetime

import django_filters
import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.browse.facets import FACETS
from catalog.browse.filterset import ProgramFilterSet
from catalog.browse.selection import SORTS, Selection
from catalog.browse.snapshot import Snapshot
from catalog.programs.money.line import money_order
from catalog.programs.published_records import SnapshotEntry
from tests.browse import oracle
from tests.browse.strategies import selections
from tests.factories import change

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture(scope="module")
def snapshot(records):
    return Snapshot(map(SnapshotEntry, records), today=TODAY, coded_twice=oracle.CODED_TWICE)


def agrees(snapshot, records, selection):
    """Assert that every figure the snapshot gives is the plain count."""
    answer = snapshot.answer(selection)
    chosen, bounds, excluded = selection.chosen, selection.bounds, selection.excluded
    fitting = {record.slug for record in records if oracle.fits(record, chosen, bounds, excluded=excluded)}
    assert set(snapshot.select(selection)) == fitting
    assert answer.count == len(fitting)
    for facet in FACETS:
        counted = oracle.counts(records, chosen, bounds, facet, excluded)
        assert answer.counts[facet] == {code: counted[code] for code in FACETS[facet].labels}
        assert counted.keys() <= FACETS[facet].labels.keys()
    if "state" in chosen:
        assert {group.name: group.count for group in answer.groups} == oracle.groups(
            records, chosen, bounds, None if selection.sort in ("founded", "updated") else TODAY, excluded
        )
    for bound in bounds:
        unstated = oracle.within
        kept = sum(r.slug in fitting and unstated(r, bound, -1) and unstated(r, bound, 9999) for r in records)
        assert answer.unstated[bound] == kept
    everything = snapshot.select(selection)
    start = (answer.page - 1) * selection.per_page
    assert list(answer.slugs) == everything[start : start + selection.per_page]
    assert answer.pages == max(1, -(-answer.count // selection.per_page))
    assert answer.page == min(selection.page, answer.pages)


def test_absence_stated_on_a_page_is_told_from_absence_of_a_mention(records):
    some = [
        change(record, {"supports.place.absence": "stated_absent"})
        if not record.supports.place.present and number % 3
        else record
        for number, record in enumerate(records)
    ]
    counted = Snapshot(map(SnapshotEntry, some), today=TODAY, coded_twice=oracle.CODED_TWICE)
    values = ("given", "stated_absent", "silent")
    for code in values:
        agrees(counted, some, Selection(chosen={"place": (code,)}))
    agrees(counted, some, Selection(chosen={"type": ("award",)}, excluded={"place": ("silent",)}))
    found = counted.counts(Selection())["place"]
    assert list(found) == list(values)
    assert min(found.values()) > 0
    assert sum(found.values()) == len(some)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(selection=selections())
def test_every_figure_is_the_plain_count(snapshot, records, selection):
    agrees(snapshot, records, selection)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_it_holds_for_any_part_of_the_catalog(records, data):
    part = data.draw(st.lists(st.sampled_from(records), max_size=12, unique_by=lambda record: record.slug))
    snapshot = Snapshot(map(SnapshotEntry, part), today=TODAY, coded_twice=oracle.CODED_TWICE)
    agrees(snapshot, part, data.draw(selections()))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(selection=selections().map(Selection.without_search))
def test_the_filterset_finds_the_programs_of_the_query(snapshot, records, selection):
    filterset = ProgramFilterSet(QueryDict(selection.query()), snapshot)
    chosen, bounds, excluded = selection.chosen, selection.bounds, selection.excluded
    fitting = {record.slug for record in records if oracle.fits(record, chosen, bounds, excluded=excluded)}
    assert set(filterset.qs.select(Selection())) == fitting


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(selection=selections().map(Selection.without_search), data=st.data())
def test_a_value_and_its_exclusion_share_the_programs(snapshot, selection, data):
    facet = data.draw(st.sampled_from(list(FACETS)))
    code = data.draw(st.sampled_from(list(FACETS[facet].labels)))
    whole = selection.with_values(facet, ()).without_values(facet, ())
    having, lacking = whole.with_values(facet, (code,)), whole.without_values(facet, (code,))
    assert snapshot.match(having) | snapshot.match(lacking) == snapshot.match(whole)
    assert not snapshot.match(having) & snapshot.match(lacking)


def test_declaring_a_filter_is_enough(snapshot, records):
    """A new filter needs nothing but its declaration: it validates, narrows, and is refused when invalid."""

    def longer_than(programs, _name, length):
        return programs.with_keys(number for number, record in enumerate(records) if len(record.name) > length)

    class WithLength(ProgramFilterSet):
        length = django_filters.NumberFilter(label="Length of the name", min_value=1, decimal_places=0, method=longer_than)

    snapshot = Snapshot((SnapshotEntry(record, None, key) for key, record in enumerate(records)), today=TODAY)
    found = WithLength(QueryDict("length=40&state=OH"), snapshot).qs.select(Selection())
    assert set(found) == {r.slug for r in records if len(r.name) > 40 and oracle.fits(r, {"state": ("OH",)}, {})}
    [ignored] = WithLength(QueryDict("length=0"), snapshot).ignored()
    assert (ignored.parameter, ignored.value) == ("length", "0")


def test_ohio_counts_what_the_map_will_say(snapshot):
    """130 programs are open to teachers in Ohio, 7 of them name it; 22 more state no residence rule."""
    answer = snapshot.answer(Selection(chosen={"state": ("OH",)}))
    assert answer.count == answer.counts["state"]["OH"] == 152
    assert sum(group.count for group in answer.groups if group.name in ("state", "local")) == 5
    assert [group.name for group in answer.groups] == ["state", "nationwide", "assumed", "local", "older"]


def test_the_seven_types_add_up(snapshot):
    assert snapshot.counts(Selection())["type"] == {
        "community-of-practice": 83,
        "leadership-role": 45,
        "award": 76,
        "credential": 86,
        "professional-advancement": 92,
        "distinguished-role": 22,
        "fellowship": 30,
    }


@pytest.mark.parametrize("sort", SORTS)
def test_pages_in_any_order_hold_every_program_once(snapshot, sort):
    whole = snapshot.select(Selection(sort=sort))
    pages = [snapshot.answer(Selection(sort=sort, per_page=50, page=page)).slugs for page in range(1, 10)]
    assert [slug for page in pages for slug in page] == whole
    assert len(set(whole)) == 434


def test_orders(snapshot, records):
    by_slug = {record.slug: record for record in records}

    def column(sort, field):
        return [getattr(by_slug[slug], field) for slug in snapshot.select(Selection(sort=sort))]

    def older_last(slugs):
        older = [oracle.is_older(by_slug[slug], TODAY) for slug in slugs]
        assert older == sorted(older)
        return slugs[: older.index(True)], slugs[older.index(True) :]

    for part in older_last(snapshot.select(Selection(sort="name"))):
        names = [by_slug[slug].name.casefold() for slug in part]
        assert names == sorted(names)
    for part in older_last(snapshot.select(Selection(sort="seen"))):
        seen = [by_slug[slug].evidence_year for slug in part]
        assert seen == sorted(seen, key=lambda year: -(year or 0))
    for part in older_last(snapshot.select(Selection(sort="cost"))):
        cost = [money_order(by_slug[slug]) for slug in part]
        assert cost == sorted(cost)
    founded = column("founded", "founded")
    assert founded == sorted(founded, key=lambda year: year or 9999)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(selection=selections(), found=st.dictionaries(st.integers(0, 400), st.sampled_from([0.5, 1.0, 2.0])))
def test_narrowed_to_what_a_search_found_it_answers_of_that_alone(records, selection, found):
    entries = (SnapshotEntry(record, None, key) for key, record in enumerate(records))
    snapshot = Snapshot(entries, today=TODAY, coded_twice=oracle.CODED_TWICE).with_keys(found).ranked(found)
    part = [record for key, record in enumerate(records) if key in found]
    agrees(snapshot, part, selection)
    known = [key for key in found if key < len(records)]
    order = sorted(known, key=lambda key: (oracle.is_older(records[key], TODAY), -found[key], records[key].slug))
    best = [records[key].slug for key in order]
    assert snapshot.select(Selection(q="x", sort="relevance")) == best


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(selection=selections())
def test_who_names_a_state_and_who_is_silent_is_the_plain_count(snapshot, records, selection):
    chosen, bounds, excluded = selection.chosen, selection.bounds, selection.excluded
    others = [record for record in records if oracle.fits(record, chosen, bounds, "state", excluded=excluded)]
    naming = {code: sum(code in record.serves_states for record in others) for code in oracle.STATES}
    assert snapshot.count_listing(selection) == naming
    fitting = [record for record in records if oracle.fits(record, chosen, bounds, excluded=excluded)]
    assert snapshot.count(selection) == len(fitting)
    asked = [name for name, codes in chosen.items() if "unstated" in codes and len(codes) > 1]
    found = {name: {r.slug for r in fitting if "unstated" in oracle.values(r, name)} for name in asked}
    for name in bounds:
        found[name] = {r.slug for r in fitting if oracle.within(r, name, -1) and oracle.within(r, name, 9999)}
    if elsewhere := {r.slug for r in fitting if "state" in chosen and oracle.assumed_elsewhere(r, chosen["state"])}:
        found["state"] = elsewhere
    counts = {name: len(slugs) for name, slugs in found.items()}
    assert snapshot.silent(selection) == {"": len(set().union(*found.values())), **counts}


def test_ties_go_by_slug(records):
    twins = [change(records[0], slug=slug, name="Same Name") for slug in ("b", "c", "a")]
    snapshot = Snapshot(map(SnapshotEntry, twins), today=TODAY)
    assert all(snapshot.select(Selection(sort=sort)) == ["a", "b", "c"] for sort in SORTS)


def test_coming_deadlines_come_first_and_past_ones_never_seem_coming(records):
    base = change(records[0], deadline_month=None, deadline_date=None, deadline_rolling=False, status="active")
    made = [
        change(base, slug="past", deadline_date="2026-11-22"),
        change(base, slug="today", deadline_date="2026-11-23"),
        change(base, slug="soon", deadline_date="2027-01-05", deadline_month=1),
        change(base, slug="usual-december", deadline_month=12),
        change(base, slug="usual-october", deadline_month=10),
        change(base, slug="past-usual-march", deadline_date="2022-03-01", deadline_month=3),
        change(base, slug="rolling", deadline_rolling=True),
        change(base, slug="silent"),
        change(base, slug="ended", deadline_month=12, status="ended"),
        change(base, slug="suspended", deadline_date="2027-01-05", status="suspended"),
    ]
    snapshot = Snapshot(map(SnapshotEntry, made), today=TODAY)
    assert snapshot.select(Selection(sort="deadline")) == [
        "today", "soon", "usual-december", "past-usual-march", "usual-october", "rolling", "past", "silent", "ended",
        "suspended",
    ]  # fmt: skip


def test_the_most_recently_published_come_first_under_updated(records):
    moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    entries = [SnapshotEntry(record, moment + datetime.timedelta(days=day)) for day, record in enumerate(records[:3])]
    snapshot = Snapshot(entries, today=TODAY)
    assert snapshot.select(Selection(sort="updated")) == [record.slug for record in reversed(records[:3])]


def test_an_empty_catalog_answers_nothing_everywhere():
    snapshot = Snapshot([], today=TODAY)
    answer = snapshot.answer(Selection(chosen={"state": ("OH",), "form": ("award",)}, page=9))
    assert (answer.count, answer.slugs, answer.page, answer.pages) == (0, (), 1, 1)
    assert not any(count for values in answer.counts.values() for count in values.values())


def test_stating_counts_the_programs_that_name_a_value(snapshot, records):
    assert snapshot.count_stated("pays") == sum(record.pays is not None for record in records) == 74
    assert snapshot.count_stated("framework") == sum(bool(record.frameworks) for record in records) == 26
    assert snapshot.count_stated("model") == sum(bool(record.models) for record in records)
    assert snapshot.count_stated("form") == len(records)


def test_seen_since_counts_stated_years_alone(snapshot, records):
    assert snapshot.seen_since(2022, Selection()) == sum((r.evidence_year or 0) >= 2022 for r in records)


def test_the_slug_of_a_former_name_means_the_present_sponsor(records):
    entries = list(map(SnapshotEntry, records))
    before = Snapshot(entries, today=TODAY)
    after = Snapshot(entries, today=TODAY, former_sponsors={"teach-plus": "teach-plus-united"})
    assert after.present_sponsor("teach-plus") == "teach-plus-united"
    assert after.sponsors["teach-plus-united"] == before.sponsors["teach-plus"]
    assert "teach-plus" not in after.sponsors
