"""The facets and bounds people filter by, declared once.

Everything that filters, counts, documents or words a selection reads these two tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from catalog.models import Organization
from catalog.records.ruled import supports_of
from catalog.schema.book import book
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import Vocabulary, vocabulary
from typology import ProgramType, derive

NONE = "none"  # the value of a field whose emptiness says that there is none
UNSTATED = "unstated"  # the value of a field whose emptiness says that nothing is stated
UNSTATED_LABEL = "Not stated"
FRESH_SINCE = 2022  # a program last seen operating before may have changed or ended since

AnyRecord = ProgramRecord


@dataclass(frozen=True)
class Facet:
    """An attribute that programs are filtered by and counted over.

    `values` gives the codes a record has under this facet, never none: an empty field comes as
    `none` or `unstated`, whichever the codebook means. `every` joins chosen values by AND;
    `by_label` orders the values by how they read.
    """

    name: str
    words: Vocabulary
    values: Callable[[AnyRecord], Iterable[str]]
    empty: tuple[str, ...] = ()
    every: bool = False
    term_help: bool = True
    by_label: bool = False

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The label of each code, in order, the empty values last."""
        labels = {term.code: term.label for term in self.words.terms}
        if self.by_label:  # states: people look for Alabama before Alaska, whatever AK and AL say
            labels = dict(sorted(labels.items(), key=lambda item: item[1]))
        if NONE in self.empty:
            labels[NONE] = self.words.none_label
        if UNSTATED in self.empty:
            labels[UNSTATED] = UNSTATED_LABEL
        return labels

    def definition(self, code: str) -> str:
        """What a value means, in one sentence; empty for `unstated`."""
        if code == NONE:
            return self.words.none_definition
        term = self.words.by_code.get(code)
        return term.definition if term and self.term_help else ""

    def code_of(self, value: str) -> str | None:
        """The code that a value of a query means, None for an unknown one.

        A type may also be given as the combination of its supports, ``prepare-recognize``.
        """
        if value in self.labels:
            return value
        if self.name == "type":
            with suppress(ValueError):
                return ProgramType.from_code(value).value
        return None

    def supports(self, code: str) -> tuple[str, ...]:
        """The supports a value stands for, where it stands for supports: the glyph beside it."""
        if self.name == "support":
            return (code,)
        return _SUPPORTS_OF_TYPE.get(code, ()) if self.name == "type" else ()


@dataclass(frozen=True)
class Bound:
    """A numeric limit on a field. Programs that do not state the field are kept.

    `upper` is True for "at most". `sentence` holds ``{}`` for the number; `kept` adds those that are kept though they
    do not state the field, and `unstated` names what they do not state.
    """

    name: str
    label: str
    value: Callable[[AnyRecord], float | None]
    upper: bool
    sentence: str
    kept: str
    unstated: str
    unit: str
    lowest: int
    highest: int
    step: str = "1"
    help: str = ""


def sponsor_slug(record: AnyRecord) -> str:
    """The slug of a record's sponsor."""
    return Organization.slug_for(record.sponsor)


def _type(record: AnyRecord) -> Iterable[str]:
    return (derive(supports_of(record)).value,)


def _one(field: str) -> Callable[[AnyRecord], Iterable[str]]:
    return lambda record: (str(getattr(record, field)) if getattr(record, field) else UNSTATED,)


def _many(field: str, empty: str = UNSTATED) -> Callable[[AnyRecord], Iterable[str]]:
    return lambda record: getattr(record, field) or (empty,)


def _how(field: str) -> Callable[[AnyRecord], Iterable[str]]:
    """A set that only programs that prepare can state."""
    return lambda record: getattr(record, field) or (UNSTATED if record.supports.prepare.present else NONE,)


_STATES = tuple(vocabulary("state").by_code)
_SUPPORTS_OF_TYPE = {program_type.value: program_type.supports.codes for program_type in ProgramType}


def _states(record: AnyRecord) -> Iterable[str]:
    """The states whose teachers may take part: every one where the program is nationwide or states no residence rule."""
    return _STATES if record.is_residence_assumed else record.serves_states or _STATES


