"""What the program page shows under "Can I enter?", ready to print."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from catalog.browse.eligibility.answers import SUBJECTS, EntryAnswer, Teacher, entry_answers, summarize
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


def entering(record: AnyRecord, teacher: Teacher, ignored: Sequence[Ignored], today: datetime.date) -> dict[str, Any]:
    """The form, the line that sums up, the answers, and where to ask, as of `today`."""
    answers = entry_answers(record, teacher, today)
    return {
        "anchor": ANCHOR,
        "action": f"{display.program_url(record.slug)}#{ANCHOR}",
        "fields": _fields(teacher),
        "told": _told(teacher),
        "clear_url": f"{display.program_url(record.slug)}#{ANCHOR}" if teacher.given else "",
        "ignored": [str(item) for item in ignored],
        "line": summarize(answers),
        "stands_against": any(answer.verdict == "no" and answer.bars for answer in answers),
        "eligibility": record.eligibility,
        "audience": display.join_words(
            [term.phrase for code, term in vocabulary("audience").by_code.items() if code in record.audience]
        ),
        "answers": [_answer(answer) for answer in answers],
        "ask": _ask(record),
    }


def address_of(slug: str, teacher: Teacher, edition: Iterable[tuple[str, str]] = ()) -> str:
    """The address of the page of a program with what a teacher tells and which edition she asks, and nothing empty."""
    query = urlencode([*teacher.given.items(), *edition])
    return f"{display.program_url(slug)}?{query}" if query else display.program_url(slug)


def _answer(answer: EntryAnswer) -> dict[str, Any]:
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


def _fields(teacher: Teacher) -> list[dict[str, Any]]:
    """The fields of the form in their order; `choices` is None for a number."""
    told = teacher.given
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
            "value": told.get(name, ""),
            "choices": choices.get(name),
            "lowest": bound.lowest,
            "highest": bound.highest,
            "step": bound.step,
        }
        for name, label in labels.items()
    ]


def _told(teacher: Teacher) -> str:
    """What she tells, in a few words: ``Ohio, 6 years of teaching, middle school, science``; empty for nothing."""
    told = teacher.given
    years = told.get("experience_max")
    said = (
        vocabulary("state").label_of(teacher.state),
        f"{years} year{'' if years == '1' else 's'} of teaching" if years is not None else "",
        vocabulary("grade").label_of(teacher.grade).lower(),
        vocabulary("focus").by_code[teacher.focus].phrase if teacher.focus else "",
    )
    return ", ".join(filter(None, said))


def _ask(record: AnyRecord) -> dict[str, str]:
    """Where to ask: the program's own page, else the first page that was read of it."""
    url = record.website or record.sources[0].url
    return {
        "url": url,
        "host": (urlsplit(url).hostname or "").removeprefix("www."),
        "note": "" if record.website else "No website of its own was found; this page tells of it.",
    }
