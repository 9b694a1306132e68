"""The admin page of likely duplicates."""

import pytest

from catalog.duplicates.selectors import open_pairs
from catalog.models import DistinctPair

pytestmark = pytest.mark.django_db
PAGE = "/admin/duplicates/"


@pytest.fixture
def signed_in(client, editor):
    client.force_login(editor)
    return client


def keep_apart(client, first, second):
    return client.post(PAGE, {"first": first, "second": second}, follow=True).content.decode()


def test_each_pair_is_shown_with_the_reason(signed_in):
    html = signed_in.get(PAGE).content.decode()
    for pair in open_pairs():
        for program in (pair.first, pair.second):
            assert program.name in html
            assert f"/admin/catalog/program/{program.pk}/change/" in html
        assert pair.why in html


def test_two_distinct_programs_are_not_listed_again(signed_in):
    pair, *others = open_pairs()
    html = keep_apart(signed_in, pair.second.pk, pair.first.pk)
    assert "are now marked as two programs" in html
    assert open_pairs() == others
    for other in others:
        html = keep_apart(signed_in, other.first.pk, other.second.pk)
    assert 'id="no-duplicates"' in html


@pytest.mark.parametrize("keys", [("", ""), ("1", "x"), ("999999", "1"), ("9" * 40, "²"), ("\x00", "-1")])
def test_invalid_pairs_are_refused(signed_in, keys):
    assert "one of the two programs was not found" in keep_apart(signed_in, *keys)
    assert not DistinctPair.objects.exists()


def test_one_program_twice_is_refused(signed_in):
    key = open_pairs()[0].first.pk
    assert "one of the two programs was not found" in keep_apart(signed_in, key, key)