FACETS = {
    facet.name: facet
    for facet in (
        Facet("form", vocabulary("form"), _many("form")),
        Facet("state", vocabulary("state"), _states, by_label=True),
        Facet("support", vocabulary("support"), lambda record: supports_of(record).codes, every=True),
        Facet("type", vocabulary("type"), _type),
        Facet("sponsor_type", vocabulary("sponsor_type"), _one("sponsor_type")),
        Facet("scope", vocabulary("scope"), _one("scope")),
        Facet("focus", vocabulary("focus"), _many("focus"), (UNSTATED,)),
        Facet("credential", vocabulary("credential"), _many("credentials", NONE), (NONE,)),
        Facet("receives", vocabulary("receives"), _many("receives"), (UNSTATED,)),
        Facet("pays", vocabulary("pays"), _one("pays"), (UNSTATED,)),
        Facet("delivery", vocabulary("delivery"), _one("delivery"), (UNSTATED,)),
        Facet("entry", vocabulary("entry"), _one("entry"), (UNSTATED,)),
        Facet("prerequisite", vocabulary("prerequisite"), _many("prerequisites"), (UNSTATED,)),
        Facet("deadline_month", vocabulary("deadline_month"), _one("deadline_month"), (UNSTATED,)),
        Facet("audience", vocabulary("audience"), _many("audience"), (UNSTATED,)),
        Facet("grade", vocabulary("grade"), _many("grade_bands"), (UNSTATED,)),
        Facet("model", vocabulary("model"), _how("models"), (NONE, UNSTATED)),
        Facet("practice", vocabulary("practice"), _how("practice"), (NONE, UNSTATED)),
        Facet("function", vocabulary("function"), _many("functions"), (UNSTATED,)),
        Facet("aim", vocabulary("aim"), _many("aims"), (UNSTATED,)),
        Facet("status", vocabulary("status"), _one("status")),
        Facet("home_state", book().home_state, _one("home_state"), (UNSTATED,), term_help=False, by_label=True),
        Facet("framework", vocabulary("framework"), _many("frameworks", NONE), (NONE,)),
        Facet("confidence", vocabulary("confidence"), _one("confidence")),
        Facet("basis", vocabulary("basis"), lambda record: record.supports.recognize.basis or (NONE,), (NONE,)),
    )
}

BOUNDS = {
    bound.name: bound
    for bound in (
        Bound(
            "experience_max",
            "Years I have taught",
            lambda record: record.min_years_experience,
            upper=True,
            sentence="asking for at most {} years of teaching",
            kept="or not stating how many",
            unstated="the years of teaching they ask for",
            unit="years",
            lowest=0,
            highest=60,
            step="0.25",
            help="Leaves out programs that ask for more years of teaching.",
        ),
        Bound(
            "duration_max",
            "Lasting at most",
            lambda record: record.duration_months[0] if record.duration_months else None,
            upper=True,
            sentence="lasting at most {} months",
            kept="or not stating how long",
            unstated="how long they last",
            unit="months",
            lowest=0,
            highest=600,
            step="0.5",
            help="Compared with the shortest length a program states.",
        ),
        Bound(
            "seen_min",
            "Seen operating since",
            lambda record: record.evidence_year,
            upper=False,
            sentence="seen operating in {} or later",
            kept="or not stating a year",
            unstated="a year of operation",
            unit="year",
            lowest=1600,
            highest=2100,
            help="The latest year in which a program's sources show it operating.",
        ),
        Bound(
            "founded_min",
            "Founded in or after",
            lambda record: record.founded,
            upper=False,
            sentence="founded in {} or later",
            kept="or not stating when",
            unstated="when they were founded",
            unit="year",
            lowest=1600,
            highest=2100,
        ),
        Bound(
            "founded_max",
            "Founded in or before",
            lambda record: record.founded,
            upper=True,
            sentence="founded in {} or earlier",
            kept="or not stating when",
            unstated="when they were founded",
            unit="year",
            lowest=1600,
            highest=2100,
        ),
    )
}
