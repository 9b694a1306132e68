"""Files that wait for a person to confirm what they would do: kept for a day where every process and machine finds them.

They are rows of the session table, each a session of its own that nobody is logged in with: it is in the database that all
share, its rows expire by themselves, and they can be as long as need be.
"""

from __future__ import annotations

import base64
import datetime

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

LONGEST = datetime.timedelta(days=1)
_FILE = "uploaded_file"


@transaction.atomic
def keep(data: bytes) -> str:
    """Keep a file; the name to ask for it by, which nobody can guess. Files and sessions that have expired are forgotten."""
    SessionStore.clear_expired()
    store = SessionStore()
    store[_FILE] = base64.b64encode(data).decode()
    store.set_expiry(LONGEST)
    store.save()
    assert store.session_key
    return store.session_key


def kept(name: str) -> bytes | None:
    """The file of this name; None where it was forgotten."""
    text = SessionStore(name).get(_FILE)
    return None if text is None else base64.b64decode(text)


def forget(name: str) -> None:
    """Forget a file, if it is still there."""
    if kept(name) is not None:
        SessionStore(name).delete()
