"""manage.py serve"""

import os
import socket
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from catalog.actions.codings import install_codings
from catalog.actions.releases import ReleaseError, take_in
from catalog.actions.retention import forget_expired
from catalog.actions.vocabulary import sync_terms
from catalog.models import Program
from catalog.search import index as search

FIXTURES = settings.BASE_DIR / "fixtures"
DATA, SECOND_CODINGS = FIXTURES / "programs.jsonl", FIXTURES / "second-coding.jsonl"
RELEASES = FIXTURES / "releases"


class Command(BaseCommand):
    """Set up what is missing, then serve the catalog with gunicorn at HOST and PORT."""

    help = "Migrate, load the data into an empty catalog, collect static files, serve at HOST:PORT (127.0.0.1:8000)."

    def handle(self, **options):
        host, port = settings.HOST, os.environ.get("PORT", "8000")
        self._refuse_bad_address(host, port)
        call_command("migrate", verbosity=0, interactive=False)
        sync_terms()
        forget_expired()
        if not Program.objects.exists():
            self.stdout.write("Loading the programs …")
            call_command("load_programs", DATA, coder="")
        elif search.empty():  # a database from before there was a search
            call_command("rebuild_search")
        install_codings(DATA.read_bytes(), SECOND_CODINGS.read_bytes())
        self._take_in_releases()
        self._collect_static()
        shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
        self.stdout.write(f"Teacher Leadership Program Catalog: http://{shown}:{port}/")
        self.stdout.flush()
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"{shown}:{port}"]
        command += ["--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
        command += ["--workers", os.environ.get("WEB_CONCURRENCY", "1")]
        command += ["--limit-request-line", "8190"]  # a shared shortlist of 40 programs is a long address
        os.execv(sys.executable, command)

    def _refuse_bad_address(self, host, port):
        """Say plainly what is wrong with HOST or PORT before any work is done."""
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise CommandError(f"PORT is {port!r}: use a number from 1 to 65535, as in PORT=9000 make run")
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                host.strip("[]"), int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError as error:
            reason = error.strerror or error
            raise CommandError(f"Cannot serve at {host}:{port}: {reason}. Try another, as in PORT=9000 make run") from None

    def _take_in_releases(self):
        """Keep the releases that come with the catalog; one that is kept already changes nothing."""
        for file in sorted(RELEASES.glob("*.zip")):
            try:
                take_in(file.read_bytes())
            except ReleaseError as error:  # a catalog may have made releases of its own
                self.stderr.write(f"{file.name}: {error}")

    def _collect_static(self):
        """Collect static files anew where the build has changed since the last time."""
        marker = settings.STATIC_ROOT / ".build"
        if not marker.exists() or marker.read_text() != settings.BUILD:
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            marker.write_text(settings.BUILD)
