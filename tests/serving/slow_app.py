"""A small application for tests of the server: it answers at once, at length, or not before it is released."""

import os
import time
from pathlib import Path

from catalog.serving.metrics import requests

FOLDER = Path(os.environ.get("DATA_DIR", "."))
LARGE = 20_000_000  # more than waitress holds by itself before it lets a thread wait for the client


def application(environ, start_response):
    """Answer by path; any other than these with the number of the process.

    `/held/…` leaves a file `began-…` and waits for the file `release`; `/large` is LARGE bytes long; `/echo` says how many
    bytes it was sent; `/unchanged` has no body; `/unstated` does not state its length; `/forwarded` says what a proxy said.
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
    if path == "/unstated":
        start_response("200 OK", [])
        return iter([body, body])
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
