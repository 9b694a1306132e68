"""The facets and bounds that people filter by, declared once.

All code that filters, counts, documents or describes a selection reads these tables. Facets have the values and texts of
a codebook: the catalog's own, or that of a release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.translation import gettext_noop as _

from catalog.common.language import ENGLISH, use_language
from catalog.models import Organization
from catalog.programs.families import derive_family, words_of_families
from catalog.programs.supports import supports_of
from catalog.schema.bands import BANDS, Band
from catalog.schema.codebook import book
from catalog.schema.fields import ProgramRecord
from catalog.schema.statements import statement_of, statement_words
from catalog.schema.vocabulary import Book, Term, Vocabulary, translate_vocabulary

NONE = "none"  # the value of an empty field that means: there is none
UNSTATED = "unstated"  # the value of an empty field that means: not stated
STATED = "stated"  # in a query: any value but `unstated`

AnyRecord = ProgramRecord


@dataclass(frozen=True)
class Facet:
    """An attribute to filter and count programs by.

    `values` returns the codes of a record, at least one: an empty field is `none` or `unstated`, as in the codebook.
    `every` joins chosen values by AND. `by_label` sorts the values by label. `in_panel` offers it among the filters of the
    browse page; others show there only when chosen. `in_record` is False for a facet of which the record says nothing:
    ProgramSet gets the values, and `values` is what it takes without them.
    """

    name: str
    words: Vocabulary
    values: Callable[[AnyRecord], Iterable[str]]
    empty: tuple[str, ...] = ()
    every: bool = False
    term_help: bool = True
    by_label: bool = False
    in_panel: bool = True
    in_record: bool = True

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The label of each code, in order, the empty values last."""
        # no record has a renamed or withdrawn code
        renamed = self.words.renamed
        labels = {term.code: term.label for term in self.words.accepted.values() if term.code not in renamed}
        if self.by_label:  # states: people look for Alabama before Alaska, though AK comes before AL
            labels = dict(sorted(labels.items(), key=lambda item: item[1]))
        if NONE in self.empty:
            labels[NONE] = self.words.none_label
        if UNSTATED in self.empty:
            labels[UNSTATED] = self.words.unstated_label
        return labels

    @property
    def not_stated(self) -> str:
        """The value of programs that do not state the attribute: `unstated`, or a `none` whose label says so; "" if none is."""
        if UNSTATED in self.empty:
            return UNSTATED
        return NONE if NONE in self.empty and self.words.none_label == self.words.unstated_label else ""

    def definition(self, code: str) -> str:
        """Return the definition of a value, or "" for `unstated`."""
        if code == NONE:
            return self.words.none_definition
        term = self.words.by_code.get(code)
        return term.definition if term and self.term_help else ""

    def is_english(self, code: str) -> bool:
        """Return whether a value's label is in English on every page: a local term without a Spanish label."""
        term = self.words.by_code.get(code)
        return bool(term and term.is_english)

    def code_of(self, value: str) -> str | None:
        """Return the code of a value in a query, None if it is unknown.

        A renamed code stands for its present one. A type can also be the combination of its supports, ``prepare-recognize``.
        """
        if value in self.labels:
            return value
        if self.words.renamed.get(value) in self.labels:
            return self.words.renamed[value]
        if self.name == "type":
            named = self.words.type_named(value)
            return named.code if named else None
        return None

    def supports(self, code: str) -> tuple[str, ...]:
        """Return the supports of a support or type, for its glyph."""
        if self.name == "support":
            return (code,)
        term = self.words.by_code.get(code) if self.name == "type" else None
        return term.supports if term else ()


@dataclass(frozen=True)
class Bound:
    """A numeric limit on a field. Programs that do not state the field match too.

    `upper` is True for "at most". `sentence` has ``{}`` for the number. `kept` adds programs that do not state the field,
    and `unstated` names the field. `facet` counts the same field by ranges. The texts are English: translate them where
    they are shown.
    """

    name: str
    label: str
    value: Callable[[AnyRecord], float | None]
    upper: bool
    facet: str
    sentence: str
    kept: str
    unstated: str
    unit: str
    lowest: int
    highest: int
    step: str = "1"
    help: str = ""


