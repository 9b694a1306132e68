"""Numbers and addresses of the environment, and how many cores there are."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.environment import count_cores, read_address, read_choice, read_number, read_workers
from tests.processes import ROOT, environment


@given(st.integers(1, 64))
def test_a_number_within_its_bounds_is_read(number):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WEB_CONCURRENCY", str(number))
        assert read_workers() == number


@pytest.mark.parametrize("text", ["many", "-1", "0", "65", "1.5", " 2", "８", "1e1"])
def test_any_other_is_refused_by_name(monkeypatch, text):
    monkeypatch.setenv("WEB_CONCURRENCY", text)
    with pytest.raises(SystemExit, match=r"^WEB_CONCURRENCY is .*: use a number from 1 to 64"):
        read_workers()


@pytest.mark.parametrize("text", [None, ""])
def test_a_missing_number_is_the_default(monkeypatch, text):
    monkeypatch.delenv("ANY", raising=False)
    if text is not None:
        monkeypatch.setenv("ANY", text)
    assert read_number("ANY", 7) == 7


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:9100", ("127.0.0.1", 9100)),
        ("[::1]:9100", ("::1", 9100)),
        ("metrics.internal:80", ("metrics.internal", 80)),
        ("", None),
    ],
)
def test_an_address_is_a_host_and_a_port(monkeypatch, text, address):
    monkeypatch.setenv("METRICS_ADDRESS", text)
    assert read_address("METRICS_ADDRESS") == address


@pytest.mark.parametrize("text", ["9100", ":9100", "localhost", "localhost:", "localhost:0", "localhost:99999", "localhost:９"])
def test_any_other_address_is_refused_by_name(monkeypatch, text):
    monkeypatch.setenv("METRICS_ADDRESS", text)
    with pytest.raises(SystemExit, match=r"^METRICS_ADDRESS is "):
        read_address("METRICS_ADDRESS")


@pytest.mark.parametrize(
    ("limit", "cores"),
    [("max 100000", None), ("100000 100000", 1), ("50000 100000", 1), ("100000000 100000", None), ("nonsense", None)],
)
def test_the_cores_are_those_of_the_container(tmp_path, limit, cores):
    (tmp_path / "cpu.max").write_text(limit)
    assert count_cores(tmp_path / "cpu.max") == (cores or len(os.sched_getaffinity(0)))


def test_without_a_container_they_are_those_of_the_process(tmp_path):
    assert count_cores(tmp_path / "cpu.max") == len(os.sched_getaffinity(0))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("ALLOWED_HOSTS", "https://catalog.example"),
        ("PUBLIC_URL", "catalog.example"),
        ("PUBLIC_URL", "https://catalog.example/path"),
        ("BEHIND_PROXY", "yes"),
        ("OFFICE_OF_ONE", "true"),
        ("DEBUG", "true"),
        ("TIME_ZONE", "Mars/City"),
        ("WEB_CONCURRENCY", "two"),
        ("IDLE_TIMEOUT", "abc"),
        ("REQUEST_TIMEOUT", "-3"),
        ("METRICS_ADDRESS", "127.0.0.1:8000"),
        ("CONTACT_EMAIL", "not an address"),
        ("REPOSITORY_URL", "code.example"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(tmp_path, name, text):
    code = "import config.settings"
    variables = environment(tmp_path, **{name: text})
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(name)


def test_a_level_may_be_written_in_lower_case(monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "info")
    assert read_choice("LOG_LEVEL", ("INFO", "WARNING"), "WARNING") == "INFO"
