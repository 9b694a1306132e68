"""What a file of records would do to the catalog: worked out before anything is written."""

import copy
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.records import Fault, validate
from catalog.records.differences import differences
from catalog.records.flat import desk_row
from catalog.records.importing import MOST_COMPARED, Entry, Filed, entry_of_row
from catalog.records.importing import plan as planned_on
from catalog.records.present import Catalog, Present

ME, COLLEAGUE = 1, 2
URL, TITLE = (
    "https://scoe.org/pub/htdocs/cal-school-leaership-academy.html",
    "21st Century California School Leadership Academy",
)


TODAY = datetime.date(2026, 11, 26)


def plan(filed, catalog, person):
    """What the file would do today."""
    return planned_on(filed, catalog, person, TODAY)


@pytest.fixture
def record(a_record):
    """A record whose supports all name their source."""
    return validate(a_record)


def present(record, publication="published", **changed):
    """A program that the catalog holds with this record."""
    told = {"key": 7, "slug": record["slug"], "name": record["name"], "publication": publication, "number": 3, "record": record}
    return Present(**{**told, "public": record if publication == "published" else None, **changed})


def catalog(*programs, **told):
    return Catalog({program.slug: program for program in programs}, **told)


def filed(*records, **told):
    """The file whose rows hold these records, the first in row 2."""
    return Filed(tuple(Entry(number, record["slug"], record) for number, record in enumerate(records, start=2)), **told)


def changed(record, **fields):
    return {**copy.deepcopy(record), **fields}


def faults(plan):
    return [(fault.number, str(fault.fault)) for fault in plan.faults]


def test_a_file_of_what_is_there_changes_nothing(record):
    found = plan(filed(record), catalog(present(record)), ME)
    assert (found.new, found.changed, found.unchanged, found.faults, found.nothing) == ((), (), 1, (), True)


def test_a_program_the_catalog_does_not_hold_is_new(record):
    found = plan(filed(record), catalog(), ME)
    [new] = found.new
    assert (new.number, new.record, new.alike, new.derived.label) == (2, record, (), "Community of practice")
    assert found.count == 1


def test_every_difference_of_a_changed_program_is_told(record):
    after = changed(record, founded=1999, pays=None)
    [change] = plan(filed(after), catalog(present(record)), ME).changed
    assert [(cell.label, cell.before, cell.after) for cell in change.differences] == [
        ("What you pay", ("Nothing",), ("Not stated",)),
        ("Founded", ("Not stated",), ("1999",)),
    ]
    assert (change.before, change.after) == (None, None)


@given(data=st.data())
def test_whatever_a_file_changes_is_told_and_nothing_else(records, data):
    """The plan tells exactly the differences of the records, of any two programs' worth of fields mixed."""
    one, other = (validate(record) for record in data.draw(st.tuples(*2 * [st.sampled_from(records)])))
    fields = data.draw(st.sets(st.sampled_from([name for name in one if name not in ("slug", "supports", "sources", "sponsor")])))
    after = {**one, **{name: other[name] for name in fields}}
    found = plan(filed(after), catalog(present(one)), ME)
    told = [cell for change in found.changed for cell in change.differences]
    assert tuple(told) == differences(one, after)
    assert found.unchanged == (after == one)


def test_what_the_public_is_told_decides_whether_the_type_changes(record):
    after = changed(record)
    after["supports"]["place"] |= {"present": True, "evidence": "Fellows serve as paid mentors."}
    found = plan(filed(after), catalog(present(record)), ME)
    [change] = found.retyped
    assert (change.before.label, change.after.label) == ("Community of practice", "Professional advancement")
    # a draft has no public type; a pending change back to the public type changes none
    assert plan(filed(after), catalog(present(record, "draft")), ME).retyped == ()
    assert plan(filed(record), catalog(present(after, public=record)), ME).retyped == ()
    assert plan(filed(after), catalog(present(changed(after, founded=1999), public=record)), ME).retyped


