"""A program, or several, in a few plain lines to send to a colleague."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from urllib.parse import quote

from catalog.browse.facets import AnyRecord
from catalog.common.language import gettext
from catalog.common.text import lower_first
from catalog.programs import display
from catalog.programs.dates.currency import currency_of
from catalog.programs.dates.deadlines import deadline_of
from catalog.programs.money.line import money_line

MOST_MAILED = 8  # programs whose lines fit into the link that opens a mail program


def build_share(record: AnyRecord, url: str, today: datetime.date) -> dict[str, str]:
    """Return the text to copy and the e-mail link. `url` is the absolute address of the page, without any answers."""
    text = write_share_text(record, url, today)
    return _as_share(f"{record.name} ({record.sponsor})", text, text)


def build_list_share(records: Sequence[AnyRecord], subject: str, url: str, today: datetime.date) -> dict[str, str]:
    """Return the text to copy and the e-mail link of several programs; `url` is the absolute address of the page.

    The e-mail for a long list has only the address.
    """
    text = "\n\n".join([*(_write_short(record, today) for record in records), url])
    return _as_share(subject, text, text if len(records) <= MOST_MAILED else url)


def write_mailto(subject: str, text: str) -> str:
    """Return the link that starts an e-mail with a subject and a text. Its lines end in CRLF (RFC 6068)."""
    body = quote(text.replace("\n", "\r\n"), safe="")
    return f"mailto:?subject={quote(subject, safe='')}&body={body}"


def write_share_text(record: AnyRecord, url: str, today: datetime.date) -> str:
    """Return what it is, money, length, who may enter, the deadline and the address, each on its own line."""
    lines = [
        f"{record.name}, {record.sponsor}: {display.forms(record)}",
        _as_line(gettext("Money"), money_line(record, today)),
        _as_line(gettext("Length"), display.length(record)),
        gettext("Open to: %(places)s") % {"places": _describe_places(record)},
        _as_line(gettext("Who may enter"), record.eligibility),
    ]
    if record.status == "ended":
        lines.append(gettext("It has ended, as far as its sources show."))
    elif record.status == "suspended":
        lines.append(gettext("It is not offered now, as far as its sources show."))
    else:
        deadline = display.deadline_text(record, deadline_of(record, today))
        lines.append(_as_line(gettext("Deadline"), deadline or gettext("its pages don’t say")))
        lines.append(gettext("Is it still running? %(badge)s") % {"badge": currency_of(record, today).text})
    return "\n".join([*(" ".join(line.split()) for line in lines if line), url])


def _write_short(record: AnyRecord, today: datetime.date) -> str:
    """Return the name and the sponsor of a program, then its money, length and how current it is, on two lines."""
    facts = " · ".join(filter(None, (money_line(record, today), display.length(record), currency_of(record, today).text)))
    return "\n".join((f"{record.name}, {record.sponsor}", facts))


def _as_line(label: str, text: str) -> str:
    return f"{label}: {text}" if text else ""


def _as_share(subject: str, text: str, mailed: str) -> dict[str, str]:
    return {"text": text, "lines": str(text.count("\n") + 1), "mailto": write_mailto(subject, mailed)}


def _describe_places(record: AnyRecord) -> str:
    if not record.serves_states:
        return gettext("teachers nationwide")
    where = display.where(record)
    return lower_first(where) if record.scope == "local" else where
