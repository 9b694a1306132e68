"""The reader of money notes, compared with a table in which every note with a dollar amount was checked line by line."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.programs.money.amounts import Amount, read_money
from catalog.programs.money.line import UNKNOWN, VARIES, money_line, money_order, price_of, total_of
from tests.factories import change

TODAY = datetime.date(2026, 11, 29)
# slug | line | amounts, each as: side kind number-or-least..most per year [minor]
TABLE = Path(__file__).with_name("money-readings.txt")


@pytest.fixture(scope="module")
def expected():
    rows = (line.split(" | ") for line in TABLE.read_text().splitlines() if line and not line.startswith("#"))
    return {slug: (line, [amount for amount in amounts.split("; ") if amount != "-"]) for slug, line, amounts in rows}


@pytest.fixture(scope="module")
def with_amounts(records):
    return {record.slug: record for record in records if "$" in record.money_note}


def _write(amount: Amount) -> str:
    ends = ["" if end is None else f"{end:f}" for end in (amount.least, amount.most)]
    number = ends[0] if ends[0] == ends[1] else "..".join(ends)
    words = (amount.side, amount.kind, number, amount.per, amount.year, "minor" if amount.minor else None)
    return " ".join(str(word) for word in words if word is not None)


def test_every_note_with_a_dollar_amount_is_in_the_table(with_amounts, expected):
    assert set(with_amounts) == set(expected)


def test_amounts_are_those_of_the_table(with_amounts, expected):
    read = {slug: [_write(amount) for amount in read_money(record).amounts] for slug, record in with_amounts.items()}
    assert read == {slug: amounts for slug, (_, amounts) in expected.items()}


def test_the_line_is_that_of_the_table(with_amounts, expected):
    lines = {slug: money_line(record, TODAY) for slug, record in with_amounts.items()}
    assert lines == {slug: line for slug, (line, _) in expected.items()}


def test_every_number_is_taken_from_the_note(with_amounts):
    for record in with_amounts.values():
        note = record.money_note.replace(",", "").replace("1 million", "1000000")
        for amount in read_money(record).amounts:
            assert all(f"{end:f}" in note for end in (amount.least, amount.most) if end is not None), record.slug


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"form": ["degree"]}, UNKNOWN),
        ({"form": ["institute"], "receives": ["graduate_credit"]}, UNKNOWN),
        ({"form": ["institute"], "money_note": "Set by each site"}, VARIES),
        ({"form": ["award"]}, ""),
        ({"form": ["council"]}, ""),
        ({"form": ["role", "institute"]}, ""),
        ({"form": ["degree"], "pays": "nothing"}, "Free for teachers"),
        ({"form": ["role"], "receives": ["release_time"]}, "You get paid time out of class"),
        ({"form": ["degree"], "receives": ["tuition_covered"]}, "Pays tuition for you"),
        ({"form": ["degree"], "pays": "tuition", "money_note": "$450 a credit"}, "You pay $450 a credit (year not stated)"),
        (
            {"form": ["institute"], "pays": "fee", "money_note": "$90 in all, paid by teacher or district (2025)"},
            "You or your district pay $90 (2025)",
        ),
        ({"receives": ["prize"], "money_note": "$500 for professional development"}, "You get $500 for professional development"),
        ({"receives": ["prize"], "money_note": "$500 in gift cards"}, "You get $500 in gift cards"),
        (
            {"receives": ["prize"], "money_note": "$900 grand prize and ten of $300, each shared with the school"},
            "You get up to $900 shared with your school",
        ),
        ({"receives": ["stipend"], "money_note": "$3,000 over 18 months (2025)"}, "You get $3,000 over 18 months"),
        ({"receives": ["stipend"], "money_note": "$3,000 (about 2015)"}, "You get $3,000 (about 2015)"),
        ({"receives": ["stipend"], "money_note": "$3,000", "evidence_year": 2021}, "You get $3,000 (year not stated)"),
        ({"receives": ["stipend"], "money_note": "$3,000", "evidence_year": None}, "You get $3,000 (year not stated)"),
        ({"receives": ["stipend"], "money_note": "$3,000", "evidence_year": 2017}, "When last seen: you get $3,000"),
        ({"receives": ["stipend"], "money_note": "$3,000", "status": "ended"}, "When last seen: you get $3,000"),
        ({"receives": ["stipend"], "money_note": "", "status": "suspended"}, "When last seen: you get a stipend"),
        ({"form": ["degree"], "status": "ended"}, UNKNOWN),
        ({"pays": "nothing", "money_note": "No fee; teams pay their own travel"}, "No fee; travel is not paid"),
        ({"pays": "nothing", "money_note": "No fee; travel is paid"}, "Free for teachers"),
        ({"form": ["award"], "receives": ["prize"], "money_note": "$5,165 in 1989"}, "You get $5,165 (1989)"),
        ({"form": ["award"], "receives": ["prize"], "money_note": "$5,165 in 2024"}, "You get $5,165"),
        ({"form": ["award"], "receives": ["prize"], "money_note": "Pays 500 dollars"}, "You get a prize"),
    ],
)
def test_a_program_without_amounts_says_only_what_is_stated(a_record, fields, line):
    plain = {"form": ["award"], "pays": None, "receives": [], "money_note": "", "status": "active", "evidence_year": 2026}
    assert money_line(change(a_record, **{**plain, **fields}), TODAY) == line


@pytest.mark.parametrize(
    "note",
    ["$", "$,", "$1,", "US$", "$9" * 200, "$1 million million", "up to $", "($1", "$0", "$1 a credit, 0 credits", "$5; " * 300],
)
def test_no_note_breaks_the_reader(a_record, note):
    for pays, receives in (("tuition", []), (None, ["prize"]), ("fee", ["travel", "stipend"])):
        record = change(a_record, pays=pays, receives=receives, money_note=note)
        money_line(record, TODAY)
        money_order(record)


def test_programs_that_pay_come_first_and_the_cheapest_before_the_unknown(a_record):
    def made(pays=None, receives=(), note=""):
        return money_order(change(a_record, pays=pays, receives=list(receives), money_note=note))

    order = [
        made(receives=["prize"], note="$25,000"),
        made(receives=["stipend"], note="$500"),
        made(receives=["stipend"]),
        made("nothing"),
        made("fee", note="$50 fee"),
        made("tuition", note="$10 a credit, 30 credits"),
        made("fee", ["stipend"], "$750 fee, set off by a $500 stipend"),
        made("tuition", note="$8,210 in all"),
        made("tuition", note="$100 a credit"),
        made("tuition", note="$450 a credit"),
        made("tuition", note="$30 application fee; tuition not stated"),
        made("tuition"),
        made(),
    ]
    assert order == sorted(order)


def test_a_rate_makes_a_total_only_if_the_note_names_the_credits(a_record):
    price, money = price_of(
        change(a_record, pays="tuition", receives=[], money_note="$800 a credit, $880 for others; 16 credits")
    )
    assert total_of(price, money) == (Decimal(12800), Decimal(14080))
    price, money = price_of(change(a_record, pays="tuition", receives=[], money_note="$800 a credit"))
    assert total_of(price, money) is None
