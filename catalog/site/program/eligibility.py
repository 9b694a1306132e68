"""What the program page shows under "Can I take part?" and "How to apply"."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext_noop

from catalog.browse.eligibility.answers import EntryAnswer, list_stated
from catalog.browse.eligibility.outcome import judge, write_letter
from catalog.browse.eligibility.teacher import SUBJECTS, Teacher, describe_in_words
from catalog.browse.eligibility.text import list_sentences
from catalog.browse.facets import BOUNDS, FACETS, UNSTATED, AnyRecord
from catalog.browse.filterset import Ignored
from catalog.common.language import gettext
from catalog.programs import display
from catalog.schema.vocabulary import vocabulary
from catalog.site.program.share import write_mailto

VERDICT = "verdict"  # browsers focus it when the form leads there, and screen readers read it
# verdict -> (its words, its sign)
_VERDICTS = {
    "yes": (gettext_noop("Yes"), "✓"),
    "no": (gettext_noop("No"), "✕"),
    "check": (gettext_noop("Check"), "!"),
    "ask": (gettext_noop("Ask the program"), "?"),
}
# questions that are answered under "How to apply"
_APPLYING = ("entry", "deadline")
_OUTCOMES = {
    "open": gettext_noop("Looks open to you"),
    "check": gettext_noop("Check first"),
    "closed": gettext_noop("Not for you"),
}


def build_eligibility(record: AnyRecord, teacher: Teacher, ignored: Sequence[Ignored], today: datetime.date) -> dict[str, Any]:
    """Return the verdict, the form, the answers, what to ask and where, as of `today`."""
    outcome = judge(record, teacher, today)
    page, said = f"{display.program_url(record.slug)}#{VERDICT}", describe_in_words(teacher)
    stated = list_stated(outcome.answers)
    letter = write_letter(record, teacher, outcome)
    return {
        "verdict": VERDICT,
        "action": page,
        "fields": _build_fields(teacher),
        "answered_for": said,
        "clear_url": page if teacher.parameters else "",
        "ignored": [str(item) for item in ignored],
        "outcome": outcome.code,
        "outcome_text": gettext(_OUTCOMES[outcome.code]),
        "reasons": outcome.reasons,
        "quotes": outcome.quotes,
        "fits": [] if outcome.code == "closed" else outcome.fits(teacher),
        "fits_text": "" if outcome.code == "closed" else _describe_fits(teacher, outcome.fits(teacher)),
        # the verdict quotes the other sentences
        "eligibility": " ".join(sentence for sentence in list_sentences(record) if sentence not in outcome.quotes),
        "audience": display.join_words(
            [term.phrase for code, term in vocabulary("audience").by_code.items() if code in record.audience]
        ),
        "answers": [_describe_answer(answer) for answer in stated if answer.name not in _APPLYING],
        "applying": [_describe_answer(answer) for answer in stated if answer.name in _APPLYING],
        "asks": outcome.asks,
        "open_questions": display.join_words(outcome.open_questions),
        "letter": letter,
        "letter_rows": letter.count("\n") + 2,
        "letter_mailto": write_mailto(f"A question about {record.name}", letter) if letter else "",
        "contact": _find_contact(record),
    }


def build_program_url(slug: str, teacher: Teacher, edition: Iterable[tuple[str, str]] = ()) -> str:
    """Return the address of a program's page with a teacher's answers and the edition, without empty parameters."""
    query = urlencode([*teacher.parameters.items(), *edition])
    return f"{display.program_url(slug)}?{query}" if query else display.program_url(slug)


def _describe_fits(teacher: Teacher, fits: Sequence[str]) -> str:
    """Return what of the teacher's answers fits, in words: ``Ohio, middle school``."""
    fitting = Teacher(
        state=teacher.state if "state" in fits else None,
        years=teacher.years if "experience" in fits else None,
        grade=teacher.grade if "grade" in fits else None,
        focus=teacher.focus if "focus" in fits else None,
    )
    return describe_in_words(fitting)


def _describe_answer(answer: EntryAnswer) -> dict[str, Any]:
    text, sign = _VERDICTS[answer.verdict]
    return {
        "name": answer.name,
        "question": answer.question,
        "verdict": answer.verdict,
        "verdict_text": gettext(text),
        "sign": sign,
        "sentence": answer.sentence,
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
        "state": gettext("State I teach in"),
        "experience_max": gettext(bound.label),
        "grade": gettext("Grades I teach"),
        "focus": gettext("Subject I teach"),
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
        "note": "" if record.website else gettext("We found no website of its own. This page describes it."),
    }
