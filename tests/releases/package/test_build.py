"""The data package of a release: whole, described, citable, the same byte for byte."""

import datetime
import hashlib
import io
import json
import os
import pickle
import random
import re
import stat
import subprocess
import sys
import zipfile

import pytest
import yaml

from catalog.programs.published_records import Published
from catalog.releases.package.build import package, unpack
from catalog.releases.package.contents import WRITTEN
from catalog.schema.codebook import frozen_text
from catalog.schema.fields import FIELDS
from catalog.schema.upgrades import load_stored
from catalog.schema.validation import to_line
from catalog.schema.vocabulary import read
from tests.conftest import FIXTURES
from tests.factories import change
from tests.releases.package.conftest import DOI, opened
from typology import ProgramType

BASE = FIXTURES.parent
TOP = "teacher-leadership-programs-2026.11/"
FILES = """
    datapackage.json programs.csv supports.csv sources.csv partners.csv terms.csv vocabulary.csv codings.csv versions.csv
    coders.csv crosswalk.csv families.csv organizations.csv
    programs.jsonl codings.jsonl vocabulary.toml CODEBOOK.md data-dictionary.md protocols/coder-x.md
    README.md CITATION.cff LICENSE.md codemeta.json datacite.json load.R load.py record.schema.json SHA256SUMS
""".split()
AGAIN = """
import hashlib, pickle, sys, django
django.setup()
from catalog.releases.package.build import package
print(hashlib.sha256(package(*pickle.load(sys.stdin.buffer))).hexdigest())
"""


