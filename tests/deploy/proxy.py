"""nginx with the files of deploy/nginx, on free ports of this machine, before any server."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from tests.processes import PATIENCE, ROOT, free_port

SHIPPED = ROOT / "deploy" / "nginx"
HOST = "catalog.example"
VISITORS = (f"10.{number // 250}.{number % 250}.1" for number in count())
# what a machine has around the shipped files; tests choose the visitor's address by a header
AROUND = """
{user}
pid nginx.pid;
error_log error.log warn;
worker_processes 2;
events {{ worker_connections 768; }}
http {{
    client_body_temp_path temporary/body;
    proxy_temp_path temporary/proxy;
    fastcgi_temp_path temporary/fastcgi;
    uwsgi_temp_path temporary/uwsgi;
    scgi_temp_path temporary/scgi;
    set_real_ip_from 127.0.0.1;
    real_ip_header X-Visitor;
    include conf.d/*.conf;
    include sites-enabled/*.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    """An answer of the proxy."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass(frozen=True)
class Proxy:
    """A running nginx: its folder and its ports."""

    folder: Path
    http_port: int
    https_port: int

    def connect(self, *, tls: bool = True, host: str = HOST) -> socket.socket:
        """Open a connection to it."""
        connection = socket.create_connection(("127.0.0.1", self.https_port if tls else self.http_port), timeout=PATIENCE)
        if not tls:
            return connection
        context = ssl.create_default_context(cafile=self.folder / "certificate" / "fullchain.pem")
        return context.wrap_socket(connection, server_hostname=host)

    def ask(self, path: str, method: str = "GET", *, tls: bool = True, **request: Any) -> Answer:
        """Send one request; see ask_often()."""
        return self.ask_often(1, path, method, tls=tls, **request)[0]

    def ask_often(
        self, times: int, path: str, method: str = "GET", *, visitor: str = "", body: bytes | None = None, tls: bool = True,
        **headers: str,
    ) -> list[Answer]:  # fmt: skip
        """Send a request again and again over one connection, from this address or a new one; headers have _ for -."""
        connection = http.client.HTTPConnection(HOST, timeout=PATIENCE)
        connection.sock = self.connect(tls=tls)
        sent = {"X-Visitor": visitor or next(VISITORS), **{name.replace("_", "-"): value for name, value in headers.items()}}
        answers = []
        with closing(connection):
            for _ in range(times):
                connection.request(method, path, body=body, headers=sent)
                response = connection.getresponse()
                answers.append(Answer(response.status, response.headers, response.read()))
        return answers


@contextmanager
def proxying(folder: Path, port: int) -> Iterator[Proxy]:
    """Run nginx with the shipped files before the server at `port`, until the block ends."""
    proxy = Proxy(folder, free_port(), free_port())
    _install(proxy, port)
    command = [nginx(), "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        _wait_until_open(process, proxy)
        yield proxy
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def nginx() -> str:
    """Return the path of nginx, which Debian keeps out of the PATH of users."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert found, "nginx is missing: run tests/install-packages.sh"
    return found


def _install(proxy: Proxy, port: int) -> None:
    """Put the shipped files where operations.md says; ports and paths are changed, and patience with clients is shorter."""
    folder = proxy.folder
    changes = [
        (r"listen 80\b", f"listen 127.0.0.1:{proxy.http_port}"),
        (r"listen 443\b", f"listen 127.0.0.1:{proxy.https_port}"),
        (r"listen \[::\]:80\b", f"listen 127.0.0.2:{proxy.http_port}"),  # not every machine has IPv6
        (r"listen \[::\]:443\b", f"listen 127.0.0.2:{proxy.https_port}"),
        (r"/etc/letsencrypt/live/catalog\.example", str(folder / "certificate")),
        (r"/var/(cache|log)/nginx", str(folder / r"\1")),
        (r"/var/www/html", str(folder / "www")),
        (r"(client_\w+_timeout +)10s", r"\1 2s"),
        (r"127\.0\.0\.1:8000", f"127.0.0.1:{port}"),
    ]
    for name in ("conf.d", "sites-enabled", "snippets", "temporary", "certificate", "cache", "log", "www"):
        (folder / name).mkdir(parents=True)
    targets = {"catalog.conf": "sites-enabled", "catalog-upstream.conf": "conf.d"}
    for file in SHIPPED.glob("*.conf"):
        text = file.read_text()
        for pattern, replacement in changes:
            text = re.sub(pattern, replacement, text)
        (folder / targets.get(file.name, "snippets") / file.name).write_text(text)
    (folder / "nginx.conf").write_text(AROUND.format(user="user root;" if os.geteuid() == 0 else ""))
    certificate = folder / "certificate"
    request = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split()
    names = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    files = ["-keyout", certificate / "privkey.pem", "-out", certificate / "fullchain.pem"]
    subprocess.run([*request, *names, *files], capture_output=True, check=True)


def _wait_until_open(process: "subprocess.Popen[bytes]", proxy: Proxy) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            proxy.connect().close()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"nginx does not start: {(proxy.folder / 'error.log').read_text()}")
