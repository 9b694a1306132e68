"""What an import would change, computed before anything is written."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.duplicates.matching import face_of
from catalog.imports.plan import MOST_COMPARED, compare_with_catalog
from catalog.imports.rows import FileEntry, RecordFile, parse_row
from catalog.programs.history.diff import differences
from catalog.programs.table_row import editor_row
from catalog.programs.working_records import Catalog, Present
from catalog.schema.errors import RecordProblem
from catalog.schema.fields import FIELDS
from tests.factories import change

ME, COLLEAGUE = 1, 2
TODAY = datetime.date(2026, 11, 30)
# the fields that a property test may take from any other record
FREE = [name for name in FIELDS if name not in ("slug", "supports", "sources", "sponsor")]


def make_plan(file, catalog, person=ME):
    return compare_with_catalog(file, catalog, person, TODAY)


@pytest.fixture
def record(a_record):
    return a_record


@pytest.fixture
def later(record):
    """Return the record with another founding year."""
    return change(record, founded=1999)


def present(record, publication="published", **changes):
    """Return the state of a program with this record, in its third version."""
    state = {"key": 7, "slug": record.slug, "name": record.name, "publication": publication, "number": 3, "record": record}
    return Present(**{**state, "public": record if publication == "published" else None, **changes})


def catalog_of(*programs, **options):
    return Catalog({program.slug: program for program in programs}, **options)


def file_of(*records, **options):
    """Return a file with these records, the first in row 2."""
    return RecordFile(tuple(FileEntry(number, record.slug, record, **options) for number, record in enumerate(records, start=2)))


def file_without_slugs(*records):
    return RecordFile(tuple(parse_row(n, {**editor_row(record), "slug": ""}) for n, record in enumerate(records, start=1)))


def problems(plan):
    """Return the row and field of each problem."""
    return [(row.number, row.problem.field) for row in plan.problems]


def test_a_file_of_the_present_records_changes_nothing(record):
    plan = make_plan(file_of(record), catalog_of(present(record)))
    assert (plan.new, plan.changed, plan.unchanged, plan.problems, plan.count) == ((), (), 1, (), 0)
    assert not plan.can_be_imported


def test_a_program_that_the_catalog_does_not_have_is_new(record):
    plan = make_plan(file_of(record), catalog_of())
    [new] = plan.new
    assert (new.number, new.record, new.duplicates, new.derived) == (2, record, (), "community-of-practice")
    assert (plan.count, plan.can_be_imported) == (1, True)


def test_every_difference_of_a_changed_program_is_listed(record, later):
    [changed] = make_plan(file_of(change(later, pays=None)), catalog_of(present(record))).changed
    assert [(cell.field, cell.before, cell.after) for cell in changed.differences] == [
        ("pays", ("Nothing",), ("Not stated",)),
        ("founded", ("2020",), ("1999",)),
    ]
    assert (changed.before, changed.after) == (None, None)


@settings(max_examples=50)
@given(data=st.data())
def test_a_plan_lists_exactly_the_differences(records, data):
    """For any two programs' fields mixed."""
    one, other = data.draw(st.tuples(*2 * [st.sampled_from(records)]))
    fields = data.draw(st.sets(st.sampled_from(FREE)))
    after = change(one, **{name: getattr(other, name) for name in fields})
    plan = make_plan(file_of(after), catalog_of(present(one)))
    assert tuple(cell for changed in plan.changed for cell in changed.differences) == differences(one, after)
    assert plan.unchanged == (after == one)


def test_a_type_changes_against_the_public_record(record):
    after = change(record, {"supports.place.present": True, "supports.place.evidence": "Fellows serve as paid mentors."})
    [changed] = make_plan(file_of(after), catalog_of(present(record))).type_changes
    assert (changed.before, changed.after) == ("community-of-practice", "professional-advancement")
    # a draft has no public type, and a pending change back to the public type changes none
    assert make_plan(file_of(after), catalog_of(present(record, "draft"))).type_changes == ()
    assert make_plan(file_of(record), catalog_of(present(after, public=record))).type_changes == ()
    assert make_plan(file_of(after), catalog_of(present(change(after, founded=1999), public=record))).type_changes


def test_a_file_without_notes_keeps_them(record, later):
    catalog, missing = catalog_of(present(record)), frozenset(["note"])
    assert record.note
    assert make_plan(file_of(change(record, note=""), missing=missing), catalog).unchanged == 1
    [changed] = make_plan(file_of(change(later, note=""), missing=missing), catalog).changed
    assert changed.record.note == record.note
    [emptied] = make_plan(file_of(change(record, note="")), catalog).changed
    assert [cell.field for cell in emptied.differences] == ["note"]


