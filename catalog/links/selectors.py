"""The links that records use, and their last checks."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator

from django.db.models import QuerySet
from django.utils import timezone

from catalog.models import LinkCheck, LinkOutcome, ProgramVersion, VersionState


def named_links() -> dict[str, list[int]]:
    """Return every website and source of the published and pending records, sorted, with the keys of their programs."""
    versions = ProgramVersion.objects.filter(state__in=(VersionState.PUBLISHED, VersionState.PENDING)).order_by("program_id")
    named: dict[str, set[int]] = {}
    for key, urls in links_of(versions, "program_id"):
        for url in urls:
            named.setdefault(url, set()).add(key)
    return {url: sorted(named[url]) for url in sorted(named)}


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
