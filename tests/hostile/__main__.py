"""`make hostile`: run every trial, or those that are named, and print what was measured.

Each trial serves a catalog of its own from a temporary folder and attacks that alone. Times depend on the machine; what
must hold is marked "as it must be" or "NOT as it must be", and any of the latter ends the run with status 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django

django.setup()

from tests.hostile import costly, crawl, database_trouble, killed, malformed, slow_clients, two_machines, uploads  # noqa: E402
from tests.hostile.measuring import Figure  # noqa: E402
from tests.processes import Served, serving  # noqa: E402


def on_a_server(trial: Callable[[Served], list[Figure]]) -> Callable[[Path], list[Figure]]:
    """The trial, run against a catalog served with one worker process."""

    def run(folder: Path) -> list[Figure]:
        with serving(folder, WEB_CONCURRENCY="1") as served:
            return trial(served)

    return run


TRIALS: dict[str, Callable[[Path], list[Figure]]] = {
    "slow": on_a_server(slow_clients.run),
    "malformed": on_a_server(malformed.run),
    "costly": on_a_server(costly.run),
    "crawl": on_a_server(crawl.run),
    "database": database_trouble.run,
    "uploads": uploads.run,
    "killed": killed.run,
    "machines": two_machines.run,
}
_SAID = {True: "as it must be", False: "NOT as it must be", None: ""}


def main() -> int:
    """Run the trials; 0 where all is as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trials", nargs="*", metavar="TRIAL", help=f"any of: {', '.join(TRIALS)}")
    names = parser.parse_args().trials or list(TRIALS)
    if unknown := set(names) - set(TRIALS):
        parser.error(f"no such trial: {', '.join(sorted(unknown))}. There are: {', '.join(TRIALS)}")
    failed = 0
    for name in names:
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            figures = TRIALS[name](Path(folder))
        print(f"\n{name} ({time.monotonic() - start:.0f} s)")
        for figure in figures:
            print(f"  {figure.what:<72} {figure.value:<64} {_SAID[figure.good]}", flush=True)
        failed += sum(figure.good is False for figure in figures)
    print(f"\n{failed} figures are not as they must be." if failed else "\nEverything is as it must be.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
