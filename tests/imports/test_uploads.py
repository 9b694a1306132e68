"""Files wait in the database to be confirmed, for a day."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from catalog.imports.uploads import forget, keep, kept
from tests.conftest import FIXTURES

pytestmark = pytest.mark.django_db


def test_a_file_comes_back_as_it_was_and_is_forgotten_when_asked():
    for data in (b"", b"\x00\xff\r\n", (FIXTURES / "programs.jsonl").read_bytes()):
        name = keep(data)
        assert kept(name) == data
        forget(name)
        assert kept(name) is None
        forget(name)


def test_every_file_has_a_name_of_its_own():
    one, other = keep(b"same"), keep(b"same")
    forget(one)
    assert kept(other) == b"same"


def test_a_name_that_is_made_up_finds_nothing(client, editor):
    assert kept("") is None
    assert kept("nothing-there") is None
    client.force_login(editor)
    session = client.session.session_key
    assert kept(session) is None
    forget(session)
    assert client.get("/admin/").status_code == 200


def test_a_file_is_nobodys_login(client):
    client.cookies["sessionid"] = keep(b"x")
    assert client.get("/admin/").status_code == 302


def test_a_file_is_forgotten_after_a_day():
    name = keep(b"x")
    left = Session.objects.get(pk=name).expire_date - timezone.now()
    assert datetime.timedelta(hours=23) < left <= datetime.timedelta(days=1)
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    assert kept(name) is None
    keep(b"y")
    assert not Session.objects.filter(pk=name).exists()
