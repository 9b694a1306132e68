"""The search document: the searchable texts of a record in four parts, by weight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import original_vocabulary
from catalog.search.stemming import STOP_WORDS, fold, stem

# the parts in order of weight
PARTS = ("name", "sponsor", "summary", "evidence")
# separates texts, so that no phrase matches across two of them; nobody types this letter
BREAK = "ꙮ"


@dataclass(frozen=True)
class Document:
    """The folded words of each part of a record (PARTS). `own_sponsor` leaves out the partners."""

    name: tuple[str, ...]
    sponsor: tuple[str, ...]
    summary: tuple[str, ...]
    evidence: tuple[str, ...]
    own_sponsor: tuple[str, ...]

    def words(self, part: str) -> tuple[str, ...]:
        """Return the words of one part."""
        return getattr(self, part)

    def stems(self, part: str) -> tuple[str, ...]:
        """Return the stems of one part's words, in the same order."""
        return tuple(map(stem, self.words(part)))


def document(record: ProgramRecord) -> Document:
    """Return the search document of a valid record."""
    parts: dict[str, list[str]] = {part: [] for part in PARTS}
    for part, _, text in texts(record):
        words = parts[part]
        words += [BREAK, *fold(text)] if words else fold(text)
    found = {part: tuple(words) for part, words in parts.items()}
    return Document(**found, own_sponsor=tuple(fold(record.sponsor)))


def whole_name(words: Sequence[str]) -> str:
    """Return a key for a whole name, the same for names that differ only in stop words and endings."""
    return " ".join(map(stem, [word for word in words if word not in STOP_WORDS] or words))


def texts(record: ProgramRecord) -> Iterator[tuple[str, str, str]]:
    """Yield the searchable texts of a record, as (part, field, text).

    Evidence for an absent support is left out: it would find a program by what it does not offer.
    """
    yield "name", "name", record.name
    yield "sponsor", "sponsor", record.sponsor
    for partner in record.partners:
        yield "sponsor", "partner", partner
    yield "summary", "summary", record.summary
    yield from (("summary", "form", label) for label in _labels("form", record.form))
    yield from (("summary", "focus", label) for label in _labels("focus", record.focus))
    home = [record.home_state] if record.home_state else []
    for label in _labels("state", dict.fromkeys([*record.serves_states, *home])):
        yield "summary", "state", label
    if record.locality:
        yield "summary", "locality", record.locality
    if record.eligibility:
        yield "evidence", "eligibility", record.eligibility
    for name, support in record.supports.by_code():
        if support.present:
            yield "evidence", name, support.evidence


def _labels(name: str, codes: Iterable[str]) -> list[str]:
    return [original_vocabulary(name).label_of(code) for code in codes]
