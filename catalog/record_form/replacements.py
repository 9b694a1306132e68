"""Addresses that the form replaces in every field of the record at once."""

from __future__ import annotations

import re

from django.http import QueryDict

from catalog.record_form.forms import SUPPORTS

_OLD = re.compile(r"replacement-(\d{1,3})-old")
_ADDRESS = re.compile(rf"website|({'|'.join(SUPPORTS)})_source|sources-\d+-url")


def apply_replacements(posted: QueryDict) -> QueryDict:
    """Return what was posted, with every address replaced for which a new one was entered."""
    changed = posted.copy()
    for name in posted:
        number = _OLD.fullmatch(name)
        old, new = str(posted[name]).strip(), posted.get(f"replacement-{number[1]}-new", "").strip() if number else ""
        if old and new:
            for field in filter(_ADDRESS.fullmatch, posted):
                if str(changed[field]).strip() == old:
                    changed[field] = new
    return changed