def test_a_file_names_each_program_once(record, later):
    plan = make_plan(file_of(record, later, record), catalog_of(present(record)))
    assert problems(plan) == [(3, "slug"), (4, "slug")]
    assert plan.invalid_rows == 2


@pytest.mark.parametrize(
    ("publication", "state"),
    [
        ("published", {"pending_by": COLLEAGUE, "pending_name": "Ruth"}),
        ("draft", {"pending_by": COLLEAGUE, "pending_name": "Ruth"}),
    ],
)
def test_nobody_changes_what_a_colleague_works_on(record, later, publication, state):
    catalog = catalog_of(present(record, publication, **state))
    assert problems(make_plan(file_of(later), catalog)) == [(2, "slug")]
    assert make_plan(file_of(record), catalog).unchanged == 1
    assert len(make_plan(file_of(later), catalog, COLLEAGUE).changed) == 1


def test_a_rejected_draft_can_be_changed(record, later):
    assert len(make_plan(file_of(later), catalog_of(present(record, "draft"))).changed) == 1


@pytest.mark.parametrize("is_valid", [True, False])
def test_rows_of_retired_and_renamed_programs_are_outdated_and_no_problem(record, later, is_valid):
    file = file_of(later) if is_valid else RecordFile((FileEntry(2, record.slug, None, (RecordProblem("founded", "is odd"),)),))
    for catalog, moved_to in (
        (catalog_of(present(record, "retired")), ""),
        (catalog_of(former={record.slug: "the-new"}), "the-new"),
    ):
        plan = make_plan(file, catalog)
        assert [(row.number, row.slug, row.moved_to) for row in plan.outdated] == [(2, record.slug, moved_to)]
        assert (plan.problems, plan.count) == ((), 0)


def test_a_row_that_agrees_with_a_retired_program_changes_nothing(record):
    plan = make_plan(file_of(record), catalog_of(present(record, "retired")))
    assert (plan.unchanged, plan.outdated) == (1, ())


def test_differences_that_nobody_sees_change_nothing(record):
    """Also if the catalog has them, from before they were folded."""
    old = record.model_copy(update={"summary": record.summary.replace(" ", "\u00a0 ", 1)})
    assert make_plan(file_of(record), catalog_of(present(old))).unchanged == 1


def test_a_support_that_is_new_or_changed_names_its_source(record):
    after = change(record, {"supports.place.source": None})
    for catalog in (catalog_of(), catalog_of(present(record))):
        assert problems(make_plan(file_of(after), catalog)) == [(2, "supports.place.source")]
    assert not make_plan(file_of(change(after, founded=1999)), catalog_of(present(after))).problems


def test_an_organization_has_one_spelling_in_the_catalog_and_in_the_file(record):
    other = change(record, slug="other", sponsor="SONOMA COUNTY Office of Education")
    assert problems(make_plan(file_of(record, other), catalog_of())) == [(3, "sponsor")]
    known = {"sonoma-county-office-of-education": "Sonoma county office of education"}
    assert problems(make_plan(file_of(record), catalog_of(spelled=known))) == [(2, "sponsor")]
    assert not make_plan(file_of(record), catalog_of(present(record), spelled=known)).problems


def test_problems_within_rows_and_between_rows_are_listed_together(record):
    invalid = FileEntry(5, record.slug, None, (RecordProblem("founded", "is odd"),))
    file = RecordFile((*file_of(record).entries, invalid))
    assert problems(make_plan(file, catalog_of(present(record)))) == [(5, "founded"), (5, "slug")]


def test_new_programs_are_compared_with_the_catalog_and_with_each_other(record):
    twin, third = change(record, slug="twin"), change(record, slug="third", name=record.name + ".")
    faces = [face_of(record)]
    plan = make_plan(file_of(twin, third), catalog_of(faces=faces))
    assert [[other.slug for other in new.duplicates] for new in plan.new] == [[record.slug, "third"], [record.slug, "twin"]]
    assert plan.has_duplicate_check
    many = make_plan(file_of(*(change(record, slug=f"new-{n}") for n in range(MOST_COMPARED + 1))), catalog_of(faces=faces))
    assert not many.has_duplicate_check
    assert not any(new.duplicates for new in many.new)


def test_the_basis_changes_with_the_versions_that_were_compared(record):
    other = change(record, slug="other")
    file = file_of(record, other)
    catalogs = [
        catalog_of(present(record)),
        catalog_of(present(record, number=4)),
        catalog_of(present(record, "draft")),
        catalog_of(present(record, key=8)),
        catalog_of(present(record), present(other)),
        catalog_of(),
    ]
    bases = [make_plan(file, catalog).basis for catalog in catalogs]
    assert len(set(bases)) == len(bases)
    assert [make_plan(file, catalog).basis for catalog in catalogs] == bases


