"""What is compared to find duplicates: the working version of every program."""

import pytest

from catalog.models import Program
from catalog.programs.identity import faces
from catalog.programs.services import publish, reject, retire, save
from tests.factories import change

pytestmark = pytest.mark.django_db


def face_of(slug):
    [face] = [face for face in faces() if face["slug"] == slug]
    return face


def test_every_program_is_returned_in_order_of_slugs(records):
    assert [face["slug"] for face in faces()] == sorted(record.slug for record in records)


def test_a_pending_change_counts_and_a_rejected_one_does_not(new_record, editor):
    program = publish(None, new_record, None)
    save(program, change(new_record, name="Quite Another Name", website=None, slug="another-slug"), editor)
    face = face_of("a-new-program")
    assert (face["name"], face["website"], face["key"], face["publication"]) == (
        "Quite Another Name", None, program.pk, "published"
    )  # fmt: skip
    program.versions.filter(state="pending").update(state="rejected")
    assert face_of("a-new-program")["name"] == "A New Program"


def test_a_rejected_draft_counts_as_it_was_written(new_record, editor):
    draft = save(None, new_record, editor)
    reject(draft.versions.get(), editor, "It needs a source.")
    face = face_of("a-new-program")
    assert (face["name"], face["website"], face["publication"]) == ("A New Program", new_record.website, "draft")


def test_drafts_and_retired_programs_count_too(new_record, editor):
    draft = save(None, new_record, editor)
    assert face_of("a-new-program")["publication"] == "draft"
    retire(publish(draft, new_record, editor), editor)
    assert face_of("a-new-program")["publication"] == "retired"
    assert Program.objects.count() == len(faces())
