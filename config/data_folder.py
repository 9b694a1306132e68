"""DATA_DIR: made if it is missing, closed to other users, with the secret key in it."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from contextlib import suppress
from pathlib import Path


def make_data_folder(folder: Path) -> None:
    """Make the folder if it is missing. From here on every file that this process makes is its user's alone.

    The database holds passwords, sessions and e-mail addresses, and SQLite makes its files as the umask says.
    Ends the process with a sentence if the folder cannot be made.
    """
    os.umask(0o077)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(f"DATA_DIR is {folder}: {error.strerror}. Use a folder that this user may write to.")


def read_secret_key(folder: Path) -> str:
    """Return SECRET_KEY of the environment, else the key kept in the folder, made if there is none.

    Ends the process with a sentence for an empty key, and if the key can be neither read nor written.
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
    """Write a file whole or not at all; one that exists by now stays as it is."""
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
