"""The letter that asks a program to confirm its entry, ready to copy or to open in the editor's own mail."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.utils import timezone

from catalog.confirmations.selectors import expires
from catalog.models import ConfirmationRequest
from catalog.programs.display import day

_CATALOG = "Teacher Leadership Program Catalog"


@dataclass(frozen=True)
class Letter:
    """A subject and a body in plain text."""

    subject: str
    body: str

    @property
    def mailto(self) -> str:
        """The address that opens the letter in a mail program; the editor adds the recipient."""
        # RFC 6068: lines of the body end with CRLF
        body = self.body.replace("\n", "\r\n")
        return f"mailto:?subject={quote(self.subject, safe='')}&body={quote(body, safe='')}"


def write_request(request: ConfirmationRequest, page_url: str, link: str, sender: str) -> Letter:
    """Return the letter of a request: `page_url` is the program's public page, `link` the page on which it answers."""
    name = request.program.name
    until = day(timezone.localdate(expires(request)))
    body = (
        f"Hello,\n\n{name} is in the {_CATALOG}, a free list for teachers:\n{page_url}\n\n"
        f"Is what we say there still true? Please answer three short questions here:\n{link}\n\n"
        f"It takes about two minutes, and you need no account. The link works once, until {until}. "
        f"It is for your program only: please do not post it.\n\nThank you!\n{sender}\n"
    )
    return Letter(f"Is our page about {name} still right?", body)
