"""An import writes what was planned, all or nothing."""

import pytest
from django.http import QueryDict

from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask
from catalog.imports.services import NotAsPlanned, ReasonMissing, filed_lines, import_programs, planned
from catalog.models import Organization, Program, ProgramVersion, Publication, Revision
from catalog.programs.published_records import published_records
from catalog.programs.services import MayNotPublish, publish, reject, retire, save
from catalog.programs.working_records import catalog_for, presents
from catalog.schema.validation import to_line
from tests.factories import change

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(records):
    """Three real records whose supports all name their source."""
    return [record for record in records if all(support.source for _, support in record.supports.by_code())][:3]


@pytest.fixture
def some(three):
    """Three real records, each with another founding year, and one that is new."""
    new = change(three[0], slug="a-new-program", name="A Wholly New Venture", sponsor="A New Trust")
    return [*(change(record, founded=1900 + number) for number, record in enumerate(three)), new]


def filed(records):
    return filed_lines("".join(to_line(record) + "\n" for record in records).encode())


def imported(records, user, **options):
    """Plan and import at once, as someone who confirms what she sees."""
    file = filed(records)
    return import_programs(file, user, basis=planned(file, user).basis, **options)


def states(slug):
    return [(version.number, version.state) for version in Program.objects.get(slug=slug).versions.all()]


def programs():
    return Program.objects.select_related("current")


def everything():
    """What the catalog holds: versions, programs and organizations, and the revision."""
    return (
        list(ProgramVersion.objects.order_by("pk").values()),
        {program.slug: (program.record, program.publication) for program in programs()},
        list(Organization.objects.order_by("pk").values()),
        Revision.objects.values().get(),
    )


def public():
    return {entry.record.slug: entry.record for entry in published_records()}


def test_saved_for_review_nothing_public_changes(editor, some):
    before, stamp = public(), Revision.objects.get().stamp
    imported(some, editor, name="fall.csv")
    assert public() == before
    assert Revision.objects.get().stamp == stamp
    for record in some[:3]:
        assert states(record.slug) == [(2, "pending"), (1, "published")]
    new = programs().get(slug="a-new-program")
    assert (new.publication, new.record, states("a-new-program")) == (Publication.DRAFT, some[3], [(1, "pending")])
    assert {version.reason for version in ProgramVersion.objects.filter(user=editor)} == {"Imported from fall.csv"}


def test_published_at_once_the_public_sees_it_all_and_search_finds_it(editor, some):
    revision = Revision.objects.get()
    save(None, change(some[3], slug="a-draft", name="A Draft"), editor)
    imported([*some, change(some[3], slug="a-draft", name="A Draft of Old")], editor, publishing=True, reason="Read again.")
    now = public()
    assert [now[record.slug] for record in some] == some
    assert now["a-draft"].name == "A Draft of Old"
    assert states(some[0].slug) == [(2, "published"), (1, "superseded")]
    assert states("a-draft") == [(2, "published"), (1, "superseded")]
    assert Revision.objects.get().number == revision.number + 1
    rows = {program.slug: program.record for program in programs().filter(slug__in=now)}
    assert rows == now
    assert {version.reason for version in ProgramVersion.objects.filter(user=editor, state="published")} == {"Read again."}
    asked = ask(QueryDict('q="wholly new venture"'), live_snapshot())
    assert "a-new-program" in asked.snapshot.select(asked.selection)


def test_a_draft_is_saved_as_the_file_has_it(editor, some):
    save(None, some[3], editor)
    imported([change(some[3], founded=1999)], editor)
    assert Program.objects.get(slug="a-new-program").record.founded == 1999
    assert states("a-new-program") == [(2, "pending"), (1, "superseded")]


def test_a_colleagues_draft_is_not_overwritten(editor, some, django_user_model):
    save(None, some[3], django_user_model.objects.create_user("ruth"))
    before = everything()
    with pytest.raises(NotAsPlanned) as caught:
        imported([change(some[3], founded=1999)], editor)
    [told] = caught.value.plan.faults
    assert "is a draft by ruth: publish or reject it first" in str(told.fault)
    assert everything() == before


def test_ones_own_pending_change_is_replaced(editor, some):
    save(Program.objects.get(slug=some[0].slug), change(some[0], founded=1950), editor)
    imported(some[:1], editor)
    assert states(some[0].slug) == [(3, "pending"), (2, "superseded"), (1, "published")]


def test_importing_the_same_file_again_writes_nothing(editor, some):
    for publishing in (False, True):
        imported(some, editor, publishing=publishing)
        before = everything()
        assert imported(some, editor, publishing=publishing).nothing
        assert everything() == before
        some = [change(record, founded=1800) for record in some]


def test_a_fault_anywhere_and_nothing_is_written(editor, some):
    before = everything()
    with pytest.raises(NotAsPlanned) as caught:
        imported([*some, change(some[0], slug="another", sponsor=some[0].sponsor.upper())], editor)
    assert [(fault.number, fault.fault.field) for fault in caught.value.plan.faults] == [(5, "sponsor")]
    assert everything() == before


