"""The cost calculator of the program page: what a price per credit or course comes to, with fees."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.translation import gettext_noop

from catalog.common.language import gettext
from catalog.programs.money.line import format_sum, price_of, tell_time
from catalog.schema.fields import ProgramRecord

PARAMETERS = ("credits", "rate", "fees")
MOST = 1_000_000  # of each number that a visitor types

# unit -> the labels of the fields, and a price for one
_LABELS = {
    "credit": {
        "credits": gettext_noop("Number of credits"),
        "rate": gettext_noop("Price of one credit, in dollars"),
        "fees": gettext_noop("Fees, in dollars"),
    },
    "course": {
        "credits": gettext_noop("Number of courses"),
        "rate": gettext_noop("Price of one course, in dollars"),
        "fees": gettext_noop("Fees, in dollars"),
    },
}
_RATES = {"credit": gettext_noop("%(sum)s a credit"), "course": gettext_noop("%(sum)s a course")}


@dataclass(frozen=True)
class CostField:
    """One field of the calculator: the number in it as text, and an error where it is no number that counts."""

    name: str
    label: str
    value: str
    error: str = ""


@dataclass(frozen=True)
class Cost:
    """The calculator: its fields, what the numbers come to (empty until all are given), the rates, and the notes' words.

    rates  the prices stated, where there is more than one, as people write them
    when   the time for which the price is stated; empty if not stated
    """

    unit: str
    fields: tuple[CostField, ...]
    total: str
    rates: tuple[str, ...]
    when: str
    note: str
    kept: tuple[tuple[str, str], ...]


def build_cost(record: ProgramRecord, query: QueryDict) -> Cost | None:
    """Return the calculator of a program with a price per credit or course; None for any other.

    `query` may hold `credits`, `rate` and `fees`; empty ones are filled with what the note states. The other parameters are
    kept in the form. Never raises: what is no number gets an error.
    """
    price, money = price_of(record)
    pays = money.of("pay")
    rates = [amount for amount in pays if amount.per in ("credit", "course") and amount.least]
    if not rates or price[0].year != rates[0].year:
        return None
    unit = rates[0].per
    rates = [amount for amount in rates if amount.per == unit]
    count = money.credits if unit == "credit" else money.courses
    fees = sum((amount.bottom for amount in pays if amount.per == "once" and amount.kind == "fee"), Decimal())
    stated = {"credits": str(count or ""), "rate": _plain(rates[0].bottom), "fees": _plain(fees) if fees else "0"}
    fields = tuple(_read(name, gettext(_LABELS[unit][name]), query.get(name, "").strip() or stated[name]) for name in PARAMETERS)
    return Cost(
        unit=unit,
        fields=fields,
        total=_total(fields),
        rates=tuple(gettext(_RATES[unit]) % {"sum": format_sum(amount.bottom)} for amount in rates[1:] and rates),
        when=tell_time(rates[0].when),
        note=record.money_note,
        kept=tuple((name, value) for name, values in query.lists() if name not in PARAMETERS for value in values),
    )


def _read(name: str, label: str, text: str) -> CostField:
    if not text:
        return CostField(name, label, "")
    number = _number(text)
    if number is None or (name == "credits" and number == 0):
        least = 1 if name == "credits" else 0
        return CostField(
            name, label, text[:20], gettext("Enter a number from %(least)s to %(most)s.") % {"least": least, "most": f"{MOST:,}"}
        )
    return CostField(name, label, _plain(number))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text[:20].replace("$", "").replace(",", "").strip())
    except InvalidOperation:
        return None
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP) if number.is_finite() and 0 <= number <= MOST else None


def _plain(number: Decimal) -> str:
    return f"{number:.2f}".removesuffix(".00")


def _total(fields: tuple[CostField, ...]) -> str:
    if any(field.error or not field.value for field in fields):
        return ""
    count, rate, fees = (Decimal(field.value) for field in fields)
    return format_sum(count * rate + fees)
