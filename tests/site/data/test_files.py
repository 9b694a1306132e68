"""Each file of a release at its own address: the bytes of the archive, safe names only, for every host."""

import hashlib
import io
import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import frictionless
import pytest

from catalog.models import Program, Release
from catalog.programs.services import retire
from catalog.releases.services import load_release, release
from tests.conftest import FIXTURES
from tests.helpers import page

pytestmark = pytest.mark.django_db
SECOND = FIXTURES / "releases" / "2026.12.zip"
TYPES = {"csv": "text/csv", "json": "application/json", "jsonl": "application/jsonl", "md": "text/markdown", "R": "text/plain"}


def archived(version):
    with zipfile.ZipFile(io.BytesIO(bytes(Release.objects.get(version=version).archive))) as found:
        return {name.partition("/")[2]: found.read(name) for name in found.namelist()}


@pytest.mark.parametrize("version", ["2026.11", "2026.12", "2027.01.2"])
def test_every_file_is_that_of_the_archive(client, version):
    load_release(SECOND.read_bytes())
    release("2027.01.2")
    listed = [link["href"] for link in page(client, f"/data/{version}/").all("#release-files + p a")]
    files = archived(version)
    assert listed == [f"/data/{version}/{name}" for name in files]
    for name, content in files.items():
        response = client.get(f"/data/{version}/{name}")
        assert response.content == content
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Content-Type"].startswith(TYPES.get(name.rpartition(".")[2], ""))
    assert ("load.R" in files) == (version == "2027.01.2")


@pytest.mark.parametrize(
    "name", ["nothing.csv", "../2026.11/programs.csv", "%2e%2e/programs.csv", "programs.csv%00", "a" * 5000, "protocols", "é.csv"]
)
def test_any_other_name_is_not_found(client, name):
    assert client.get(f"/data/2026.11/{name}").status_code == 404
    assert client.get("/data/2020.01/programs.csv").status_code == 404


def test_its_etag_stays_when_the_catalog_changes(client):
    first = client.get("/data/2026.11/programs.csv")
    retire(Program.objects.get(slug="nyc-big-apple-awards"), None, "It ended.")
    again = client.get("/data/2026.11/programs.csv", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["ETag"], again.content) == (304, first["ETag"], b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    assert client.get("/data/2026.11/terms.csv")["ETag"] != first["ETag"]
    assert client.post("/data/2026.11/terms.csv").status_code == 405
    assert client.head("/data/2026.11/terms.csv").status_code == 200


class Quiet(SimpleHTTPRequestHandler):
    """A web server that logs nothing."""

    def log_message(self, *_):
        pass


@pytest.fixture
def on_the_web(client, tmp_path):
    """Serve what the catalog answers for the files of a release, as a web server does; return the address."""

    def serve(version):
        for name in archived(version):
            path = tmp_path / version / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(client.get(f"/data/{version}/{name}").content)
        return f"http://127.0.0.1:{server.server_port}/{version}/"

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield serve
        server.shutdown()


def test_frictionless_finds_releases_valid_as_they_are_served(on_the_web):
    load_release(SECOND.read_bytes())
    release("2027.01")
    for version in ("2026.12", "2027.01"):
        assert frictionless.validate(f"{on_the_web(version)}datapackage.json").valid, version


def test_frictionless_finds_the_tables_of_the_first_release_valid_and_its_page_says_what_it_does_not(client, on_the_web):
    report = frictionless.validate(f"{on_the_web('2026.11')}datapackage.json")
    wrong = {task.name for task in report.tasks if not task.valid}
    assert wrong == {"programs.jsonl", "codings.jsonl"}
    assert page(client, "/data/2026.11/").has("#validate-note")
    load_release(SECOND.read_bytes())
    assert not page(client, "/data/2026.12/").has("#validate-note")


def test_a_table_is_the_one_whose_sum_the_release_states(client):
    sums = dict(reversed(line.split("  ")) for line in client.get("/data/2026.11/SHA256SUMS").content.decode().splitlines())
    table = client.get("/data/2026.11/supports.csv").content
    assert hashlib.sha256(table).hexdigest() == sums["supports.csv"]
