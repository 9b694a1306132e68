"""The feed: what RFC 4287 demands, newest first."""

import datetime
import re
import xml.etree.ElementTree as ElementTree
from urllib.parse import urlsplit

import pytest

from catalog.exports.atom import atom
from catalog.programs.published_records import Published
from tests.factories import change

ATOM = "{http://www.w3.org/2005/Atom}"
START = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def made(entries, updated=None, host="https://catalog.example"):
    return atom(
        entries,
        title="New & changed",
        note="Describes this catalog, not all programs.",
        feed_address=f"{host}/programs.atom?form=award&state=OH",
        page_address=f"{host}/programs/?form=award&state=OH",
        updated=updated,
        address=lambda slug: f"{host}/programs/{slug}/",
    )


def one(node, name):
    """The text of the only child of this name."""
    [child] = node.findall(ATOM + name)
    return child.text


def read(content):
    """The feed and its entries, each checked for what RFC 4287 demands of it."""
    feed = ElementTree.fromstring(content)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    ids = [one(node, "id") for node in (feed, *entries)]
    assert len(set(ids)) == len(ids)
    for node in (feed, *entries):
        assert one(node, "title")
        assert TIME.fullmatch(one(node, "updated"))
        [author] = node.findall(f"{ATOM}author")
        assert one(author, "name")
        assert urlsplit(one(node, "id")).scheme in ("https", "urn")
        links = [(link.get("rel", "alternate"), link.get("type")) for link in node.findall(f"{ATOM}link")]
        assert len(set(links)) == len(links)
        assert ("alternate", None) in links
        assert all(urlsplit(link.get("href")).netloc for link in node.findall(f"{ATOM}link"))
    for node in entries:
        [summary] = node.findall(f"{ATOM}summary")
        assert summary.get("type") == "text"
    return feed, entries


@pytest.fixture
def entries(records):
    """Every record, each published a minute after the one before; every third has been changed."""
    return [
        Published(record, 1 if number % 3 else 2, START + datetime.timedelta(minutes=number))
        for number, record in enumerate(records)
    ]


def test_the_newest_fifty_newest_first(entries, records):
    feed, found = read(made(entries))
    assert [one(node, "title").split(": ", 1)[1] for node in found] == [record.name for record in records[::-1][:50]]
    times = [datetime.datetime.fromisoformat(one(node, "updated")) for node in found]
    assert times == sorted(times, reverse=True)
    assert datetime.datetime.fromisoformat(one(feed, "updated")) == times[0] == entries[-1].time


def test_entries_of_one_moment_come_by_slug(records):
    _, found = read(made([Published(record, 1, START) for record in reversed(records)]))
    slugs = sorted(record.slug for record in records)[:50]
    assert [node.find(f"{ATOM}link").get("href").split("/")[-2] for node in found] == slugs


def test_an_entry_tells_whether_it_is_new_and_who_runs_it(entries, records):
    _, found = read(made(entries[:2]))
    for node, entry in zip(found, entries[1::-1], strict=True):
        record, word = entry.record, "New" if entry.number == 1 else "Changed"
        assert one(node, "title") == f"{word}: {record.name}"
        assert one(node, "summary") == record.summary
        assert one(node.find(f"{ATOM}author"), "name") == record.sponsor
        assert node.find(f"{ATOM}link").get("href") == f"https://catalog.example/programs/{record.slug}/"


def test_ids_stay_whatever_the_time_the_version_or_the_host(entries):
    def ids(content):
        return sorted(one(node, "id") for node in read(content)[1])

    later = [Published(entry.record, entry.number + 1, entry.time + datetime.timedelta(days=9)) for entry in entries[:40]]
    assert ids(made(entries[:40])) == ids(made(later, host="https://elsewhere.example"))


def test_the_feed_names_itself_and_the_page_of_the_same_programs(entries):
    feed, _ = read(made(entries))
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == one(feed, "id") == "https://catalog.example/programs.atom?form=award&state=OH"
    assert links["alternate"] == "https://catalog.example/programs/?form=award&state=OH"
    assert one(feed, "subtitle") == "Describes this catalog, not all programs."


def test_text_stays_text(a_record):
    record = change(a_record, name="A <b> & “c”", summary="Fewer than <3> & more than 1 of \"them\" & 'those' &amp; so on")
    _, [entry] = read(made([Published(record, 1, START)]))
    assert one(entry, "title") == "New: A <b> & “c”"
    assert one(entry, "summary") == record.summary


def test_an_empty_feed_is_valid_too():
    feed, found = read(made([], updated=START))
    assert found == []
    assert datetime.datetime.fromisoformat(one(feed, "updated")) == START
    read(made([]))
