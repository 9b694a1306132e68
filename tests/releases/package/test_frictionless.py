"""The next release as the real frictionless library judges it."""

import zipfile

import frictionless
import pytest

from catalog.releases.selectors import release_archive
from catalog.releases.services import rebuild_release, release

pytestmark = pytest.mark.django_db


@pytest.fixture
def package(tmp_path):
    """The folder of a release of the present catalog, unpacked."""
    archive = tmp_path / "release.zip"
    archive.write_bytes(release("2027.01").archive)
    with zipfile.ZipFile(archive) as files:
        files.extractall(tmp_path)
    return tmp_path / "teacher-leadership-programs-2027.01"


def test_frictionless_finds_no_problem_in_any_resource(package, records):
    report = frictionless.validate(str(package / "datapackage.json"))
    assert report.flatten(["name", "type", "note"]) == []
    assert report.valid
    rows = {task.name: task.stats.get("rows") for task in report.tasks}
    assert rows["programs"] == len(records)
    assert {"coders", "crosswalk"} <= rows.keys()
    assert rows["coders"] == 4
    assert any(name.startswith("protocols-") for name in rows)


def test_files_of_lines_and_prose_are_text_and_no_tables(package):
    descriptor = frictionless.Package(str(package / "datapackage.json"))
    types = {resource.path: resource.type for resource in descriptor.resources}
    assert types.pop("programs.jsonl") == types.pop("codings.jsonl") == "text"
    assert {kind for path, kind in types.items() if path.endswith(".csv")} == {"table"}


def test_a_release_of_before_is_made_again_byte_for_byte(db):
    assert rebuild_release("2026.11") == release_archive("2026.11")
