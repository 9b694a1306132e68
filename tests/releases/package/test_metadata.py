"""The files that a release writes once, each judged by the tool that will read it."""

import csv
import io
import json
import os
import re
import subprocess
import sys

import jsonschema
import pytest
from datacite import schema45

from catalog.releases.package.build import package, unpack
from catalog.releases.package.contents import WRITTEN
from catalog.releases.package.metadata import write_once
from catalog.schema.vocabulary import read
from tests.releases.package.conftest import DOI, SERIES

REPORT = "https://eric.ed.gov/?id=ED597851"
ESCAPED = re.compile(r"'+[=+\-@\t\r]")  # a cell that a spreadsheet would take for a formula
LOCALE = {**os.environ, "LC_ALL": "C.UTF-8"}
LISTS = ("focus", "form", "partners")


@pytest.fixture
def folder(files, tmp_path):
    """The package, unpacked."""
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def unescaped(table):
    """The rows of a CSV file as dicts; a cell without the apostrophe before a formula; None for an empty one."""
    rows = csv.DictReader(io.StringIO(table.decode(), newline=""))
    return [{name: (cell[1:] if ESCAPED.match(cell) else cell) or None for name, cell in row.items()} for row in rows]


def schemas(files):
    """The fields of every table by its name, as the descriptor states them."""
    resources = json.loads(files["datapackage.json"])["resources"]
    return {one["name"]: one["schema"]["fields"] for one in resources if "schema" in one}


def test_datacite_takes_its_metadata(files):
    found = json.loads(files["datacite.json"])
    schema45.validator.validate(found)
    assert (found["doi"], found["version"]) == (DOI, "2026.11")
    related = {(one["relationType"], one["relatedIdentifier"]) for one in found["relatedIdentifiers"]}
    assert related == {("IsVersionOf", SERIES), ("References", REPORT)}


def test_without_a_doi_datacite_takes_it_as_well(contents):
    facts, entries, materials = contents
    bare = materials._replace(doi="", series_doi="", written={})
    found = json.loads(write_once(facts, len(entries), bare, read(bare.vocabulary))["datacite.json"])
    schema45.validator.validate(found)
    assert "doi" not in found
    descriptor, cited = package(facts, entries[:1], bare), b"identifiers:"
    assert cited not in descriptor
    assert b"doi.org" not in descriptor


def test_codemeta_names_data_set_version_license_and_report(files):
    found = json.loads(files["codemeta.json"])
    assert (found["@context"], found["@type"]) == ("https://w3id.org/codemeta/3.0", "Dataset")
    assert (found["version"], found["datePublished"]) == ("2026.11", "2026-11-24")
    assert found["identifier"] == f"https://doi.org/{DOI}"
    assert found["isPartOf"] == f"https://doi.org/{SERIES}"
    assert found["citation"]["url"] == REPORT


