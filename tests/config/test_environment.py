"""Numbers and addresses of the environment, and how many cores there are."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.environment import count_cores, read_address, read_choice, read_number, read_workers


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


def test_a_level_may_be_written_in_lower_case(monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "info")
    assert read_choice("LOG_LEVEL", ("INFO", "WARNING"), "WARNING") == "INFO"
