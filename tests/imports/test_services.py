"""An import writes exactly its plan, all or nothing."""

import json

import pytest
from django.http import QueryDict

from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask
from catalog.imports.readers import parse_lines
from catalog.imports.services import PlanChanged, ReasonMissing, import_programs, plan_import
from catalog.models import Organization, OrganizationChange, Program, ProgramVersion, Publication, Revision
from catalog.organizations.services import effects_of, propose_rename, publish_change
from catalog.programs.published_records import published_records
from catalog.programs.services import MayNotPublish, publish, reject, retire, save
from catalog.programs.working_records import catalog_for, presents
from catalog.schema.validation import to_line
from tests.factories import change

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(records):
    """Return three real records whose supports all name their source."""
    return [record for record in records if all(support.source for _, support in record.supports.by_code())][:3]


@pytest.fixture
def some(three):
    """Return three real records, each with another founding year, and a new one."""
    new = change(three[0], slug="a-new-program", name="A Wholly New Venture", sponsor="A New Trust")
    return [*(change(record, founded=1900 + number) for number, record in enumerate(three)), new]


def file_of(records):
    return parse_lines("".join(to_line(record) + "\n" for record in records).encode())


def import_now(records, user, **options):
    """Plan and import at once."""
    file = file_of(records)
    return import_programs(file, user, basis=plan_import(file, user).basis, **options)


def states(slug):
    return [(version.number, version.state) for version in Program.objects.get(slug=slug).versions.all()]


def everything():
    """Return all versions, programs and organizations, and the revision."""
    return (
        list(ProgramVersion.objects.order_by("pk").values()),
        {program.slug: (program.record, program.publication) for program in Program.objects.select_related("current")},
        list(Organization.objects.order_by("pk").values()),
        Revision.objects.values().get(),
    )


@pytest.fixture
def nothing_is_written():
    """Check at the end that the test has written nothing since it called this."""
    before = []
    yield lambda: before.append(everything())
    assert everything() == before[-1]


def public():
    return {entry.record.slug: entry.record for entry in published_records()}


def test_an_import_for_review_changes_nothing_public(editor, some):
    before, stamp = public(), Revision.objects.get().stamp
    import_now(some, editor, name="fall.csv")
    assert public() == before
    assert Revision.objects.get().stamp == stamp
    for record in some[:3]:
        assert states(record.slug) == [(2, "pending"), (1, "published")]
    new = Program.objects.get(slug="a-new-program")
    assert (new.publication, new.record, states("a-new-program")) == (Publication.DRAFT, some[3], [(1, "pending")])
    assert {version.reason for version in ProgramVersion.objects.filter(user=editor)} == {"Imported from fall.csv"}


def test_a_published_import_is_public_and_found_by_search(editor, some):
    number = Revision.objects.get().number
    save(None, change(some[3], slug="a-draft", name="A Draft"), editor)
    import_now([*some, change(some[3], slug="a-draft", name="A Draft of Old")], editor, publishing=True, reason="Read again.")
    now = public()
    assert [now[record.slug] for record in some] == some
    assert now["a-draft"].name == "A Draft of Old"
    assert states(some[0].slug) == states("a-draft") == [(2, "published"), (1, "superseded")]
    assert Revision.objects.get().number == number + 1
    assert {program.slug: program.record for program in Program.objects.filter(slug__in=now)} == now
    assert {version.reason for version in ProgramVersion.objects.filter(user=editor, state="published")} == {"Read again."}
    query = ask(QueryDict('q="wholly new venture"'), live_snapshot())
    assert "a-new-program" in query.snapshot.select(query.selection)


def test_ones_own_draft_and_pending_change_are_replaced(editor, some):
    save(None, some[3], editor)
    save(Program.objects.get(slug=some[0].slug), change(some[0], founded=1950), editor)
    import_now([some[0], change(some[3], founded=1999)], editor)
    assert Program.objects.get(slug="a-new-program").record.founded == 1999
    assert states("a-new-program") == [(2, "pending"), (1, "superseded")]
    assert states(some[0].slug) == [(3, "pending"), (2, "superseded"), (1, "published")]


def test_a_colleagues_draft_is_not_overwritten(editor, some, django_user_model, nothing_is_written):
    save(None, some[3], django_user_model.objects.create_user("ruth"))
    nothing_is_written()
    with pytest.raises(PlanChanged) as caught:
        import_now([change(some[3], founded=1999)], editor)
    assert [row.problem.field for row in caught.value.plan.problems] == ["slug"]


@pytest.mark.parametrize("publishing", [False, True])
def test_a_second_import_of_the_same_file_writes_nothing(editor, some, publishing):
    import_now(some, editor, publishing=publishing)
    before = everything()
    assert import_now(some, editor, publishing=publishing).count == 0
    assert everything() == before


def test_with_a_problem_in_any_row_nothing_is_written(editor, some, nothing_is_written):
    nothing_is_written()
    with pytest.raises(PlanChanged) as caught:
        import_now([*some, change(some[0], slug="another", sponsor=some[0].sponsor.upper())], editor)
    assert [(row.number, row.problem.field) for row in caught.value.plan.problems] == [(5, "sponsor")]