def test_every_record_fits_the_schema_and_a_wrong_one_does_not(files):
    schema = json.loads(files["record.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    records = [json.loads(line) for line in files["programs.jsonl"].decode().splitlines()]
    assert not [error for record in records for error in validator.iter_errors(record)]
    wrong = ({"form": ["guild"]}, {"founded": "1999"}, {"colour": "red"}, {"name": ""}, {"slug": "Not a slug"}, {"sources": []})
    for change in wrong:
        assert not validator.is_valid({**records[0], **change}), change
    for name in schema["required"]:
        assert not validator.is_valid({key: value for key, value in records[0].items() if key != name}), name


PANDAS = """
import json, sys
from load import load_catalog, split_items
found = load_catalog()
for column in sys.argv[1:]:
    found["programs"][column] = found["programs"][column].map(split_items)
print(json.dumps({
    "types": {name: {column: str(kind) for column, kind in table.dtypes.items()} for name, table in found.items()},
    "tables": {name: json.loads(table.to_json(orient="records", date_format="iso")) for name, table in found.items()},
}))
"""


def test_load_py_gives_pandas_every_table_with_its_types(folder, files):
    made = subprocess.run([sys.executable, "-c", PANDAS, *LISTS], cwd=folder, capture_output=True, check=True, text=True)
    found = json.loads(made.stdout)
    tables = schemas(files)
    assert found["tables"].keys() == tables.keys()
    kinds = {"string": "string", "integer": "Int64", "year": "Int64", "number": "Float64", "boolean": "boolean"}
    for name, fields in tables.items():
        rows = unescaped(files[f"{name}.csv"])
        assert len(found["tables"][name]) == len(rows)
        for field in fields:
            column, kind = field["name"], field["type"]
            if (name, column) in {("programs", one) for one in LISTS}:
                continue
            assert found["types"][name][column].startswith(kinds.get(kind, "datetime64")), (name, column)
            result = [row[column] for row in found["tables"][name]]
            assert list(map(as_text(kind), result)) == [row[column] and written(kind)(row[column]) for row in rows], (
                name,
                column,
            )
    records = [json.loads(line) for line in files["programs.jsonl"].decode().splitlines()]
    for column in LISTS:
        assert [row[column] for row in found["tables"]["programs"]] == [record[column] for record in records]
    made = subprocess.run([sys.executable, "load.py"], cwd=folder, capture_output=True, check=True, text=True)
    assert f"programs: {len(records)} rows" in made.stdout


def as_text(kind):
    """Turn a value of pandas, as JSON, into what `written` makes of a cell."""
    if kind in ("date", "datetime"):
        return lambda value: value and value[:10]
    return lambda value: value


def written(kind):
    """Turn a cell into the value that it stands for, with days for times."""
    if kind in ("integer", "year"):
        return int
    return {"number": float, "boolean": "true".__eq__, "date": str, "datetime": lambda cell: cell[:10]}.get(kind, str)


R = """
source("load.R")
catalog <- load_catalog()
for (name in names(catalog)) {
  table <- catalog[[name]]
  kinds <- sapply(table, function(column) class(column)[1])
  for (column in names(kinds)) cat(name, column, kinds[[column]], sum(!is.na(table[[column]])), sep = "\\t", "\\n")
  texts <- names(kinds)[kinds == "character"]
  write.csv(table[texts], paste0("r-", name, ".csv"), row.names = FALSE, na = "", fileEncoding = "UTF-8")
}
cat("sum", sum(catalog$supports$present), sum(catalog$programs$founded, na.rm = TRUE), sep = "\\t", "\\n")
cat("split", sapply(split_items(catalog$programs$focus), length), sep = "\\t", "\\n")
"""


def test_load_r_gives_r_every_table_with_its_classes(folder, files):
    made = subprocess.run(["Rscript", "--vanilla", "-e", R], cwd=folder, env=LOCALE, capture_output=True, check=True, text=True)
    lines = [line.rstrip("\t").split("\t") for line in made.stdout.splitlines()]
    found = {(name, column): (kind, int(count)) for name, column, kind, count in (line for line in lines if len(line) == 4)}
    tables = schemas(files)
    kinds = {"string": "character", "integer": "integer", "year": "integer", "number": "numeric", "boolean": "logical"}
    kinds |= {"date": "Date", "datetime": "POSIXct"}
    assert found.keys() == {(name, field["name"]) for name, fields in tables.items() for field in fields}
    for name, fields in tables.items():
        rows = unescaped(files[f"{name}.csv"])
        texts = [field["name"] for field in fields if field["type"] == "string"]
        for field in fields:
            stated = sum(row[field["name"]] is not None for row in rows)
            assert found[name, field["name"]] == (kinds[field["type"]], stated), (name, field["name"])
        again = [
            {column: cell or None for column, cell in row.items()}
            for row in csv.DictReader(io.StringIO((folder / f"r-{name}.csv").read_text(encoding="utf-8"), newline=""))
        ]
        assert again == [{column: row[column] for column in texts} for row in rows], name
    records = [json.loads(line) for line in files["programs.jsonl"].decode().splitlines()]
    present = sum(support["present"] for record in records for support in record["supports"].values())
    assert ["sum", str(present), str(sum(record["founded"] or 0 for record in records))] in lines
    assert ["split", *(str(len(record["focus"])) for record in records)] in lines


def test_what_was_written_once_is_read_back_and_used_again(contents, archive):
    facts, entries, materials = unpack(archive)
    assert materials.written.keys() == WRITTEN.keys()
    other = materials._replace(written={**materials.written, "load.R": "# another day's text\n"})
    assert unpack(package(facts, entries, other))[2].written["load.R"] == "# another day's text\n"
