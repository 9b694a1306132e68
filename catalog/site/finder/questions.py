"""The questions of the finder, and what its pages show."""

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


def list_offered_statuses() -> tuple[str, ...]:
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
                "Choose any mix. You see programs that do all of them.",
                labels=(
                    ("prepare", "learn to lead"),
                    ("place", "lead: hold a role with duties toward others"),
                    ("recognize", "be recognized for what I know and can do"),
                ),
            ),
            Question("form", "as …", "The kind of program. Choose one or more, or none."),
        ),
    ),
    Step(
        "Where and what grades do you teach?",
        "Where you teach",
        (
            Question(
                "state",
                "My state or territory",
                "This includes nationwide programs and programs that state no residence rule.",
                kind="one",
            ),
            Question("grade", "I teach", "Programs only for other grades are left out. Programs that name no grades stay in."),
        ),
    ),
    Step(
        "What can you pay and receive, and how would you take part?",
        "Money and delivery",
        (
            Question("pays", "I can pay", "Choose all that work for you. Programs that do not say stay in."),
            Question("receives", "I would like to receive", "You see programs that give any of these, or do not say."),
            Question("delivery", "I can take part", "Choose all that work for you. Programs that do not say stay in."),
        ),
    ),
    Step(
        "How long have you taught?",
        "Experience",
        (
            Question(
                "experience_max",
                "Years I have taught",
                "Programs that ask for more are left out. Programs that do not say stay in.",
                kind="number",
            ),
        ),
    ),
)  # fmt: skip


def take_answers(selection: Selection) -> Selection:
    """Return the answers in a selection: the choices that the finder asks for, without `unstated`."""
    names = {name for step in STEPS for name in step.names}
    chosen = {
        name: tuple(code for code in codes if code != UNSTATED) for name, codes in selection.chosen.items() if name in names
    }
    return Selection(
        {name: codes for name, codes in chosen.items() if codes},
        {name: value for name, value in selection.bounds.items() if name in names},
    )


def build_selection(answers: Selection) -> Selection:
    """Return the selection for the answers: with programs that do not say, without those not offered, latest seen first."""
    chosen = {name: (*codes, UNSTATED) if UNSTATED in FACETS[name].empty else codes for name, codes in answers.chosen.items()}
    chosen["status"] = list_offered_statuses()
    in_order = {name: chosen[name] for name in FACETS if name in chosen}
    return replace(answers, chosen=in_order, sort="seen")


def build_step_url(answers: Selection, step: int) -> str:
    """Return the address of a step of the finder with these answers."""
    pairs = _pairs(answers)
    if step > 1:
        pairs.append(("step", str(step)))
    return f"{reverse('find')}?{urlencode(pairs)}" if pairs else reverse("find")


def _pairs(selection: Selection) -> list[tuple[str, str]]:
    pairs = [(name, code) for name, codes in selection.chosen.items() for code in codes]
    return pairs + [(name, plain_number(value)) for name, value in selection.bounds.items()]


def build_step(step: Step, answers: Selection) -> dict[str, Any]:
    """Return a step's questions with the answers so far."""
    return {"title": step.title, "questions": [_build_question(question, answers) for question in step.questions]}


def _build_question(question: Question, answers: Selection) -> dict[str, Any]:
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


def list_answers(selection: Selection) -> list[dict[str, str]]:
    """Return the answers so far, each with the address of the step where it can be changed."""
    steps = {name: number for number, step in enumerate(STEPS, start=1) for name in step.names}
    names = [*(name for name, codes in selection.chosen.items() for _ in codes), *selection.bounds]
    given = {name: plain_number(value) for name, value in selection.bounds.items()}
    return [
        {"heading": choice.heading, "label": given.get(name, choice.label), "url": build_step_url(selection, steps[name])}
        for name, choice in zip(names, choices(selection, {}), strict=True)
    ]


def count_matches(snapshot: Snapshot, selection: Selection) -> dict[str, Any]:
    """Return how many programs match, with those that state every answer and those that leave some open counted apart."""
    count, silent = snapshot.count(selection), snapshot.silent(selection)
    unsure = silent.pop("")
    open_answers = [
        f"{number} do{'es' if number == 1 else ''} not state {_name_field(name)}" for name, number in silent.items() if number
    ]
    everything = snapshot.count(selection.with_values("status", ()))
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


def _name_field(name: str) -> str:
    return BOUNDS[name].unstated if name in BOUNDS else _UNSTATED[name]


_UNSTATED = {
    "state": "where teachers must live",
    "grade": "the grades they are for",
    "pays": "what you pay",
    "receives": "what you receive",
    "delivery": "whether they are online or in person",
}
