"""An uploaded file waits a day in the database for its confirmation."""

import datetime

import pytest
from django.utils import timezone

from catalog.imports.pending import add_pending_import, delete_expired_imports, find_pending_import
from catalog.installation.retention import forget_expired
from catalog.models import PendingImport
from catalog.models.pending_import import MAX_AGE
from tests.conftest import FIXTURES

pytestmark = pytest.mark.django_db


@pytest.fixture
def pending(editor):
    return add_pending_import(editor, "fall.csv", "csv", b"slug,name")


def make_older(pending, age):
    PendingImport.objects.filter(pk=pending.pk).update(created=timezone.now() - age)


@pytest.mark.parametrize("content", [b"", b"\x00\xff\r\n", (FIXTURES / "programs.jsonl").read_bytes()], ids=len)
def test_a_file_comes_back_as_it_was_sent(editor, content):
    added = add_pending_import(editor, "fall.jsonl", "jsonl", content)
    found = find_pending_import(editor, str(added.pk))
    assert (found.file_name, found.kind, bytes(found.content)) == ("fall.jsonl", "jsonl", content)


def test_only_the_person_who_sent_a_file_finds_it(pending, editor, django_user_model):
    assert find_pending_import(editor, str(pending.pk)) == pending
    assert find_pending_import(django_user_model.objects.create_user("other"), str(pending.pk)) is None


@pytest.mark.parametrize("key", ["", "x", "-1", "0", "1.0", "٣", "9" * 18, "9" * 40])
def test_an_invalid_key_finds_nothing(pending, editor, key):
    assert find_pending_import(editor, key) is None


def test_a_file_expires_after_a_day(pending, editor):
    make_older(pending, MAX_AGE - datetime.timedelta(minutes=1))
    assert find_pending_import(editor, str(pending.pk)) == pending
    assert delete_expired_imports() == 0
    make_older(pending, MAX_AGE)
    assert find_pending_import(editor, str(pending.pk)) is None


@pytest.mark.parametrize("cause", ["the daily retention", "another upload"])
def test_expired_files_are_deleted(pending, editor, cause):
    make_older(pending, MAX_AGE)
    kept = set() if cause == "the daily retention" else {"winter.csv"}
    if kept:
        add_pending_import(editor, "winter.csv", "csv", b"")
    else:
        forget_expired()
    assert set(PendingImport.objects.values_list("file_name", flat=True)) == kept


def test_a_file_is_deleted_with_its_person(pending, editor):
    editor.delete()
    assert not PendingImport.objects.exists()
