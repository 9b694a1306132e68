"""Read the open vocabularies, the local terms in them, and what uses a term."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from catalog.browse.selection import Selection
from catalog.models import AddedTerm, ProgramVersion, TermChange, TermChangeKind, VersionState
from catalog.schema.fields import FIELDS
from catalog.schema.local_terms import OPEN, effective_term, vocabularies_with
from catalog.schema.vocabulary import Term, Vocabulary, file_vocabularies


@dataclass(frozen=True)
class ShownTerm:
    """A term of an open vocabulary for the admin: how many published programs have it, and its row if it is local.

    `merged` is the file's term that a local term is now, because an update of the file brought its code or label.
    """

    term: Term
    count: int
    url: str
    added: AddedTerm | None = None
    merged: Term | None = None
    replacement: str = ""


@dataclass(frozen=True)
class OpenVocabulary:
    """An open vocabulary with its terms in order; `merged` are the local ones that became the file's."""

    words: Vocabulary
    terms: tuple[ShownTerm, ...]
    merged: tuple[ShownTerm, ...]


class TermNews(NamedTuple):
    """A change of a local term as the public log shows it: without reason and person."""

    time: datetime.datetime
    kind: TermChangeKind
    vocabulary: str
    code: str
    label: str
    before: str
    replaced_by: str


def field_of(vocabulary: str) -> str:
    """Return the record's field that holds codes of this open vocabulary."""
    return next(name for name, field in FIELDS.items() if field.vocabulary == vocabulary)


def present_vocabulary(name: str) -> Vocabulary:
    """Return a vocabulary with the local terms that the database has now, also those of this transaction."""
    return vocabularies_with(AddedTerm.objects.local()).vocabularies[name]


def is_in_file(term: AddedTerm) -> bool:
    """Return whether fixtures/vocabulary.toml has a term with this code or, unless the term is retired, this label."""
    return effective_term(file_vocabularies().vocabularies[term.vocabulary], term.as_term()) != term.as_term()


def replacements(term: AddedTerm) -> list[Term]:
    """Return the current terms that may take the place of a local term."""
    return [one for one in present_vocabulary(term.vocabulary).terms if one.is_current and one.code != term.code]


def versions_with(term: AddedTerm) -> list[ProgramVersion]:
    """Return the published and pending versions that have a term, by the names of their programs."""
    field, states = field_of(term.vocabulary), (VersionState.PUBLISHED, VersionState.PENDING)
    versions = ProgramVersion.objects.filter(state__in=states).select_related("program").order_by("name", "state")
    return [version for version in versions.iterator(chunk_size=500) if term.code in _codes(getattr(version.record, field))]


def open_vocabularies(counts: Mapping[str, Mapping[str, int]]) -> list[OpenVocabulary]:
    """Return every open vocabulary; `counts` are the snapshot's: facet -> code -> published programs."""
    added = list(AddedTerm.objects.all())
    return [_open(name, [one for one in added if one.vocabulary == name], counts[name]) for name in OPEN]


def term_news() -> list[TermNews]:
    """Return every change of local terms, the newest first. One query."""
    fields = ("time", "kind", "term__vocabulary", "term__code", "label", "before", "replaced_by")
    return [TermNews(time, TermChangeKind(kind), *rest) for time, kind, *rest in TermChange.objects.values_list(*fields)]


def _open(name: str, added: Sequence[AddedTerm], counts: Mapping[str, int]) -> OpenVocabulary:
    known = file_vocabularies().vocabularies[name]
    words = vocabularies_with(AddedTerm.objects.local()).vocabularies[name] if added else known
    rows = {one.code: one for one in added}
    shown: list[ShownTerm] = []
    merged: list[ShownTerm] = []
    for term in words.terms:
        row = rows.get(term.code) if term.code not in known.by_code else None
        by_label = next((known.by_code[code] for code in term.replaced_by if row and not row.deprecated), None)
        url = Selection(chosen={name: (term.code,)}).address()
        labels = ", ".join(words.label_of(code) for code in term.replaced_by)
        one = ShownTerm(term, counts.get(term.code, 0), url, row, by_label, labels)
        (merged if by_label else shown).append(one)
    merged += [ShownTerm(row.as_term(), 0, "", row, known.by_code[row.code]) for row in added if row.code in known.by_code]
    return OpenVocabulary(words, tuple(shown), tuple(merged))


def _codes(value: object) -> Sequence[str]:
    return value if isinstance(value, list) else [str(value)]
