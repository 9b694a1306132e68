"""The program page beside links that no longer answer."""

import datetime
import re

import pytest
from django.utils import timezone

from catalog.links.fetch.check import Finding, LinkFinding
from catalog.links.services import check_again
from catalog.models import LinkCheck, LinkOutcome

SLUG = "sonoma-21csla-regional-academy"
PAGE = f"/programs/{SLUG}/"
GONE, OK = LinkFinding(Finding.GONE, "It answers 404.", 404), LinkFinding(Finding.ANSWERS, "", 200)


@pytest.fixture
def website(records):
    """The website of a program, which is one of its sources too and that of its supports."""
    return next(record for record in records if record.slug == SLUG).website


def text(response):
    plain = re.sub(r"<[^>]+>", "", response.content.decode())
    return re.sub(r"\s+", " ", plain)


def test_a_dead_link_is_marked_in_words_with_the_day_and_stays_a_link(client, db, website, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.datetime(2026, 11, 24, 17, tzinfo=datetime.UTC))
    check_again([website], lambda url: GONE)
    response = client.get(PAGE)
    assert "The program’s site no longer answers (checked November 24, 2026)." in text(response)
    assert "This page no longer answers (checked November 24, 2026)." in text(response)
    html = response.content.decode()
    assert f'href="{website}"' in html
    assert f'href="https://web.archive.org/web/20261123/{website}"' in html
    assert 'it <a href="#source-1">no longer answers</a>' in html


def test_a_mark_comes_and_goes_though_the_browser_holds_the_page(client, db, website):
    etag = client.get(PAGE)["ETag"]
    check_again([website], lambda url: OK)
    assert client.get(PAGE, headers={"If-None-Match": etag}).status_code == 304
    check_again([website], lambda url: GONE)
    marked = client.get(PAGE, headers={"If-None-Match": etag})
    assert marked.status_code == 200
    assert "no longer answers" in text(marked)
    check_again([website], lambda url: OK)
    mended = client.get(PAGE, headers={"If-None-Match": marked["ETag"]})
    assert mended.status_code == 200
    assert "no longer answers" not in text(mended)


@pytest.mark.parametrize("outcome", [outcome for outcome in LinkOutcome if outcome != LinkOutcome.DEAD])
def test_what_is_not_dead_is_not_marked(client, db, website, outcome):
    LinkCheck.objects.create(url=website, checked=timezone.now(), outcome=outcome)
    assert "no longer answers" not in text(client.get(PAGE))


def test_a_release_is_as_it_was(client, db, website):
    check_again([website], lambda url: GONE)
    assert "no longer answers" not in text(client.get(f"{PAGE}?release=2026.11"))
    assert "no longer answers" in text(client.get(f"{PAGE}?rule=no-credential"))
