"""What the pages say of each support, as values to count by: given, stated not given, not described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from django.utils.translation import gettext_noop as _

from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import Book, Term, Vocabulary

GIVEN = "given"
_GIVEN_TERM = Term(GIVEN, _("Given"), _("A page that was read shows that the program gives this support."), _("describe"))

# support -> the facet of the same name, without its values
_WORDS: Mapping[str, Vocabulary] = MappingProxyType(
    {
        "prepare": Vocabulary(
            "prepare",
            _("What pages say about preparing"),
            _("Whether the pages describe training to lead, say that there is none, or do neither."),
            sentence=_("whose pages {} training to lead"),
        ),
        "place": Vocabulary(
            "place",
            _("What pages say about placing"),
            _("Whether the pages describe a leadership role, say that there is none, or do neither."),
            sentence=_("whose pages {} a leadership role"),
        ),
        "recognize": Vocabulary(
            "recognize",
            _("What pages say about recognizing"),
            _("Whether the pages describe recognition of teachers, say that there is none, or do neither."),
            sentence=_("whose pages {} recognition of teachers"),
        ),
    }
)


def statement_of(record: ProgramRecord, support: str) -> str:
    """Return what the pages say of a support of the record: GIVEN or a code of the vocabulary `absence`."""
    return record.supports.of(support).absence or GIVEN


def statement_words(words: Book) -> Mapping[str, Vocabulary]:
    """Return the facets' words by support, with the codebook's words for absence; none if it does not tell absence apart."""
    absence = words.vocabularies.get("absence")
    return {code: replace(facet, terms=(_GIVEN_TERM, *absence.terms)) for code, facet in _WORDS.items()} if absence else {}
