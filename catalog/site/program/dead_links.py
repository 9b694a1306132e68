"""Notes next to links of a program page that no longer open."""

from __future__ import annotations

from catalog.links.selectors import dead_links
from catalog.programs import display
from catalog.programs.facts import AnyRecord


def build_dead_links(record: AnyRecord) -> dict[str, dict[str, str]]:
    """Return the dead links among a record's website and sources, with the day of the check and an archived copy.

    The copy is from the day the page was read. For a website that is not a source, it is from the latest such day.
    """
    read = {source.url: source.read for source in record.sources}
    if record.website:
        read.setdefault(record.website, max(read.values()))
    return {
        url: {"url": url, "day": display.day(day), "copy_url": f"https://web.archive.org/web/{read[url].replace('-', '')}/{url}"}
        for url, day in dead_links(read).items()
    }