def sponsor_slug(record: AnyRecord) -> str:
    """Return the slug of a record's sponsor."""
    return Organization.slug_for(record.sponsor)


def _types(words: Book) -> Callable[[AnyRecord], Iterable[str]]:
    return lambda record: (words.type_of(supports_of(record)).code,)


def _one(field: str) -> Callable[[AnyRecord], Iterable[str]]:
    return lambda record: (str(getattr(record, field)) if getattr(record, field) else UNSTATED,)


def _many(field: str, empty: str = UNSTATED) -> Callable[[AnyRecord], Iterable[str]]:
    return lambda record: getattr(record, field) or (empty,)


def _how(field: str) -> Callable[[AnyRecord], Iterable[str]]:
    """Return the values of a field that only programs that prepare can state."""
    return lambda record: getattr(record, field) or (UNSTATED if record.supports.prepare.present else NONE,)


def _in_language(words: Vocabulary, code: str) -> Vocabulary:
    if code == ENGLISH:
        return words
    with use_language(code):
        return translate_vocabulary(words, code)


def _band(band: Band) -> Callable[[AnyRecord], Iterable[str]]:
    return lambda record: (band.code_of(record) or UNSTATED,)


def _statement(support: str) -> Callable[[AnyRecord], Iterable[str]]:
    return lambda record: (statement_of(record, support),)


def _states(words: Book) -> Callable[[AnyRecord], Iterable[str]]:
    """Return the states whose teachers may take part: all for nationwide programs and those without a residence rule."""
    every = tuple(words.vocabularies["state"].by_code)
    return lambda record: every if record.is_residence_assumed else record.serves_states or every


FAMILY = "family"
CODED_TWICE = "coded_twice"
AGREE, DIFFER = "agree", "differ"
_CODED_TWICE = Vocabulary(
    CODED_TWICE,
    _("Coded twice"),
    _("Whether other coders, under the latest codebook with a second coding, gave the same supports as the first coder."),
    (Term(AGREE, _("Coders agree"), "", _("agree")), Term(DIFFER, _("Coders differ"), "", _("differ"))),
    sentence=_("whose coders {}"),
    unstated_phrase=_("not coded twice"),
    unstated_label=_("Not coded twice"),
)
_NO_WORDS = Vocabulary("", "", "")


@lru_cache(maxsize=16)
def facets_of(words: Book) -> Mapping[str, Facet]:
    """Return the facets by name, in order, with the values and texts of a codebook.

    A facet whose vocabulary the codebook does not have, or has without a sentence, is left out: older releases lack some.
    """

    def of(name: str) -> Vocabulary:
        return words.vocabularies.get(name, _NO_WORDS)

    declared = (
        Facet("form", of("form"), _many("form")),
        Facet("state", of("state"), _states(words), by_label=True),
        Facet("support", of("support"), lambda record: supports_of(record).codes, every=True),
        Facet("type", of("type"), _types(words)),
        Facet("sponsor_type", of("sponsor_type"), _one("sponsor_type")),
        Facet("scope", of("scope"), _one("scope")),
        Facet("focus", of("focus"), _many("focus"), (UNSTATED,)),
        Facet("credential", of("credential"), _many("credentials", NONE), (NONE,)),
        Facet("receives", of("receives"), _many("receives"), (UNSTATED,)),
        Facet("pays", of("pays"), _one("pays"), (UNSTATED,)),
        Facet("delivery", of("delivery"), _one("delivery"), (UNSTATED,)),
        Facet("entry", of("entry"), _one("entry"), (UNSTATED,)),
        Facet("prerequisite", of("prerequisite"), _many("prerequisites"), (UNSTATED,)),
        Facet("deadline_month", of("deadline_month"), _one("deadline_month"), (UNSTATED,)),
        Facet("audience", of("audience"), _many("audience"), (UNSTATED,)),
        Facet("grade", of("grade"), _many("grade_bands"), (UNSTATED,)),
        Facet("model", of("model"), _how("models"), (NONE, UNSTATED)),
        Facet("practice", of("practice"), _how("practice"), (NONE, UNSTATED)),
        Facet("function", of("function"), _many("functions"), (UNSTATED,)),
        Facet("aim", of("aim"), _many("aims"), (UNSTATED,)),
        Facet("status", of("status"), _one("status")),
        Facet("home_state", words.home_state, _one("home_state"), (UNSTATED,), term_help=False, by_label=True),
        Facet("framework", of("framework"), _many("frameworks", NONE), (NONE,)),
        Facet("confidence", of("confidence"), _one("confidence")),
        Facet("basis", of("basis"), lambda record: record.supports.recognize.basis or (NONE,), (NONE,)),
        *(
            Facet(name, _in_language(statement, words.language), _statement(name), in_panel=False)
            for name, statement in statement_words(words).items()
        ),
        *(
            Facet(name, _in_language(band.words, words.language), _band(band), (UNSTATED,), term_help=False, in_panel=False)
            for name, band in BANDS.items()
        ),
        Facet(
            FAMILY,
            _in_language(words_of_families(words), words.language),
            lambda record: (derive_family(record, words) or NONE,),
            (NONE,),
            in_panel=False,
            in_record=False,
        ),
        Facet(
            CODED_TWICE,
            _in_language(_CODED_TWICE, words.language),
            lambda _record: (UNSTATED,),
            (UNSTATED,),
            term_help=False,
            in_panel=False,
            in_record=False,
        ),
    )
    return {facet.name: facet for facet in declared if facet.words.sentence}


