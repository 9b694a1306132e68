"""Four eyes: nobody makes public what she wrote, alone or with others, unless the office is of one."""

import pytest
from django.contrib.auth.models import Group

from catalog.actions.programs import MayNotPublish, approve, may_approve, publish, reject, save
from catalog.actions.reviews import review
from catalog.actions.roles import EDITOR, REVIEWER
from catalog.models import Verdict
from catalog.records import validate
from catalog.records.published import published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office_of_several(settings):
    settings.OFFICE_OF_ONE = False


@pytest.fixture
def record(a_record):
    return validate({**a_record, "slug": "a-new-program", "name": "A New Program", "status": "active", "evidence_year": 2020})


@pytest.fixture
def program(record):
    return publish(None, record, None)


@pytest.fixture
def people(django_user_model):
    """An editor and two reviewers."""
    found = {}
    for name, role in (("ann", EDITOR), ("rae", REVIEWER), ("zoe", REVIEWER)):
        found[name] = django_user_model.objects.create_user(name)
        found[name].groups.add(Group.objects.get(name=role))
    return found


def pending(program):
    return program.versions.get(state="pending")


def carry_on_by_an_answer(program, record, user):
    review(program, user, Verdict.STILL_TRUE, year=2026)


def carry_on_in_the_form(program, record, user):
    save(program, {**record, "founded": 1999, "delivery": "online"}, user)


@pytest.mark.parametrize("carry_on", [carry_on_by_an_answer, carry_on_in_the_form])
def test_who_proposed_a_change_does_not_publish_it_after_a_colleague_carried_it_on(program, record, people, carry_on):
    save(program, {**record, "founded": 1999}, people["rae"])
    carry_on(program, record, people["ann"])
    version = pending(program)
    assert version.user == people["ann"]
    assert version.record["founded"] == 1999
    assert not may_approve(people["rae"], version)
    with pytest.raises(MayNotPublish):
        approve(version, people["rae"])
    assert published([program.slug])[0].record == record
    approve(version, people["zoe"])
    assert published([program.slug])[0].record["founded"] == 1999


def test_it_holds_of_drafts_too(record, people):
    draft = save(None, record, people["rae"])
    save(draft, {**record, "founded": 1999}, people["ann"])
    assert not may_approve(people["rae"], pending(draft))
    assert may_approve(people["zoe"], pending(draft))


def test_of_what_is_public_or_turned_down_nothing_is_carried_on(program, record, people):
    save(program, {**record, "founded": 1999}, people["rae"])
    approve(pending(program), people["zoe"])
    save(program, {**record, "founded": 1990}, people["rae"])
    reject(pending(program), people["zoe"], "The page says 1999.")
    save(program, {**record, "founded": 1999, "delivery": "online"}, people["ann"])
    assert may_approve(people["rae"], pending(program))


def test_in_an_office_of_one_she_publishes_everything(program, record, people, settings):
    save(program, {**record, "founded": 1999}, people["rae"])
    carry_on_by_an_answer(program, record, people["ann"])
    settings.OFFICE_OF_ONE = True
    assert may_approve(people["rae"], pending(program))
    assert not may_approve(people["ann"], pending(program))
