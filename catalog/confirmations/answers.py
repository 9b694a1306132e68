"""What a program answers to our three questions: the answers, their words, and the fields of the record they go into."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from catalog.programs.display import day
from catalog.schema.vocabulary import vocabulary

RUNNING = "Is it still running?"
DEADLINE = "When is the next deadline?"
MONEY = "What does a teacher pay or get?"
# answer to RUNNING -> (its words, the record's status)
RUNNING_ANSWERS = {
    "yes": ("Yes, it is running", "active"),
    "paused": ("Not now, but it may come back", "suspended"),
    "no": ("No, it has ended", "ended"),
}
# answers that are a date or text, and the fields of the record they go into
_FIELDS = {"deadline_date": "deadline_date", "deadline_words": "deadline_note", "pays": "pays", "money": "money_note"}


def is_running(answers: Mapping[str, Any]) -> bool:
    """Return whether the program says that it still runs."""
    return answers.get("running") == "yes"


def describe_answers(answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return each question with its answer in words; questions without an answer are left out."""
    date, pays = answers.get("deadline_date"), answers.get("pays")
    deadline = [day(date) if date else "", answers.get("deadline_words", "")]
    money = [f"Teachers pay: {vocabulary('pays').label_of(pays).lower()}" if pays else "", answers.get("money", "")]
    found = [
        (RUNNING, RUNNING_ANSWERS[answers["running"]][0] if answers.get("running") in RUNNING_ANSWERS else ""),
        (DEADLINE, ". ".join(filter(None, deadline))),
        (MONEY, ". ".join(filter(None, money))),
    ]
    return [(question, text) for question, text in found if text]


def record_values(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record's fields that the answers state, for the form in which an editor checks and saves them."""
    values = {field: answers[name] for name, field in _FIELDS.items() if answers.get(name)}
    if answers.get("running") in RUNNING_ANSWERS:
        values["status"] = RUNNING_ANSWERS[answers["running"]][1]
    if "deadline_date" in values:
        values["deadline_month"] = datetime.date.fromisoformat(values["deadline_date"]).month
    return values
