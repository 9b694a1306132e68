"""Two people publish: nobody publishes what they proposed, except in an office of one."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.accounts.roles import EDITOR, REVIEWER, VIEWER
from catalog.models import Verdict
from catalog.programs.published_records import published
from catalog.programs.publishing.approval import can_publish_everything, list_approvers, may_approve
from catalog.programs.services import MayNotPublish, approve, publish, reject, save
from catalog.reviews.services import review
from tests.factories import change
from tests.programs.publishing.two_people import find_versions_of_one_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office_of_several(settings):
    settings.OFFICE_OF_ONE = False


@pytest.fixture
def record(new_record):
    return change(new_record, status="active", evidence_year=2020)


@pytest.fixture
def program(record):
    return publish(None, record, None)


@pytest.fixture
def people(make_user):
    """An editor and two reviewers."""
    return {name: make_user(name, role) for name, role in (("ann", EDITOR), ("rae", REVIEWER), ("zoe", REVIEWER))}


def pending(program):
    return program.versions.get(state="pending")


def amend_by_a_review(program, record, user):
    review(program, user, Verdict.STILL_TRUE, year=2026)


def amend_in_the_form(program, record, user):
    save(program, change(record, founded=1999, delivery="online"), user)


@pytest.mark.parametrize("amend", [amend_by_a_review, amend_in_the_form])
def test_the_proposer_does_not_publish_a_change_that_a_colleague_amended(program, record, people, amend):
    save(program, change(record, founded=1999), people["rae"])
    amend(program, record, people["ann"])
    version = pending(program)
    assert version.user == people["ann"]
    assert version.record.founded == 1999
    assert not may_approve(people["rae"], version)
    with pytest.raises(MayNotPublish):
        approve(version, people["rae"])
    assert published([program.slug])[0].record == record
    approve(version, people["zoe"])
    assert published([program.slug])[0].record.founded == 1999


def test_the_same_holds_for_drafts(record, people):
    draft = save(None, record, people["rae"])
    save(draft, change(record, founded=1999), people["ann"])
    assert not may_approve(people["rae"], pending(draft))
    assert may_approve(people["zoe"], pending(draft))


def test_a_new_proposal_starts_after_a_publication_or_a_rejection(program, record, people):
    save(program, change(record, founded=1999), people["rae"])
    approve(pending(program), people["zoe"])
    save(program, change(record, founded=1990), people["rae"])
    reject(pending(program), people["zoe"], "The page says 1999.")
    save(program, change(record, founded=1999, delivery="online"), people["ann"])
    assert may_approve(people["rae"], pending(program))


def test_a_rejection_starts_over_for_everybody(program, record, people):
    save(program, change(record, founded=1999), people["ann"])
    save(program, change(record, founded=1998), people["rae"])
    save(program, change(record, founded=1997), people["ann"])
    reject(pending(program), people["rae"], "The page says 1996.")
    save(program, change(record, founded=1996), people["ann"])
    approve(pending(program), people["rae"])
    assert published([program.slug])[0].record.founded == 1996


def test_a_reviewer_who_amends_a_colleagues_proposal_may_publish_it(program, record, people):
    save(program, change(record, founded=1999), people["ann"])
    save(program, change(record, founded=1998), people["rae"])
    approve(pending(program), people["rae"])
    assert published([program.slug])[0].record.founded == 1998


def test_an_editor_confirms_what_a_reviewer_alone_wrote(program, record, people):
    save(program, change(record, founded=1999), people["rae"])
    version = pending(program)
    assert list_approvers(version) == [people["ann"], people["zoe"]]
    approve(version, people["ann"])
    assert published([program.slug])[0].record.founded == 1999


@pytest.mark.parametrize("authors", [["zed"], [None], ["rae", "ann"], ["rae", "zed"], ["zed", "rae"], ["zed", "ann", "rae"]])
def test_an_editor_confirms_nothing_that_an_editor_or_a_file_wrote_part_of(program, record, people, make_user, authors):
    people = {**people, "zed": make_user("zed", EDITOR), None: None}
    for year, author in enumerate(authors, start=1990):
        save(program, change(record, founded=year), people[author])
    assert not may_approve(people["ann"], pending(program))
    with pytest.raises(MayNotPublish):
        approve(pending(program), people["ann"])


def test_a_reviewer_who_left_confirms_nothing_and_their_changes_need_a_reviewer(program, record, people):
    save(program, change(record, founded=1999), people["rae"])
    people["rae"].is_active = False
    people["rae"].save()
    assert list_approvers(pending(program)) == [people["zoe"]]


@pytest.mark.parametrize(
    ("staff", "office_of_one", "enough"),
    [
        ([], False, False),
        ([EDITOR, EDITOR], False, False),
        ([REVIEWER, VIEWER], False, False),
        ([REVIEWER], True, True),
        ([EDITOR], True, False),
        ([REVIEWER, EDITOR], False, True),
        ([REVIEWER, REVIEWER], False, True),
    ],
)
def test_a_reviewer_and_somebody_who_edits_are_enough(db, make_user, settings, staff, office_of_one, enough):
    settings.OFFICE_OF_ONE = office_of_one
    for number, role in enumerate(staff):
        make_user(f"person-{number}", role)
    assert can_publish_everything() == enough


WHO = st.sampled_from(["ann", "rae"])
STEPS = st.lists(st.tuples(WHO, st.sampled_from(["saves", "rejects", "publishes"])), max_size=12)


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, is_draft=st.booleans(), last=WHO)
def test_an_editor_and_a_reviewer_publish_everything_and_never_alone(record, people, steps, is_draft, last):
    two = {name: people[name] for name in ("ann", "rae")}
    User.objects.filter(username="zoe").delete()
    with transaction.atomic():
        program = save(None, record, two["ann"]) if is_draft else publish(None, record, None)
        for number, (name, step) in enumerate(steps, start=1):
            version = program.versions.filter(state="pending").first()
            program.refresh_from_db()
            if step == "saves":
                save(program, change(record, founded=1900 + number), two[name])
            elif version and step == "rejects" and (name == "rae" or may_approve(two[name], version)):
                reject(version, two[name], "No.")
            elif version and step == "publishes" and may_approve(two[name], version):
                approve(version, two[name])
        # in the end either of them proposes, after a rejection if the proposal is of both, and the other publishes
        save(program, change(record, founded=1850), two[last])
        if not list_approvers(pending(program)):
            reject(pending(program), two["rae"], "Start again.")
            save(program, change(record, founded=1850), two[last])
        [approver] = list_approvers(pending(program))
        approve(pending(program), approver)
        assert published([program.slug])[0].record.founded == 1850
        assert find_versions_of_one_person() == []
        transaction.set_rollback(True)


def test_in_an_office_of_one_a_reviewer_publishes_everything(program, record, people, settings):
    save(program, change(record, founded=1999), people["rae"])
    amend_by_a_review(program, record, people["ann"])
    settings.OFFICE_OF_ONE = True
    assert may_approve(people["rae"], pending(program))
    assert not may_approve(people["ann"], pending(program))