def colleague_changed(base, record):
    """Return a catalog where a colleague made version 3 of the program, after version 2 with the record `base`."""
    return catalog_of(present(record, writer="Rosa"), bases={record.slug: base})


def test_a_colleagues_change_since_the_export_is_kept(record):
    now = change(record, founded=1950, money_note="A trip")
    catalog = colleague_changed(record, now)
    assert make_plan(file_of(record, version=2), catalog).unchanged == 1
    [changed] = make_plan(file_of(change(record, deadline_month=5), version=2), catalog).changed
    assert changed.record == change(now, deadline_month=5)
    assert [cell.field for cell in changed.differences] == ["deadline_month"]
    assert {(cell.field, cell.after) for cell in changed.others_changes} == {("founded", ("1950",)), ("money_note", ("A trip",))}


def test_a_field_that_both_changed_since_the_export_is_a_problem(record, later):
    now = change(record, founded=1950)
    catalog = colleague_changed(record, now)
    plan = make_plan(file_of(later, version=2), catalog)
    assert problems(plan) == [(2, "founded")]
    assert all(word in plan.problems[0].problem.message for word in ("Rosa", "1950"))
    assert plan.count == 0
    # the same value is no collision, and neither is a row exported from the present version
    assert make_plan(file_of(now, version=2), catalog).unchanged == 1
    assert make_plan(file_of(later, version=3), catalog).changed


@settings(max_examples=50)
@given(data=st.data())
def test_an_old_file_reverts_nothing_and_a_second_import_changes_nothing(records, data):
    """Whatever a colleague and the file change: the plan has both changes, or a problem."""
    base, mine, theirs = data.draw(st.tuples(*3 * [st.sampled_from(records)]))
    [my_fields, their_fields] = (data.draw(st.sets(st.sampled_from(FREE))) for _ in range(2))
    now = change(base, **{name: getattr(theirs, name) for name in their_fields})
    after = change(base, **{name: getattr(mine, name) for name in my_fields})
    plan = make_plan(file_of(after, version=2), colleague_changed(base, now))
    if plan.problems:
        assert not plan.changed
        return
    expected = change(now, **{name: getattr(after, name) for name in FREE if getattr(after, name) != getattr(base, name)})
    assert [changed.record for changed in plan.changed] == ([expected] if expected != now else [])
    assert make_plan(file_of(after, version=2), colleague_changed(base, expected)).unchanged == 1


def test_an_unknown_version_is_a_problem_unless_the_row_is_a_new_program(record):
    assert problems(make_plan(file_of(record, version=9), catalog_of(present(record)))) == [(2, "version")]
    assert len(make_plan(file_of(change(record, slug="copied"), version=9), catalog_of(present(record))).new) == 1


def test_a_plan_says_whether_its_changes_lack_versions(record, later):
    assert make_plan(file_of(later), catalog_of(present(record))).lacks_versions
    assert not make_plan(file_of(later, version=3), catalog_of(present(record))).lacks_versions
    assert not make_plan(file_of(record), catalog_of()).lacks_versions


def test_a_new_program_gets_a_slug_that_no_program_and_no_row_has(record):
    rows = [change(record, name="A New Venture", sponsor=f"Trust {number}") for number in range(3)]
    faces = [{"slug": "a-new-venture", "name": "Another", "sponsor": "Another", "website": None}]
    plan = make_plan(file_without_slugs(*rows), catalog_of(faces=faces, former={"a-new-venture-3": "x"}))
    assert [new.record.slug for new in plan.new] == ["a-new-venture-2", "a-new-venture-4", "a-new-venture-5"]
    again = make_plan(file_without_slugs(*rows), catalog_of(faces=[*faces, {**faces[0], "slug": "a-new-venture-2"}]))
    assert again.basis != plan.basis


def test_a_known_program_without_a_slug_is_a_problem_that_names_the_slug(record):
    plan = make_plan(file_without_slugs(change(record, name=record.name.upper())), catalog_of(faces=[face_of(record)]))
    [row] = plan.problems
    assert row.problem.field == "slug"
    assert record.slug in row.problem.allowed
    [problem] = file_without_slugs(change(record, name="日本")).entries[0].problems
    assert problem.field == "slug"


def test_problems_of_the_change_are_listed_with_invalid_values(record):
    untied = change(record, {"supports.place.source": None})
    row = {**editor_row(untied), "founded": "old", "scope": "moon", "evidence_year": "2099"}
    catalog = catalog_of(present(record))
    plan = make_plan(RecordFile((parse_row(2, row),)), catalog)
    assert [field for _, field in problems(plan)] == ["founded", "scope", "supports.place.source", "evidence_year"]
    # a support with an invalid cell has not changed
    plan = make_plan(RecordFile((parse_row(2, {**row, "place": "perhaps"}),)), catalog)
    assert (2, "supports.place.source") not in problems(plan)
