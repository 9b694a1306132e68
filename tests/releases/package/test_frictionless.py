"""The next release as the frictionless library judges it: valid, and its schemas find wrong cells."""

import csv
import zipfile

import frictionless
import pytest

from catalog.releases.services import release

pytestmark = pytest.mark.django_db

# a wrong cell for each rule that a schema can state: (table, column, cell)
WRONG = [
    ("programs", "slug", "Not a slug"),
    ("programs", "sponsor_type", "guild"),
    ("programs", "form", "degree; guild"),
    ("programs", "prepare", "yes"),
    ("programs", "deadline_month", "13"),
    ("programs", "founded", "long ago"),
    ("programs", "website", "nowhere"),
    ("programs", "name", ""),
    ("sources", "read", "2026-02-30"),
    ("sources", "position", "0"),
    ("versions", "time", "2026-11-24 05:06"),
    ("families", "name", ""),
    ("organizations", "ein_date", "soon"),
]


@pytest.fixture
def package(tmp_path):
    """The folder of a release of the present catalog, unpacked."""
    archive = tmp_path / "release.zip"
    archive.write_bytes(release("2027.01").archive)
    with zipfile.ZipFile(archive) as files:
        files.extractall(tmp_path)
    return tmp_path / "teacher-leadership-programs-2027.01"


def spoil(file, column, cell):
    """Write a wrong cell into the first row of a table."""
    with file.open(encoding="utf-8", newline="") as table:
        header, first, *rest = csv.reader(table)
    first[header.index(column)] = cell
    with file.open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([header, first, *rest])


def test_frictionless_finds_no_error_but_those_of_wrong_cells(package, records):
    descriptor = package / "datapackage.json"
    report = frictionless.validate(str(descriptor))
    assert report.flatten(["name", "type", "note"]) == []
    assert report.valid
    rows = {task.name: task.stats.get("rows") for task in report.tasks}
    assert (rows["programs"], rows["coders"]) == (len(records), 4)
    assert "crosswalk" in rows
    assert any(name.startswith("protocols-") for name in rows)
    types = {resource.path: resource.type for resource in frictionless.Package(str(descriptor)).resources}
    assert types["programs.jsonl"] == types["codings.jsonl"] == "text"
    assert {kind for path, kind in types.items() if path.endswith(".csv")} == {"table"}

    for table, column, cell in WRONG:
        spoil(package / f"{table}.csv", column, cell)
    report = frictionless.validate(str(descriptor), skip_errors=["hash-count", "byte-count"])
    found = {(task.name, field) for task in report.tasks for (field,) in task.flatten(["fieldName"])}
    assert {(table, column) for table, column, _ in WRONG} <= found
