"""The links that records use, and their last checks."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from catalog.models import LinkCheck, LinkOutcome, ProgramVersion, Revision, VersionState


def named_links() -> Mapping[str, tuple[int, ...]]:
    """Return every website and source of the published and pending records, sorted, with the keys of their programs.

    The records are read again only after one of them changed.
    """
    stamp = Revision.objects.values_list("stamp", flat=True).get(pk=1)  # changes with every published write
    newest = ProgramVersion.objects.order_by("-pk").values_list("pk", "time").first()
    pending = ProgramVersion.objects.aggregate(count=Count("pk", filter=Q(state=VersionState.PENDING)))["count"]
    return _named_links(stamp, newest, pending)


@lru_cache(maxsize=1)
def _named_links(
    _stamp: uuid.UUID, _newest: tuple[int, datetime.datetime] | None, _pending: int
) -> Mapping[str, tuple[int, ...]]:
    versions = ProgramVersion.objects.filter(state__in=(VersionState.PUBLISHED, VersionState.PENDING)).order_by("program_id")
    named: dict[str, set[int]] = {}
    for key, urls in links_of(versions, "program_id"):
        for url in urls:
            named.setdefault(url, set()).add(key)
    return MappingProxyType({url: tuple(sorted(named[url])) for url in sorted(named)})


def links_of(versions: QuerySet[ProgramVersion], key: str) -> Iterator[tuple[int, set[str]]]:
    """Yield for each version the value of its column `key`, and the addresses of its website and sources."""
    for value, website, sources in versions.values_list(key, "record__website", "record__sources").iterator():
        yield value, {source["url"] for source in sources} | ({website} if website else set())


def dead_links(urls: Collection[str]) -> dict[str, datetime.date]:
    """Return the dead ones of the addresses, with the day of their last check."""
    checks = LinkCheck.objects.filter(url__in=set(urls), outcome=LinkOutcome.DEAD)
    return {url: timezone.localdate(checked) for url, checked in checks.values_list("url", "checked")}


def dead_checks(urls: Collection[str]) -> dict[str, LinkCheck]:
    """Return the last checks of the dead ones of the addresses."""
    return LinkCheck.objects.filter(outcome=LinkOutcome.DEAD).in_bulk(list(set(urls)), field_name="url")
