"""The admin page of likely duplicates."""

import pytest

from catalog.duplicates.selectors import open_pairs
from catalog.models import DistinctPair
from tests.helpers import page, plain_text

pytestmark = pytest.mark.django_db
PAGE = "/admin/duplicates/"


@pytest.fixture
def signed_in(client, editor):
    client.force_login(editor)
    return client


def keep_apart(client, first, second):
    return client.post(PAGE, {"first": first, "second": second}, follow=True).content.decode()


def test_each_pair_is_shown_with_the_reason_and_what_tells_them_apart(signed_in):
    shown = page(signed_in, PAGE)
    for pair, section in zip(open_pairs(), shown.all("section.pair"), strict=True):
        assert pair.why in plain_text(section)
        for program, number in ((pair.first, 0), (pair.second, 1)):
            assert section.select(f'a[href="/admin/catalog/program/{program.pk}/change/"]')
            cells = {row["data-field"]: plain_text(row.select("td")[number]) for row in section.select("tr[data-field]")}
            record = program.record
            assert cells["summary"] == " ".join(record.summary.split())
            assert cells["evidence_year"] == (str(record.evidence_year) if record.evidence_year else "No year")
            assert cells["website"].startswith(record.website or "Not stated")


def test_a_long_list_shows_the_most_likely_pairs_and_says_how_many_there_are(signed_in, monkeypatch):
    monkeypatch.setattr("catalog.duplicates.admin.MOST", 2)
    first, second, *others = open_pairs()
    assert others
    shown = page(signed_in, PAGE)
    names = [plain_text(heading) for heading in shown.all("section.pair h2")]
    assert names == [f"{pair.first.name} and {pair.second.name}" for pair in (first, second)]
    assert shown.one("#pairs")["data-count"] == str(2 + len(others))
    keep_apart(signed_in, first.first.pk, first.second.pk)
    assert plain_text(page(signed_in, PAGE).all("section.pair h2")[0]) == names[1]


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
