"""`manage.py serve`: sets up what is missing, says where it serves, refuses a bad address."""

import json
import re
import socket
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.processes import manage, serving


def page(address):
    with urlopen(address, timeout=30) as answer:
        return answer.read().decode()


def programs(address):
    with urlopen(f"{address}/readyz", timeout=30) as answer:
        return json.load(answer)["programs"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def starts(folder, records):
    """What two starts on one folder printed and served, a program added in between."""
    seen = []
    with serving(folder) as first:
        seen.append((first.url, first.output, programs(first.url), page(f"{first.url}/methods/")))
        added = {**records[0], "slug": "an-added-program", "name": "An Added Program"}
        (folder / "added.jsonl").write_text(json.dumps(added), encoding="utf-8")
        assert manage(folder, "load_programs", folder / "added.jsonl").returncode == 0
    with serving(folder) as second:
        seen.append((second.url, second.output, programs(second.url), page(f"{second.url}/methods/")))
    return seen


def test_the_first_start_loads_the_programs_and_says_where_it_serves(starts, records):
    url, output, served, _ = starts[0]
    assert output.count("Loading the programs") == 1
    assert re.search(rf"Teacher Leadership Program Catalog: {re.escape(url)}/$", output, re.MULTILINE)
    assert served == len(records)


def test_the_next_start_keeps_what_is_there_and_loads_nothing(starts, records):
    url, output, served, _ = starts[1]
    assert output.strip() == f"Teacher Leadership Program Catalog: {url}/"
    assert served == len(records) + 1


def test_both_codings_are_there_from_the_first_start_on(starts, second_codings):
    for *_, methods in starts:
        assert methods.count(f'<td data-label="N">{len(second_codings)}</td>') == 4


def test_it_serves_at_host_alone(starts, folder):
    with serving(folder, host="127.0.0.2") as served:
        assert f"{served.url}/" in served.output
        with pytest.raises(URLError):
            urlopen(served.url.replace("127.0.0.2", "127.0.0.1"), timeout=5)


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "８０"])
def test_a_bad_port_is_refused_before_any_work(tmp_path, port):
    done = manage(tmp_path, "serve", PORT=port)
    assert done.returncode == 1
    assert f"PORT is '{port}': use a number from 1 to 65535" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("*.sqlite3"))


@pytest.mark.parametrize("today", ["tomorrow", "2022-2-1", "20220301", "2022-02-30", " "])
def test_a_bad_day_is_refused_before_any_work(tmp_path, today):
    done = manage(tmp_path, "serve", TODAY=today)
    assert done.returncode == 1
    assert done.stderr == f"TODAY is {today!r}: use a date such as 2026-11-23, or leave it empty for the real day\n"
    assert not list(tmp_path.glob("*.sqlite3"))


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
