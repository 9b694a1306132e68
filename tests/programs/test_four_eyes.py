"""Two people publish: nobody publishes what they proposed, except in an office of one."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.accounts.roles import EDITOR, REVIEWER
from catalog.models import Verdict
from catalog.programs.published_records import published
from catalog.programs.services import MayNotPublish, approve, may_approve, publish, reject, save
from catalog.reviews.services import review
from tests.factories import change

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


STEPS = st.lists(st.sampled_from(["ann saves", "rae saves", "rae rejects", "rae publishes"]), max_size=12)


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, is_draft=st.booleans())
def test_an_editor_and_a_reviewer_publish_everything_and_never_alone(record, people, steps, is_draft):
    ann, rae = people["ann"], people["rae"]
    with transaction.atomic():
        program = save(None, record, ann) if is_draft else publish(None, record, None)
        proposed_by = {ann} if is_draft else set()
        for number, step in enumerate(steps, start=1):
            version = program.versions.filter(state="pending").first()
            program.refresh_from_db()
            if step.endswith("saves"):
                who = ann if step.startswith("ann") else rae
                save(program, change(record, founded=1900 + number), who)
                proposed_by.add(who)
            elif version and step == "rae rejects":
                reject(version, rae, "No.")
                proposed_by = set()
            elif version and may_approve(rae, version):
                approve(version, rae)
                assert proposed_by | {rae} == {ann, rae}
                proposed_by = set()
        # in the end the editor proposes again, after a rejection if necessary, and the reviewer publishes
        save(program, change(record, founded=1850), ann)
        if not may_approve(rae, pending(program)):
            reject(pending(program), rae, "Start again.")
            save(program, change(record, founded=1850), ann)
        approve(pending(program), rae)
        assert published([program.slug])[0].record.founded == 1850
        transaction.set_rollback(True)


def test_in_an_office_of_one_a_reviewer_publishes_everything(program, record, people, settings):
    save(program, change(record, founded=1999), people["rae"])
    amend_by_a_review(program, record, people["ann"])
    settings.OFFICE_OF_ONE = True
    assert may_approve(people["rae"], pending(program))
    assert not may_approve(people["ann"], pending(program))
