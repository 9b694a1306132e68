"""The teacher who asks: what they say about themselves, read from an address."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.http import QueryDict

from catalog.browse.facets import UNSTATED
from catalog.browse.filterset import TRACKING, Ignored, parse, shortened
from catalog.browse.selection import Selection, plain_number
from catalog.common.language import gettext, ngettext
from catalog.schema.vocabulary import vocabulary

# the parameters that describe a teacher, with the names and values of a selection
PARAMETERS = ("state", "experience_max", "grade", "focus")
# the focuses that are school subjects; the others are themes, such as mentoring
SUBJECTS = (
    "literacy", "mathematics", "science", "computer_science", "engineering", "social_studies", "arts", "world_languages",
    "english_learners", "special_education", "early_childhood", "career_technical", "technology", "environment",
)  # fmt: skip


@dataclass(frozen=True)
class Teacher:
    """What a teacher says about themselves, or None. `years` is how long they have taught."""

    state: str | None = None
    years: Decimal | None = None
    grade: str | None = None
    focus: str | None = None

    @property
    def parameters(self) -> dict[str, str]:
        """The stated facts: parameter -> value, in the order of the form."""
        values = (self.state, None if self.years is None else plain_number(self.years), self.grade, self.focus)
        return {name: value for name, value in zip(PARAMETERS, values, strict=True) if value is not None}


def read_teacher(query: QueryDict) -> tuple[Teacher, tuple[Ignored, ...]]:
    """Return the teacher that a query describes, and what of the query is ignored. Never raises."""
    known = QueryDict(mutable=True)
    for name in PARAMETERS:
        known.setlist(name, query.getlist(name))
    parsed = parse(known)
    ignored = [
        Ignored(name, "", gettext("“%(name)s” is not a question of this page and was ignored") % {"name": shortened(name)})
        for name in query
        if name not in PARAMETERS and not TRACKING.fullmatch(name) and any(query.getlist(name))
    ]
    chosen: dict[str, str | None] = {}
    for name in ("state", "grade", "focus"):
        codes = [code for code in parsed.selection.chosen.get(name, ()) if code != UNSTATED]
        labels = vocabulary(name).label_of
        chosen[name] = codes[0] if codes else None
        if len(codes) != len(parsed.selection.chosen.get(name, ())):
            problem = gettext("“%(value)s” says nothing about a teacher (%(name)s) and was ignored")
            ignored.append(Ignored(name, UNSTATED, problem % {"value": UNSTATED, "name": name}))
        ignored += [
            Ignored(
                name,
                code,
                gettext("“%(name)s” takes one value here: “%(first)s” was used, “%(value)s” was ignored")
                % {"name": name, "first": labels(codes[0]), "value": labels(code)},
            )
            for code in codes[1:]
        ]
    teacher = Teacher(chosen["state"], parsed.selection.bounds.get("experience_max"), chosen["grade"], chosen["focus"])
    return teacher, (*parsed.ignored, *ignored)


def describe_teacher(selection: Selection) -> Teacher:
    """Return the teacher that a selection describes: state, years, grade and subject, if exactly one is chosen."""
    chosen = {}
    for name in ("state", "grade", "focus"):
        codes = [code for code in selection.chosen.get(name, ()) if code != UNSTATED]
        chosen[name] = codes[0] if len(codes) == 1 and (name != "focus" or codes[0] in SUBJECTS) else None
    return Teacher(chosen["state"], selection.bounds.get("experience_max"), chosen["grade"], chosen["focus"])


def describe_in_words(teacher: Teacher) -> str:
    """Return the teacher's answers in a few words: ``Ohio, 6 years of teaching, middle school, math``; empty for none."""
    years = "" if teacher.years is None else plain_number(teacher.years)
    said = (
        vocabulary("state").label_of(teacher.state),
        ngettext("%(years)s year of teaching", "%(years)s years of teaching", 1 if years == "1" else 2) % {"years": years}
        if years
        else "",
        vocabulary("grade").label_of(teacher.grade).lower(),
        vocabulary("focus").by_code[teacher.focus].phrase if teacher.focus else "",
    )
    return ", ".join(filter(None, said))