def test_a_file_without_notes_leaves_them_as_they_are(record):
    bare = changed(record, note="")
    assert record["note"]
    assert plan(filed(bare, holds_notes=False), catalog(present(record)), ME).nothing
    [change] = plan(filed(changed(bare, founded=1999), holds_notes=False), catalog(present(record)), ME).changed
    assert change.record["note"] == record["note"]
    [emptied] = plan(filed(bare), catalog(present(record)), ME).changed
    assert [cell.field for cell in emptied.differences] == ["note"]


def test_a_program_stands_once_in_a_file(record):
    found = plan(filed(record, changed(record, founded=1999), record), catalog(present(record)), ME)
    assert faults(found) == [
        (3, f"slug: '{record['slug']}' stands in row 2 already (allowed: each program once)"),
        (4, f"slug: '{record['slug']}' stands in row 2 already (allowed: each program once)"),
    ]
    assert found.faulty == 2


def test_a_slug_that_redirects_is_not_used_again(record):
    found = plan(filed(record), catalog(former={record["slug"]: "the-new-one"}), ME)
    assert faults(found) == [(2, f"slug: '{record['slug']}' redirects to 'the-new-one' (allowed: the present slug)")]


def test_a_retired_program_is_not_changed(record):
    retired = catalog(present(record, "retired"))
    [(_, told)] = faults(plan(filed(changed(record, founded=1999)), retired, ME))
    assert told == f"slug: “{record['name']}” is retired; restore it from its history before you change it by a file"
    assert plan(filed(record), retired, ME).unchanged == 1


def test_a_colleagues_pending_change_is_not_overridden(record):
    pending = changed(record, founded=1950)
    waiting = present(pending, public=record, pending_by=COLLEAGUE, pending_name="Ruth")
    [(_, told)] = faults(plan(filed(changed(record, founded=1999)), catalog(waiting), ME))
    assert told == f"slug: “{record['name']}” has a pending change by Ruth: publish or reject it first"
    assert plan(filed(pending), catalog(waiting), ME).unchanged == 1
    assert len(plan(filed(changed(record, founded=1999)), catalog(waiting), COLLEAGUE).changed) == 1


def test_a_support_that_is_new_or_changed_names_its_source(record):
    after = changed(record)
    after["supports"]["place"]["source"] = None
    assert [number for number, _ in faults(plan(filed(after), catalog(), ME))] == [2]
    assert [number for number, _ in faults(plan(filed(after), catalog(present(record)), ME))] == [2]
    untied = changed(after, founded=1999)
    assert not plan(filed(untied), catalog(present(after)), ME).faults


def test_an_organization_has_one_spelling_in_the_catalog_and_in_the_file(record):
    other = changed(record, slug="other", sponsor="SONOMA COUNTY Office of Education")
    [(number, told)] = faults(plan(filed(record, other), catalog(), ME))
    assert (number, told.split(":")[0]) == (3, "sponsor")
    known = {"sonoma-county-office-of-education": "Sonoma county office of education"}
    assert [number for number, _ in faults(plan(filed(record), catalog(spelled=known), ME))] == [2]
    assert not plan(filed(record), catalog(present(record), spelled=known), ME).faults


def test_faults_of_rows_and_faults_between_rows_are_told_together(record):
    broken = Entry(5, record["slug"], None, (Fault("founded", "is odd"),))
    entries = Filed((*filed(record).entries, broken))
    told = faults(plan(entries, catalog(present(record)), ME))
    assert told == [
        (5, "founded: is odd"),
        (5, f"slug: '{record['slug']}' stands in row 2 already (allowed: each program once)"),
    ]


def test_new_programs_are_compared_with_the_catalog_and_with_each_other(record):
    twin, third = changed(record, slug="twin"), changed(record, slug="third", name=record["name"] + ".")
    faces = [{name: record[name] for name in ("slug", "name", "sponsor", "website")}]
    found = plan(filed(twin, third), catalog(faces=faces), ME)
    assert [[alike.slug for alike in new.alike] for new in found.new] == [[record["slug"], "third"], [record["slug"], "twin"]]
    assert found.compared
    many = plan(filed(*(changed(record, slug=f"new-{number}") for number in range(MOST_COMPARED + 1))), catalog(faces=faces), ME)
    assert not many.compared
    assert not any(new.alike for new in many.new)


