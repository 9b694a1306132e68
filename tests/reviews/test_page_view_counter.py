"""How often a program's page is opened is counted, and nothing of who opened it."""

import pytest

from catalog.common.clock import today
from catalog.models import MonthlyViews, Program, Revision
from catalog.reviews import page_view_counter
from catalog.reviews.page_view_counter import MANY, SECONDS, openings

pytestmark = pytest.mark.django_db
SLUG = "acte-teacher-of-the-year"
PAGE = f"/programs/{SLUG}/"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock that the test sets."""
    time = [1000.0]
    monkeypatch.setattr(page_view_counter.time, "monotonic", lambda: time[0])
    return time


def written():
    return MonthlyViews.objects.filter(program__slug=SLUG).values_list("count", flat=True).first() or 0


def test_openings_are_written_after_a_minute(client, clock):
    client.get(PAGE)
    client.get(PAGE)
    assert written() == 0
    clock[0] += SECONDS
    client.get("/about/")
    assert written() == 2
    client.get(PAGE)
    clock[0] += SECONDS
    client.get(PAGE)
    assert written() == 4
    assert MonthlyViews.objects.get().month == today().replace(day=1)


def test_or_when_there_are_many(client):
    for _ in range(MANY):
        client.get(PAGE)
    assert written() == MANY


def test_a_page_that_the_browser_holds_counts_as_opened(client):
    etag = client.get(PAGE)["ETag"]
    assert client.get(PAGE, headers={"if-none-match": etag}).status_code == 304
    assert openings.take() == {SLUG: 2}


def test_what_a_teacher_tells_makes_it_no_other_page(client):
    client.get(f"{PAGE}?state=OH")
    assert openings.take() == {SLUG: 1}


@pytest.mark.parametrize("agent", ["Mozilla/5.0 (compatible; Googlebot/2.1)", "bingbot", "A polite crawler", "Some Spider 1.0"])
def test_robots_are_not_counted(client, agent):
    client.get(PAGE, headers={"user-agent": agent})
    assert not openings.take()


def test_neither_are_editors_heads_prefetches_releases_rules_and_what_is_not_there(client, editor):
    client.head(PAGE)
    client.get(PAGE, headers={"sec-purpose": "prefetch;prerender"})
    client.get(f"{PAGE}?release=2026.11")
    client.get(f"{PAGE}?rule=no-credential")
    client.get("/programs/nowhere/")
    client.get(f"{PAGE}?state=&grade=")
    client.force_login(editor)
    client.get(PAGE)
    assert not openings.take()


def test_counting_changes_nothing_that_the_public_sees(client):
    before = Revision.objects.get().stamp
    etag = client.get(PAGE)["ETag"]
    for _ in range(MANY):
        client.get(PAGE)
    assert Revision.objects.get().stamp == before
    assert client.get(PAGE)["ETag"] == etag


def test_a_count_that_cannot_be_written_breaks_no_page_and_is_logged(client, clock, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("the disk is full")

    client.get(PAGE)
    clock[0] += SECONDS
    with monkeypatch.context() as patch:
        patch.setattr(page_view_counter, "add_openings", fail)
        assert client.get(PAGE).status_code == 200
    assert "could not be written" in caplog.text
    assert client.get(PAGE).status_code == 200
    assert written() == 0
    clock[0] += SECONDS
    client.get("/about/")
    assert written() == 3


def test_counts_that_could_not_be_written_wait_a_minute_even_if_they_are_many(client, clock, monkeypatch):
    tries = []
    monkeypatch.setattr(page_view_counter, "add_openings", lambda *_: tries.append(1) or 1 / 0)
    for _ in range(MANY + 5):
        client.get(PAGE)
    assert len(tries) == 1
    clock[0] += SECONDS
    client.get("/about/")
    assert len(tries) == 2


def test_a_program_that_moved_or_went_meanwhile_is_passed_over(client, clock):
    client.get(PAGE)
    Program.objects.filter(slug=SLUG).update(slug="elsewhere")
    clock[0] += SECONDS
    client.get("/about/")
    assert not MonthlyViews.objects.exists()


def test_about_says_so(client):
    assert "and nothing of who opens it" in client.get("/about/").content.decode()
