"""The version of a program that an editor goes on from, and that every page of the desk goes on from the same."""

import pytest

from catalog.models import Program
from catalog.programs.history.versions import working_number, working_version
from catalog.programs.services import publish, reject, retire, save
from catalog.programs.working_records import presents
from catalog.schema.validation import validate
from tests.factories import change, change_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(a_record):
    return validate(change_json(a_record, slug="a-new-program", name="A New Program"))


def worked_on(program):
    """Number and year of founding of the working version, asked for one program and among many alike."""
    version = working_version(program)
    [present] = presents([program.pk])
    assert present.record == version.record
    assert present.number == version.number == working_number(program)
    return version.number, version.record.founded


def test_it_is_the_pending_one_else_the_published(record, editor):
    program = publish(None, record, editor)
    assert worked_on(program) == (1, record.founded)
    save(program, change(record, founded=1999), editor)
    assert worked_on(program) == (2, 1999)


def test_what_was_rejected_is_not_taken_up_unasked(record, editor):
    program = publish(None, record, editor)
    save(program, change(record, founded=1999), editor)
    reject(program.versions.get(state="pending"), editor, "The page says 1998.")
    assert worked_on(program) == (1, record.founded)


def test_nor_is_what_was_rejected_of_a_retired_program(record, editor):
    program = publish(None, record, editor)
    retire(program, editor)
    assert worked_on(program) == (2, record.founded)
    save(program, change(record, founded=1999), editor)
    reject(program.versions.get(state="pending"), editor, "The page says 1998.")
    assert worked_on(program) == (2, record.founded)


def test_of_a_program_retired_twice_it_is_the_last(record, editor):
    program = publish(None, record, editor)
    retire(program, editor)
    publish(program, change(record, founded=1999), editor)
    retire(program, editor)
    assert worked_on(program) == (4, 1999)


def test_a_rejected_draft_is_all_there_is(record, editor):
    draft = save(None, change(record, founded=1999), editor)
    reject(draft.versions.get(), editor, "It needs a source.")
    assert worked_on(draft) == (1, 1999)


def test_without_versions_there_is_none(record, editor):
    program = save(None, record, editor)
    Program.objects.filter(pk=program.pk).update(current=None)
    program.versions.all().delete()
    assert (working_version(program), working_number(program), list(presents([program.pk]))) == (None, 0, [])
