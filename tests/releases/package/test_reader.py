"""An archive is read back if its checksums are right; a damaged one gets a clear message."""

import json

import pytest

from catalog.releases.package.archive import sums, zip_files
from catalog.releases.package.build import NotAPackage, package, unpack
from tests.releases.package.conftest import FACTS, opened

FOLDER = "teacher-leadership-programs-2026.11"


@pytest.fixture(scope="module")
def small(contents):
    """The archive of seven programs and their codings."""
    facts, entries, materials = contents
    return package(facts, entries[:7], materials)


def seal(files):
    """A zip of these files with the right checksums."""
    rest = {name: content for name, content in files.items() if name != "SHA256SUMS"}
    return zip_files(FOLDER, {**rest, "SHA256SUMS": sums(rest)}, FACTS.date)


def refusal(archive):
    with pytest.raises(NotAPackage) as error:
        unpack(archive)
    return str(error.value)


def test_a_sealed_archive_is_the_archive(small):
    assert seal(opened(small)) == small


@pytest.mark.parametrize("data", [b"", b"hello", b"PK", b"%PDF-1.7" * 100, b"PK\x05\x06" + bytes(18)])
def test_what_is_not_an_archive_is_refused(data):
    assert refusal(data)


@pytest.mark.parametrize("part", [0.01, 0.5, 0.999])
def test_a_cut_archive_is_refused(small, part):
    assert "not a whole zip" in refusal(small[: int(len(small) * part)])


@pytest.mark.parametrize("name", ["programs.csv", "programs.jsonl", "README.md", "datapackage.json", "LICENSE.md"])
def test_a_damaged_byte_is_refused(small, name):
    content = opened(small)[name]
    place = small.index(content) + len(content) // 2
    assert name in refusal(small[:place] + bytes([small[place] ^ 1]) + small[place + 1 :])


def test_files_that_differ_from_the_checksums_are_named(small):
    files = opened(small)
    del files["README.md"]
    archive = zip_files(FOLDER, {**files, "programs.csv": b"changed", "extra.exe": b""}, FACTS.date)
    assert refusal(archive).endswith(": README.md, extra.exe, programs.csv")


def test_an_archive_without_checksums_is_refused(small):
    files = opened(small)
    del files["SHA256SUMS"]
    assert refusal(zip_files(FOLDER, files, FACTS.date)) == "SHA256SUMS is missing"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("programs.jsonl", b"[" + b"\n"),
        ("programs.jsonl", b"[]\n"),
        ("programs.jsonl", b""),
        ("versions.csv", b"slug,number\r\n"),
        ("vocabulary.toml", b"= "),
        ("datapackage.json", b"[]"),
        ("CODEBOOK.md", b"\xff"),
    ],
)
def test_files_of_another_kind_with_the_right_checksums_are_refused(small, name, content):
    assert "this version" in refusal(seal({**opened(small), name: content}))


def test_a_file_that_is_missing_from_archive_and_checksums_is_refused(small):
    files = opened(small)
    del files["versions.csv"]
    assert "versions.csv" in refusal(seal(files))


def test_a_release_keeps_the_order_of_its_sets(small):
    records = [json.loads(line) for line in opened(small)["programs.jsonl"].splitlines()]
    lines = "".join(json.dumps({**record, "focus": record["focus"][::-1]}, ensure_ascii=False) + "\n" for record in records)
    found = unpack(seal({**opened(small), "programs.jsonl": lines.encode()}))[1]
    assert [entry.record.focus for entry in found] == [entry.record.focus[::-1] for entry in unpack(small)[1]]
