"""A proposal that is pending again after a bulk edit was taken back still has all its authors (decision 16)."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.bulk_edit.operations import Action, FieldOperation
from catalog.bulk_edit.selectors import waiting_versions
from catalog.bulk_edit.services import plan_bulk_edit, reject_bulk_edit, save_bulk_edit, token_of
from catalog.duplicates.merge.fields import Side
from catalog.duplicates.merge.services import MergePlan, merge
from catalog.models import BulkEdit, Program
from catalog.programs.history.versions import working_version
from catalog.programs.publishing.approval import list_all_authors, may_approve
from catalog.programs.publishing.withdrawal import undo_import, wrote_alone
from catalog.programs.services import approve, reject, save
from tests.factories import change
from tests.programs.publishing.two_people import find_versions_of_one_person

pytestmark = pytest.mark.django_db

ENDED = [FieldOperation("status", Action.SET, "ended")]
REVIEWERS = {"judith", "sam"}
WHO = st.sampled_from(["maria", "judith", "sam"])
STEPS = st.lists(st.tuples(WHO, st.sampled_from(["saves", "edits in bulk", "takes back", "rejects", "publishes"])), max_size=12)


def edit_in_bulk(program, user):
    plan = plan_bulk_edit(ENDED, [program.pk], user)
    return save_bulk_edit(ENDED, [program.pk], user, basis=plan.basis, reason="They ended.")


def take_back(edit, user):
    reject_bulk_edit(edit, user, token_of(waiting_versions(edit)), "They still run.")


def pending(program):
    return program.versions.filter(state="pending").first()


def record_of(program):
    return Program.objects.select_related("current").get(pk=program.pk).record


def authors_of(version):
    return [author.username for author in list_all_authors([version])[version.pk]]


def model_allows(name, authors):
    """Whether someone may publish what these people wrote in this order, as decision 16 says."""
    if name in REVIEWERS:
        return name != authors[0]
    return set(authors) <= REVIEWERS


def test_the_first_author_does_not_publish_what_a_colleague_amends_afterwards(programs, people):
    program = programs[0]
    save(program, change(record_of(program), founded=1999), people["judith"])
    take_back(edit_in_bulk(program, people["maria"]), people["sam"])
    assert authors_of(pending(program)) == ["judith"]
    save(program, change(pending(program).record, founded=2001), people["sam"])
    assert authors_of(pending(program)) == ["judith", "sam"]
    assert [name for name in people if may_approve(people[name], pending(program))] == ["maria", "sam"]


def test_nobody_withdraws_a_colleagues_work_with_their_own(programs, people):
    program = programs[0]
    save(program, change(record_of(program), founded=1999), people["judith"])
    undo_import(edit_in_bulk(program, people["maria"]), people["maria"])
    save(program, change(pending(program).record, founded=2001), people["sam"])
    assert not wrote_alone(people["sam"], pending(program))


def test_a_merge_of_a_draft_that_was_edited_in_bulk_can_still_be_published(programs, people, a_record):
    program = programs[0]
    draft = save(None, change(a_record, slug="draft", name="A Draft", status="active"), people["maria"])
    merge(MergePlan(working_version(program), working_version(draft), Side.LEFT, {}), people["maria"], "The same.")
    take_back(edit_in_bulk(draft, people["maria"]), people["sam"])
    approve(pending(program), people["judith"])
    assert not Program.objects.filter(slug="draft").exists()


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_who_may_publish_is_the_same_as_if_the_bulk_edit_had_never_been(programs, people, steps):
    with transaction.atomic():
        program, authors = programs[0], []
        for number, (name, step) in enumerate(steps, start=1):
            user, version = people[name], pending(program)
            record = version.record if version else record_of(program)
            program.refresh_from_db()
            if step == "saves":
                save(program, change(record, founded=1900 + number, status="active"), user)
                authors.append(name)
            elif step == "edits in bulk" and plan_bulk_edit(ENDED, [program.pk], user).changed:
                edit_in_bulk(program, user)
                authors.append(name)
            elif step == "takes back" and version and version.bulk_edit_id:
                if name in REVIEWERS:
                    take_back(version.bulk_edit, user)
                    authors.pop()
            elif step == "rejects" and version and (name in REVIEWERS or may_approve(user, version)):
                reject(version, user, "No.")
                authors = []
            elif step == "publishes" and version and may_approve(user, version):
                approve(version, user)
                authors = []
            if version := pending(program):
                assert authors_of(version) == authors
                assert {one: may_approve(people[one], version) for one in ("maria", *REVIEWERS)} == {
                    one: model_allows(one, authors) for one in ("maria", *REVIEWERS)
                }
            else:
                assert authors == []
        assert [version for version in find_versions_of_one_person() if version.number > 1] == []
        transaction.set_rollback(True)
    assert not BulkEdit.objects.exists()
