"""A strict reader of tables by their Table Schemas; it shares nothing with the writer."""

import csv
import datetime
import io
import re
from decimal import Decimal
from urllib.parse import urlsplit

NUMBER = re.compile(r"-?\d+(\.\d+)?")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def rows_of(content, resource):
    """The rows of a CSV as texts by column, read as the resource's dialect and fields say."""
    assert resource["encoding"] == "utf-8"
    assert not content.startswith(b"\xef\xbb\xbf")
    dialect = resource["dialect"]
    text = content.decode()
    assert text.endswith(dialect["lineTerminator"])
    table = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect["delimiter"],
        quotechar=dialect["quoteChar"],
        doublequote=dialect["doubleQuote"],
        strict=True,
    )
    header, *rows = table
    assert header == [field["name"] for field in resource["schema"]["fields"]]
    assert {len(row) for row in rows} <= {len(header)}
    return [dict(zip(header, row, strict=True)) for row in rows]


def cast(text, field):
    """The value of a cell. Raises ValueError or AssertionError where it is not of the field's type."""
    kind = field["type"]
    if kind == "boolean":
        assert text in field["trueValues"] + field["falseValues"]
        return text in field["trueValues"]
    if kind in ("integer", "year"):
        assert text.isascii()
        assert text.isdecimal()
        return int(text)
    if kind == "number":
        assert NUMBER.fullmatch(text)
        return Decimal(text)
    if kind == "date":
        assert datetime.date.fromisoformat(text).isoformat() == text
    if kind == "datetime":
        assert TIME.fullmatch(text)
        return datetime.datetime.fromisoformat(text)
    if field.get("format") == "uri":
        parts = urlsplit(text)
        assert parts.scheme in ("http", "https")
        assert parts.netloc
        assert not re.search(r"\s", text)
    return text


def problems(rows, schema, others):
    """Every problem of a table against its schema, in words. `others` holds the rows of all tables by name."""
    found = []
    for field in schema["fields"]:
        found += _of_field([row[field["name"]] for row in rows], field, schema["missingValues"])
    keys = [schema["primaryKey"], *schema.get("uniqueKeys", [])]
    for key in keys:
        values = [tuple(row[name] for name in key) for row in rows]
        if len(set(values)) != len(values):
            found.append(f"{key} is not unique")
    if any(not row[name] for row in rows for name in schema["primaryKey"]):
        found.append("the primary key is partly empty")
    for key in schema.get("foreignKeys", []):
        there = {tuple(row[name] for name in key["reference"]["fields"]) for row in others[key["reference"]["resource"]]}
        missing = {tuple(row[name] for name in key["fields"]) for row in rows} - there
        found += [f"{value} is not in {key['reference']['resource']}" for value in sorted(missing)]
    return found


def _of_field(cells, field, missing):
    rules, stated = field.get("constraints", {}), [cell for cell in cells if cell not in missing]
    found = []
    if rules.get("required") and len(stated) != len(cells):
        found.append(f"{field['name']} is empty")
    if rules.get("unique") and len(set(stated)) != len(stated):
        found.append(f"{field['name']} is not unique")
    for cell in stated:
        try:
            value = cast(cell, field)
        except (ValueError, AssertionError):
            found.append(f"{field['name']}: {cell!r} is no {field['type']}")
            continue
        if "enum" in rules and cell not in rules["enum"]:
            found.append(f"{field['name']}: {cell!r} is not allowed")
        if "pattern" in rules and not re.fullmatch(rules["pattern"], cell):
            found.append(f"{field['name']}: {cell!r} does not fit")
        if not rules.get("minimum", float("-inf")) <= (value if "minimum" in rules else 0):
            found.append(f"{field['name']}: {cell!r} is too small")
        if not (value if "maximum" in rules else 0) <= rules.get("maximum", float("inf")):
            found.append(f"{field['name']}: {cell!r} is too large")
    return found
