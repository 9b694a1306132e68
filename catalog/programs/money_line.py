"""The money of a program in one line: what a teacher gets or pays, with the year of old amounts."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from catalog.common.text import lower_first
from catalog.programs.currency import currency_of, fresh_since
from catalog.programs.money import OWN, Amount, Money, read_money, varies
from catalog.schema.fields import ProgramRecord

# kinds of program for which teachers usually pay
PAID_FOR = frozenset({"degree", "certificate", "endorsement", "certification", "microcredential", "institute"})
_RARELY_PAID_FOR = frozenset({"award", "council", "role"})
UNKNOWN = "Cost: its pages don’t say"
VARIES = "Cost varies"
NO_YEAR = " (year not stated)"

_UNITS = {
    "once": "",
    "year": " a year",
    "semester": " a semester",
    "month": " a month",
    "day": " a day",
    "credit": " a credit",
    "course": " a course",
    "module": " a module",
    "academy": " an academy",
    "teacher": " for each new teacher",
}
# what a teacher gets without an amount; the first that fits
_GETS = {
    "prize": "You get a prize",
    "stipend": "You get a stipend",
    "salary_increase": "You get higher pay",
    "tuition_covered": "Pays tuition for you",
    "classroom_grant": "You get a grant for your class or school",
    "travel": "Pays your travel",
    "release_time": "You get paid time out of class",
    "graduate_credit": "You can earn graduate credit",
}
_OWN_CODES = frozenset({"prize", "stipend", "salary_increase"})
_IN_FREE = ("tuition_covered", "graduate_credit")  # says no more than "free", or too little
_KINDS = {"tuition": " toward tuition", "travel": " for travel"}
_WHOLE = ("once", "year", "semester", "credit", "course", "module", "academy", "month", "day")  # the price to show first


def money_line(record: ProgramRecord, today: datetime.date) -> str:
    """Return what a teacher gets or pays, in one line for cards and lists.

    ``You get $10,000`` · ``You pay $8,210 tuition (2018)`` · ``You pay $450 a credit`` · ``Free for teachers``. Empty where
    the pages say nothing and teachers do not usually pay. The year of an amount is shown if programs seen then would
    be stale on `today`, and always with what one pays, because prices rise. The line of an older program begins with
    "When last seen".
    """
    money = read_money(record)
    pay, get = _pay(record, money), _get(record, money, today)
    usual = PAID_FOR & set(record.form) and not _RARELY_PAID_FOR & set(record.form)
    if not pay and usual and not set(record.receives) - {"graduate_credit"}:
        return VARIES if varies(record.money_note) else UNKNOWN
    line = ". ".join(filter(None, (pay, get)))
    return f"When last seen: {lower_first(line)}" if line and currency_of(record, today).is_older else line


def money_order(record: ProgramRecord) -> tuple[int, Decimal]:
    """Return the sort key of ``sort=cost``: those that pay the teacher, best first; free; cheapest total; rate; unknown."""
    money = read_money(record)
    gets = [amount for amount in _main(money.of("get")) if amount.kind in OWN]
    pays = _price(money)
    if pays:
        total = total_of(pays, money)
        return (3, total[0]) if total else (4, min(amount.bottom for amount in pays))
    if record.pays in ("tuition", "fee"):
        return (5, Decimal())
    if gets:
        return (0, -max(amount.top for amount in gets))
    if _OWN_CODES & set(record.receives):
        return (1, Decimal())
    return (2, Decimal()) if record.pays == "nothing" or "tuition_covered" in record.receives else (6, Decimal())


def total_of(pays: Sequence[Amount], money: Money) -> tuple[Decimal, Decimal] | None:
    """Return the least and the most that a program costs in all; None where its note does not say enough for that."""
    least, most = min(amount.bottom for amount in pays), max(amount.top for amount in pays)
    count = {"once": 1, "credit": money.credits, "course": money.courses}.get(pays[0].per)
    return (least * count, most * count) if count else None


def price_of(record: ProgramRecord) -> tuple[list[Amount], Money]:
    """Return the amounts that make the price of a program, all per the same unit and of the same kind, and the whole reading."""
    money = read_money(record)
    return _price(money), money


def format_sum(number: Decimal) -> str:
    """Return dollars as people write them: ``$8,210``, ``$594.50``, ``$1 million``."""
    if number >= 1_000_000 and number % 100_000 == 0:
        return f"${(number / 1_000_000).normalize():f} million"
    return f"${number:,.2f}" if number % 1 else f"${number:,.0f}"


def _pay(record: ProgramRecord, money: Money) -> str:
    free = "Free for members" if record.money_note.startswith("Free to members") else "Free for teachers"
    if record.pays == "nothing":
        return free
    pays = _price(money)
    if pays:
        who = "You or your district pay" if "paid by teacher or district" in record.money_note else "You pay"
        text, year = f"{who} {_numbers(pays)}{_UNITS[pays[0].per]}", _when(pays) or NO_YEAR
        if all(amount.minor for amount in pays):
            tuition = "" if "tuition" not in record.money_note else "; its pages don’t say the tuition"
            return f"You pay a {_numbers(pays)} application fee{year}{tuition}"
        total = total_of(pays, money)
        if pays[0].per == "once":
            text += " tuition" if pays[0].kind == "tuition" else ""
        elif total:
            text += f", about {_span(*total)} in all"
        if "paid back" in record.money_note:
            text += ", paid back if you finish"
        return text + year
    return {"tuition": "You pay tuition", "fee": "You pay a fee"}.get(record.pays or "", "")


def _get(record: ProgramRecord, money: Money, today: datetime.date) -> str:
    gets = _main(money.of("get"))
    for kinds in (OWN, ("tuition",), ("grant",), ("travel",)):
        amounts = [amount for amount in gets if amount.kind in kinds]
        if (
            amounts
            and not (kinds != OWN and _OWN_CODES & set(record.receives))
            and not (kinds == ("travel",) and (amounts[0].per != "once" or record.pays in ("tuition", "fee")))
        ):
            when = _date_old(record, amounts, today)
            if len(amounts) == 1 and amounts[0].least == amounts[0].most and _has_lesser(money, kinds, amounts):
                amounts = [replace(amounts[0], least=None)]
            unit = _UNITS[amounts[0].per]
            if kinds == ("grant",):
                return f"Grant for your class or school: {_numbers(amounts)}{unit}{when}"
            use = f" {amounts[0].use}" if amounts[0].use else _KINDS.get(kinds[0], "")
            return f"You get {_numbers(amounts)}{unit}{use}{when}"
    if record.pays in ("tuition", "fee") and not _OWN_CODES & set(record.receives):
        return _GETS["tuition_covered"] if "tuition_covered" in record.receives else ""
    shown = _GETS if record.pays != "nothing" else {code: _GETS[code] for code in _GETS if code not in _IN_FREE}
    return next((text for code, text in shown.items() if code in record.receives), "")


def _main(gets: Sequence[Amount]) -> list[Amount]:
    """Return the amounts of each kind that the most successful get, by the latest year stated, all per the same unit."""
    kept: list[Amount] = []
    for kinds in (OWN, ("tuition",), ("grant",), ("travel",)):
        amounts = [amount for amount in gets if amount.kind in kinds]
        amounts = [amount for amount in amounts if not amount.minor] or amounts
        latest = max((amount.year for amount in amounts if amount.year), default=None)
        amounts = [amount for amount in amounts if amount.year in (None, latest)]
        kept += [amount for amount in amounts if amount.per == amounts[0].per]
    return kept


def _has_lesser(money: Money, kinds: Sequence[str], amounts: Sequence[Amount]) -> bool:
    """Whether others, such as finalists, get another amount of the same kinds."""
    return any(other.minor and not amounts[0].minor and other.kind in kinds for other in money.of("get"))


def _price(money: Money) -> list[Amount]:
    """Return the amounts to pay that answer "how much?" best: a total before a price per unit, an application fee last."""
    pays = money.of("pay")
    pays = [amount for amount in pays if not amount.minor] or pays
    latest = max((amount.year for amount in pays if amount.year), default=None)
    pays = [amount for amount in pays if amount.year in (None, latest)]
    for unit in _WHOLE:
        price = [amount for amount in pays if amount.per == unit]
        if price:
            return [amount for amount in price if amount.kind == price[0].kind]
    return []


def _numbers(amounts: Sequence[Amount]) -> str:
    """Return amounts as one number or range: sums to pay from least to most, sums to get up to the most."""
    first = amounts[0]
    about = "about " if any(amount.about for amount in amounts) else ""
    if len(amounts) > 1 and first.side == "pay":
        return about + _span(min(amount.bottom for amount in amounts), max(amount.top for amount in amounts))
    if len({(amount.least, amount.most) for amount in amounts}) > 1 or first.least is None:
        return f"up to {format_sum(max(amount.top for amount in amounts))}"
    return f"at least {format_sum(first.bottom)}" if first.most is None else about + _span(first.bottom, first.top)


def _span(least: Decimal, most: Decimal) -> str:
    return format_sum(least) if least == most else f"{format_sum(least)} to {format_sum(most)}"


def _date_old(record: ProgramRecord, amounts: Sequence[Amount], today: datetime.date) -> str:
    """Return the year of amounts that a teacher gets if it is old, or that it is missing if the program is not known to run."""
    years = [amount.year for amount in amounts if amount.year]
    if years:
        return _when(amounts) if min(years) < fresh_since(today) else ""
    currency = currency_of(record, today)
    return "" if currency.is_older or currency.code == "seen" else NO_YEAR


def _when(amounts: Sequence[Amount]) -> str:
    when = next((amount.when for amount in amounts if amount.when), "")
    return f" ({when})" if when else ""
