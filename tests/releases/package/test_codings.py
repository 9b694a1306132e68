"""Codings in a data package: with their codebook where they carry one, and as they were where they do not."""

import csv
import io
import json
import zipfile

import pytest

from catalog.releases.package.build import package, unpack
from catalog.releases.package.codings import coding_line
from tests.conftest import FIXTURES
from tests.releases.package.conftest import opened

RELEASE = FIXTURES / "releases" / "2026.11.zip"


@pytest.fixture
def under_two_codebooks(contents):
    """A package of three programs, each coded by A under two codebooks and by B under one."""
    facts, entries, materials = contents
    first = [{**coding, "codebook": "1"} for coding in materials.codings]
    second = [{**coding, "codebook": "2"} for coding in materials.codings if coding["coder"] == "A"]
    return facts, entries, materials._replace(codings=[*first, *second])


def test_a_coding_is_written_with_its_codebook_where_it_has_one(compared_codings):
    for coding in map(dict, compared_codings[:3]):
        line = coding_line(coding)
        assert json.loads(line) == coding
        assert list(json.loads(line))[:4] == ["slug", "coder", "codebook", "read"]
        del coding["codebook"]
        assert "codebook" not in coding_line(coding)


def test_codings_of_a_release_from_before_are_written_byte_for_byte():
    with zipfile.ZipFile(RELEASE) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/codings.jsonl")]
        text = archive.read(name).decode()
    assert "".join(f"{coding_line(json.loads(line))}\n" for line in text.splitlines()) == text


def test_codings_under_two_codebooks_can_be_unpacked(under_two_codebooks):
    archive = package(*under_two_codebooks)
    assert unpack(archive) == under_two_codebooks
    files = opened(archive)
    codings = under_two_codebooks[2].codings
    rows = list(csv.DictReader(io.StringIO(files["codings.csv"].decode())))
    assert {(row["program"], row["coder"], row["codebook"]) for row in rows} == {
        (coding["slug"], coding["coder"], coding["codebook"]) for coding in codings
    }
    descriptor = json.loads(files["datapackage.json"])
    [schema] = [resource["schema"] for resource in descriptor["resources"] if resource["name"] == "codings"]
    assert schema["primaryKey"] == ["program", "coder", "codebook", "support"]
    assert len({tuple(row[name] for name in schema["primaryKey"]) for row in rows}) == len(rows) == 3 * len(codings)


def test_a_package_whose_codings_carry_none_has_no_such_column(contents):
    header = opened(package(*contents))["codings.csv"].decode().splitlines()[0]
    assert header == "program,coder,support,present,evidence,read,confidence"
