"""The amounts of money in a record's note: what a teacher gets or pays, as numbers.

The reader is strict: an amount counts only if the note's words and the coded `pays` and `receives` agree on what it is.
Amounts that vary, that are from an older page, that go to a district, or that cannot be placed are left to the note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext_noop

from catalog.schema.fields import ProgramRecord

# what `receives` names -> what an amount is, best first
_GETS = {
    "prize": "prize",
    "stipend": "stipend",
    "salary_increase": "salary",
    "tuition_covered": "tuition",
    "classroom_grant": "grant",
    "travel": "travel",
}
OWN = ("prize", "stipend", "salary")  # money that the teacher keeps
_PAYS = {"tuition": "tuition", "fee": "fee"}

_SUM = r"(?:US)?\$(\d[\d,]*(?:\.\d+)?)( million)?"
_AMOUNT = re.compile(
    rf"(?:\b(up to|at least|more than|about|from) (?:a )?)?{_SUM}(?: (?:to|or) {_SUM})?( or more)?", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[a-z).])\.\s+(?=[A-Z])")
_YEAR = re.compile(r"(?:\babout )?(?<![\d,$])((?:19|20)\d\d)(?:-\d\d(?:\d\d)?| to (?:19|20)\d\d)?(?![\d,])")
_HEAD_ENDS = re.compile(r"[,(;:]|\b(?:with|and|plus)\b")
_LINK = re.compile(r"[\s,()]*(?:\([^)]*\))?[\s,]*(?:and|or)?(?: \w+ of)?[\s,]*", re.IGNORECASE)

# sentences that hold no amount for the reader of the page, and clauses, and what follows an amount
_VARIES = re.compile(
    r"\bvar(?:y|ies)\b|\bset by\b|in reports|one local reports|one district|grants to districts|repayment"
    r"|to the district for each",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\bolder page|\bearlier\b|\bkeeping\b|\brenew|\bcan earn\b|\bbuy their own\b|\bshared \$|\bgives a district\b|\bon top of\b",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(r"^ more\b(?! a year)|\bper student\b|\b(?:in|at) (?:[A-Z][a-z]+|[A-Z]{2,})\b")
_TO_SCHOOL = re.compile(r"\bpaid to the (?:school|district)\b")
_TO_TEACHER = re.compile(r"^ to the teacher\b")
_MINOR = re.compile(
    r"finalist|semifinalist|honorable|regional|\bstate winner|runner-up|nominee|\bother|honor roll|\bgroup\b|\bteam\b",
    re.IGNORECASE,
)
_PARTLY = re.compile(r"\bapplication fee", re.IGNORECASE)
# what the money must be used for, how it comes, or with whom the teacher shares it
_USES = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"^ for professional development\b", gettext_noop("for professional development")),
        (r"^ in gift cards\b", gettext_noop("in gift cards")),
        (r"^ in savings bonds\b", gettext_noop("in savings bonds")),
        (r"\beach shared with the school\b", gettext_noop("shared with your school")),
    )
)
_OVER = re.compile(r"\bover (?:\d+|\w+) (?:years|months)\b")
_TOTAL = re.compile(r"\bin all\b|\btotal\b", re.IGNORECASE)
_KINDS = (
    ("release", re.compile(r"\brelease time|\bsubstitute", re.IGNORECASE)),
    ("activities", re.compile(r"\bactivities\b", re.IGNORECASE)),
    (
        "grant",
        re.compile(
            r"to the (?:school|district|department)\b|for the school\b|\bschool (?:program|grants?|projects?)\b"
            r"|classroom grant|for (?:the )?classrooms?\b|\bstudents\b|\bproject\b",
            re.IGNORECASE,
        ),
    ),
    ("travel", re.compile(r"\btravel|\bmeals\b|\blodging|\bhousing|\bconference\b|\bconvention\b|\bmileage", re.IGNORECASE)),
    ("salary", re.compile(r"\bsalary", re.IGNORECASE)),
    ("stipend", re.compile(r"\bstipend|\bhonorarium", re.IGNORECASE)),
    ("prize", re.compile(r"\bprize|\baward|\bcash\b", re.IGNORECASE)),
    ("fee", re.compile(r"\bfee\b", re.IGNORECASE)),
    ("tuition", re.compile(r"\btuition\b|\bsummer study\b", re.IGNORECASE)),
)
_PER = (
    ("teacher", re.compile(r"(?:per|for each) (?:new|beginning) teacher", re.IGNORECASE)),
    ("credit", re.compile(r"\b(?:a|per) credit\b", re.IGNORECASE)),
    ("course", re.compile(r"\b(?:a|per) course\b", re.IGNORECASE)),
    ("module", re.compile(r"\b(?:a|per) module\b", re.IGNORECASE)),
    ("academy", re.compile(r"\b(?:an|per) academy\b", re.IGNORECASE)),
    ("semester", re.compile(r"\b(?:a|per) semester\b", re.IGNORECASE)),
    ("month", re.compile(r"\b(?:a|per) month\b|\bmonthly\b", re.IGNORECASE)),
    ("day", re.compile(r"\b(?:a|per) day\b", re.IGNORECASE)),
    (
        "year",
        re.compile(
            r"\b(?:a|per) year\b|\byearly\b|\bannual\b|\bfor the year\b|\bfor each year\b|\bin each of years\b", re.IGNORECASE
        ),
    ),
)
NUMBERS = {
    word: number for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
}
_COUNT = re.compile(r"\b(\d{1,3}|" + "|".join(NUMBERS) + r") (credit|course)s\b", re.IGNORECASE)


@dataclass(frozen=True)
class Amount:
    """One amount that a note states.

    side         ``get`` or ``pay``, as the teacher sees it
    kind         prize, stipend, salary, tuition (paid for the teacher, or by them), grant (for class or school), travel, fee
    least, most  the same number, or a range; None where the note gives only the other end ("up to", "at least")
    per          once, year, semester, month, day, credit, course, module, academy, teacher (each one mentored)
    year, when   the first year of the time that the note names for it, and that time as written; None and "" without one
    about        whether the note says "about"
    minor        whether only finalists, runners-up, teams or the like get it, or it is only a fee for applying
    use          what it is for, how it comes or over what time, as words after the number; "" if nothing is said
    named        whether the words at the number say that it is a total, or what it is
    """

    side: Literal["get", "pay"]
    kind: str
    least: Decimal | None
    most: Decimal | None
    per: str = "once"
    year: int | None = None
    when: str = ""
    about: bool = False
    minor: bool = False
    named: bool = False
    use: str = ""

    @property
    def top(self) -> Decimal:
        """The largest number stated."""
        return max(number for number in (self.least, self.most) if number is not None)

    @property
    def bottom(self) -> Decimal:
        """The smallest number stated."""
        return min(number for number in (self.least, self.most) if number is not None)


@dataclass(frozen=True)
class Money:
    """What a record's note says in numbers: amounts in order, and how many credits or courses it names."""

    amounts: tuple[Amount, ...] = ()
    credits: int | None = None
    courses: int | None = None

    def of(self, side: str) -> list[Amount]:
        """Return the amounts of one side."""
        return [amount for amount in self.amounts if amount.side == side]