def shuffled(value, dice):
    """The same JSON value, the keys of its objects in another order, as a database may give them."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], dice) for key in dice.sample(sorted(value), len(value))}
    return [shuffled(item, dice) for item in value] if isinstance(value, list) else value


@pytest.fixture
def descriptor(files):
    return json.loads(files["datapackage.json"])


def test_unpacking_returns_the_contents(contents, archive):
    facts, entries, materials = unpack(archive)
    assert (facts, entries, materials) == contents
    assert [to_line(entry.record) for entry in entries] == [to_line(entry.record) for entry in contents[1]]
    assert {entry.time.tzinfo for entry in entries} == {datetime.UTC}


def test_a_catalog_of_one_program_without_codings_can_be_unpacked(contents):
    facts, entries, materials = contents
    small = facts, entries[:1], materials._replace(codings=[])
    assert unpack(package(*small)) == small


def test_packing_twice_makes_the_same_bytes(contents, archive):
    assert package(*contents) == archive


def test_a_database_that_shuffles_keys_makes_the_same_bytes(contents, archive):
    facts, entries, materials = contents
    dice = random.Random(20261124)
    stored = [shuffled(entry.record.as_json(), dice) for entry in entries]
    assert [list(record) for record in stored] != [list(FIELDS)] * len(stored)
    mixed = [
        Published(load_stored(record), entry.number, entry.time.astimezone(datetime.UTC))
        for record, entry in zip(stored, entries, strict=True)
    ]
    assert package(facts, mixed, materials._replace(codings=shuffled(materials.codings, dice))) == archive


def test_another_process_with_another_hash_seed_and_time_zone_makes_the_same_bytes(contents, archive):
    zone = "Pacific/Auckland"
    there = {**os.environ, "PYTHONHASHSEED": "1", "TZ": zone, "TIME_ZONE": zone, "DJANGO_SETTINGS_MODULE": "config.settings"}
    made = subprocess.run(
        [sys.executable, "-c", AGAIN], input=pickle.dumps(contents), env=there, cwd=BASE, capture_output=True, check=True
    )
    assert made.stdout.decode().strip() == hashlib.sha256(archive).hexdigest()


def test_the_zip_is_stored_in_a_fixed_order_with_fixed_times_and_permissions(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        assert found.namelist() == [TOP + name for name in FILES]
        for member in found.infolist():
            assert member.compress_type == zipfile.ZIP_STORED
            assert member.date_time == (2026, 11, 24, 0, 0, 0)
            assert stat.filemode(member.external_attr >> 16) == "-rw-r--r--"


def test_the_descriptor_states_version_day_revision_and_license(descriptor):
    assert descriptor["version"] == "2026.11"
    assert descriptor["created"] == "2026-11-24T00:00:00Z"
    assert descriptor["revision"] == 17
    assert [entry["name"] for entry in descriptor["licenses"]] == ["CC-BY-4.0"]
    assert "Describes this catalog, not all programs." in descriptor["description"]
    assert descriptor["contributors"][0]["title"] == "The Teacher Leadership Program Catalog contributors"


def test_every_resource_has_the_size_and_hash_of_the_descriptor(descriptor, files):
    for resource in descriptor["resources"]:
        content = files[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    names = [resource["name"] for resource in descriptor["resources"]]
    assert len(set(names)) == len(names)
    about = {"datapackage.json", "README.md", "CITATION.cff", "LICENSE.md", "SHA256SUMS", *WRITTEN}
    assert {resource["path"] for resource in descriptor["resources"]} == set(FILES) - about


def test_the_sums_are_those_of_every_other_file(files):
    lines = [re.fullmatch(r"([0-9a-f]{64})  (\S+)", line).groups() for line in files["SHA256SUMS"].decode().splitlines()]
    result = {name: found for found, name in lines}
    assert len(result) == len(lines)
    assert result == {name: hashlib.sha256(text).hexdigest() for name, text in files.items() if name != "SHA256SUMS"}


def test_the_same_contents_have_the_same_id_and_others_another(contents, descriptor):
    def id_of(*changed):
        return json.loads(opened(package(*changed))["datapackage.json"])["id"]

    facts, entries, materials = contents
    assert id_of(*contents) == descriptor["id"]
    others = {id_of(facts._replace(version="2026.11.2"), entries, materials), id_of(facts, entries[:-1], materials)}
    assert len(others | {descriptor["id"]}) == 3


def test_records_are_lines_of_the_form_that_loads(files, contents):
    lines = files["programs.jsonl"].decode().split("\n")
    assert lines.pop() == ""
    assert lines == [to_line(entry.record) for entry in contents[1]]


def test_codings_vocabulary_and_codebook_are_complete(files, contents):
    materials = contents[2]
    assert [json.loads(line) for line in files["codings.jsonl"].decode().splitlines()] == materials.codings
    assert files["vocabulary.toml"].decode() == materials.vocabulary == frozen_text()
    assert files["CODEBOOK.md"] == (FIXTURES / "CODEBOOK.md").read_bytes()


def test_the_data_dictionary_is_of_the_vocabulary_given_and_leads_to_the_codebook_beside_it(contents):
    facts, entries, materials = contents
    words = materials.vocabulary.replace('label = "Kind of sponsor"', 'label = "Sort of sponsor"')
    text = opened(package(facts, entries[:1], materials._replace(vocabulary=words, codings=[])))["data-dictionary.md"].decode()
    assert "Sort of sponsor" in text
    assert "Kind of sponsor" not in text
    assert "(CODEBOOK.md)" in text
    assert "make docs" not in text
    assert all(f"| `{name}` |" in text for name in read(words).fields)


def test_no_remark_of_a_coder_is_in_any_file(files, records):
    text = b"\n".join(files.values()).decode()
    public = "\n".join(to_line(change(record, note="")) for record in records)
    remarks = [record.note for record in records if len(record.note) > 20 and record.note not in public]
    assert len(remarks) > 100
    assert not [remark for remark in remarks if remark in text]


def test_the_citation_is_of_a_data_set_and_names_the_report_as_the_repository_does(files):
    result = yaml.safe_load(files["CITATION.cff"])
    ours = yaml.safe_load((BASE / "CITATION.cff").read_text(encoding="utf-8"))
    assert (result["cff-version"], result["type"], result["license"]) == ("1.2.0", "dataset", "CC-BY-4.0")
    assert (result["version"], result["date-released"]) == ("2026.11", "2026-11-24")
    for key in ("title", "authors", "keywords", "references"):
        assert result[key] == ours[key]


def test_the_readme_counts_programs_by_type_and_names_every_file(files, contents):
    text = files["README.md"].decode()
    found = {code: int(count) for code, count in re.findall(r"\| `([a-z-]+)` \| (\d+) \|", text)}
    assert list(found) == [kind.value for kind in ProgramType]
    gives = [tuple(name for name, s in entry.record.supports.by_code() if s.present) for entry in contents[1]]
    for kind in ProgramType:
        assert found[kind] == gives.count(kind.supports.codes)
        assert f"| {kind.supports.combination} | {kind.label} |" in text
    assert "434 U.S. programs" in text
    assert set(re.findall(r"^\| ([\w./-]+\.\w+|SHA256SUMS) \|", text, re.MULTILINE)) == set(FILES) - {"README.md"}


def test_the_readme_says_how_to_cite_check_and_load_and_what_may_not_be_concluded(files):
    text = files["README.md"].decode()
    for words in (
        "Teacher Leadership Program Catalog contributors. (2026). "
        "*Teacher Leadership Program Catalog* (Version 2026.11) [Data set].",
        "Describes this catalog, not all programs.",
        "sha256sum -c SHA256SUMS",
        "manage.py load_programs",
        "`note` is a coder's remark",
        "CC BY 4.0",
    ):
        assert words in text
    [quoted] = [line for line in text.splitlines() if "No person has reviewed the codes yet" in line]
    assert quoted.startswith("> ")


def test_the_readme_quotes_nothing_if_the_codebook_has_no_such_section(contents):
    facts, entries, materials = contents
    text = opened(package(facts, entries[:1], materials._replace(codebook="# Another\n", codings=[])))["README.md"].decode()
    assert "\n>" not in text
    assert "550" not in text
    assert "language model" not in text


def test_texts_have_no_other_addresses_than_those_of_records_and_standards(files, contents):
    known = "\n".join([to_line(entry.record) for entry in contents[1]])
    ours = (
        "https://creativecommons.org/licenses/by/4.0/",
        "https://datapackage.org/profiles/2.0/datapackage.json",
        "https://eric.ed.gov/?id=ED597851",
        f"https://doi.org/{DOI}",
    )
    for name in ("datapackage.json", "README.md", "CITATION.cff", "LICENSE.md", "data-dictionary.md"):
        found = re.findall(r"https?://[^\s\"'<>)]+", files[name].decode())
        assert not [address for address in found if not address.startswith(ours) and address not in known], name
