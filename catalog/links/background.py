"""Run a management command in a separate process that outlives the request."""

from __future__ import annotations

import subprocess
import sys
import threading

from django.conf import settings


def start(command: str, *arguments: object) -> None:
    """Start `manage.py command arguments` with this process's environment; its output goes to DATA_DIR/<command>.log.

    Raises OSError if no process can be started.
    """
    with (settings.DATA_DIR / f"{command}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), command, *map(str, arguments)],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # ending the server's terminal does not end it
        )
    # wait for its end, or it stays in the process table
    threading.Thread(target=process.wait, daemon=True).start()
