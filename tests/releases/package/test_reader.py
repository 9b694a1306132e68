"""Reading a release back: everything that is not whole is refused by name, before anything is believed."""

import io
import json
import random
import struct
import tracemalloc
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.releases.package.archive import LARGEST, sums, zipped
from catalog.releases.package.build import NotAPackage, package, unpacked
from tests.releases.package.conftest import FACTS, opened

TOP = "teacher-leadership-programs-2026.11"
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


@pytest.fixture(scope="module")
def small(contents):
    """The archive of seven programs and their codings, quick to spoil."""
    facts, entries, materials = contents
    return package(facts, entries[:7], materials)


def sealed(files, folder=TOP):
    """A zip of these files whose sums are right: what is wrong in it is wrong in itself."""
    rest = {name: content for name, content in files.items() if name != "SHA256SUMS"}
    return zipped(folder, {**rest, "SHA256SUMS": sums(rest)}, FACTS.date)


def changed(archive, name, change):
    """The archive with one file's text changed, and sealed again."""
    files = opened(archive)
    text = change(files[name].decode())
    assert text.encode() != files[name]
    return sealed({**files, name: text.encode()})


def refused(archive):
    with pytest.raises(NotAPackage) as error:
        unpacked(archive)
    return str(error.value)


@pytest.fixture(autouse=True)
def _nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    yield
    assert list(tmp_path.iterdir()) == []


def test_a_sealed_archive_is_the_archive(small):
    assert sealed(opened(small)) == small


@pytest.mark.parametrize("data", [b"", b"hello", b"PK", b"%PDF-1.7" * 100, END + bytes(18)])
def test_what_is_no_zip_is_refused(data):
    assert "zip" in refused(data) or "folder" in refused(data)


