"""`make bench`: the server's time for each page of the admin at 550 programs, compared with a fixed piece of work.

Rounds go from page to page, so that noise of the machine strikes all alike. Times are of the processor, so that other
processes count less; those of child processes are included. Only ratios within one run mean anything.
"""

from __future__ import annotations

import argparse
import atexit
import json
import logging
import os
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

DATA = Path(tempfile.mkdtemp(prefix="bench"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DATA_DIR": str(DATA), "DATABASE_URL": ""}
import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from catalog.bulk_edit.operations import Action, FieldOperation  # noqa: E402
from catalog.bulk_edit.plan import MOST  # noqa: E402
from catalog.bulk_edit.services import plan_bulk_edit, save_bulk_edit  # noqa: E402
from catalog.coding.services import install_codings  # noqa: E402
from catalog.management.commands.prepare import CODINGS  # noqa: E402
from catalog.models import LinkCheck, LinkOutcome, Program, Review, Verdict  # noqa: E402
from catalog.programs.services import publish, save  # noqa: E402
from catalog.schema.fields import ProgramRecord  # noqa: E402
from catalog.schema.validation import validate  # noqa: E402
from catalog.serving.worker import tune_garbage_collection  # noqa: E402
from tests.benchmarks.generate import as_lines, generated  # noqa: E402
from tests.conftest import FIXTURES  # noqa: E402
from tests.factories import change, make_user  # noqa: E402

PROGRAMS = 550
LIMIT = 0.120  # seconds
LIST = "/admin/catalog/program/"


@dataclass
class MeasuredPage:
    """A page, how it is asked for, and the seconds that each answer took."""

    name: str
    ask: Callable[[], object]
    seconds: list[float] = field(default_factory=list)

    def measure(self) -> None:
        """Ask once."""
        start = _processor_time()
        self.ask()
        self.seconds.append(_processor_time() - start)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def row(self, reference: float) -> str:
        above = "above" if self.median > LIMIT else ""
        return f"{self.name:<40}{self.median * 1000:>8.0f} ms{self.median / reference:>10.2f}   {above}"


def _processor_time() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def fill(records: list[ProgramRecord]) -> dict[str, int]:
    """Fill the catalog with what a busy month leaves; return the keys that the pages need."""
    (DATA / "programs.jsonl").write_bytes(as_lines(iter([*records, *generated(records, PROGRAMS - len(records))])))
    call_command("migrate", verbosity=0)
    call_command("load_programs", str(DATA / "programs.jsonl"), verbosity=0)
    install_codings(*(file.read_bytes() for file in CODINGS))
    editor, reviewer = make_user("ed", "Editor"), make_user("rev", "Reviewer")
    programs = list(Program.objects.select_related("current").order_by("pk"))
    now = timezone.now()
    for number, program in enumerate(programs[:200]):
        Review.objects.create(program=program, user=editor, verdict=Verdict.STILL_TRUE, time=now)
        if number < 50:
            save(program, change(program.record, founded=1990 + number % 20), editor, "The page says so.")
        if number < 30:
            LinkCheck.objects.create(url=program.record.sources[0].url, checked=now, outcome=LinkOutcome.DEAD)
    old = programs[200]
    for year in range(1990, 2010):
        publish(old, change(old.record, founded=year), editor, "Another year")
    for number in range(20):
        save(None, change(old.record, slug=f"draft-{number}", name=f"Draft {number}"), editor)
    operations, chosen = [FieldOperation("status", Action.SET, "suspended")], [program.pk for program in programs[300:320]]
    plan = plan_bulk_edit(operations, chosen, editor)
    edit = save_bulk_edit(operations, chosen, editor, basis=plan.basis, reason="They pause.")
    return {"first": programs[0].pk, "old": old.pk, "edit": edit.pk, "reviewer": reviewer.pk}


def pages(keys: dict[str, int]) -> list[MeasuredPage]:
    """Return the pages to measure."""
    client = Client()
    client.force_login(User.objects.get(pk=keys["reviewer"]), backend="django.contrib.auth.backends.ModelBackend")
    every = list(Program.objects.order_by("pk").values_list("pk", flat=True))
    export = client.post(f"{LIST}export/", {"format": "csv"})
    content = export.content

    def get(path: str) -> Callable[[], None]:
        def ask() -> None:
            response = client.get(path)
            response.render() if hasattr(response, "render") else None
            if response.status_code != 200:
                raise RuntimeError(f"{path}: {response.status_code}")

        return ask

    def preview_import() -> None:
        response = client.post(f"{LIST}import/", {"import_file": SimpleUploadedFile("programs.csv", content)})
        if response.status_code != 200:
            raise RuntimeError(f"import: {response.status_code}")

    def bulk(count: int) -> str:
        chosen = ".".join(map(str, every[:count]))
        return f"/admin/bulk-edit/?programs={chosen}&status=ended&focus_do=add&focus=literacy&preview=1"

    addresses = {
        "start page": "/admin/",
        "list of programs": LIST,
        "list, two filters": f"{LIST}?status=active&deadline=past",
        "list, sorted by last reviewed": f"{LIST}?o=8",
        "list, search": f"{LIST}?q=science",
        "form of a program": f"{LIST}{keys['first']}/change/",
        "empty form": f"{LIST}add/",
        "history, 21 versions": f"{LIST}{keys['old']}/history/",
        "pending list, 70 changes and 20 drafts": "/admin/pending/",
        "pending program": f"/admin/pending/{keys['first']}/",
        "week": "/admin/week/",
        "programs to ask": "/admin/confirmations/",
        "duplicates": "/admin/duplicates/",
        "links": "/admin/links/",
        "disagreements": "/admin/disagreements/",
        "organizations": "/admin/catalog/organization/",
        "bulk edit, form": f"/admin/bulk-edit/?programs={'.'.join(map(str, every[:20]))}",
        "bulk edit, preview of 20": bulk(20),
        f"bulk edit, preview of {MOST}": bulk(MOST),
        "bulk edit of 20, saved": f"/admin/bulk-edit/{keys['edit']}/",
    }
    return [
        *(MeasuredPage(name, get(path)) for name, path in addresses.items()),
        MeasuredPage(f"import preview of {PROGRAMS}", preview_import),
    ]


def main() -> None:
    """Fill a catalog, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    settings.ALLOWED_HOSTS = ["*"]
    settings.WHITENOISE_AUTOREFRESH = True  # no static files are collected
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    lines = (FIXTURES / "programs.jsonl").read_text(encoding="utf-8").splitlines()
    print(f"Filling a catalog of {PROGRAMS} programs …", flush=True)
    measured = pages(fill([validate(json.loads(line)) for line in lines]))
    reference = MeasuredPage("reference: the records as JSON, read", lambda: [json.loads(line) for line in lines])
    for page in measured:  # the first requests fill caches of templates
        page.ask()
    tune_garbage_collection()  # as the server's processes do
    for _ in range(options.rounds):
        for page in (reference, *measured):
            page.measure()
    print(f"\n{'':<40}{'median':>11}{'ratio':>10}   {LIMIT * 1000:.0f} ms")
    for page in (reference, *measured):
        print(page.row(reference.median))


if __name__ == "__main__":
    main()
