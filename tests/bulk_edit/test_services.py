"""A bulk edit saves pending changes of many programs as one step, keeps colleagues' work, and is decided as one."""

import pytest
from django.contrib.admin.models import LogEntry

from catalog.bulk_edit.operations import EDITABLE, Action, FieldOperation
from catalog.bulk_edit.selectors import waiting_bulk_edits, waiting_versions
from catalog.bulk_edit.services import (
    BulkEditChanged,
    BulkPlanChanged,
    plan_bulk_edit,
    publish_bulk_edit,
    reject_bulk_edit,
    save_bulk_edit,
    token_of,
)
from catalog.duplicates.merge.fields import Side
from catalog.duplicates.merge.services import MergePlan, merge
from catalog.models import BulkEdit, Program, ProgramVersion, Verdict
from catalog.programs.history.versions import working_version
from catalog.programs.publishing.approval import filter_approvable, may_approve
from catalog.programs.publishing.withdrawal import MayNotWithdraw, undo_import
from catalog.programs.services import MayNotPublish, approve, reject, retire, save
from catalog.reviews.services import review, undo_review
from catalog.schema.fields import FIELDS
from tests.factories import change

pytestmark = pytest.mark.django_db

ENDED = FieldOperation("status", Action.SET, "ended")
ADD_LITERACY = FieldOperation("focus", Action.ADD, ["literacy"])


def plan(operations, programs, user):
    return plan_bulk_edit(operations, [program.pk for program in programs], user)


def save_plan(operations, programs, user, reason="The state ended them."):
    keys = [program.pk for program in programs]
    return save_bulk_edit(operations, keys, user, basis=plan(operations, programs, user).basis, reason=reason)


def shown(edit):
    return token_of(waiting_versions(edit))


def pending(program):
    return program.versions.get(state="pending")


def current(program):
    return Program.objects.select_related("current").get(pk=program.pk).record


@pytest.mark.parametrize(
    ("action", "value", "expected"),
    [
        (Action.ADD, ["literacy", "science"], ["literacy", "science"]),
        (Action.REMOVE, ["science", "arts"], []),
        (Action.SET, ["arts"], ["arts"]),
        (Action.SET, [], []),
    ],
)
def test_codes_of_a_set_are_added_removed_or_replaced(programs, people, action, value, expected):
    [change_, *_] = plan([FieldOperation("focus", action, value)], programs, people["maria"]).changed
    assert change_.record.focus == expected
    assert [one.field for one in change_.differences] == ["focus"]


def test_every_field_offered_is_one_of_the_record_that_holds_codes_a_year_or_the_sponsor():
    assert len(set(EDITABLE)) == len(EDITABLE)
    assert {FIELDS[code].type for code in EDITABLE if code != "sponsor"} == {"one code", "set of codes", "year"}
    assert {"status", "sponsor", "focus"} < set(EDITABLE)


def test_published_programs_get_pending_changes_with_the_reason_and_a_log_entry(programs, people):
    edit = save_plan([ENDED, ADD_LITERACY], programs, people["maria"])
    for program in programs:
        version = pending(program)
        assert (version.record.status, version.record.focus) == ("ended", ["literacy", "science"])
        assert (version.user, version.reason, version.bulk_edit) == (people["maria"], "The state ended them.", edit)
        assert current(program).status == "active"
    assert LogEntry.objects.filter(user=people["maria"]).count() == 3
    [waiting] = waiting_bulk_edits()
    assert (waiting, waiting.waiting) == (edit, 3)
    assert not waiting_bulk_edits(people["judith"])


def test_programs_that_have_the_value_or_are_retired_stay_as_they_are(programs, people):
    fresno, kern, marin = programs
    save(fresno, change(current(fresno), status="ended"), people["maria"])
    retire(kern, people["judith"], "It ended.")
    found = plan([ENDED], programs, people["maria"])
    assert [one.present.key for one in found.changed] == [marin.pk]
    assert [one.key for one in found.unchanged] == [fresno.pk]
    assert [one.key for one in found.retired] == [kern.pk]


