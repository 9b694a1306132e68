"""Dead links in the program form: what the last check found at each, and how many other programs use it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from catalog.links.selectors import dead_checks, named_links
from catalog.models import Program
from catalog.programs import display
from catalog.record_form.forms import RecordForm


def present_dead_links(form: RecordForm, sources: Any, program: Program | None) -> list[dict[str, Any]]:
    """Return the dead links among the form's addresses, in page order, each with the number of other programs that use it."""
    typed = [form["website"].value(), *(row["url"].value() for row in sources)]
    # no database can look for a null character
    urls = list(dict.fromkeys(url.strip() for url in typed if isinstance(url, str) and url.strip() and "\0" not in url))
    checks = dead_checks(urls)
    named = named_links() if checks else {}
    return [
        {
            "number": number,
            "url": url,
            "words": f"{check.status or 'No answer'} on {display.day(timezone.localdate(check.checked))}",
            "others": len({*named.get(url, ())} - {program.pk if program else 0}),
        }
        for number, (url, check) in enumerate((url, checks[url]) for url in urls if url in checks)
    ]
