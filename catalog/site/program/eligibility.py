"""What the program page shows under "Can I enter?"."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from catalog.browse.eligibility.answers import SUBJECTS, EntryAnswer, Teacher, answer_entry_questions, summarize
from catalog.browse.facets import BOUNDS, FACETS, UNSTATED, AnyRecord
from catalog.browse.filterset import Ignored
from catalog.programs import display
from catalog.schema.vocabulary import vocabulary

ANCHOR = "enter"
# verdict -> (its words, its sign)
_VERDICTS = {
    "yes": ("Yes", "✓"),
    "no": ("No", "✕"),
    "ask": ("Ask the program", "?"),
    "tell": ("Depends on you", "…"),
    "if": ("Only if …", "…"),
}


def build_eligibility(record: AnyRecord, teacher: Teacher, ignored: Sequence[Ignored], today: datetime.date) -> dict[str, Any]:
    """Return the form, the summary line, the answers, and where to ask, as of `today`."""
    answers = answer_entry_questions(record, teacher, today)
    return {
        "anchor": ANCHOR,
        "action": f"{display.program_url(record.slug)}#{ANCHOR}",
        "fields": _build_fields(teacher),
        "answered_for": _describe_teacher(teacher),
        "clear_url": f"{display.program_url(record.slug)}#{ANCHOR}" if teacher.parameters else "",
        "ignored": [str(item) for item in ignored],
        "line": summarize(answers),
        "is_barred": any(answer.verdict == "no" and answer.bars for answer in answers),
        "eligibility": record.eligibility,
        "audience": display.join_words(
            [term.phrase for code, term in vocabulary("audience").by_code.items() if code in record.audience]
        ),
        "answers": [_describe_answer(answer) for answer in answers],
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


def _describe_teacher(teacher: Teacher) -> str:
    """Return the teacher's answers in a few words: ``Ohio, 6 years of teaching, middle school, science``; empty for none."""
    stated = teacher.parameters
    years = stated.get("experience_max")
    said = (
        vocabulary("state").label_of(teacher.state),
        f"{years} year{'' if years == '1' else 's'} of teaching" if years is not None else "",
        vocabulary("grade").label_of(teacher.grade).lower(),
        vocabulary("focus").by_code[teacher.focus].phrase if teacher.focus else "",
    )
    return ", ".join(filter(None, said))


def _find_contact(record: AnyRecord) -> dict[str, str]:
    """Return where to ask: the program's own website, else its first source."""
    url = record.website or record.sources[0].url
    return {
        "url": url,
        "host": (urlsplit(url).hostname or "").removeprefix("www."),
        "note": "" if record.website else "We found no website of its own. This page describes it.",
    }
