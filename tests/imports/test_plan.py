"""What a file of records would do to the catalog: worked out before anything is written."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.duplicates.matching import face_of
from catalog.imports.plan import MOST_COMPARED
from catalog.imports.plan import plan as planned_on
from catalog.imports.rows import Entry, Filed, entry_of_row
from catalog.programs.history.diff import differences
from catalog.programs.table_row import editor_row
from catalog.programs.working_records import Catalog, Present
from catalog.schema.errors import RecordProblem
from catalog.schema.fields import FIELDS
from tests.factories import change as changed

ME, COLLEAGUE = 1, 2
URL, TITLE = (
    "https://scoe.org/pub/htdocs/cal-school-leaership-academy.html",
    "21st Century California School Leadership Academy",
)


TODAY = datetime.date(2026, 11, 30)
# the fields that a property test may take from any other record
FREE = [name for name in FIELDS if name not in ("slug", "supports", "sources", "sponsor")]


def plan(filed, catalog, person):
    """What the file would do today."""
    return planned_on(filed, catalog, person, TODAY)


@pytest.fixture
def record(a_record):
    """A record whose supports all name their source."""
    return a_record


def present(record, publication="published", **changed):
    """A program that the catalog holds with this record."""
    told = {"key": 7, "slug": record.slug, "name": record.name, "publication": publication, "number": 3, "record": record}
    return Present(**{**told, "public": record if publication == "published" else None, **changed})


def catalog(*programs, **told):
    return Catalog({program.slug: program for program in programs}, **told)


def filed(*records, **told):
    """The file whose rows hold these records, the first in row 2."""
    return Filed(tuple(Entry(number, record.slug, record) for number, record in enumerate(records, start=2)), **told)


def lacking(field, record):
    """The file whose only row holds this record and which has no column for one of its fields."""
    return Filed((Entry(2, record.slug, record, missing=frozenset([field])),))


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
        ("Founded", ("2020",), ("1999",)),
    ]
    assert (change.before, change.after) == (None, None)


@given(data=st.data())
def test_whatever_a_file_changes_is_told_and_nothing_else(records, data):
    """The plan tells exactly the differences of the records, of any two programs' worth of fields mixed."""
    one, other = data.draw(st.tuples(*2 * [st.sampled_from(records)]))
    fields = data.draw(st.sets(st.sampled_from(FREE)))
    after = changed(one, **{name: getattr(other, name) for name in fields})
    found = plan(filed(after), catalog(present(one)), ME)
    told = [cell for change in found.changed for cell in change.differences]
    assert tuple(told) == differences(one, after)
    assert found.unchanged == (after == one)


def test_what_the_public_is_told_decides_whether_the_type_changes(record):
    after = changed(record, {"supports.place.present": True, "supports.place.evidence": "Fellows serve as paid mentors."})
    found = plan(filed(after), catalog(present(record)), ME)
    [change] = found.retyped
    assert (change.before.label, change.after.label) == ("Community of practice", "Professional advancement")
    # a draft has no public type; a pending change back to the public type changes none
    assert plan(filed(after), catalog(present(record, "draft")), ME).retyped == ()
    assert plan(filed(record), catalog(present(after, public=record)), ME).retyped == ()
    assert plan(filed(after), catalog(present(changed(after, founded=1999), public=record)), ME).retyped


def test_a_file_without_notes_leaves_them_as_they_are(record):
    bare = changed(record, note="")
    assert record.note
    assert plan(lacking("note", bare), catalog(present(record)), ME).nothing
    [change] = plan(lacking("note", changed(bare, founded=1999)), catalog(present(record)), ME).changed
    assert change.record.note == record.note
    [emptied] = plan(filed(bare), catalog(present(record)), ME).changed
    assert [cell.field for cell in emptied.differences] == ["note"]


def test_a_program_stands_once_in_a_file(record):
    found = plan(filed(record, changed(record, founded=1999), record), catalog(present(record)), ME)
    assert faults(found) == [
        (3, f"slug: '{record.slug}' stands in row 2 already (allowed: each program once)"),
        (4, f"slug: '{record.slug}' stands in row 2 already (allowed: each program once)"),
    ]
    assert found.faulty == 2


