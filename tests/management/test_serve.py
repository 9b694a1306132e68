"""`manage.py serve`: sets up what is missing, prints its address, refuses what it cannot serve with."""

import errno
import json
import re
import socket
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from tests.factories import change_json
from tests.processes import free_port, manage, serving


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
        output = served.output  # without a line for the requests below
        methods = page(f"{served.url}/methods/")
        return served.url, output, programs(served.url), methods, listens("127.0.0.1", served.address[1])

    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: stack.enter_context(serving(folder)), range(2)))
        seen = [look(served) for served in both]
        added = change_json(records[0], slug="an-added-program", name="An Added Program")
        (folder / "added.jsonl").write_text(json.dumps(added), encoding="utf-8")
        assert manage(folder, "load_programs", folder / "added.jsonl").returncode == 0
    with serving(folder, host="127.0.0.2") as third:
        seen.append(look(third))
    return seen


def test_two_first_starts_load_the_programs_once_and_both_serve_them(starts, records):
    assert sum(output.count("Loading the programs") for _, output, *_ in starts) == 1
    for url, output, served, *_ in starts[:2]:
        assert re.search(rf"Teacher Leadership Program Catalog: {re.escape(url)}/$", output, re.MULTILINE)
        assert served == len(records)


def test_the_next_start_keeps_the_data_and_loads_nothing(starts, records):
    url, output, served, *_ = starts[2]
    assert output.strip() == f"Teacher Leadership Program Catalog: {url}/"
    assert served == len(records) + 1


def test_only_their_user_can_read_the_files(starts, folder):
    files = [*folder.glob("catalog.sqlite3*"), folder / "secret_key"]
    assert len(files) >= 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_every_start_shows_the_codings_of_both_codebooks(starts):
    for *_, methods, _ in starts:
        assert re.findall(r'data-codebook="(\d)"\s+data-coders="([^"]+)"', methods) == [("2", "A-C"), ("1", "A-B")]


def test_it_serves_only_at_its_host(starts):
    """The third server had HOST=127.0.0.2."""
    assert [is_at_other_host for *_, is_at_other_host in starts] == [True, True, False]


@pytest.fixture
def serve(monkeypatch, settings):
    """Run `serve` with these settings, without its work: no set-up, no server."""

    def run(host="127.0.0.1", port=None, **others):
        settings.HOST, settings.PORT = host, port or free_port()
        for name, value in others.items():
            setattr(settings, name, value)
        monkeypatch.setattr("os.execv", lambda *command: None)
        monkeypatch.setattr("catalog.management.commands.serve.call_command", lambda *command, **options: None)
        call_command("serve")

    return run


def test_a_taken_port_is_refused(serve):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"^Cannot serve at 127.0.0.1:{port}: Address already in use"):
            serve(port=port)


def test_an_unknown_host_is_refused(serve):
    with pytest.raises(CommandError, match=r"^Cannot serve at no such host:"):
        serve(host="no such host")


@pytest.mark.parametrize(
    ("host", "proxies", "is_warned"),
    [("0.0.0.0", 0, True), ("0.0.0.0", 1, False), ("::", 0, True), ("localhost", 0, False), ("::1", 0, False)],
)
def test_serving_a_network_without_a_proxy_prints_a_warning(serve, capsys, host, proxies, is_warned):
    serve(host=host, TRUSTED_PROXIES=proxies)
    assert ("Warning: " in capsys.readouterr().err) is is_warned


@pytest.fixture
def prepare_fails(monkeypatch, tmp_path):
    """Run `prepare` on an embedded database in a folder of its own; its first step raises this error."""

    def run(error):
        def fail(*_command, **_options):
            raise error

        monkeypatch.setattr(connection, "vendor", "sqlite")
        monkeypatch.setitem(connection.settings_dict, "NAME", tmp_path / "catalog.sqlite3")
        monkeypatch.setattr("catalog.management.commands.prepare.call_command", fail)
        with pytest.raises(CommandError) as refused:
            call_command("prepare")
        return str(refused.value)

    return run


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            OperationalError("database or disk is full"),
            r"Cannot use the database {folder}/catalog.sqlite3: ",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device", "/data/static"),
            "Cannot write to /data/static: No space left on device.",
        ),
    ],
)
def test_what_it_cannot_set_up_is_one_sentence(prepare_fails, tmp_path, error, says):
    refusal = prepare_fails(error)
    assert refusal.startswith(says.format(folder=tmp_path))
    assert "\n" not in refusal


def test_a_database_that_others_could_read_is_closed_to_them(prepare_fails, tmp_path):
    files = [tmp_path / f"catalog.sqlite3{suffix}" for suffix in ("", "-wal", "-shm")]
    for file in files:
        file.touch(0o644)
    prepare_fails(OperationalError)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_database_that_cannot_be_reached_is_one_sentence_without_its_password(tmp_path):
    done = manage(tmp_path, "serve", PORT=str(free_port()), DATABASE_URL="postgresql://user:hidden@127.0.0.1:1/name")
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: Cannot use the database 127.0.0.1/name: ")
    assert "hidden" not in done.stderr
    assert done.stderr.count("\n") == 1
