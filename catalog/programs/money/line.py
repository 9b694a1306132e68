"""The money of a program in one line: what a teacher gets or pays, with the year of old amounts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext_noop

from catalog.common.language import gettext, is_english, ngettext
from catalog.common.text import lower_first
from catalog.programs.dates.currency import currency_of, fresh_since
from catalog.programs.money.amounts import NUMBERS, OWN, Amount, Money, read_money, varies
from catalog.schema.fields import ProgramRecord

# kinds of program for which teachers usually pay
PAID_FOR = frozenset({"degree", "certificate", "endorsement", "certification", "microcredential", "institute"})
_RARELY_PAID_FOR = frozenset({"award", "council", "role"})
# the travel costs that a program without a fee leaves to teachers or their schools
_OWN_TRAVEL = re.compile(r"\bpay (for |their own )travel\b|\btravel is not\b")
UNKNOWN = gettext_noop("Cost: its pages don’t say")
VARIES = gettext_noop("Cost varies")
_OVER = re.compile(r"over (\w+) (years|months)")

# unit -> a sum for one of it
_UNITS = {
    "year": gettext_noop("%(sum)s a year"),
    "semester": gettext_noop("%(sum)s a semester"),
    "month": gettext_noop("%(sum)s a month"),
    "day": gettext_noop("%(sum)s a day"),
    "credit": gettext_noop("%(sum)s a credit"),
    "course": gettext_noop("%(sum)s a course"),
    "module": gettext_noop("%(sum)s a module"),
    "academy": gettext_noop("%(sum)s an academy"),
    "teacher": gettext_noop("%(sum)s for each new teacher"),
}
# what a teacher gets without an amount; the first that fits
_GETS = {
    "prize": gettext_noop("You get a prize"),
    "stipend": gettext_noop("You get a stipend"),
    "salary_increase": gettext_noop("You get higher pay"),
    "tuition_covered": gettext_noop("Pays tuition for you"),
    "classroom_grant": gettext_noop("You get a grant for your class or school"),
    "travel": gettext_noop("Pays your travel"),
    "release_time": gettext_noop("You get paid time out of class"),
    "graduate_credit": gettext_noop("You can earn graduate credit"),
}
_OWN_CODES = frozenset({"prize", "stipend", "salary_increase"})
_IN_FREE = ("tuition_covered", "graduate_credit")  # says no more than "free", or too little
_KINDS = {"tuition": gettext_noop("%(sum)s toward tuition"), "travel": gettext_noop("%(sum)s for travel")}
_WHOLE = ("once", "year", "semester", "credit", "course", "module", "academy", "month", "day")  # the price to show first


def money_line(record: ProgramRecord, today: datetime.date) -> str:
    """Return what a teacher gets or pays, in one line for cards and lists.

    ``You get $10,000`` · ``You pay $8,210 tuition (2018)`` · ``You pay $450 a credit`` · ``Free for teachers``. Empty where
    the pages say nothing and teachers do not usually pay. The year of an amount is shown if programs seen then would
    be stale on `today`, and always with what one pays, because prices rise. The line of an older program begins with
    "When last seen".
    """
    return tell_money(record, today) or (gettext(UNKNOWN) if _is_priced(record) and not _pay(record, read_money(record)) else "")


def tell_money(record: ProgramRecord, today: datetime.date) -> str:
    """Return the line of money_line() where the pages say something about money; else nothing."""
    money = read_money(record)
    pay, get = _pay(record, money), _get(record, money, today)
    if not pay and _is_priced(record):
        return gettext(VARIES) if varies(record.money_note) else ""
    line = ". ".join(filter(None, (pay, get)))
    if line and currency_of(record, today).is_older:
        return gettext("When last seen: %(line)s") % {"line": lower_first(line)}
    return line


def money_order(record: ProgramRecord) -> tuple[int, Decimal]:
    """Return the sort key of ``sort=cost``: those that pay the teacher, best first; free; cheapest total; rate; unknown."""
    money = read_money(record)
    gets = [amount for amount in _main(money.of("get")) if amount.kind in OWN]
    pays = _price(money)
    if pays and not _is_fee_alone(record, pays):
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
        millions = (number / 1_000_000).normalize()
        return ngettext("$%(sum)s million", "$%(sum)s million", 1 if millions == 1 else 2) % {"sum": f"{millions:f}"}
    return f"${number:,.2f}" if number % 1 else f"${number:,.0f}"


def _is_fee_alone(record: ProgramRecord, pays: Sequence[Amount]) -> bool:
    """Return whether the only price is a fee for applying, though there is tuition, too: the cost is unknown."""
    return all(amount.minor for amount in pays) and "tuition" in record.money_note


def _is_priced(record: ProgramRecord) -> bool:
    """Whether teachers usually pay for a program of this kind, and it names nothing that they get but credit."""
    kinds = set(record.form)
    return bool(PAID_FOR & kinds) and not _RARELY_PAID_FOR & kinds and not set(record.receives) - {"graduate_credit"}


def _pay(record: ProgramRecord, money: Money) -> str:
    if record.pays == "nothing" and _OWN_TRAVEL.search(record.money_note):
        return gettext("No fee; travel is not paid")
    if record.pays == "nothing":
        return gettext("Free for members") if record.money_note.startswith("Free to members") else gettext("Free for teachers")
    pays = _price(money)
    if pays:
        when = _when(pays) or _no_year()
        if all(amount.minor for amount in pays):
            fee = gettext("You pay a %(sum)s application fee") % {"sum": _numbers(pays)} + when
            return gettext("%(fee)s; its pages don’t say the tuition") % {"fee": fee} if _is_fee_alone(record, pays) else fee
        text = gettext(_UNITS[pays[0].per]) % {"sum": _numbers(pays)} if pays[0].per != "once" else _numbers(pays)
        total = total_of(pays, money)
        if pays[0].per == "once":
            text = gettext("%(sum)s tuition") % {"sum": text} if pays[0].kind == "tuition" else text
        elif total:
            text = gettext("%(price)s, about %(total)s in all") % {"price": text, "total": _span(*total)}
        if "paid back" in record.money_note:
            text = gettext("%(price)s, paid back if you finish") % {"price": text}
        if "paid by teacher or district" in record.money_note:
            return gettext("You or your district pay %(price)s") % {"price": text} + when
        return gettext("You pay %(price)s") % {"price": text} + when
    return {"tuition": gettext("You pay tuition"), "fee": gettext("You pay a fee")}.get(record.pays or "", "")


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
            sums = _numbers(amounts)
            text = gettext(_UNITS[amounts[0].per]) % {"sum": sums} if amounts[0].per != "once" else sums
            if kinds == ("grant",):
                return gettext("Grant for your class or school: %(sum)s") % {"sum": text} + when
            if amounts[0].use:
                text = f"{text} {_tell_use(amounts[0].use)}"
            elif kinds[0] in _KINDS:
                text = gettext(_KINDS[kinds[0]]) % {"sum": text}
            return gettext("You get %(sum)s") % {"sum": text} + when
    if record.pays in ("tuition", "fee") and not _OWN_CODES & set(record.receives):
        return gettext(_GETS["tuition_covered"]) if "tuition_covered" in record.receives else ""
    shown = _GETS if record.pays != "nothing" else {code: _GETS[code] for code in _GETS if code not in _IN_FREE}
    return next((gettext(text) for code, text in shown.items() if code in record.receives), "")


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
    about = gettext("about %(sum)s") if any(amount.about for amount in amounts) else "%(sum)s"
    if len(amounts) > 1 and first.side == "pay":
        return about % {"sum": _span(min(amount.bottom for amount in amounts), max(amount.top for amount in amounts))}
    if len({(amount.least, amount.most) for amount in amounts}) > 1 or first.least is None:
        return gettext("up to %(sum)s") % {"sum": format_sum(max(amount.top for amount in amounts))}
    if first.most is None:
        return gettext("at least %(sum)s") % {"sum": format_sum(first.bottom)}
    return about % {"sum": _span(first.bottom, first.top)}


def _span(least: Decimal, most: Decimal) -> str:
    if least == most:
        return format_sum(least)
    return gettext("%(least)s to %(most)s") % {"least": format_sum(least), "most": format_sum(most)}


def _tell_use(use: str) -> str:
    """Return what an amount is for, or over what time it comes, in the language in use."""
    over = _OVER.fullmatch(use)
    if not over:
        return gettext(use)
    number = over[1] if is_english() else str(NUMBERS.get(over[1].lower(), over[1]))
    return (gettext("over %(number)s years") if over[2] == "years" else gettext("over %(number)s months")) % {"number": number}


def _date_old(record: ProgramRecord, amounts: Sequence[Amount], today: datetime.date) -> str:
    """Return the year of amounts that a teacher gets if it is old, or that it is missing if the program is not known to run."""
    years = [amount.year for amount in amounts if amount.year]
    if years:
        return _when(amounts) if min(years) < fresh_since(today) else ""
    currency = currency_of(record, today)
    return "" if currency.is_older or currency.code == "seen" else _no_year()


def _when(amounts: Sequence[Amount]) -> str:
    """Return the time that a note names for an amount, in parentheses: `` (2018)``, `` (about 2018)``, `` (2018 to 2020)``."""
    when = next((amount.when for amount in amounts if amount.when), "")
    return f" ({tell_time(when)})" if when else ""


def tell_time(when: str) -> str:
    """Return the time that a note names, in the language in use: ``2018-19``, ``about 2018``, ``2018 to 2020``."""
    if when.lower().startswith("about "):
        return gettext("about %(year)s") % {"year": tell_time(when[6:])}
    first, _, last = when.partition(" to ")
    return gettext("%(first)s to %(last)s") % {"first": first, "last": last} if last else when


def _no_year() -> str:
    return f" ({gettext('year not stated')})"