def test_a_slug_that_redirects_is_not_used_again(record):
    found = plan(filed(record), catalog(former={record.slug: "the-new-one"}), ME)
    assert faults(found) == [(2, f"slug: '{record.slug}' redirects to 'the-new-one' (allowed: the present slug)")]


def test_a_retired_program_is_not_changed(record):
    retired = catalog(present(record, "retired"))
    [(_, told)] = faults(plan(filed(changed(record, founded=1999)), retired, ME))
    assert told == f"slug: “{record.name}” is retired; restore it from its history before you change it by a file"
    assert plan(filed(record), retired, ME).unchanged == 1


def test_a_colleagues_pending_change_is_not_overridden(record):
    pending = changed(record, founded=1950)
    waiting = present(pending, public=record, pending_by=COLLEAGUE, pending_name="Ruth")
    [(_, told)] = faults(plan(filed(changed(record, founded=1999)), catalog(waiting), ME))
    assert told == f"slug: “{record.name}” has a pending change by Ruth: publish or reject it first"
    assert plan(filed(pending), catalog(waiting), ME).unchanged == 1
    assert len(plan(filed(changed(record, founded=1999)), catalog(waiting), COLLEAGUE).changed) == 1


def test_a_colleagues_draft_is_not_overridden_either(record):
    draft = present(record, "draft", pending_by=COLLEAGUE, pending_name="Ruth")
    [(_, told)] = faults(plan(filed(changed(record, founded=1999)), catalog(draft), ME))
    assert told == f"slug: “{record.name}” is a draft by Ruth: publish or reject it first"
    assert plan(filed(record), catalog(draft), ME).unchanged == 1
    assert len(plan(filed(changed(record, founded=1999)), catalog(draft), COLLEAGUE).changed) == 1
    rejected = present(record, "draft")
    assert len(plan(filed(changed(record, founded=1999)), catalog(rejected), ME).changed) == 1


def test_a_support_that_is_new_or_changed_names_its_source(record):
    after = changed(record, {"supports.place.source": None})
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
    broken = Entry(5, record.slug, None, (RecordProblem("founded", "is odd"),))
    entries = Filed((*filed(record).entries, broken))
    told = faults(plan(entries, catalog(present(record)), ME))
    assert told == [
        (5, "founded: is odd"),
        (5, f"slug: '{record.slug}' stands in row 2 already (allowed: each program once)"),
    ]


def test_new_programs_are_compared_with_the_catalog_and_with_each_other(record):
    twin, third = changed(record, slug="twin"), changed(record, slug="third", name=record.name + ".")
    faces = [face_of(record)]
    found = plan(filed(twin, third), catalog(faces=faces), ME)
    assert [[alike.slug for alike in new.alike] for new in found.new] == [[record.slug, "third"], [record.slug, "twin"]]
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


def dated(record, version):
    """The file whose only row holds this record, made from this version."""
    return Filed((Entry(2, record.slug, record, version=version),))


def gone_on(base, record, **told):
    """The catalog where a colleague made version 3 of the program, after version 2 which was as `base`."""
    return catalog(present(record, writer="Rosa"), bases={record.slug: base}, **told)


def test_what_only_a_colleague_changed_since_the_export_stays_as_she_left_it(record):
    now = changed(record, founded=1950, money_note="A trip")
    assert plan(dated(record, 2), gone_on(record, now), ME).nothing
    [change] = plan(dated(changed(record, deadline_month=5), 2), gone_on(record, now), ME).changed
    assert change.record == changed(now, deadline_month=5)
    assert [cell.field for cell in change.differences] == ["deadline_month"]
    assert {(cell.field, cell.after) for cell in change.kept} == {("founded", ("1950",)), ("money_note", ("A trip",))}


def test_what_both_changed_since_the_export_is_a_fault(record):
    now = changed(record, founded=1950)
    found = plan(dated(changed(record, founded=1999), 2), gone_on(record, now), ME)
    told = "founded: was changed by Rosa since this row was exported, and is now: 1950"
    assert [(number, text.split(" (")[0]) for number, text in faults(found)] == [(2, told)]
    assert found.nothing
    # both to the same value is no collision, and a row made from the present version says what it means
    assert plan(dated(now, 2), gone_on(record, now), ME).unchanged == 1
    assert plan(dated(changed(record, founded=1999), 3), gone_on(record, now), ME).changed