def test_an_invalid_program_is_left_out_with_its_errors_and_the_others_are_saved(programs, people):
    fresno, *others = programs
    partner = save(fresno, change(current(fresno), partners=["Kern Trust"]), people["maria"])
    sponsor = FieldOperation("sponsor", Action.SET, "Kern Trust")
    found = plan([sponsor], programs, people["maria"])
    [left] = found.left_out
    assert (left.present.key, [problem.field for problem in left.problems]) == (partner.pk, ["partners[0]"])
    edit = save_plan([sponsor], programs, people["maria"])
    assert {version.program_id for version in waiting_versions(edit)} == {program.pk for program in others}


def test_no_year_of_the_future_is_set(programs, people):
    found = plan([FieldOperation("evidence_year", Action.SET, 2099)], programs, people["maria"])
    assert {problem.field for each in found.left_out for problem in each.problems} == {"evidence_year"}
    assert not found.changed


def test_a_colleagues_pending_change_is_amended(programs, people):
    fresno, *_ = programs
    save(fresno, change(current(fresno), founded=1999), people["judith"], "Founding year")
    [amended, *rest] = plan([ENDED, ADD_LITERACY], programs, people["maria"]).changed
    assert amended.amended == "judith"
    assert not any(one.amended for one in rest)
    save_plan([ENDED, ADD_LITERACY], programs, people["maria"])
    record = pending(fresno).record
    assert (record.founded, record.status, record.focus) == (1999, "ended", ["literacy", "science"])


def test_a_value_that_a_colleague_set_otherwise_is_not_overwritten(programs, people):
    fresno, *_ = programs
    save(fresno, change(current(fresno), status="suspended", focus=["arts"]), people["judith"])
    found = plan([ENDED, ADD_LITERACY], programs, people["maria"])
    [left] = found.left_out
    assert [problem.field for problem in left.problems] == ["status"]
    [merged, *_] = plan([ADD_LITERACY], programs, people["maria"]).changed
    assert merged.record.focus == ["literacy", "arts"]
    assert not plan([ENDED], programs, people["judith"]).left_out


def test_a_draft_is_saved_and_stays_a_draft(a_record, people):
    draft = save(None, change(a_record, slug="a-draft", name="A Draft", status="active"), people["maria"])
    [one] = plan([ENDED], [draft], people["sam"]).changed
    assert one.amended == "maria"
    save_plan([ENDED], [draft], people["sam"])
    assert current(draft).status == "ended"
    assert Program.objects.get(pk=draft.pk).publication == "draft"


def test_nothing_is_saved_if_a_program_changed_since_the_preview(programs, people):
    keys = [program.pk for program in programs]
    basis = plan([ENDED], programs, people["maria"]).basis
    save(programs[0], change(current(programs[0]), founded=1999), people["judith"])
    before = ProgramVersion.objects.count()
    with pytest.raises(BulkPlanChanged):
        save_bulk_edit([ENDED], keys, people["maria"], basis=basis, reason="So.")
    with pytest.raises(BulkPlanChanged):  # another change than the preview showed
        save_bulk_edit([ADD_LITERACY], keys, people["maria"], basis=basis, reason="So.")
    assert ProgramVersion.objects.count() == before
    assert not BulkEdit.objects.exists()


def test_a_failure_in_the_middle_leaves_everything_as_it_was(programs, people, monkeypatch):
    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr("catalog.bulk_edit.services._log", fail)
    with pytest.raises(RuntimeError):
        save_plan([ENDED], programs, people["maria"])
    assert not BulkEdit.objects.exists()
    assert not ProgramVersion.objects.filter(state="pending").exists()


def test_another_person_publishes_all_as_one(programs, people):
    edit = save_plan([ENDED], programs, people["maria"])
    with pytest.raises(MayNotPublish):
        publish_bulk_edit(edit, people["maria"], shown(edit))
    result = publish_bulk_edit(edit, people["judith"], shown(edit), "Checked.")
    assert (len(result.decided), result.left) == (3, ())
    for program in programs:
        version = program.versions.get(state="published")
        assert (version.record.status, version.user, version.decided_by) == ("ended", people["maria"], people["judith"])
        assert version.decision == "Checked."
    assert not waiting_bulk_edits()


