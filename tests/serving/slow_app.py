"""A small application for tests of the server."""

import os
import time
from pathlib import Path

from catalog.serving.metrics import requests

FOLDER = Path(os.environ.get("DATA_DIR", "."))
LARGE = 20_000_000  # more than waitress buffers by default before a thread waits for the client


def application(environ, start_response):
    """Answer by path.

    `/held/…` creates a file `began-…` and waits for the file `release`; `/large` has LARGE bytes; `/echo` answers how many
    bytes it received; `/unchanged` has no body; `/unstated` has no Content-Length; `/forwarded` answers a proxy's headers;
    any other path answers the process id.
    """
    path, body = environ["PATH_INFO"], str(os.getpid()).encode()
    requests.labels("GET", "small", "200").inc()
    if path.startswith("/held/"):
        (FOLDER / f"began-{path.removeprefix('/held/')}").touch()
        while not (FOLDER / "release").exists():
            time.sleep(0.01)
    elif path == "/large":
        body = b"x" * LARGE
    elif path == "/echo":
        body = str(len(environ["wsgi.input"].read())).encode()
    elif path == "/forwarded":
        body = repr([environ["wsgi.url_scheme"], environ["HTTP_X_FORWARDED_FOR"], environ["HTTP_X_FORWARDED_PROTO"]]).encode()
    elif path == "/unchanged":
        start_response("304 Not Modified", [])
        return []
    elif path == "/unstated":
        start_response("200 OK", [])
        return []
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