def test_a_cut_archive_is_refused(small):
    for length in (10, 1000, len(small) // 2, len(small) - 1):
        assert "zip" in refused(small[:length])


def test_something_behind_the_end_or_before_the_beginning_is_refused(small):
    assert "behind its end" in refused(small + b"more")
    assert "list of files" in refused(b"more" + small)


@pytest.mark.parametrize("name", ["programs.jsonl", "SHA256SUMS", "datapackage.json", "README.md"])
def test_a_missing_file_is_refused_by_name(small, name):
    files = opened(small)
    del files[name]
    assert refused(zipped(TOP, files, FACTS.date)) == f"{TOP}/{name} is missing"


def test_a_file_too_many_is_refused_by_name(small):
    assert "'teacher-leadership-programs-2026.11/extra.exe' is no file" in refused(sealed({**opened(small), "extra.exe": b""}))


def test_files_in_another_order_or_told_twice_are_refused(small):
    files = opened(small)
    assert "another order" in refused(zipped(TOP, dict(reversed(files.items())), FACTS.date))
    data = io.BytesIO(small)
    with zipfile.ZipFile(data, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(f"{TOP}/README.md", b"another")
    assert "told twice" in refused(data.getvalue())


@pytest.mark.parametrize("name", ["programs.csv", "programs.jsonl", "README.md", "datapackage.json", "LICENSE.md"])
def test_a_changed_byte_is_refused_by_the_name_of_its_file(small, name):
    files = opened(small)
    place = small.index(files[name]) + len(files[name]) // 2
    assert refused(small[:place] + bytes([small[place] ^ 1]) + small[place + 1 :]).startswith(f"{name} has been changed")


@pytest.mark.parametrize("name", ["programs.csv", "programs.jsonl", "README.md", "datapackage.json", "LICENSE.md"])
def test_a_changed_file_in_a_zip_made_anew_is_refused_by_its_sum(small, name):
    files = opened(small)
    spoiled = zipped(TOP, {**files, name: files[name] + b" "}, FACTS.date)
    assert refused(spoiled) == f"{name} is not as SHA256SUMS says"


def test_sums_of_other_files_are_refused(small):
    files = opened(small)
    more = files["SHA256SUMS"] + b"0" * 64 + b"  other.txt\n"
    assert "just the files" in refused(zipped(TOP, {**files, "SHA256SUMS": more}, FACTS.date))
    turned = b"".join(reversed(files["SHA256SUMS"].splitlines(keepends=True)))
    assert "another order" in refused(zipped(TOP, {**files, "SHA256SUMS": turned}, FACTS.date))


@pytest.mark.parametrize(
    "folder",
    ["..", "teacher-leadership-programs-\x1b[2J", "/etc", "../../teacher-leadership-programs-2026.11", "C:", "other-2026.11", ""],
)
def test_a_folder_that_leads_elsewhere_is_refused(small, folder):
    assert "folder" in refused(zipped(folder, opened(small), FACTS.date))


def test_names_that_lead_elsewhere_are_refused(small):
    files = opened(small)
    for name in ("../evil", "a/../../evil", "/evil", "CON", "README.md/"):
        assert "is no file of a package" in refused(sealed({**files, name: b"x"}))


def test_a_folder_of_another_version_is_refused(small):
    assert "is not that of version '2026.11'" in refused(sealed(opened(small), "teacher-leadership-programs-2026.12"))


def test_compressed_files_are_refused_before_they_are_unpacked(small):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in opened(small).items():
            archive.writestr(f"{TOP}/{name}", bytes(100_000_000) if name == "programs.csv" else content)
    data = bomb.getvalue()
    tracemalloc.start()
    assert "is not simply stored" in refused(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def test_files_that_overlap_are_refused(small):
    # every entry of the list points at the largest file and claims its size
    data = bytearray(small)
    place, size = data.index(CENTRAL), max(map(len, opened(small).values()))
    while data[place : place + 4] == CENTRAL:
        struct.pack_into("<II", data, place + 20, size, size)
        place += 46 + sum(struct.unpack_from("<HHH", data, place + 28))
    assert "is not simply stored" in refused(bytes(data))


def test_a_list_of_very_many_files_is_refused_before_it_is_read():
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(3000):
            archive.writestr(f"{TOP}/{number}", b"")
    data = many.getvalue()
    assert "list of files" in refused(data)
    # the same under the larger numbers of a zip64
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    end = struct.pack("<4s4H2LH", END, 0, 0, 1, 1, len(locator), len(data), 0)
    assert "list of files" in refused(data + locator + end)


def test_what_is_larger_than_any_package_is_refused():
    assert str(LARGEST) in refused(bytes(LARGEST + 1))


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(min_value=0), changes=st.integers(min_value=1, max_value=4))
def test_no_spoiled_archive_is_believed_or_raises_anything_else(small, seed, changes):
    dice = random.Random(seed)
    data = bytearray(small)
    ends = data.index(CENTRAL)
    for _ in range(changes):
        # the zip's own records are few among the bytes of files: they get half of the changes
        place = dice.randrange(ends, len(data)) if dice.random() < 0.5 else dice.randrange(len(data))
        data[place] = dice.randrange(256)
    with suppress(NotAPackage):
        assert unpacked(bytes(data)) == unpacked(small)


def test_a_record_that_is_not_valid_is_refused_with_its_line_and_field(small):
    def spoil(text):
        return text.replace('"status": "unknown"', '"status": "closed"', 1)

    line = next(n for n, line in enumerate(opened(small)["programs.jsonl"].decode().split("\n"), 1) if '"unknown"' in line)
    assert refused(changed(small, "programs.jsonl", spoil)).startswith(
        f"programs.jsonl, line {line}: status: 'closed' is not a known"
    )


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("programs.jsonl", lambda t: t.replace('{"slug"', '{ "slug"', 1), "line 1: the record"),
        ("programs.jsonl", lambda t: t.replace('"name": "', '"name": " ', 1), "line 1: the record"),
        ("programs.jsonl", lambda t: t.replace("{", "", 1), "programs.jsonl, line 1 is not JSON"),
        ("programs.jsonl", lambda t: "[" * 100_000 + "\n" + t, "programs.jsonl, line 1 is not JSON"),
        ("programs.jsonl", lambda t: '"' + "x" * 5_000_000 + '"\n' + t, "line 1 is longer than"),
        ("programs.jsonl", lambda t: t.replace('"note": ""', '"note": "a remark"', 1), "in `note`, which is not public"),
        ("programs.jsonl", lambda t: t.split("\n")[0] + "\n" + t, "versions.csv, line 3"),
        ("programs.jsonl", lambda t: t.rstrip("\n"), "does not end"),
        ("programs.jsonl", lambda t: t.split("\n", 1)[1], "versions.csv, line 2 does not tell the version"),
        ("versions.csv", lambda t: t.replace("slug,", "name,", 1), "versions.csv does not begin"),
        ("versions.csv", lambda t: t.replace(",1,", ",0,", 1), "versions.csv, line 2: '0' is not a version's number"),
        ("versions.csv", lambda t: t.replace("Z\r\n", "\r\n", 1), "versions.csv, line 2: "),
        ("versions.csv", lambda t: t + "more,1,2026-11-24T00:00:00Z\r\n", "versions.csv, line 9 tells of a program"),
        ("versions.csv", lambda t: t.replace(",", ',"', 1), "versions.csv"),
        ("codings.jsonl", lambda t: t.replace('"coder": "A"', '"coder": 1', 1), "codings.jsonl, line 1: a coding: 'coder'"),
        ("codings.jsonl", lambda t: t.replace('"coder": "B"', '"coder": "A"', 1), "told twice"),
        ("codings.jsonl", lambda t: t.replace('"slug": "', '"slug": "x', 1), "no program of the package"),
        ("codings.jsonl", lambda t: t.replace(": ", ":", 1), "codings.jsonl, line 1: the coding is not written"),
        ("codings.jsonl", lambda t: "[]\n" + t, "codings.jsonl, line 1: a coding is not an object"),
        ("vocabulary.toml", lambda t: "= " + t, "vocabulary.toml is not a whole vocabulary file"),
        ("vocabulary.toml", lambda t: "", "vocabulary.toml is not a whole vocabulary file"),
        ("vocabulary.toml", lambda t: t.replace('code = "basis"', 'code = "bases"'), "vocabulary.toml is not a whole"),
        ("datapackage.json", lambda t: "[]", "datapackage.json: it is not an object"),
        ("datapackage.json", lambda t: t.replace('"revision": 17', '"revision": true'), "datapackage.json: `revision`"),
        ("datapackage.json", lambda t: t.replace('"revision": 17', '"revision": -17'), "-17 is not a revision"),
        ("datapackage.json", lambda t: t.replace("2026-11-24T", "2026-13-24T"), "datapackage.json: "),
        ("datapackage.json", lambda t: t.replace("2026-11-24T00", "2026-11-24T01"), "datapackage.json: `created`"),
        ("datapackage.json", lambda t: t.replace('"version": "2026.11"', '"version": 2026.11'), "datapackage.json: `version`"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_refused_by_its_name(small, name, change, said):
    assert said in refused(changed(small, name, change))


def test_what_is_not_utf_8_is_refused_by_its_name(small):
    assert "CODEBOOK.md is not UTF-8" in refused(sealed({**opened(small), "CODEBOOK.md": b"\xff"}))


def test_a_release_keeps_the_order_of_its_sets(small):
    def turn(text):
        records = [json.loads(line) for line in text.splitlines()]
        return "".join(json.dumps({**r, "focus": r["focus"][::-1]}, ensure_ascii=False) + "\n" for r in records)

    found = unpacked(changed(small, "programs.jsonl", turn))[1]
    assert [entry.record.focus for entry in found] == [entry.record.focus[::-1] for entry in unpacked(small)[1]]