def read_money(record: ProgramRecord) -> Money:
    """Return the amounts in a record's note; none where the note has none, or is not clear about them."""
    if "$" not in record.money_note:
        return Money()
    amounts: list[Amount] = []
    counts: dict[str, int] = {}
    shares = bool(re.search(_SUM + r" to the teacher\b", record.money_note))
    for sentence in _SENTENCE.split(record.money_note):
        if not _VARIES.search(sentence):
            amounts += _read_sentence(record, sentence, shares)
        if "$" in sentence:
            counts |= {unit.lower(): _count(number) for number, unit in _COUNT.findall(sentence)}
    return Money(tuple(_drop_loose(amounts)), counts.get("credit"), counts.get("course"))


def varies(note: str) -> bool:
    """Return whether a note says that the amount depends on the place."""
    return bool(_VARIES.search(note))


def _read_sentence(record: ProgramRecord, sentence: str, shares: bool) -> list[Amount]:
    found = list(_AMOUNT.finditer(sentence))
    amounts: list[Amount] = []
    before: Amount | None = None
    for place, match in enumerate(found):
        clause_start = sentence.rfind(";", 0, match.start()) + 1
        start = max(clause_start, found[place - 1].end() if place else 0)
        stop = found[place + 1].start() if place + 1 < len(found) else len(sentence)
        lead = sentence[start : match.start()]
        after = sentence[match.end() : stop].split(";")[0]
        clause = sentence[clause_start:].split(";")[0]
        if before is not None and start != found[place - 1].end():
            before = None  # another clause
        part = lead.rstrip().endswith("(") and place > 0 and not _TO_TEACHER.search(after)
        head = _HEAD_ENDS.split(after, maxsplit=1)[0]
        if part or lead.endswith("(rising to ") or _OTHERS.search(clause[: match.end() - clause_start] + head):
            continue
        if _NOT_THIS.search(head):
            continue
        words = f"{head} to the school" if _TO_SCHOOL.search(clause) else head
        amount = _describe(record, match, lead, words, after, before)
        if amount is None or (shares and amount.kind in OWN and not _TO_TEACHER.search(after)):
            continue
        year, when = _find_year(sentence, match, clause_start)
        use = _find_use(after, clause) if amount.kind in OWN else ""
        before = replace(amount, year=year, when=when, use=use)
        amounts.append(before)
    return amounts


