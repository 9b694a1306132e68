"""What the program page shows under "Can I enter?"."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from catalog.browse.eligibility.answers import EntryAnswer, list_stated
from catalog.browse.eligibility.outcome import judge, write_letter
from catalog.browse.eligibility.teacher import SUBJECTS, Teacher, describe_in_words
from catalog.browse.facets import BOUNDS, FACETS, UNSTATED, AnyRecord
from catalog.browse.filterset import Ignored
from catalog.programs import display
from catalog.schema.vocabulary import vocabulary

ANCHOR = "enter"
# verdict -> (its words, its sign)
_VERDICTS = {
    "yes": ("Yes", "✓"),
    "no": ("No", "✕"),
    "check": ("Check", "!"),
    "ask": ("Ask the program", "?"),
}
_OUTCOMES = {"open": "Looks open to you", "check": "Check first", "closed": "Not for you"}


def build_eligibility(
    record: AnyRecord,
    teacher: Teacher,
    ignored: Sequence[Ignored],
    today: datetime.date,
    confirmed: datetime.date | None = None,
) -> dict[str, Any]:
    """Return the form, the summary line, the answers, and where to ask, as of `today`.

    `confirmed` is the day on which the program itself last confirmed that it runs.
    """
    outcome = judge(record, teacher, today, confirmed)
    fits = outcome.fits(teacher)
    return {
        "anchor": ANCHOR,
        "action": f"{display.program_url(record.slug)}#{ANCHOR}",
        "fields": _build_fields(teacher),
        "answered_for": describe_in_words(teacher),
        "clear_url": f"{display.program_url(record.slug)}#{ANCHOR}" if teacher.parameters else "",
        "ignored": [str(item) for item in ignored],
        "outcome": outcome.code,
        "outcome_text": _OUTCOMES[outcome.code],
        "reasons": outcome.reasons,
        "quotes": outcome.quotes,
        "fits": fits,
        "eligibility": record.eligibility,
        "audience": display.join_words(
            [term.phrase for code, term in vocabulary("audience").by_code.items() if code in record.audience]
        ),
        "answers": [_describe_answer(answer) for answer in list_stated(outcome.answers)],
        "asks": outcome.asks,
        "open_questions": display.join_words(outcome.open_questions),
        "letter": write_letter(record, teacher, outcome),
        "ask": _find_contact(record),
    }


def build_program_url(slug: str, teacher: Teacher, edition: Iterable[tuple[str, str]] = ()) -> str:
    """Return the address of a program's page with a teacher's answers and the edition, without empty parameters."""
    query = urlencode([*teacher.parameters.items(), *edition])
    return f"{display.program_url(slug)}?{query}" if query else display.program_url(slug)


def _describe_answer(answer: EntryAnswer) -> dict[str, Any]:
    text, sign = _VERDICTS[answer.verdict]
    return {
        "name": answer.name,
        "question": answer.question,
        "verdict": answer.verdict,
        "verdict_text": text,
        "sign": sign,
        "sentence": answer.sentence,
        "stated": answer.stated,
        "stated_label": display.PAST_CYCLE if answer.past else "As stated",
    }


def _build_fields(teacher: Teacher) -> list[dict[str, Any]]:
    """Return the fields of the form in their order; `choices` is None for a number."""
    stated = teacher.parameters
    bound = BOUNDS["experience_max"]
    subjects = vocabulary("focus").in_order({*SUBJECTS, *([teacher.focus] if teacher.focus else [])})
    choices = {
        "state": [(code, label) for code, label in FACETS["state"].labels.items() if code != UNSTATED],
        "grade": [(term.code, term.label) for term in vocabulary("grade").terms],
        "focus": [(code, vocabulary("focus").label_of(code)) for code in subjects],
    }
    labels = {
        "state": "State I teach in",
        "experience_max": bound.label,
        "grade": "Grades I teach",
        "focus": "Subject I teach",
    }
    return [
        {
            "name": name,
            "label": label,
            "value": stated.get(name, ""),
            "choices": choices.get(name),
            "lowest": bound.lowest,
            "highest": bound.highest,
            "step": bound.step,
        }
        for name, label in labels.items()
    ]


def _find_contact(record: AnyRecord) -> dict[str, str]:
    """Return where to ask: the program's own website, else its first source."""
    url = record.website or record.sources[0].url
    return {
        "url": url,
        "host": (urlsplit(url).hostname or "").removeprefix("www."),
        "note": "" if record.website else "We found no website of its own. This page describes it.",
    }