def test_the_basis_tells_whether_another_version_was_compared(record):
    other = changed(record, slug="other")
    file = filed(record, other)
    first = plan(file, catalog(present(record)), ME).basis
    assert plan(file, catalog(present(record)), ME).basis == first
    others = [
        catalog(present(record, number=4)),
        catalog(present(record, "draft")),
        catalog(present(record, key=8)),
        catalog(present(record), present(other)),
        catalog(),
    ]
    assert len({first, *(plan(file, present_now, ME).basis for present_now in others)}) == 6


def test_every_record_comes_back_from_a_row_of_an_editors_file(records):
    for record in map(validate, records):
        assert entry_of_row(2, desk_row(record)) == Entry(2, record["slug"], record)


@pytest.mark.parametrize(
    ("cells", "field", "value"),
    [
        ({"serves_states": "CA;OR"}, "serves_states", ["CA", "OR"]),
        ({"serves_states": "OR, CA,"}, "serves_states", ["CA", "OR"]),
        ({"serves_states": "CA;\nOR; "}, "serves_states", ["CA", "OR"]),
        ({"eligibility": "One.\r\nTwo.\rThree."}, "eligibility", "One.\nTwo.\nThree."),
        ({"partners": "Smith; Jones, and Co"}, "partners", ["Smith", "Jones, and Co"]),
        ({"prepare": " TRUE "}, "deadline_rolling", False),
        ({"type": ""}, "founded", None),
        ({"founded": " 1999 "}, "founded", 1999),
        ({"deadline_date": "3/1/2026"}, "deadline_date", "2026-03-01"),
        ({"source_read": "11/23/2026"}, "sources", [{"url": URL, "title": TITLE, "read": "2026-11-23"}]),
    ],
)
def test_cells_are_read_as_people_mean_them(record, cells, field, value):
    assert entry_of_row(2, {**desk_row(record), **cells}).record[field] == value


def test_a_day_that_is_none_is_a_fault_as_it_was_typed(record):
    [fault] = entry_of_row(2, {**desk_row(record), "deadline_date": "23/11/2026"}).faults
    assert (fault.field, fault.message) == ("deadline_date", "'23/11/2026' is not a date")


def test_a_cell_that_could_not_be_read_hides_no_other_fault_of_its_row(record):
    def told(*columns, **cells):
        row = {**desk_row(record), **cells, **dict.fromkeys(columns, "")}
        return [fault.field for fault in entry_of_row(2, row, [Fault(column, "holds a formula") for column in columns]).faults]

    assert told("founded") == ["founded"]
    assert told("founded", "scope", delivery="by post") == ["founded", "scope", "delivery"]
    assert told("source_urls", "locality", founded="old") == ["source_urls", "locality"]
    assert entry_of_row(2, {}, [Fault("", "the row has 2 cells")]).faults == (Fault("", "the row has 2 cells"),)


def test_a_type_that_is_given_agrees_with_the_supports(record):
    row = desk_row(record)
    assert "type" not in row
    for told in ("", "community-of-practice", "Community of practice"):
        assert entry_of_row(2, {**row, "type": told}).record == record
    [fault] = entry_of_row(2, {**row, "type": "award"}).faults
    assert (fault.field, fault.allowed) == ("type", "an empty cell, since the type is computed: community-of-practice")


@given(st.dictionaries(st.sampled_from(["slug", "founded", "partners", "focus", "prepare", "source_read", "note"]), st.text()))
def test_whatever_is_typed_into_cells_is_a_record_or_faults(records, cells):
    entry = entry_of_row(2, {**desk_row(validate(records[0])), **cells})
    assert (entry.record is None) == bool(entry.faults)
