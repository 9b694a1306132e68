"""A selection as a sentence, and as single choices that can be removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.text import capfirst
from django.utils.translation import gettext_noop

from catalog.browse.facets import BOUNDS, FACETS, NONE, UNSTATED, Facet
from catalog.browse.selection import Selection, exclusion_name, plain_number
from catalog.common.language import gettext, ngettext
from catalog.common.text import lower_first
from catalog.programs.display import join_words

# facets whose labels, such as "Nothing", need their heading
_WITH_HEADING = ("pays", "status", "confidence", "prerequisite", "function", "aim", "basis", "prepare", "place", "recognize")


@dataclass(frozen=True)
class Part:
    """A piece of the sentence, bold if `strong`; in the words of the data if `quoted`."""

    text: str
    strong: bool = False
    quoted: bool = False


@dataclass(frozen=True)
class Choice:
    """One choice of a selection: its parameter `name`, its heading, its label, and the selection without it.

    `supports` are the supports that a support or a type stands for. `unstated` is the choice of what programs do not state.
    `is_english` is a label that is in English on every page.
    """

    name: str
    heading: str
    label: str
    without: Selection
    supports: tuple[str, ...] = ()
    unstated: bool = False
    is_english: bool = False

    @property
    def quoted(self) -> bool:
        """Whether the label is in the words of the data."""
        return self.name == "sponsor" or self.is_english

    @property
    def alone(self) -> str:
        """The label to show without the heading: ``Fellowship``, ``Grades: not stated``."""
        if self.unstated or self.name in _WITH_HEADING or self.name.startswith("-"):
            return f"{self.heading}: {lower_first(self.label)}"
        return self.label


def programs(count: int) -> str:
    """``1 program``, ``14 programs``, ``1,200 programs``."""
    return ngettext("%(shown)s program", "%(shown)s programs", count) % {"shown": f"{count:,}"}


def sentence(selection: Selection, count: int, sponsor_names: Mapping[str, str]) -> list[Part]:
    """Return the selection in words, e.g. "14 programs that call themselves fellowships, open to teachers in Ohio".

    `sponsor_names` gives the name for each chosen sponsor's slug.
    """
    clauses = [_clause(gettext("of a {}"), [gettext("fixed list")])] if selection.fixed else []
    clauses += [_clause(gettext("matching {}"), [_quote(selection.q)])] if selection.q else []
    clauses += [_facet_clause(FACETS[name], codes) for name, codes in selection.chosen.items()]
    clauses += _exclusion_clauses(selection)
    if selection.sponsors:
        names = [sponsor_names.get(slug, slug) for slug in selection.sponsors]
        clauses.append(_clause(gettext("run by {}"), names, quoted=True))
    clauses += _bound_clauses(selection)
    if selection.rules:
        clauses.append(_clause(gettext("coded {}"), [selection.rules.label], quoted=True))
    if selection.release:
        version = gettext("release %(version)s") % {"version": selection.release}
        clauses.append(_clause(gettext("in {}"), [version]))
    # the clauses are in the plural
    parts = [Part(gettext("1 of the programs") if clauses and count == 1 else programs(count), strong=True)]
    for number, clause in enumerate(clauses):
        parts += [Part(", " if number else " "), *clause]
    return [part for part in parts if part.text]


def describe(selection: Selection, count: int, sponsor_names: Mapping[str, str]) -> str:
    """Return the selection in words as plain text."""
    return "".join(part.text for part in sentence(selection, count, sponsor_names))


def describe_selection(selection: Selection, sponsor_names: Mapping[str, str]) -> str:
    """Return the selection in words that fit any count: ``programs open to teachers in Ohio``, ``all programs``."""
    _, *clauses = sentence(selection, 2, sponsor_names)
    return gettext("programs") + "".join(part.text for part in clauses) if clauses else gettext("all programs")


def _facet_clause(facet: Facet, codes: tuple[str, ...]) -> list[Part]:
    words, link = facet.words, "and" if facet.every else "or"
    terms = [words.by_code[code] for code in codes if code in words.by_code]
    parts: list[Part] = []
    if terms:
        parts = _clause(words.sentence, [term.phrase for term in terms], link)
        english = {term.phrase for term in terms if term.is_english}
        parts = [replace(part, quoted=True) if part.strong and part.text in english else part for part in parts]
    for code, phrase in ((NONE, words.none_phrase), (UNSTATED, words.unstated_phrase)):
        if code in codes:
            parts += [Part(_link(link, phrase) if parts else ""), Part(phrase)]
    return parts


def _exclusion_clauses(selection: Selection) -> list[list[Part]]:
    """Return what is left out: ``that state “Delivery”``, ``other than those that call themselves fellowships``."""
    clauses = []
    for name, codes in selection.excluded.items():
        facet = FACETS[name]
        if UNSTATED in codes:
            clauses.append(_clause(gettext("that state “{}”"), [facet.words.label]))
        if left := tuple(code for code in codes if code != UNSTATED):
            # a program with any of these values is left out, also of a facet that joins its choices by AND
            any_of = _facet_clause(replace(facet, every=False), left)
            clauses.append([Part(gettext("other than those ")), *any_of])
    return clauses


def _bound_clauses(selection: Selection) -> list[list[Part]]:
    """Return each bound with the programs that do not state the field: ``founded in 2000 or later (or not stating when)``."""
    clauses, bounds = [], [(BOUNDS[name], value) for name, value in selection.bounds.items()]
    for number, (bound, value) in enumerate(bounds):
        # of two bounds of one field, only the last has the note
        is_repeated = bound.facet in [other.facet for other, _ in bounds[number + 1 :]]
        note = "" if is_repeated or selection.is_stated(bound.facet) else f" ({gettext(bound.kept)})"
        clauses.append([*_clause(gettext(bound.sentence), [plain_number(value)]), Part(note)])
    return clauses


def describe_unstated(silent: Mapping[str, int], of: str = gettext_noop("these")) -> str:
    """Return how many match only because they do not state what a bound limits: ``217 of these do not state …``."""
    sentences = (
        ngettext(
            "%(count)s of %(these)s does not state %(what)s; it is included.",
            "%(count)s of %(these)s do not state %(what)s; they are included.",
            count,
        )
        % {"count": f"{count:,}", "these": gettext(of), "what": gettext(BOUNDS[name].unstated)}
        for name, count in silent.items()
        if count
    )
    return " ".join(dict.fromkeys(sentences))


def _clause(sentence: str, phrases: list[str], link: str = "or", *, quoted: bool = False) -> list[Part]:
    """Return a sentence with these phrases in place of its ``{}``, bold and joined."""
    before, after = sentence.split("{}")
    parts = [Part(before)]
    for number, phrase in enumerate(phrases):
        last = number == len(phrases) - 1
        parts += [Part((_link(link, phrase) if last else ", ") if number else ""), Part(phrase, strong=True, quoted=quoted)]
    return [*parts, Part(after)]


def _link(link: str, phrase: str) -> str:
    """Return what joins a phrase to those before it: Spanish "y" and "o" change before some words."""
    return join_words(["", phrase], link).removesuffix(phrase)


def label(facet: Facet, code: str) -> str:
    """Return the label of a value; a type always comes with its combination."""
    return facet.words.by_code[code].phrase if facet.name == "type" else facet.labels[code]


def choices(selection: Selection, sponsor_names: Mapping[str, str]) -> list[Choice]:
    """Return every choice of the selection, in order, each with the selection without it."""
    found = [
        Choice(
            name,
            facet.words.label,
            label(facet, code),
            selection.toggled(name, code),
            facet.supports(code),
            unstated=code == UNSTATED,
            is_english=facet.is_english(code),
        )
        for name, codes in selection.chosen.items()
        for facet in (FACETS[name],)
        for code in codes
    ]
    found += [
        Choice("sponsor", gettext("Run by"), sponsor_names.get(slug, slug), selection.without_sponsor(slug))
        for slug in selection.sponsors
    ]
    return [*_search(selection), *_list(selection), *found, *_exclusions(selection), *_bounds(selection)]


def filters(selection: Selection, sponsor_names: Mapping[str, str]) -> list[Choice]:
    """Return choices(), with values joined by OR as one choice: each excludes programs."""
    found = []
    for name, codes in selection.chosen.items():
        facet = FACETS[name]
        for together in [(code,) for code in codes] if facet.every else [codes]:
            left = tuple(code for code in codes if code not in together)
            joined = _join_all([label(facet, code) for code in together])
            without = selection.with_values(name, left)
            found.append(Choice(name, facet.words.label, joined, without, unstated=together == (UNSTATED,)))
    if selection.sponsors:
        joined = _join_all([sponsor_names.get(slug, slug) for slug in selection.sponsors])
        found.append(Choice("sponsor", gettext("Run by"), joined, replace(selection, sponsors=(), page=1)))
    return [*_search(selection), *_list(selection), *found, *_exclusions(selection), *_bounds(selection)]


def _join_all(labels: list[str]) -> str:
    """``Ohio or Iowa or Utah``."""
    return "".join(_link("or", one) * bool(number) + one for number, one in enumerate(labels))


def _search(selection: Selection) -> list[Choice]:
    return [Choice("q", gettext("Search"), _quote(selection.q), selection.without_search())] if selection.q else []


def _list(selection: Selection) -> list[Choice]:
    without = replace(selection, fixed="", page=1)
    return [Choice("list", gettext("Fixed list"), gettext("A fixed list"), without)] if selection.fixed else []


def _exclusions(selection: Selection) -> list[Choice]:
    found = []
    for name, codes in selection.excluded.items():
        facet = FACETS[name]
        for code in codes:
            left = tuple(other for other in codes if other != code)
            text = gettext("stated") if code == UNSTATED else gettext("not %(value)s") % {"value": label(facet, code)}
            found.append(Choice(exclusion_name(name), facet.words.label, text, selection.without_values(name, left)))
    return found


def _bounds(selection: Selection) -> list[Choice]:
    found = []
    for name, value in selection.bounds.items():
        bound = BOUNDS[name]
        text = gettext(bound.sentence).format(plain_number(value))
        found.append(Choice(name, gettext(bound.label), capfirst(text), selection.without_bound(name)))
    return found


def _quote(words: str) -> str:
    """Return words of a search in one pair of quotes; a phrase has its own."""
    return words if words.startswith('"') and words.endswith('"') and words.count('"') == 2 else f"“{words}”"
