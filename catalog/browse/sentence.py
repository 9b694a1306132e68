"""A selection as a sentence, and as single choices that can be removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from catalog.browse.facets import BOUNDS, FACETS, NONE, UNSTATED, UNSTATED_LABEL, Facet
from catalog.browse.selection import Selection, plain_number
from catalog.common.text import lower_first, pluralize

# facets whose labels, such as "Nothing", need their heading
_WITH_HEADING = ("pays", "status", "confidence", "prerequisite", "function", "aim", "basis")


@dataclass(frozen=True)
class Part:
    """A piece of the sentence, bold if `strong`."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Choice:
    """One choice of a selection: its parameter `name`, its heading, its label, and the selection without it.

    `supports` are the supports that a support or a type stands for.
    """

    name: str
    heading: str
    label: str
    without: Selection
    supports: tuple[str, ...] = ()

    @property
    def alone(self) -> str:
        """The label to show without the heading: ``Fellowship``, ``Grades: not stated``."""
        if self.label == UNSTATED_LABEL or self.name in _WITH_HEADING:
            return f"{self.heading}: {lower_first(self.label)}"
        return self.label


def programs(count: int) -> str:
    """``1 program``, ``14 programs``, ``1,200 programs``."""
    return pluralize(count, "program")


def sentence(selection: Selection, count: int, sponsor_names: Mapping[str, str]) -> list[Part]:
    """Return the selection in words, e.g. "14 programs that call themselves fellowships, open to teachers in Ohio".

    `sponsor_names` gives the name for each chosen sponsor's slug.
    """
    clauses = [[Part("of a "), Part("fixed list", strong=True)]] if selection.fixed else []
    clauses += [[Part("matching "), Part(_quote(selection.q), strong=True)]] if selection.q else []
    clauses += [_facet_clause(FACETS[name], codes) for name, codes in selection.chosen.items()]
    if selection.sponsors:
        clauses.append([Part("run by "), *_join([sponsor_names.get(slug, slug) for slug in selection.sponsors], " or ")])
    clauses += _bound_clauses(selection)
    if selection.rules:
        clauses.append([Part("coded "), Part(selection.rules.label, strong=True)])
    if selection.release:
        clauses.append([Part("in "), Part(f"release {selection.release}", strong=True)])
    parts = [Part(programs(count), strong=True)]
    # the clauses are in the plural
    first = " among those " if count == 1 else " "
    for number, clause in enumerate(clauses):
        parts += [Part(", " if number else first), *clause]
    return [part for part in parts if part.text]


def describe(selection: Selection, count: int, sponsor_names: Mapping[str, str]) -> str:
    """Return the selection in words as plain text."""
    return "".join(part.text for part in sentence(selection, count, sponsor_names))


def describe_selection(selection: Selection, sponsor_names: Mapping[str, str]) -> str:
    """Return the selection in words that fit any count: ``programs open to teachers in Ohio``, ``all programs``."""
    _, *clauses = sentence(selection, 2, sponsor_names)
    return "programs" + "".join(part.text for part in clauses) if clauses else "all programs"


def _facet_clause(facet: Facet, codes: tuple[str, ...]) -> list[Part]:
    words, link = facet.words, " and " if facet.every else " or "
    phrases = [words.by_code[code].phrase for code in codes if code in words.by_code]
    parts: list[Part] = []
    if phrases:
        before, after = words.sentence.split("{}")
        parts = [Part(before), *_join(phrases, link), Part(after)]
    for code, phrase in ((NONE, words.none_phrase), (UNSTATED, words.unstated_phrase)):
        if code in codes:
            parts += [Part(link if parts else ""), Part(phrase)]
    return parts


def _bound_clauses(selection: Selection) -> list[list[Part]]:
    """Return each bound with the programs that do not state the field: ``founded in 2000 or later (or not stating when)``."""
    clauses, bounds = [], [(BOUNDS[name], value) for name, value in selection.bounds.items()]
    for number, (bound, value) in enumerate(bounds):
        before, after = bound.sentence.split("{}")
        # of two bounds of one field, only the last has the note
        is_repeated = bound.kept in [other.kept for other, _ in bounds[number + 1 :]]
        after += "" if is_repeated else f" ({bound.kept})"
        clauses.append([Part(before), Part(plain_number(value), strong=True), Part(after)])
    return clauses


def describe_unstated(silent: Mapping[str, int], of: str = "these") -> str:
    """Return how many match only because they do not state what a bound limits: ``217 of these do not state …``."""
    sentences = (
        f"{count:,} of {of} {'does' if count == 1 else 'do'} not state {BOUNDS[name].unstated};"
        f" {'it is' if count == 1 else 'they are'} included."
        for name, count in silent.items()
        if count
    )
    return " ".join(dict.fromkeys(sentences))


def _join(phrases: list[str], link: str) -> list[Part]:
    parts: list[Part] = []
    for number, phrase in enumerate(phrases):
        last = number == len(phrases) - 1
        parts += [Part((link if last else ", ") if number else ""), Part(phrase, strong=True)]
    return parts


def label(facet: Facet, code: str) -> str:
    """Return the label of a value; a type always comes with its combination."""
    return facet.words.by_code[code].phrase if facet.name == "type" else facet.labels[code]


def choices(selection: Selection, sponsor_names: Mapping[str, str]) -> list[Choice]:
    """Return every choice of the selection, in order, each with the selection without it."""
    found = [
        Choice(name, facet.words.label, label(facet, code), selection.toggled(name, code), facet.supports(code))
        for name, codes in selection.chosen.items()
        for facet in (FACETS[name],)
        for code in codes
    ]
    found += [
        Choice("sponsor", "Run by", sponsor_names.get(slug, slug), selection.without_sponsor(slug)) for slug in selection.sponsors
    ]
    return [*_search(selection), *_list(selection), *found, *_bounds(selection)]


def filters(selection: Selection, sponsor_names: Mapping[str, str]) -> list[Choice]:
    """Return choices(), with values joined by OR as one choice: each excludes programs."""
    found = []
    for name, codes in selection.chosen.items():
        facet = FACETS[name]
        for together in [(code,) for code in codes] if facet.every else [codes]:
            left = tuple(code for code in codes if code not in together)
            joined = " or ".join(label(facet, code) for code in together)
            found.append(Choice(name, facet.words.label, joined, selection.with_values(name, left)))
    if selection.sponsors:
        joined = " or ".join(sponsor_names.get(slug, slug) for slug in selection.sponsors)
        found.append(Choice("sponsor", "Run by", joined, replace(selection, sponsors=(), page=1)))
    return [*_search(selection), *_list(selection), *found, *_bounds(selection)]


def _search(selection: Selection) -> list[Choice]:
    return [Choice("q", "Search", _quote(selection.q), selection.without_search())] if selection.q else []


def _list(selection: Selection) -> list[Choice]:
    return [Choice("list", "Fixed list", "A fixed list", replace(selection, fixed="", page=1))] if selection.fixed else []


def _bounds(selection: Selection) -> list[Choice]:
    found = []
    for name, value in selection.bounds.items():
        bound = BOUNDS[name]
        text = bound.sentence.format(plain_number(value))
        found.append(Choice(name, bound.label, text[0].upper() + text[1:], selection.without_bound(name)))
    return found


def _quote(words: str) -> str:
    """Return words of a search in one pair of quotes; a phrase has its own."""
    return words if words.startswith('"') and words.endswith('"') and words.count('"') == 2 else f"“{words}”"