def test_an_error_in_the_middle_leaves_nothing_behind(editor, some, monkeypatch, nothing_is_written):
    nothing_is_written()
    monkeypatch.setattr("catalog.programs.bulk.make_all_current", lambda versions: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        import_now(some, editor, publishing=True)


def test_a_program_that_changed_after_the_plan_is_not_overwritten(editor, some):
    file = file_of(some)
    basis = plan_import(file, editor).basis
    program = Program.objects.get(slug=some[1].slug)
    publish(program, change(some[1], founded=1950), editor)
    before = everything()
    with pytest.raises(PlanChanged) as caught:
        import_programs(file, editor, basis=basis)
    assert everything() == before
    [changed] = [changed for changed in caught.value.plan.changed if changed.present.slug == program.slug]
    assert [(cell.before, cell.after) for cell in changed.differences] == [(("1950",), ("1901",))]
    assert import_programs(file, editor, basis=caught.value.plan.basis).count == 4


def test_a_pending_change_that_was_rejected_after_the_plan_is_not_imported_unseen(editor, some, nothing_is_written):
    """The plan had one difference from the pending change; from the published record there are more."""
    program = Program.objects.get(slug=some[0].slug)
    save(program, some[0], editor)
    file = file_of([change(some[0], delivery="online")])
    plan = plan_import(file, editor)
    assert [difference.field for difference in plan.changed[0].differences] == ["delivery"]
    reject(program.versions.get(state="pending"), editor, "The page says otherwise.")
    nothing_is_written()
    with pytest.raises(PlanChanged) as caught:
        import_programs(file, editor, basis=plan.basis)
    assert {difference.field for difference in caught.value.plan.changed[0].differences} == {"delivery", "founded"}


def test_a_program_that_was_added_after_the_plan_is_not_overwritten(editor, some):
    file = file_of(some)
    basis = plan_import(file, editor).basis
    save(None, some[3], editor)
    with pytest.raises(PlanChanged):
        import_programs(file, editor, basis=basis)


def test_each_change_of_type_needs_its_own_reason(editor, some):
    place = {"present": True, "evidence": "Fellows serve as paid mentors.", "source": some[0].sources[0].url}
    some[0] = change(some[0], {f"supports.place.{part}": value for part, value in place.items()})
    before = everything()
    for reasons in ({}, {some[0].slug: "  "}, {some[1].slug: "It has mentors now."}):
        with pytest.raises(ReasonMissing) as caught:
            import_now(some, editor, reason="Read again.", reasons=reasons)
        assert caught.value.slugs == [changed.present.slug for changed in caught.value.plan.type_changes] == [some[0].slug]
    assert everything() == before
    import_now(some, editor, reason="Read again.", reasons={some[0].slug: " It has mentors now. "})
    reasons = {version.program.slug: version.reason for version in ProgramVersion.objects.filter(user=editor)}
    assert reasons == {record.slug: "Read again." for record in some} | {some[0].slug: "It has mentors now."}


def test_people_who_may_not_publish_their_own_work_cannot(editor, some, settings, nothing_is_written):
    settings.OFFICE_OF_ONE = False
    nothing_is_written()
    with pytest.raises(MayNotPublish):
        import_now(some, editor, publishing=True)


def test_the_present_state_of_a_program_is_the_one_to_edit(editor, some, three):
    unchanged, pending, retired = (Program.objects.get(slug=record.slug) for record in some[:3])
    save(pending, some[1], editor)
    retire(retired, editor)
    draft = save(None, some[3], editor)
    reject(draft.versions.get(), editor, "Not yet.")
    found = presents([draft.pk, retired.pk, pending.pk, unchanged.pk])
    assert [(p.key, p.publication, p.number, p.record, p.public, p.pending_by, p.pending_name) for p in found] == [
        (draft.pk, "draft", 1, some[3], None, None, ""),
        (retired.pk, "retired", 2, three[2], None, None, ""),
        (pending.pk, "published", 2, some[1], three[1], editor.pk, "editor"),
        (unchanged.pk, "published", 1, three[0], three[0], None, ""),
    ]


def test_a_file_from_before_a_renaming_does_not_undo_it(editor, records):
    older = [record for record in records if record.sponsor == "Teach Plus"]
    one = Organization.objects.get(name="Teach Plus")
    basis = effects_of(OrganizationChange(organization=one, kind="rename", new="Teach Plus United")).basis
    publish_change(propose_rename(one, "Teach Plus United", editor, basis=basis), editor, basis=basis)
    plan = plan_import(file_of(older), editor)
    assert (plan.unchanged, plan.count, plan.problems) == (len(older), 0, ())
    changed = change(older[0], founded=1990)
    assert [one.record.sponsor for one in plan_import(file_of([changed]), editor).changed] == ["Teach Plus United"]


def test_the_number_of_queries_does_not_grow_with_the_programs(records, django_assert_max_num_queries):
    slugs = list(Program.objects.values_list("slug", flat=True))
    with django_assert_max_num_queries(11):
        assert len(catalog_for(slugs).programs) == len(records)


def test_what_pages_say_of_an_absent_support_goes_out_and_comes_back(three, editor, client):
    absent = next(code for code, support in three[0].supports.by_code() if not support.present)
    stated = change(three[0], {f"supports.{absent}.absence": "stated_absent"})
    plan = plan_import(file_of([stated]), editor)
    assert [one.field for one in plan.changed[0].differences] == [f"supports.{absent}.absence"]
    import_now([stated], editor, name="file", reason="A page says so.", reasons={}, publishing=False)
    assert plan_import(file_of([stated]), editor).unchanged == 1
    # a file from before has no such part: the program keeps what it says
    older = stated.as_json()
    for support in older["supports"].values():
        del support["absence"]
    assert plan_import(parse_lines(json.dumps(older).encode()), editor).unchanged == 1
