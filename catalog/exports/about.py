"""What every export says about itself."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

LICENSE = "Data under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"


@dataclass(frozen=True)
class About:
    """A file's account of itself.

    `sentence` is the selection in words with its count, `address` the page that shows it, `date` today or the
    release's day; `release` is "" for the catalog as it is now, `rule` "" or what a changed rule means, `citation`
    how to cite it (APA), `note` what its figures describe.
    """

    title: str
    sentence: str
    address: str
    count: int
    date: datetime.date
    revision: int
    release: str
    rule: str
    citation: str
    note: str

    def lines(self) -> list[tuple[str, str]]:
        """The account as (label, value), in order; a release in place of a revision where there is one."""
        edition = ("Release", self.release) if self.release else ("Revision of the catalog", str(self.revision))
        found = [
            ("Title", self.title),
            ("Selection", self.sentence),
            ("Address", self.address),
            ("Programs", str(self.count)),
            edition,
            ("Date", self.date.isoformat()),
            ("Changed rule", self.rule),
            ("How to cite", self.citation),
            ("License", LICENSE),
            ("Note", self.note),
        ]
        return [(label, value) for label, value in found if value]
