"""Dead links on the program page."""

import datetime

import pytest
from django.utils import timezone

from catalog.links.fetch.check import CheckResult, ResultKind
from catalog.links.services import check_again
from catalog.models import LinkCheck, LinkOutcome
from tests.helpers import ParsedPage, page

SLUG = "sonoma-21csla-regional-academy"
PAGE = f"/programs/{SLUG}/"
GONE, OK = CheckResult(ResultKind.GONE, "It answers 404.", 404), CheckResult(ResultKind.WORKS, "", 200)
MARK = "[data-dead-link]"


@pytest.fixture
def website(records):
    """The website of a program, which is also one of its sources and the source of its supports."""
    return next(record for record in records if record.slug == SLUG).website


def test_a_dead_link_is_marked_with_the_day_and_stays_a_link(client, db, website, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.datetime(2026, 11, 24, 17, tzinfo=datetime.UTC))
    check_again([website], lambda url: GONE)
    shown = page(client, PAGE)
    assert shown.data(MARK, "dead-link") == [website, website]
    assert shown.has(f'.website-dead {MARK} a[href="https://web.archive.org/web/20261123/{website}"]')
    assert shown.has(f"#source-1 {MARK}")
    assert all("November 24, 2026" in mark.text for mark in shown.all(MARK))
    assert shown.has(f'.program-now a.button[href="{website}"]')
    assert {link["href"] for link in shown.all("[data-dead-source]")} == {"#source-1"}


def test_a_mark_comes_and_goes_though_the_browser_has_the_page_cached(client, db, website):
    etag = client.get(PAGE)["ETag"]
    check_again([website], lambda url: OK)
    assert client.get(PAGE, headers={"If-None-Match": etag}).status_code == 304
    check_again([website], lambda url: GONE)
    marked = client.get(PAGE, headers={"If-None-Match": etag})
    assert marked.status_code == 200
    assert ParsedPage(marked.content.decode()).has(MARK)
    check_again([website], lambda url: OK)
    assert not page(client, PAGE, **{"If-None-Match": marked["ETag"]}).has(MARK)


@pytest.mark.parametrize("outcome", [outcome for outcome in LinkOutcome if outcome != LinkOutcome.DEAD])
def test_only_dead_links_are_marked(client, db, website, outcome):
    LinkCheck.objects.create(url=website, checked=timezone.now(), outcome=outcome)
    assert not page(client, PAGE).has(MARK)


def test_a_release_has_no_marks(client, db, website):
    check_again([website], lambda url: GONE)
    assert not page(client, f"{PAGE}?release=2026.11").has(MARK)
    assert page(client, f"{PAGE}?rule=no-credential").has(MARK)
