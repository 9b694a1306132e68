"""What pages and files say of the edition that they show: notices of a release and changed rules, columns of files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest

from catalog.browse.editions.count_today import count_today, selection_today
from catalog.browse.query import BrowseQuery
from catalog.browse.selection import Selection
from catalog.browse.sentence import programs
from catalog.browse.snapshot import Snapshot
from catalog.common.urls import absolute
from catalog.exports.citation import PUBLISHER
from catalog.programs.display import day
from typology import AS_CODED, Rule
from typology.rules import CODE_RULES


@dataclass(frozen=True)
class Mark:
    """A notice that the figures below are not those of the current catalog, with a link to those.

    `count` is the number of programs under it, `today` the number in the current catalog; None where nothing is counted.
    """

    name: str
    title: str
    text: str
    url: str
    link_text: str
    count: int | None = None
    today: int | None = None


def marks(asked: BrowseQuery, address: Callable[[Selection], str], live: Snapshot, *, shown: str = "") -> list[Mark]:
    """Return the notices of a page about `asked`. `address` returns the page's address for another selection.

    `shown` is what a page shows that does not count the selection, as in "This is the record as it was then".
    """
    found, selection = [], asked.selection
    if asked.edition.release:
        release = asked.edition.release
        count, today = (None, None) if shown else (asked.snapshot.count(selection), count_today(asked, live))
        listed = "This list has not changed since it was cited. " if selection.fixed else ""
        found.append(
            Mark(
                "release",
                f"Release {release.version} of {day(release.date)}",
                f"{shown} as it was then. It may have changed since."
                if shown
                else f"{listed}In {release.version}: {count:,}; today: {today:,}.",
                address(replace(selection_today(asked, live), rules=selection.rules)),
                "See the catalog as it is now",
                count,
                today,
            )
        )
    rules = asked.edition.rules
    if rules:
        left = asked.edition.snapshot.count(Selection())
        derived = " Their types are derived again." if rules & CODE_RULES else ""
        found.append(
            Mark(
                "rule",
                f"Coded {rules.label}",
                f"{rules.explanation} {programs(left)} {'remains' if left == 1 else 'remain'} in the catalog.{derived}",
                address(replace(selection, rules=AS_CODED, page=1)),
                "Show it as coded",
            )
        )
    return found


def edition_columns(request: HttpRequest, asked: BrowseQuery, address: str) -> dict[str, str]:
    """Return the columns of a file of counts that say where they are from: the page at `address`, and the edition."""
    return {
        "address": absolute(request, address),
        "date": asked.edition.date.isoformat(),
        "revision": str(asked.edition.revision),
        "release": asked.selection.release,
    }


def switches(selection: Selection, address: Callable[[Selection], str]) -> list[dict[str, Any]]:
    """Return a link for each rule, which switches it on or off. `address` returns the page's address for another selection."""
    return [
        {
            "rules": rule.code,
            "label": rule.name_of_switch,
            "is_on": rule in selection.rules,
            "url": address(replace(selection, rules=selection.rules ^ rule, page=1)),
        }
        for rule in Rule
    ]


def dated(asked: BrowseQuery) -> str:
    """Return the source of the figures: ``…, revision 3, November 24, 2026.``, or the release and its day."""
    edition = asked.edition
    if edition.release:
        return f"{PUBLISHER}, release {edition.release.version} of {day(edition.date)}."
    return f"{PUBLISHER}, revision {edition.revision}, {day(edition.date)}."
