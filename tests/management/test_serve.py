"""`manage.py serve`: sets up what is missing, says where it serves, refuses what it cannot serve with."""

import json
import re
import socket
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.request import urlopen

import pytest

from tests.factories import change_json
from tests.processes import PATIENCE, ROOT, environment, free_port, manage, serving


def page(address):
    with urlopen(address, timeout=30) as answer:
        return answer.read().decode()


def listens(host, port):
    with socket.socket() as client:
        return client.connect_ex((host, port)) == 0


def programs(address):
    with urlopen(f"{address}/readyz", timeout=30) as answer:
        return json.load(answer)["programs"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def starts(folder, records):
    """Output and pages of three starts on one folder: two at once while it is empty, one after a program was added."""

    def look(served):
        methods = page(f"{served.url}/methods/")
        return served.url, served.output, programs(served.url), methods, listens("127.0.0.1", served.address[1])

    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: stack.enter_context(serving(folder)), range(2)))
        seen = [look(served) for served in both]
        added = change_json(records[0], slug="an-added-program", name="An Added Program")
        (folder / "added.jsonl").write_text(json.dumps(added), encoding="utf-8")
        assert manage(folder, "load_programs", folder / "added.jsonl").returncode == 0
    with serving(folder, host="127.0.0.2") as third:
        seen.append(look(third))
    return seen


def test_of_two_first_starts_one_loads_the_programs_and_both_serve_them(starts, records):
    assert sum(output.count("Loading the programs") for _, output, *_ in starts) == 1
    for url, output, served, *_ in starts[:2]:
        assert re.search(rf"Teacher Leadership Program Catalog: {re.escape(url)}/$", output, re.MULTILINE)
        assert served == len(records)


def test_the_next_start_keeps_what_is_there_and_loads_nothing(starts, records):
    url, output, served, *_ = starts[2]
    assert output.strip() == f"Teacher Leadership Program Catalog: {url}/"
    assert served == len(records) + 1


def test_the_files_are_for_their_user_alone(starts, folder):
    files = [*folder.glob("catalog.sqlite3*"), folder / "secret_key"]
    assert len(files) >= 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_the_codings_of_both_codebooks_are_there_from_the_first_start_on(starts):
    for *_, methods, _ in starts:
        assert re.findall(r'data-codebook="(\d)"\s+data-coders="([^"]+)"', methods) == [("2", "A-C"), ("1", "A-B")]
        assert methods.count('data-n="60"') == 8  # three supports and the type, of two pairs of coders


def test_it_serves_only_at_its_host(starts):
    """The third server had HOST=127.0.0.2."""
    assert [is_at_other_host for *_, is_at_other_host in starts] == [True, True, False]


def test_a_taken_port_is_told_before_any_work(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = manage(tmp_path, "serve", PORT=str(port))
    assert done.returncode == 1
    assert f"Cannot serve at 127.0.0.1:{port}: Address already in use" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("*.sqlite3"))


def test_an_unknown_host_is_told(tmp_path):
    done = manage(tmp_path, "serve", HOST="no such host")
    assert done.returncode == 1
    assert "Cannot serve at no such host:8000" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_others_could_read_is_closed_to_them(tmp_path):
    # no database, which ends it early: the files are closed before anything else is done
    files = [tmp_path / f"catalog.sqlite3{suffix}" for suffix in ("", "-wal", "-shm")]
    for file in files:
        file.write_bytes(b"not a database " * 100)
        file.chmod(0o644)
    assert manage(tmp_path, "prepare").returncode == 1
    assert {stat.S_IMODE(file.stat().st_mode) for file in files if file.exists()} == {0o600}


@pytest.mark.parametrize(
    ("host", "settings", "warned"),
    [
        ("0.0.0.0", {}, True),
        ("0.0.0.0", {"TRUSTED_PROXIES": "1"}, False),
        ("::", {}, True),
        ("localhost", {}, False),
        ("::1", {}, False),
    ],
)
def test_serving_a_network_without_the_proxy_is_warned_of(monkeypatch, capsys, host, settings, warned):
    from django.conf import settings as ours
    from django.core.management import call_command

    monkeypatch.setattr(ours, "HOST", host)
    monkeypatch.setattr(ours, "PORT", free_port())
    monkeypatch.setattr(ours, "TRUSTED_PROXIES", len(settings))
    monkeypatch.setattr("os.execv", lambda *command: None)
    monkeypatch.setattr("catalog.management.commands.serve.call_command", lambda *command, **options: None)
    call_command("serve")
    assert ("Warning: " in capsys.readouterr().err) is warned


def spoil(name, content):
    """A way to spoil the data folder: a file in it with this content."""
    return lambda folder: (folder / name).write_bytes(content)


@pytest.mark.parametrize(
    ("settings", "before", "says"),
    [
        ({"DATABASE_URL": "postgresql://user:hidden@127.0.0.1:1/name"}, None, "Cannot use the database 127.0.0.1/name: "),
        ({"DATABASE_URL": "sqlite:////nowhere/catalog.sqlite3"}, None, "Cannot use the database /nowhere/catalog.sqlite3: "),
        ({}, spoil("catalog.sqlite3", b"not a database " * 100), "file is not a database"),
        ({}, spoil("static", b"in the way"), "Cannot write to "),
    ],
)
def test_what_it_cannot_serve_with_is_one_sentence(tmp_path, settings, before, says):
    if before:
        before(tmp_path)
    done = manage(tmp_path, "serve", **{"PORT": str(free_port()), **settings})
    assert done.returncode == 1
    assert says in done.stderr
    assert "hidden" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_full_disk_is_one_sentence(tmp_path):
    # a file may have 100 KB: what is refused is the same as on a disk that is full
    command = 'ulimit -f 100; exec "$0" manage.py prepare'
    done = subprocess.run(
        ["bash", "-c", command, sys.executable],
        cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: Cannot use the database ")
    assert len(done.stderr.strip().splitlines()) == 1
