"""What a program page says beside a link that no longer answers."""

from __future__ import annotations

from catalog.links.selectors import dead_links
from catalog.programs import display
from catalog.programs.facts import AnyRecord


def dead_links_shown(record: AnyRecord) -> dict[str, dict[str, str]]:
    """The dead ones of a record's website and sources: the day of the check, and where a copy of the time may be kept.

    The copy asked for is that of the day the page was read; for a website that is no source, of the last such day.
    """
    read = {source.url: source.read for source in record.sources}
    if record.website:
        read.setdefault(record.website, max(read.values()))
    return {
        url: {"day": display.day(day), "kept": f"https://web.archive.org/web/{read[url].replace('-', '')}/{url}"}
        for url, day in dead_links(read).items()
    }
