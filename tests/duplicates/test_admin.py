"""Likely duplicates on the desk: side by side, judged once."""

import pytest
from django.contrib.auth.models import Group

from catalog.accounts.roles import VIEWER
from catalog.duplicates.selectors import open_pairs
from catalog.models import DistinctPair

pytestmark = pytest.mark.django_db
PAGE = "/admin/duplicates/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def judged(client, first, second):
    return client.post(PAGE, {"first": first, "second": second}, follow=True).content.decode()


def test_each_pair_stands_side_by_side_with_what_is_alike(desk):
    html = desk.get(PAGE).content.decode()
    for pair in open_pairs():
        for program in (pair.first, pair.second):
            assert program.name in html
            assert f"/admin/catalog/program/{program.pk}/change/" in html
        assert pair.why in html


def test_two_programs_are_not_asked_about_again(desk):
    pair, *others = open_pairs()
    html = judged(desk, pair.second.pk, pair.first.pk)
    assert "are now marked as two programs" in html
    assert open_pairs() == others
    for other in others:
        html = judged(desk, other.first.pk, other.second.pk)
    assert 'id="no-duplicates"' in html


@pytest.mark.parametrize("keys", [("", ""), ("1", "x"), ("999999", "1"), ("9" * 40, "²"), ("\x00", "-1")])
def test_what_is_no_pair_is_refused(desk, keys):
    assert "one of the two programs was not found" in judged(desk, *keys)
    assert not DistinctPair.objects.exists()


def test_one_program_twice_is_refused(desk):
    key = open_pairs()[0].first.pk
    assert "one of the two programs was not found" in judged(desk, key, key)


def test_only_who_may_change_programs_judges(client, django_user_model):
    viewer = django_user_model.objects.create_user("viewer", is_staff=True)
    viewer.groups.add(Group.objects.get(name=VIEWER))
    client.force_login(viewer)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE).status_code == 403
