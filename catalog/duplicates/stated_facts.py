"""Facts that the sentences of a web page state so plainly that the form can quote them. An editor checks each."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Sequence

from catalog.schema.fields import lengths
from catalog.schema.vocabulary import vocabulary

Facts = dict[str, str | list[str]]

_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
_DATE = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b")
_DUE = re.compile(r"\b(?:deadlines?|due|apply by|(?:applications?|nominations?)\b.*\b(?:close|by|until))\b", re.IGNORECASE)
_MONEY = re.compile(r"\$\d")
_FOR_TEACHERS = re.compile(
    r"\b(?:stipends?|honorari(?:um|a)|awards?|prizes?|grants?|tuition|fees?|costs?|receives?|travel|salary|reimbursed?|scholarships?)\b",
    re.IGNORECASE,
)
_OTHER_MONEY = re.compile(r"\b(?:million|billion|donat\w+|raised|endow\w+|budget)\b", re.IGNORECASE)
_WHO = re.compile(r"\b(?:teachers?|educators?|applicants?|candidates?|nominees?)\b", re.IGNORECASE)
_MAY_ENTER = re.compile(r"\b(?:eligible|may apply|can apply|open to|must (?:be|have|hold|teach|work))\b", re.IGNORECASE)
_NUMBERS = dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11), strict=True))
_NUMBER = rf"(\d{{1,2}}|{'|'.join(_NUMBERS)})"
_YEARS = re.compile(
    rf"\b(?:at least|minimum of|no (?:fewer|less) than) {_NUMBER}(?: \(\d+\))?(?: (?:full|complete))? years?\b"
    r"[^.;]{0,40}\b(?:experience|teaching)\b",
    re.IGNORECASE,
)


def find_stated(name: str, sentences: Sequence[str], today: datetime.date) -> Facts:
    """Return the form's values that a page states: its kind by its `name`, and from its `sentences` deadline, money and entry.

    A fact that two sentences state differently is left out, and so is everything that takes a judgment.
    """
    entry = [sentence for sentence in sentences if _MAY_ENTER.search(sentence) and _WHO.search(sentence)]
    money = [text for text in sentences if _MONEY.search(text) and _FOR_TEACHERS.search(text) and not _OTHER_MONEY.search(text)]
    found: Facts = {
        **_find_form(name),
        "money_note": _quote("money_note", money),
        "eligibility": _quote("eligibility", entry),
        **_find_states(entry),
        "min_years_experience": _find_years(entry),
        **_find_deadline(sentences, today),
    }
    return {field: value for field, value in found.items() if value}


def _find_form(name: str) -> Facts:
    """Return the kind that the name itself says: exactly one word of it is a kind of program."""
    words = {word.removesuffix("s") for word in re.findall(r"\w+", name.lower())}
    codes = [term.code for term in vocabulary("form").terms if term.is_current and term.code in words]
    return {"form": codes, "form_basis": "name"} if len(codes) == 1 else {}


def _quote(field: str, sentences: Iterable[str]) -> str:
    """Return as many of the sentences, in order, as the field can hold."""
    _, most = lengths(field)
    text = ""
    for sentence in dict.fromkeys(sentences):
        longer = f"{text} {sentence}".strip()
        if most and len(longer) > most:
            break
        text = longer
    return text


def _find_states(sentences: Iterable[str]) -> Facts:
    names = {term.label: term.code for term in vocabulary("state").terms if term.is_current}
    ordered = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    # "New York City", "University of Ohio" and "Ohio Department of Education" name no state whose teachers may enter
    pattern = re.compile(rf"(?<!University of )\b({ordered})\b(?! (?:City|County|University|State|Department|College|Board))")
    codes = sorted({names[found[1]] for sentence in sentences for found in pattern.finditer(sentence)})
    return {"serves_states": codes, "serves_basis": "stated"} if codes else {}


def _find_years(sentences: Iterable[str]) -> str:
    found = {match[1].lower() for sentence in sentences for match in _YEARS.finditer(sentence)}
    numbers = {_NUMBERS.get(number) or int(number) for number in found}
    return str(numbers.pop()) if len(numbers) == 1 else ""


def _find_deadline(sentences: Iterable[str], today: datetime.date) -> Facts:
    """Return the one deadline that a page states: its date, its month and the sentence. Two dates are none."""
    dated = [(sentence, day) for sentence in sentences if _DUE.search(sentence) for day in _find_days(sentence)]
    days = {day for _, day in dated}
    if len(days) != 1 or abs((day := days.pop()).year - today.year) > 2:
        return {}
    note = _quote("deadline_note", [dated[0][0]])
    return {"deadline_date": day.isoformat(), "deadline_month": str(day.month), "deadline_note": note}


def _find_days(sentence: str) -> list[datetime.date]:
    days = []
    for month, day, year in _DATE.findall(sentence):
        try:
            days.append(datetime.date(int(year), _MONTHS[month], int(day)))
        except ValueError:  # no such day
            continue
    return days
