"""The version of a program that an editor works on."""

import pytest

from catalog.models import Program
from catalog.programs.history.versions import working_number, working_version
from catalog.programs.services import publish, reject, retire, save
from catalog.programs.working_records import presents
from tests.factories import change

pytestmark = pytest.mark.django_db


def working(program):
    """Number and founding year of the working version, the same for one program and among many."""
    version = working_version(program)
    [present] = presents([program.pk])
    assert present.record == version.record
    assert present.number == version.number == working_number(program)
    return version.number, version.record.founded


def test_it_is_the_pending_version_or_else_the_published_one(new_record, editor):
    program = publish(None, new_record, editor)
    assert working(program) == (1, new_record.founded)
    save(program, change(new_record, founded=1999), editor)
    assert working(program) == (2, 1999)


def test_a_rejected_change_is_not_continued(new_record, editor):
    program = publish(None, new_record, editor)
    save(program, change(new_record, founded=1999), editor)
    reject(program.versions.get(state="pending"), editor, "The page says 1998.")
    assert working(program) == (1, new_record.founded)


def test_a_rejected_change_of_a_retired_program_is_not_continued(new_record, editor):
    program = publish(None, new_record, editor)
    retire(program, editor)
    assert working(program) == (2, new_record.founded)
    save(program, change(new_record, founded=1999), editor)
    reject(program.versions.get(state="pending"), editor, "The page says 1998.")
    assert working(program) == (2, new_record.founded)


def test_of_a_program_retired_twice_it_is_the_last_version(new_record, editor):
    program = publish(None, new_record, editor)
    retire(program, editor)
    publish(program, change(new_record, founded=1999), editor)
    retire(program, editor)
    assert working(program) == (4, 1999)


def test_a_rejected_draft_is_continued(new_record, editor):
    draft = save(None, change(new_record, founded=1999), editor)
    reject(draft.versions.get(), editor, "It needs a source.")
    assert working(draft) == (1, 1999)


def test_a_program_without_versions_has_none(new_record, editor):
    program = save(None, new_record, editor)
    Program.objects.filter(pk=program.pk).update(current=None)
    program.versions.all().delete()
    assert (working_version(program), working_number(program), list(presents([program.pk]))) == (None, 0, [])
