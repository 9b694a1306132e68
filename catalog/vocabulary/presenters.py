"""How a term will read, before it is saved."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.text import capfirst

from catalog.browse.facets import facets_of
from catalog.browse.selection import Selection
from catalog.browse.sentence import describe_selection
from catalog.common.language import use_language
from catalog.models import AddedTerm
from catalog.schema.codebook import book, with_fields
from catalog.schema.local_terms import LocalTerm, vocabularies_with
from catalog.schema.vocabulary import Term, use_vocabulary, vocabulary
from catalog.vocabulary.selectors import field_of
from catalog.vocabulary.services import TermWords


def preview_term(name: str, code: str, words: TermWords, count: int) -> dict[str, Any]:
    """Return how a term reads in the filter, in a sentence, on a program's page, and in Spanish.

    `count` is the number of published programs that have it.
    """
    local = AddedTerm.objects.local()
    known = next((one.term for one in local if (one.vocabulary, one.term.code) == (name, code)), None)
    term = replace(
        known or Term(code, "", "", "", local=True),
        label=words.label,
        definition=words.definition,
        phrase=words.phrase,
        spanish=words.spanish,
    )
    others = tuple(one for one in local if (one.vocabulary, one.term.code) != (name, code))
    made = with_fields(vocabularies_with((*others, LocalTerm(name, term))))
    with use_vocabulary(made):
        shown = {
            "heading": facets_of(made)[name].words.label,
            "field": book().fields[field_of(name)].label,
            "label": words.label,
            "definition": words.definition,
            "code": code,
            "count": count,
            "sentence": capfirst(describe_selection(Selection(chosen={name: (code,)}), {})),
        }
        with use_language("es"):
            shown["spanish"] = vocabulary(name).label_of(code)
            shown["spanish_sentence"] = capfirst(describe_selection(Selection(chosen={name: (code,)}), {}))
    return shown
