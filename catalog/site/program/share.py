"""A program in a few plain lines to send to a colleague."""

from __future__ import annotations

import datetime
from urllib.parse import quote

from catalog.browse.facets import AnyRecord
from catalog.programs import display
from catalog.programs.deadlines import deadline_of


def build_share(record: AnyRecord, url: str, today: datetime.date) -> dict[str, str]:
    """Return the text to copy and the e-mail link. `url` is the absolute address of the page, without any answers."""
    text = write_share_text(record, url, today)
    subject = f"{record.name} ({record.sponsor})"
    return {"text": text, "lines": str(text.count("\n") + 1), "mailto": write_mailto(subject, text)}


def write_mailto(subject: str, text: str) -> str:
    """Return the link that starts an e-mail with a subject and a text. Its lines end in CRLF (RFC 6068)."""
    body = quote(text.replace("\n", "\r\n"), safe="")
    return f"mailto:?subject={quote(subject, safe='')}&body={body}"


def write_share_text(record: AnyRecord, url: str, today: datetime.date) -> str:
    """Return what it is, who may enter, the deadline and the address, each on its own line."""
    lines = [f"{record.name}, {record.sponsor}: {display.forms(record)}", f"Open to: {_describe_places(record)}"]
    if record.eligibility:
        lines.append(f"Who may enter: {record.eligibility}")
    if record.status == "ended":
        lines.append("It has ended, as far as its sources show.")
    elif record.status == "suspended":
        lines.append("It is not offered now, as far as its sources show.")
    else:
        lines.append(f"Deadline: {display.deadline_text(record, deadline_of(record, today)) or 'not stated'}")
    return "\n".join([*(" ".join(line.split()) for line in lines), url])


def _describe_places(record: AnyRecord) -> str:
    where = display.where(record)
    return {"Nationwide": "teachers nationwide"}.get(where, where[0].lower() + where[1:] if record.scope == "local" else where)