def test_what_somebody_else_must_publish_stays_pending(programs, people):
    fresno, *_ = programs
    save(fresno, change(current(fresno), founded=1999), people["judith"])
    edit = save_plan([ENDED], programs, people["maria"])
    result = publish_bulk_edit(edit, people["judith"], shown(edit))
    assert len(result.decided) == 2
    assert [version.program_id for version, _ in result.left] == [fresno.pk]
    assert pending(fresno).bulk_edit == edit


def test_a_rejection_takes_back_the_bulk_edit_alone(programs, people):
    fresno, kern, _ = programs
    save(fresno, change(current(fresno), founded=1999), people["sam"], "Founding year")
    edit = save_plan([ENDED], programs, people["maria"])
    with pytest.raises(ValueError, match="reason"):
        reject_bulk_edit(edit, people["judith"], shown(edit), " ")
    with pytest.raises(MayNotPublish):
        reject_bulk_edit(edit, people["maria"], shown(edit), "Not so.")
    reject_bulk_edit(edit, people["judith"], shown(edit), "They still run.")
    back = pending(fresno)
    assert (back.user, back.record.founded, back.record.status) == (people["sam"], 1999, "active")
    version = kern.versions.get(bulk_edit=edit)
    assert (version.state, version.decision, version.withdrawn) == ("rejected", "They still run.", False)


def test_nothing_is_decided_if_the_versions_are_not_those_shown(programs, people):
    edit = save_plan([ENDED], programs, people["maria"])
    before = shown(edit)
    reject(pending(programs[0]), people["sam"], "It still runs.")
    for act in (publish_bulk_edit, reject_bulk_edit):
        with pytest.raises(BulkEditChanged):
            act(edit, people["judith"], before, "Checked.")
    assert waiting_versions(edit).count() == 2


def test_its_author_undoes_it_until_part_of_it_is_published(programs, people):
    fresno, kern, marin = programs
    save(fresno, change(current(fresno), founded=1999), people["sam"])
    edit = save_plan([ENDED], programs, people["maria"])
    undo_import(edit, people["maria"])
    assert pending(fresno).record.status == "active"
    assert not kern.versions.filter(state="pending").exists()
    edit = save_plan([ENDED], programs, people["maria"])
    approve(pending(marin), people["judith"])
    with pytest.raises(MayNotWithdraw):
        undo_import(edit, people["maria"])


def test_who_may_publish_is_found_for_many_versions_as_for_one(programs, people, django_assert_num_queries):
    fresno, kern, marin = programs
    save(fresno, change(current(fresno), founded=1999), people["judith"])
    save(kern, change(current(kern), founded=1998), people["maria"])
    reject(pending(kern), people["sam"], "No.")
    save(marin, change(current(marin), founded=1997), None)
    edit = save_plan([ENDED], programs, people["maria"])
    versions = list(waiting_versions(edit))
    for name in ("maria", "judith", "sam", "vera"):
        user = people[name]
        assert filter_approvable(user, versions) == [version for version in versions if may_approve(user, version)]
    with django_assert_num_queries(2):
        filter_approvable(user, versions)


def test_drafts_and_merges_are_published_on_their_own_pages(programs, people, a_record):
    fresno, kern, marin = programs
    draft = save(None, change(a_record, slug="draft", name="A Draft"), people["sam"])
    left = MergePlan(working_version(kern), working_version(marin), Side.LEFT, {})
    merge(left, people["sam"], "The same.")
    edit = save_plan([ENDED], [fresno, kern, draft], people["maria"])
    outcome = publish_bulk_edit(edit, people["judith"], shown(edit))
    assert list(outcome.decided) == [fresno]
    assert {version.program for version, _ in outcome.left} == {kern, draft}
    assert [Program.objects.get(pk=each.pk).publication for each in (draft, marin)] == ["draft", "published"]
    with pytest.raises(MayNotPublish):
        publish_bulk_edit(edit, people["judith"], shown(edit))
    reject_bulk_edit(edit, people["judith"], shown(edit), "Not ended.")
    assert pending(kern).absorbs == marin.current


def test_a_review_that_is_undone_leaves_the_bulk_edit_waiting(programs, people):
    edit = save_plan([ENDED], programs, people["maria"])
    undo_review(review(programs[0], people["sam"], Verdict.STILL_TRUE, year=2026).review, people["sam"])
    assert len(waiting_versions(edit)) == 3