def test_what_breaks_in_the_middle_leaves_nothing_behind(editor, some, monkeypatch):
    before = everything()
    monkeypatch.setattr("catalog.programs.bulk.make_all_current", lambda versions: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        imported(some, editor, publishing=True)
    assert everything() == before


def test_a_program_that_was_changed_after_the_plan_is_not_overwritten(editor, some):
    file = filed(some)
    basis = planned(file, editor).basis
    program = Program.objects.get(slug=some[1].slug)
    publish(program, change(some[1], founded=1950), editor)
    before = everything()
    with pytest.raises(NotAsPlanned) as caught:
        import_programs(file, editor, basis=basis)
    assert everything() == before
    [told] = [changed for changed in caught.value.plan.changed if changed.present.slug == program.slug]
    assert [(cell.before, cell.after) for cell in told.differences] == [(("1950",), ("1901",))]
    assert import_programs(file, editor, basis=caught.value.plan.basis).count == 4


def test_a_change_that_was_rejected_after_the_plan_is_not_imported_unseen(editor, some, records):
    """The plan told one difference from the pending change; against what stands now, there are more."""
    program = Program.objects.get(slug=some[0].slug)
    save(program, some[0], editor)
    file = filed([change(some[0], delivery="online")])
    seen = planned(file, editor)
    assert [difference.field for difference in seen.changed[0].differences] == ["delivery"]
    reject(program.versions.get(state="pending"), editor, "The page says otherwise.")
    before = everything()
    with pytest.raises(NotAsPlanned) as caught:
        import_programs(file, editor, basis=seen.basis)
    assert everything() == before
    assert {difference.field for difference in caught.value.plan.changed[0].differences} == {"delivery", "founded"}


def test_a_new_program_that_somebody_else_entered_meanwhile_is_not_overwritten(editor, some):
    file = filed(some)
    basis = planned(file, editor).basis
    save(None, some[3], editor)
    with pytest.raises(NotAsPlanned):
        import_programs(file, editor, basis=basis)


def test_each_change_of_type_says_why_and_no_other_program_says_it(editor, some):
    turned = {"present": True, "evidence": "Fellows serve as paid mentors.", "source": some[0].sources[0].url}
    some[0] = change(some[0], {f"supports.place.{part}": value for part, value in turned.items()})
    before = everything()
    for reasons in ({}, {some[0].slug: "  "}, {some[1].slug: "It has mentors now."}):
        with pytest.raises(ReasonMissing) as caught:
            imported(some, editor, reason="Read again.", reasons=reasons)
        assert caught.value.slugs == [some[0].slug]
        assert [changed.present.slug for changed in caught.value.plan.retyped] == [some[0].slug]
    assert everything() == before
    imported(some, editor, reason="Read again.", reasons={some[0].slug: " It has mentors now. "})
    said = {version.program.slug: version.reason for version in ProgramVersion.objects.filter(user=editor)}
    assert said.pop(some[0].slug) == "It has mentors now."
    assert set(said.values()) == {"Read again."}
    assert len(said) == 3


def test_who_may_not_publish_her_own_work_cannot(editor, some, settings):
    settings.OFFICE_OF_ONE = False
    before = everything()
    with pytest.raises(MayNotPublish):
        imported(some, editor, publishing=True)
    assert everything() == before


def test_the_present_state_of_programs_is_that_an_editor_goes_on_from(editor, some, three):
    kept, waiting, gone = (Program.objects.get(slug=record.slug) for record in some[:3])
    save(waiting, some[1], editor)
    retire(gone, editor)
    draft = save(None, some[3], editor)
    reject(draft.versions.get(), editor, "Not yet.")
    keys = [draft.pk, gone.pk, waiting.pk, kept.pk]
    found = list(presents(keys))
    assert [(present.key, present.publication, present.number) for present in found] == [
        (draft.pk, "draft", 1),
        (gone.pk, "retired", 2),
        (waiting.pk, "published", 2),
        (kept.pk, "published", 1),
    ]
    assert [present.record for present in found] == [some[3], three[2], some[1], three[0]]
    assert [present.public for present in found] == [None, None, three[1], three[0]]
    assert [(present.pending_by, present.pending_name) for present in found] == [
        (None, ""),
        (None, ""),
        (editor.pk, "editor"),
        (None, ""),
    ]


def test_the_catalog_is_asked_in_few_queries_however_many_programs(records, django_assert_max_num_queries):
    slugs = list(Program.objects.values_list("slug", flat=True))
    with django_assert_max_num_queries(8):
        assert len(catalog_for(slugs).programs) == len(records)


def test_lines_are_entries_with_their_faults(some):
    data = f"{to_line(some[0])}\n\n{{}}\nnot json\n".encode()
    entries = filed_lines(data).entries
    assert [(entry.number, entry.slug, entry.record is None) for entry in entries] == [
        (1, some[0].slug, False),
        (3, "", True),
        (4, "", True),
    ]
    assert str(entries[2].faults[0]).startswith("is not JSON")
