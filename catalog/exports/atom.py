"""New and changed programs as an Atom feed (RFC 4287)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from catalog.programs.published_records import Published

CONTENT_TYPE = Atom1Feed.content_type
MOST = 50
_AUTHOR = "Teacher Leadership Program Catalog"
_RIGHTS = "Data under CC BY 4.0"
_PROGRAMS = uuid.uuid5(uuid.NAMESPACE_URL, "teacher-leadership-program-catalog/programs/")


class _Feed(Atom1Feed):
    """Django's feed with plain-text summaries, and a stable time when it is empty."""

    def latest_post_date(self) -> datetime.datetime:
        return max((item["updateddate"] for item in self.items), default=self.feed["updated"])

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["description"], {"type": "text"})


def atom(
    entries: Iterable[Published],
    *,
    title: str,
    note: str,
    feed_address: str,
    page_address: str,
    updated: datetime.datetime | None,
    address: Callable[[str], str],
) -> bytes:
    """Return a feed of the `MOST` newest of `entries`, newest first, then by slug.

    `feed_address` is the feed's public address, `page_address` that of the page with the same programs. `address` returns
    the address of a program's page for its slug. `updated` is the time of a feed without entries.
    """
    feed = _Feed(
        title=title,
        link=page_address,
        description="",
        subtitle=note,
        language="en",
        author_name=_AUTHOR,
        feed_url=feed_address,
        feed_guid=feed_address,
        feed_copyright=_RIGHTS,
        updated=updated or datetime.datetime.fromtimestamp(0, datetime.UTC),
    )
    newest = sorted(entries, key=lambda entry: (-entry.time.timestamp(), entry.record.slug))[:MOST]
    for record, number, time in newest:
        feed.add_item(
            title=f"{'New' if number == 1 else 'Changed'}: {record.name}",
            link=address(record.slug),
            description=record.summary,
            author_name=record.sponsor,
            unique_id=uuid.uuid5(_PROGRAMS, record.slug).urn,
            updateddate=time,
        )
    return feed.writeString("utf-8").encode()