class _FacetsInUse(Mapping[str, Facet]):
    """The facets of the codebook in use: that of a release or the catalog's own."""

    def __getitem__(self, name: str) -> Facet:
        return facets_of(book())[name]

    def __iter__(self) -> Iterator[str]:
        return iter(facets_of(book()))

    def __len__(self) -> int:
        return len(facets_of(book()))


FACETS: Mapping[str, Facet] = _FacetsInUse()

BOUNDS = {
    bound.name: bound
    for bound in (
        Bound(
            "experience_max",
            _("Years I have taught"),
            lambda record: record.min_years_experience,
            upper=True,
            facet="experience",
            sentence=_("asking for at most {} years of teaching"),
            kept=_("or not stating how many"),
            unstated=_("the years of teaching they ask for"),
            unit=_("years"),
            lowest=0,
            highest=60,
            step="0.25",
            help=_("Leaves out programs that ask for more years of teaching."),
        ),
        Bound(
            "duration_max",
            _("Lasting at most"),
            lambda record: record.duration_months[0] if record.duration_months else None,
            upper=True,
            facet="duration",
            sentence=_("lasting at most {} months"),
            kept=_("or not stating how long"),
            unstated=_("how long they last"),
            unit=_("months"),
            lowest=0,
            highest=600,
            step="0.5",
            help=_("Uses the shortest length that a program states."),
        ),
        Bound(
            "seen_min",
            _("Seen operating since"),
            lambda record: record.evidence_year,
            upper=False,
            facet="seen",
            sentence=_("seen operating in {} or later"),
            kept=_("or not stating a year"),
            unstated=_("a year of operation"),
            unit=_("year"),
            lowest=1600,
            highest=2100,
            help=_("The last year in which its web pages show a program running."),
        ),
        Bound(
            "founded_min",
            _("Founded in or after"),
            lambda record: record.founded,
            upper=False,
            facet="founded",
            sentence=_("founded in {} or later"),
            kept=_("or not stating when"),
            unstated=_("when they were founded"),
            unit=_("year"),
            lowest=1600,
            highest=2100,
        ),
        Bound(
            "founded_max",
            _("Founded in or before"),
            lambda record: record.founded,
            upper=True,
            facet="founded",
            sentence=_("founded in {} or earlier"),
            kept=_("or not stating when"),
            unstated=_("when they were founded"),
            unit=_("year"),
            lowest=1600,
            highest=2100,
        ),
    )
}
