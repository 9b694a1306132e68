"""The links that records name, and what is known of them."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.utils import timezone

from catalog.models import LinkCheck, LinkOutcome, ProgramVersion, VersionState


def named_links() -> dict[str, list[int]]:
    """Every website and source that a published or pending record names, with the keys of the programs that do.

    In the order of the addresses; a draft's record is pending.
    """
    versions = ProgramVersion.objects.filter(state__in=(VersionState.PUBLISHED, VersionState.PENDING)).order_by("program_id")
    named: dict[str, set[int]] = {}
    for key, website, sources in versions.values_list("program_id", "record__website", "record__sources").iterator():
        for url in filter(None, [website, *(source["url"] for source in sources)]):
            named.setdefault(url, set()).add(key)
    return {url: sorted(named[url]) for url in sorted(named)}


def dead_links(urls: Collection[str]) -> dict[str, datetime.date]:
    """Those of the addresses that were dead when last checked, with the day of that check."""
    checks = LinkCheck.objects.filter(url__in=set(urls), outcome=LinkOutcome.DEAD)
    return {url: timezone.localdate(checked) for url, checked in checks.values_list("url", "checked")}
