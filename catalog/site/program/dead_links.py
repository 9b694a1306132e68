"""What a program page says beside a link that no longer answers."""

from __future__ import annotations

from catalog.links.selectors import dead_links
from catalog.programs import display
from catalog.programs.facts import AnyRecord


def build_dead_links(record: AnyRecord) -> dict[str, dict[str, str]]:
    """The dead links among a record's website and sources: the day of the check, and the address of an archived copy.

    The copy is of the day the page was read; for a website that is not a source, of the last such day.
    """
    read = {source.url: source.read for source in record.sources}
    if record.website:
        read.setdefault(record.website, max(read.values()))
    return {
        url: {"url": url, "day": display.day(day), "copy_url": f"https://web.archive.org/web/{read[url].replace('-', '')}/{url}"}
        for url, day in dead_links(read).items()
    }
