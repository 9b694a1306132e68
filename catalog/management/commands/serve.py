"""manage.py serve"""

import ipaddress
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Set up what is missing, then become gunicorn, which serves the catalog at HOST and PORT."""

    help = "Set up what is missing (as prepare does), then serve at HOST:PORT (127.0.0.1:8000)."

    def handle(self, **options: Any) -> None:
        host, port = settings.HOST, settings.PORT
        address = self._find_address(host, port, "PORT=9000 make run")
        if settings.METRICS_ADDRESS:
            self._find_address(*settings.METRICS_ADDRESS, "METRICS_ADDRESS=127.0.0.1:9100")
        if not ipaddress.ip_address(address.partition("%")[0]).is_loopback and not settings.TRUSTED_PROXIES:
            self.stderr.write(
                f"Warning: the catalog listens at {host} without a proxy. That is for a trusted network. "
                "On the internet, put the proxy of deploy/ in front of it (docs/operations.md)."
            )
        call_command("prepare", stdout=self.stdout, stderr=self.stderr)
        shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
        self.stdout.write(f"Teacher Leadership Program Catalog: http://{shown}:{port}/")
        self.stdout.flush()
        configuration = settings.BASE_DIR / "config" / "gunicorn.py"
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "--config", str(configuration)])

    def _find_address(self, host: str, port: int, example: str) -> str:
        """Return the IP address of a host name. Raises CommandError if the catalog cannot listen there."""
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(
                host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, protocol) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError as error:
            reason = error.strerror or error
            raise CommandError(f"Cannot serve at {host}:{port}: {reason}. Try another, as in {example}") from None
        return str(address[0])
