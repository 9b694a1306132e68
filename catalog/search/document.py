"""The search document: what of a record can be searched, in four parts of falling weight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import vocabulary
from catalog.search.stemming import STOP_WORDS, fold, stem

# the parts in order of weight
PARTS = ("name", "sponsor", "summary", "evidence")
# stands between texts, so that no phrase reaches from one into the next, and around the name, so that a whole name is a
# phrase of its own; a letter that nobody types
BREAK = "ꙮ"
LONGEST_TOKEN = 500  # letters, of at most four bytes: PostgreSQL refuses more than 2,046 bytes


@dataclass(frozen=True)
class Document:
    """The folded words of a record, part by part: see PARTS."""

    name: tuple[str, ...]
    sponsor: tuple[str, ...]
    summary: tuple[str, ...]
    evidence: tuple[str, ...]

    def words(self, part: str) -> tuple[str, ...]:
        """The words of one part as they stand."""
        return getattr(self, part)

    def stems(self, part: str) -> tuple[str, ...]:
        """The stems of one part's words, in the same places."""
        return tuple(map(stem, self.words(part)))


def document(record: ProgramRecord) -> Document:
    """The search document of a valid record."""
    parts: dict[str, list[str]] = {part: [] for part in PARTS}
    for part, _, text in texts(record):
        words = parts[part]
        words += [BREAK, *fold(text)] if words else fold(text)
    name, sponsor = parts["name"], fold(record.sponsor)
    parts["name"] = [BREAK, *name, BREAK, whole_name(name), whole_name([*name, *sponsor])]
    return Document(**{part: tuple(words) for part, words in parts.items()})


def whole_name(words: Sequence[str]) -> str:
    """Return one token for a whole name: the same for names that differ only in stop words and endings.

    It starts with BREAK. Documents hold it for the name, and for the name with the sponsor.
    """
    telling = [word for word in words if word not in STOP_WORDS] or words
    return (BREAK + "".join(map(stem, telling)))[:LONGEST_TOKEN]


def texts(record: ProgramRecord) -> Iterator[tuple[str, str, str]]:
    """Everything of a record that is searched, as (part, what it is, text).

    The evidence for a support that is absent stays out: it would find a program by what it is not.
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
    return [vocabulary(name).label_of(code) for code in codes]