def _describe(
    record: ProgramRecord, match: re.Match[str], lead: str, head: str, after: str, before: Amount | None
) -> Amount | None:
    """Return the amount of a match, without its year; None where the record does not say what it is."""
    follows = before is not None and bool(_LINK.fullmatch(lead))
    word = _find_kind(head) or ("" if follows else _find_kind(lead, last=True))
    sided = (before.side, before.kind) if before is not None and follows and not word else _find_side(record, word)
    if sided is None:
        return None
    side, kind = sided
    near = f"{lead if not follows else ''} # {after}"
    per = next((unit for unit, pattern in _PER if pattern.search(after)), "") or next(
        (unit for unit, pattern in _PER if pattern.search(near)), ""
    )
    if not per and side == "pay" and before is not None and before.side == side and not _TOTAL.search(after) and word != "fee":
        per = before.per
    least, most = _range(match)
    minor = side == "get" and bool(
        _MINOR.search(_HEAD_ENDS.split(after.replace(" and ", " "), maxsplit=1)[0]) or _MINOR.search(lead if not follows else "")
    )
    return Amount(
        "pay" if side == "pay" else "get",
        kind,
        least,
        most,
        "once" if _TOTAL.search(head) else per or "once",
        about=(match[1] or "").lower() == "about",
        minor=minor or bool(_PARTLY.search(head)),
        named=bool(word or _TOTAL.search(head)),
    )


def _find_use(after: str, clause: str) -> str:
    """Return what an amount is for, how it comes or over what time, by the words after it or in its clause."""
    over = _OVER.search(after)
    found = (words for pattern, words in _USES if pattern.search(after) or pattern.search(clause))
    return next(found, over[0] if over else "")


def _find_side(record: ProgramRecord, word: str) -> tuple[str, str] | None:
    """Return the side and the kind of an amount described by a word; the first that the record names without one."""
    gets = [kind for code, kind in _GETS.items() if code in record.receives]
    pays = _PAYS.get(record.pays or "", "")
    if word == "fee" or (word == "tuition" and pays and "tuition" not in gets):
        return ("pay", word) if pays else None
    if word in OWN:
        word = word if word in gets else next((kind for kind in gets if kind in OWN), "")
        return ("get", word) if word else None
    if word and word in gets:
        return "get", word
    if pays and (not gets or gets == ["travel"]):
        return "pay", pays
    return ("get", gets[0]) if gets and not word else None


def _find_kind(text: str, *, last: bool = False) -> str:
    """Return the kind named by the first word for one in a text, or by the last."""
    found = [(match.start(), kind) for kind, pattern in _KINDS for match in pattern.finditer(text)]
    # a word for school money or time out of class decides over what it is called
    deciding = [one for one in found if one[1] in ("grant", "release", "activities")]
    return (max if last else min)(deciding or found, default=(0, ""))[1]


def _range(match: re.Match[str]) -> tuple[Decimal | None, Decimal | None]:
    first = Decimal(match[2].replace(",", "")) * (1_000_000 if match[3] else 1)
    last = Decimal(match[4].replace(",", "")) * (1_000_000 if match[5] else 1) if match[4] else first
    limit = (match[1] or "").lower()
    if limit == "up to":
        return None, last
    return first, None if limit in ("at least", "more than", "from") or match[6] else last


def _find_year(sentence: str, match: re.Match[str], clause_start: int) -> tuple[int | None, str]:
    """Return the year named after an amount in its clause, or before it, or next in the sentence, or at its start."""
    clause_end = sentence.find(";", match.end())
    spans = (
        (match.end(), len(sentence) if clause_end < 0 else clause_end),
        (clause_start, match.start()),
        (match.end(), len(sentence)),
        (0, match.start()),
    )
    found = next(filter(None, (_YEAR.search(sentence, *span) for span in spans)), None)
    return (int(found[1]), found[0]) if found else (None, "")


def _drop_loose(amounts: Sequence[Amount]) -> list[Amount]:
    """Drop a sum to pay that follows a price per unit and is neither a total nor a fee: nobody can tell what it is for."""
    kept: list[Amount] = []
    for amount in amounts:
        loose = amount.side == "pay" and amount.per == "once" and not amount.named
        if not (loose and any(other.side == "pay" and other.per != "once" for other in kept)):
            kept.append(amount)
    return kept


def _count(number: str) -> int:
    return NUMBERS.get(number.lower()) or int(number)