@given(data=st.data())
def test_an_old_file_reverts_nothing_and_importing_it_again_writes_nothing(records, data):
    """Whatever a colleague changed and whatever the file changes: the plan holds both, or tells the collision."""
    base, mine, theirs = data.draw(st.tuples(*3 * [st.sampled_from(records)]))
    [my_fields, their_fields] = (data.draw(st.sets(st.sampled_from(FREE))) for _ in range(2))
    now = changed(base, **{name: getattr(theirs, name) for name in their_fields})
    after = changed(base, **{name: getattr(mine, name) for name in my_fields})
    found = plan(dated(after, 2), gone_on(base, now), ME)
    if found.faults:
        assert not found.changed
        return
    mine_alone = {name: getattr(after, name) for name in FREE if getattr(after, name) != getattr(base, name)}
    expected = changed(now, **mine_alone)
    assert [change.record for change in found.changed] == ([expected] if expected != now else [])
    assert plan(dated(after, 2), gone_on(base, expected), ME).nothing


def test_a_version_that_never_was_is_a_fault_and_that_of_a_copied_row_is_not(record):
    [(_, told)] = faults(plan(dated(record, 9), catalog(present(record)), ME))
    assert told.startswith(f"version: “{record.name}” never had a version 9")
    assert len(plan(dated(changed(record, slug="copied"), 9), catalog(present(record)), ME).new) == 1


def test_a_file_tells_which_of_its_changes_are_undated(record):
    assert plan(filed(changed(record, founded=1999)), catalog(present(record)), ME).undated
    assert not plan(dated(changed(record, founded=1999), 3), catalog(present(record)), ME).undated
    assert not plan(filed(record), catalog(), ME).undated


def unnamed(*records):
    """The file whose rows hold these records and no slug."""
    return Filed(
        tuple(entry_of_row(number, {**editor_row(record), "slug": ""}) for number, record in enumerate(records, start=2))
    )


def test_a_new_program_without_a_slug_gets_one_that_nothing_has_had_or_claims(record):
    rows = [changed(record, name="A New Venture", sponsor=f"Trust {number}") for number in range(3)]
    faces = [{"slug": "a-new-venture", "name": "Another", "sponsor": "Another", "website": None}]
    found = plan(unnamed(*rows), catalog(faces=faces, former={"a-new-venture-3": "x"}), ME)
    assert [new.record.slug for new in found.new] == ["a-new-venture-2", "a-new-venture-4", "a-new-venture-5"]
    again = plan(unnamed(*rows), catalog(faces=[*faces, {**faces[0], "slug": "a-new-venture-2"}]), ME)
    assert again.basis != found.basis


def test_a_program_without_a_slug_that_the_catalog_holds_is_told_it(record):
    faces = [face_of(record)]
    [(_, told)] = faults(plan(unnamed(changed(record, name=record.name.upper())), catalog(faces=faces), ME))
    assert record.slug in told
    [fault] = unnamed(changed(record, name="日本")).entries[0].faults
    assert fault.field == "slug"


def test_what_cannot_be_read_is_told_beside_what_is_wrong_and_what_is_asked(record):
    untied = changed(record, {"supports.place.source": None})
    row = {**editor_row(untied), "founded": "old", "scope": "moon", "evidence_year": "2099"}
    entry = entry_of_row(2, row)
    assert [fault.field for fault in entry.faults] == ["founded", "scope"]
    found = plan(Filed((entry,)), catalog(present(record)), ME)
    told = ["founded", "scope", "supports.place.source", "evidence_year"]
    assert [fault.fault.field for fault in found.faults] == told
    # a support whose cell says nothing is not told to have changed
    vague = entry_of_row(2, {**row, "place": "perhaps"})
    assert "supports.place.source" not in {
        fault.fault.field for fault in plan(Filed((vague,)), catalog(present(record)), ME).faults
    }
