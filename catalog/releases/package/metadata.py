"""What a release says of itself for repositories and programs: DataCite, CodeMeta, the schema of a record, loaders.

These files are written once, on the day of the release, and kept with what it was made of (Materials.written): no later
version of the code or of a library changes the bytes of a release that is rebuilt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from catalog.common import report
from catalog.common.doi import doi_url
from catalog.releases.package.contents import CAUTION, CONTRIBUTORS, KEYWORDS, TITLE, WRITTEN, Facts, Materials
from catalog.releases.package.descriptor import describe_programs
from catalog.releases.package.schemas import tables_of
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import Book, use_vocabulary

LICENSE = "https://creativecommons.org/licenses/by/4.0/"
_LOADERS = settings.BASE_DIR / "fixtures" / "package"
# the type of a column in a Table Schema -> its class in R
_CLASSES = {
    "string": "character",
    "integer": "integer",
    "year": "integer",
    "number": "numeric",
    "boolean": "logical",
    "date": "Date",
    "datetime": "POSIXct",
}
_PLACE = "# {columns}\n"  # of load.R


def write_once(facts: Facts, count: int, materials: Materials, words: Book) -> dict[str, str]:
    """Return the files of WRITTEN by name, for a release of `count` programs with these vocabularies."""
    found = {
        "datacite.json": _json(_datacite(facts, count, materials)),
        "codemeta.json": _json(_codemeta(facts, count, materials)),
        "record.schema.json": _json(_record_schema(words)),
        "load.py": (_LOADERS / "load.py").read_text(encoding="utf-8"),
        "load.R": (_LOADERS / "load.R").read_text(encoding="utf-8").replace(_PLACE, _columns(materials, words)),
    }
    assert found.keys() == WRITTEN.keys()
    return found


def _datacite(facts: Facts, count: int, materials: Materials) -> dict[str, Any]:
    """Return the metadata as DataCite takes them (https://datacite-metadata-schema.readthedocs.io/en/4.5/)."""
    related = [("References", "URL", report.URL)]
    if materials.series_doi:
        related.insert(0, ("IsVersionOf", "DOI", materials.series_doi))
    return {
        **({"doi": materials.doi} if materials.doi else {}),
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Coded records of programs"},
        "creators": [{"name": CONTRIBUTORS, "nameType": "Organizational"}],
        "titles": [{"title": TITLE}],
        "publisher": {"name": TITLE},
        "publicationYear": str(facts.date.year),
        "version": facts.version,
        "language": "en",
        "dates": [{"date": facts.date.isoformat(), "dateType": "Issued"}],
        "subjects": [{"subject": keyword} for keyword in KEYWORDS],
        "descriptions": [{"description": describe_programs(count), "descriptionType": "Abstract"}],
        "geoLocations": [{"geoLocationPlace": "United States"}],
        "rightsList": [
            {
                "rights": "Creative Commons Attribution 4.0 International",
                "rightsUri": f"{LICENSE}legalcode",
                "rightsIdentifier": "CC-BY-4.0",
                "rightsIdentifierScheme": "SPDX",
                "schemeUri": "https://spdx.org/licenses/",
            }
        ],
        "formats": ["application/zip", "text/csv", "application/jsonl"],
        "relatedIdentifiers": [
            {"relationType": relation, "relatedIdentifierType": kind, "relatedIdentifier": identifier}
            for relation, kind, identifier in related
        ],
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }


def _codemeta(facts: Facts, count: int, materials: Materials) -> dict[str, Any]:
    """Return the metadata under the names of CodeMeta 3.0 (https://codemeta.github.io/terms/)."""
    doi = {"@id": doi_url(materials.doi), "identifier": doi_url(materials.doi)} if materials.doi else {}
    series = {"isPartOf": doi_url(materials.series_doi)} if materials.series_doi else {}
    return {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "Dataset",
        **doi,
        "name": TITLE,
        "description": describe_programs(count),
        "version": facts.version,
        "datePublished": facts.date.isoformat(),
        "license": "https://spdx.org/licenses/CC-BY-4.0",
        "author": [{"@type": "Organization", "name": CONTRIBUTORS}],
        "keywords": list(KEYWORDS),
        **series,
        "citation": {
            "@type": "Report",
            "name": report.TITLE,
            "author": [
                {"@type": "Person", "familyName": family, "givenName": given} for family, given in report.AUTHORS
            ],
            "datePublished": str(report.YEAR),
            "url": report.URL,
        },
    }  # fmt: skip


def _record_schema(words: Book) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a line of programs.jsonl with the codes of these vocabularies."""
    with use_vocabulary(words):
        schema = ProgramRecord.model_json_schema()
    fields = schema["properties"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": f"A record of the {TITLE}",
        "description": f"One line of programs.jsonl: everything that the catalog states about one program. {CAUTION}",
        "properties": {name: {**fields[name], "title": words.fields[name].label} for name in words.fields},
        "required": list(words.fields),
    }


def _columns(materials: Materials, words: Book) -> str:
    """Return the tables of load.R with the class of each column."""
    known = tables_of(materials, words)
    return ",\n".join(f"  {table.name} = c({_classes(table.schema['fields'])})" for table in known) + "\n"


def _classes(fields: Sequence[Mapping[str, Any]]) -> str:
    return "".join(f'\n    {field["name"]} = "{_CLASSES[field["type"]]}",' for field in fields).removesuffix(",") + "\n  "


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
