"""The one sentence that the finder and the home page ask, and the selection that its answers make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_noop as _

from catalog.browse.eligibility.teacher import SUBJECTS, describe_teacher
from catalog.browse.facets import BOUNDS, FACETS, UNSTATED
from catalog.browse.selection import SORTS, Selection, plain_number
from catalog.common.language import gettext
from catalog.programs.display import join_words
from catalog.schema.vocabulary import vocabulary


@dataclass(frozen=True)
class Goal:
    """Something that teachers want: the kinds of program it means, and its words in the sentence and on a door."""

    words: str
    forms: tuple[str, ...]
    door: str = ""
    help: str = ""

    @property
    def value(self) -> str:
        """The value of the parameter `goal`."""
        return ".".join(self.forms)


# kinds of program (forms), not types: type names collide with everyday words
GOALS = (
    Goal(
        _("a fellowship"),
        ("fellowship",),
        _("Fellowship"),
        _("Learn and work with a group of teachers, often with a stipend"),
    ),
    Goal(
        _("a degree or certificate"),
        ("degree", "certificate", "endorsement", "certification", "microcredential"),
        _("Degree or certificate"),
        _("Degrees, certificates, endorsements and microcredentials"),
    ),
    Goal(
        _("a paid or formal role"),
        ("role",),
        _("Paid role"),
        _("Coach, mentor or lead. Some roles are formal but not paid"),
    ),
    Goal(
        _("an award or nomination"),
        ("award",),
        _("Award or nomination"),
        _("Be honored for your work, or name a colleague"),
    ),
    Goal(_("a council seat or ambassador role"), ("council", "ambassador")),
    Goal(_("training or an institute"), ("institute",)),
    Goal(_("a network of teachers"), ("network",)),
)
# (facet, code) -> its words among the choices about money
_MONEY = {
    ("pays", "nothing"): _("It must be free"),
    ("receives", "stipend"): _("It pays a stipend"),
    ("receives", "salary_increase"): _("It raises my salary"),
    ("receives", "prize"): _("It gives a prize"),
    ("receives", "tuition_covered"): _("It covers tuition"),
    ("receives", "classroom_grant"): _("It gives a classroom grant"),
}
NAMES = ("form", "grade", "focus", "state", "pays", "receives", "delivery", "experience_max")
# the orders to choose from; without a choice, the best fits or those seen running last come first
ORDERS = ("deadline", "cost")
# what only leads through the page: `goal` and `money` are short for other parameters, `step` and `go` are of old addresses
_ALIASES = ("goal", "money", "step", "go")


def expand_aliases(query: QueryDict) -> tuple[QueryDict, bool]:
    """Return the query with `goal` and `money` written as ordinary parameters, and whether it had any alias.

    ``goal=degree.certificate`` means these kinds of program, ``money=pays.nothing`` that value of that facet.
    """
    given, had = query.copy(), any(name in query for name in _ALIASES)
    taken = {name: given.pop(name, []) for name in _ALIASES}
    for goal in taken["goal"]:
        for code in goal.split(".")[:20]:
            given.appendlist("form", code)
    for money in taken["money"]:
        name, _, code = money.partition(".")
        if money:
            given.appendlist(name if name in ("pays", "receives") else "pays", code or money)
    return given, had


def take_answers(selection: Selection) -> tuple[Selection, list[str]]:
    """Return the answers in a selection, one to each question, and what of it is ignored, as messages."""
    chosen: dict[str, tuple[str, ...]] = {}
    others = [name for name in (*selection.chosen, *selection.bounds) if name not in NAMES]
    others += ["q"] if selection.q else []
    others += ["sponsor"] if selection.sponsors else []
    ignored = [gettext("“%(name)s” is not a question of this page and was ignored.") % {"name": name} for name in others]
    for name in NAMES:
        stated = [code for code in selection.chosen.get(name, ()) if code != UNSTATED]
        fitting = [code for code in stated if name != "focus" or code in SUBJECTS]
        if fitting:
            chosen[name] = tuple(fitting if name == "form" else fitting[:1])
        message = (
            gettext("“%(name)s” takes one school subject here: “%(value)s” was ignored.")
            if name == "focus"
            else gettext("“%(name)s” takes one value here: “%(value)s” was ignored.")
        )
        ignored += [
            message % {"name": name, "value": FACETS[name].labels[code]} for code in stated if code not in chosen.get(name, ())
        ]
    bounds = {name: value for name, value in selection.bounds.items() if name in NAMES}
    answers = Selection({name: chosen[name] for name in FACETS if name in chosen}, bounds)
    if selection.sort in ORDERS:
        answers = replace(answers, sort=selection.sort)
    elif selection.sort not in (selection.usual_sort, usual_order(answers)):
        ignored.append(gettext("“sort” takes deadline or cost here: “%(value)s” was ignored.") % {"value": selection.sort})
    return answers, ignored


def usual_order(answers: Selection) -> str:
    """Return the order of the matches without a choice: best fits first, or latest seen without answers about a teacher."""
    return "fit" if describe_teacher(answers).parameters else "seen"


def build_selection(answers: Selection) -> Selection:
    """Return the selection for the answers, in the chosen order or the usual one, with the programs that do not say.

    The subject alone takes only programs that name it: the finder lists those that name none after them.
    """
    chosen = {
        name: (*codes, UNSTATED) if name not in ("focus", "form") and UNSTATED in FACETS[name].empty else codes
        for name, codes in answers.chosen.items()
    }
    in_order = {name: chosen[name] for name in FACETS if name in chosen}
    return replace(answers, chosen=in_order, sort=answers.sort if answers.sort in ORDERS else usual_order(answers))


def build_fields(answers: Selection) -> dict[str, Any]:
    """Return the choices of the sentence with the answers so far: name -> options, and the years."""
    bound = BOUNDS["experience_max"]
    years = answers.bounds.get("experience_max")
    return {
        "goal": _list_goals(answers.chosen.get("form", ())),
        "grade": _list_options("grade", answers, lambda code: vocabulary("grade").label_of(code).lower()),
        "focus": [
            option
            for option in _list_options("focus", answers, lambda code: vocabulary("focus").by_code[code].phrase)
            if option["code"] in SUBJECTS
        ],
        "state": _list_options("state", answers, vocabulary("state").label_of),
        "money": [
            {"code": f"{name}.{code}", "label": gettext(words), "chosen": code in answers.chosen.get(name, ())}
            for (name, code), words in _MONEY.items()
        ]
        + [
            {"code": f"{name}.{code}", "label": FACETS[name].labels[code], "chosen": True}
            for name in ("pays", "receives")
            for code in answers.chosen.get(name, ())
            if (name, code) not in _MONEY
        ],
        "delivery": _list_options("delivery", answers, vocabulary("delivery").label_of),
        "sort": [
            {"code": code if code in ORDERS else "", "label": SORTS[code], "chosen": code == answers.sort}
            for code in (usual_order(answers), *ORDERS)
        ],
        "years": {
            "value": "" if years is None else plain_number(years),
            "min": bound.lowest,
            "max": bound.highest,
            "step": bound.step,
        },
    }


def _list_goals(forms: tuple[str, ...]) -> list[dict[str, Any]]:
    chosen = set(forms)
    options = [{"code": goal.value, "label": gettext(goal.words), "chosen": chosen == set(goal.forms)} for goal in GOALS]
    if forms and not any(option["chosen"] for option in options):
        words = join_words([FACETS["form"].labels[code].lower() for code in forms], "or")
        options.append({"code": ".".join(forms), "label": words, "chosen": True})
    return options


def _list_options(name: str, answers: Selection, label: Any) -> list[dict[str, Any]]:
    chosen = answers.chosen.get(name, ())
    codes = [code for code in FACETS[name].labels if code != UNSTATED]
    return [{"code": code, "label": label(code), "chosen": code in chosen} for code in codes]
