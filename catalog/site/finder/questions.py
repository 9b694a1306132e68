"""The questions of the finder and what its pages show, ready to print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from catalog.browse.facets import BOUNDS, FACETS, FRESH_SINCE, UNSTATED
from catalog.browse.selection import Selection, plain_number
from catalog.browse.sentence import choices, programs
from catalog.browse.snapshot import Snapshot
from catalog.programs.deadlines import NOT_OFFERED
from catalog.programs.display import join_words
from catalog.schema.vocabulary import vocabulary


def running() -> tuple[str, ...]:
    """The statuses of programs that teachers can enter now: doors and finder leave out the others."""
    words = vocabulary("status")
    return tuple(code for code in words.by_code if code not in words.renamed and code not in NOT_OFFERED)


@dataclass(frozen=True)
class Question:
    """One question of a step: the facet or bound that takes the answer, its words, and how it is asked."""

    name: str
    title: str
    help: str
    kind: str = "several"  # several: check boxes · one: a list to choose from · number
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Step:
    """One page of the finder."""

    title: str
    short: str
    questions: tuple[Question, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that this step asks for."""
        return tuple(question.name for question in self.questions)

    def others(self, selection: Selection) -> list[tuple[str, str]]:
        """The answers of all other steps, as (parameter, value)."""
        return [pair for pair in _pairs(selection) if pair[0] not in self.names]


STEPS = (
    Step(
        "What do you want?",
        "What you want",
        (
            Question(
                "support",
                "I want to …",
                "Choose any mix; programs that do all you choose are shown.",
                labels=(
                    ("prepare", "learn to lead"),
                    ("place", "lead: hold a role with duties toward others"),
                    ("recognize", "be recognized for what I know and can do"),
                ),
            ),
            Question("form", "as …", "What a program presents itself as. Choose one or several, or leave it open."),
        ),
    ),
    Step(
        "Where do you teach, and whom?",
        "Where you teach",
        (
            Question(
                "state",
                "My state or territory",
                "Nationwide programs count too, and so do those that state no residence rule.",
                kind="one",
            ),
            Question("grade", "I teach", "Programs for other grades only are left out; those that name none are kept."),
        ),
    ),
    Step(
        "What can you pay and receive, and how would you take part?",
        "Money and delivery",
        (
            Question("pays", "I can pay", "Choose all you would consider. Programs that do not say are kept."),
            Question("receives", "I would like to receive", "Any of what you choose. Programs that do not say are kept."),
            Question("delivery", "I can take part", "Choose all you would consider. Programs that do not say are kept."),
        ),
    ),
    Step(
        "How long have you taught?",
        "Experience",
        (
            Question(
                "experience_max",
                "Years I have taught",
                "Programs that ask for more are left out. Those that do not say are kept.",
                kind="number",
            ),
        ),
    ),
)  # fmt: skip


def answered(selection: Selection) -> Selection:
    """The answers among a selection's choices: what the finder asks, without `unstated`, shown as by default."""
    names = {name for step in STEPS for name in step.names}
    chosen = {
        name: tuple(code for code in codes if code != UNSTATED) for name, codes in selection.chosen.items() if name in names
    }
    return Selection(
        {name: codes for name, codes in chosen.items() if codes},
        {name: value for name, value in selection.bounds.items() if name in names},
    )


def with_silent(answers: Selection) -> Selection:
    """The selection that the answers end on: the silent kept, programs not offered left out, those seen latest first."""
    chosen = {name: (*codes, UNSTATED) if UNSTATED in FACETS[name].empty else codes for name, codes in answers.chosen.items()}
    chosen["status"] = running()
    in_order = {name: chosen[name] for name in FACETS if name in chosen}
    return replace(answers, chosen=in_order, sort="seen")


def address(answers: Selection, step: int) -> str:
    """The address of a step of the finder with these answers."""
    pairs = _pairs(answers)
    if step > 1:
        pairs.append(("step", str(step)))
    return f"{reverse('find')}?{urlencode(pairs)}" if pairs else reverse("find")


def _pairs(selection: Selection) -> list[tuple[str, str]]:
    pairs = [(name, code) for name, codes in selection.chosen.items() for code in codes]
    return pairs + [(name, plain_number(value)) for name, value in selection.bounds.items()]


def step_shown(step: Step, answers: Selection) -> dict[str, Any]:
    """A step's questions with what is answered so far."""
    return {"title": step.title, "questions": [_question(question, answers) for question in step.questions]}


def _question(question: Question, answers: Selection) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": question.name, "title": question.title, "help": question.help, "kind": question.kind}
    if question.kind == "number":
        bound, value = BOUNDS[question.name], answers.bounds.get(question.name)
        limits = {"min": bound.lowest, "max": bound.highest, "step": bound.step}
        return {**shown, **limits, "value": "" if value is None else plain_number(value)}
    facet, chosen = FACETS[question.name], answers.chosen.get(question.name, ())
    labels = dict(question.labels) or facet.labels
    options = [
        {"code": code, "label": labels[code], "chosen": code in chosen, "supports": facet.supports(code)}
        for code in facet.labels
        if code != UNSTATED
    ]
    return {**shown, "options": options}


def answers(selection: Selection) -> list[dict[str, str]]:
    """The answers given so far, each with the step where it can be changed."""
    steps = {name: number for number, step in enumerate(STEPS, start=1) for name in step.names}
    names = [*(name for name, codes in selection.chosen.items() for _ in codes), *selection.bounds]
    given = {name: plain_number(value) for name, value in selection.bounds.items()}
    return [
        {"heading": choice.heading, "label": given.get(name, choice.label), "url": address(selection, steps[name])}
        for name, choice in zip(names, choices(selection, {}), strict=True)
    ]


def counted(snapshot: Snapshot, selection: Selection) -> dict[str, Any]:
    """How many programs fit, apart: those that state an answer to everything asked, and those that leave some open."""
    count, silent = snapshot.count(selection), snapshot.silent(selection)
    unsure = silent.pop("")
    open_answers = [
        f"{number} do{'es' if number == 1 else ''} not state {_what(name)}" for name, number in silent.items() if number
    ]
    everything = snapshot.count(selection.choosing("status", ()))
    stale = count - snapshot.seen_since(FRESH_SINCE, selection)
    return {
        "count": count,
        "programs": programs(count),
        "sure": count - unsure if silent else None,
        "unsure": unsure,
        "open": join_words(open_answers),
        "left_out": everything - count,
        "too_long": snapshot.for_fewer_years(selection, selection.bounds["experience_max"])
        if "experience_max" in selection.bounds
        else 0,
        "stale": stale,
        "since": FRESH_SINCE,
        "grouped": "state" in selection.chosen,
    }


def _what(name: str) -> str:
    return BOUNDS[name].unstated if name in BOUNDS else _UNSTATED[name]


_UNSTATED = {
    "state": "where teachers must live",
    "grade": "the grades they are for",
    "pays": "what one pays",
    "receives": "what one receives",
    "delivery": "whether they are online or in person",
}
