"""DATA_DIR, closed to other users, with the secret key in it."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from contextlib import suppress
from pathlib import Path


def make_data_folder(folder: Path) -> None:
    """Create the folder if it is missing, and let this process create files for its user only.

    The database holds passwords, sessions and e-mail addresses, and SQLite creates its files by the umask. Ends the
    process with a sentence if the folder cannot be created.
    """
    os.umask(0o077)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(f"DATA_DIR is {folder}: {error.strerror}. Use a folder that this user may write to.")


def read_secret_key(folder: Path) -> str:
    """Return SECRET_KEY from the environment, or the key in the folder, which is created if it is missing.

    Ends the process with a sentence if the key is empty or cannot be read or written.
    """
    if "SECRET_KEY" in os.environ:
        return _refuse_empty(os.environ["SECRET_KEY"], "SECRET_KEY is empty: set it, or unset it to have one made in DATA_DIR.")
    file = folder / "secret_key"
    try:
        if not file.exists():
            _write_once(file, secrets.token_urlsafe(64))
        key = file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        sys.exit(f"The secret key {file} cannot be read or written: {reason}.")
    return _refuse_empty(key, f"The secret key {file} is empty: restore it from a backup, or delete it to have a new one made.")


def _write_once(file: Path, text: str) -> None:
    """Write a complete file or none. An existing one stays as it is."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")  # mode 0600
    try:
        with os.fdopen(descriptor, "w") as new:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
        with suppress(FileExistsError):  # another process was faster
            os.link(name, file)
    finally:
        os.unlink(name)


def _refuse_empty(key: str, refusal: str) -> str:
    """Return the key, or end the process with the refusal if there is nothing in it."""
    if not key.strip():
        sys.exit(refusal)
    return key
