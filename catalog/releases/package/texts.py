"""The texts of a package for people: README.md, CITATION.cff and LICENSE.md."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from catalog.common import report
from catalog.common.doi import doi_url
from catalog.programs.supports import supports_of
from catalog.releases.package.archive import SUMS
from catalog.releases.package.contents import CAUTION, CONTRIBUTORS, KEYWORDS, PROTOCOLS, TITLE, WRITTEN, Facts, Materials, folder
from catalog.releases.package.descriptor import DESCRIPTOR, PLAIN, Plain, protocols
from catalog.releases.package.schemas import TableDescription
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import type_of, types

_DEED = "https://creativecommons.org/licenses/by/4.0/"
_CAME_TO_BE = "\n## How the present data came to be\n"
_AUTHORS = CONTRIBUTORS.removeprefix("The ")


def readme(
    facts: Facts,
    records: Sequence[ProgramRecord],
    tables: Iterable[TableDescription],
    counts: Mapping[str, int],
    materials: Materials,
) -> str:
    """Return README.md, with the types of the book in use. `counts` has the number of rows of each table."""
    named = [*PLAIN, *protocols(f"{PROTOCOLS}{name}" for name in sorted(materials.protocols))]
    return f"""\
# {TITLE}, version {facts.version}

{len(records)} U.S. programs that support K-12 teachers to lead beyond their own classroom, as the catalog
showed them on {facts.date.isoformat()} (revision {facts.revision}). Each is coded from public pages for three supports: it may
prepare teachers to lead, place them in leadership roles, recognize their expertise; which of the three it
gives makes it one of seven types.

**{CAUTION}**

## Programs by type

The type follows from the supports. Which name stands for which combination is this catalog's reading.

{_by_type(records)}
## Files

This is a data package ({DESCRIPTOR}, Data Package v2): a table's columns, their types and their keys stand there.

{_files(tables, counts, named, materials.written)}
The tables are CSV in UTF-8 without a byte order mark; their lines end in CR LF. An empty cell is never
guessed: what it means stands with its field, in {DESCRIPTOR} and in data-dictionary.md. Members of a
list are joined by "; ". A cell that a spreadsheet would take for a formula has one apostrophe in front; the
JSONL files hold every text as it is. `note` is a coder's remark for other coders: it is not public and comes
empty.

## How to cite

{_citation(facts, materials.doi)}

The same for machines is CITATION.cff, which also names the report whose three supports the catalog codes.
{_cite_report(materials.layout)}
## License

The data are under CC BY 4.0: see LICENSE.md.

## Limits

{_limits(materials.codebook)}
## How to check the sums

In this folder:

    sha256sum -c {SUMS}

## How to load

With the catalog's own program, into a catalog of one's own:

    python manage.py load_programs {folder(facts.version)}/programs.jsonl
{_loaders(materials.written)}"""


def citation(facts: Facts, materials: Materials) -> str:
    """Return CITATION.cff, version 1.2.0 (https://citation-file-format.github.io/)."""
    keywords = "\n".join(f"  - {json.dumps(keyword)}" for keyword in KEYWORDS)
    return f"""\
cff-version: 1.2.0
message: "If you use these data, please cite them as below."
title: {json.dumps(TITLE)}
type: dataset
authors:
  - name: {json.dumps(CONTRIBUTORS)}
version: {json.dumps(facts.version)}
date-released: "{facts.date.isoformat()}"
{_identifiers(materials)}license: CC-BY-4.0
license-url: {json.dumps(_DEED)}
abstract: >-
  U.S. programs that support K-12 teachers to lead beyond their own classroom, each
  coded from public pages for three supports (prepare, place, recognize) and so
  assigned to one of seven program types. {CAUTION}
keywords:
{keywords}
references:
  - type: report
    title: "Typology of Teacher Leadership Programs"
    authors:
      - family-names: Berg
        given-names: "J. H."
      - family-names: Horn
        given-names: "P."
      - family-names: Supovitz
        given-names: "J. A."
      - family-names: Margolis
        given-names: "J."
    institution:
      name: "Consortium for Policy Research in Education (CPRE)"
    number: "RR 2019-1"
    year: 2019
    notes: "CPRE Research Report; source of the three supports. Its authors have no part in this data set."
{_report_address(materials.layout)}"""


def _identifiers(materials: Materials) -> str:
    dois = ((materials.doi, "This version"), (materials.series_doi, "All versions"))
    lines = "".join(f"  - type: doi\n    value: {json.dumps(doi)}\n    description: {what}\n" for doi, what in dois if doi)
    return (f"doi: {json.dumps(materials.doi)}\n" if materials.doi else "") + (f"identifiers:\n{lines}" if lines else "")


def _report_address(layout: int) -> str:
    return f"    url: {json.dumps(report.URL)}\n" if layout > 3 else ""


def license_notice(facts: Facts) -> str:
    """Return LICENSE.md: the notice and the address of the license, not its full text."""
    return f"""\
# License

Copyright (c) {facts.date.year} {CONTRIBUTORS}

These data are licensed under the Creative Commons Attribution 4.0 International License (CC BY 4.0). To view
a copy of this license, visit {_DEED}

You are free to share (copy and redistribute the material in any medium or format) and to adapt it (remix,
transform and build upon it) for any purpose, even commercially, as long as you give appropriate credit,
provide a link to the license and indicate if changes were made, and add no legal terms or technological
measures that legally restrict others from doing anything the license permits. This paragraph summarizes the
license and does not replace it; its full text is at {_DEED}legalcode

Credit it as: {TITLE}, version {facts.version}, by the {_AUTHORS}, CC BY 4.0.
"""


def _citation(facts: Facts, doi: str) -> str:
    """Return the citation in APA style (7th edition, 10.9), without a publisher, with an address only if it has a DOI."""
    text = f"{_AUTHORS}. ({facts.date.year}). *{TITLE}* (Version {facts.version}) [Data set]."
    return f"{text} {doi_url(doi)}" if doi else text


def _cite_report(layout: int) -> str:
    return f"\n{report.APA}\n" if layout > 3 else ""


def _loaders(written: Mapping[str, str]) -> str:
    return "\nWith pandas or R, each column with its type: load.py and load.R, which say how.\n" if written else ""


def _by_type(records: Iterable[ProgramRecord]) -> str:
    found = Counter(type_of(supports_of(record)).code for record in records)
    rows = [f"| {kind.combination} | {kind.label} | `{kind.code}` | {found[kind.code]} |\n" for kind in types()]
    return f"| supports | type | code | programs |\n| --- | --- | --- | ---: |\n{''.join(rows)}"


def _files(tables: Iterable[TableDescription], counts: Mapping[str, int], plain: Iterable[Plain], written: Iterable[str]) -> str:
    files = {f"{table.name}.csv": f"{table.description} {_many(counts[table.name])}." for table in tables}
    files |= {file.path: file.description for file in plain}
    files |= {
        DESCRIPTOR: "This package described for machines.",
        "CITATION.cff": "How to cite it, for machines.",
        "LICENSE.md": "The license.",
        **{name: WRITTEN[name] for name in sorted(written)},
        SUMS: "The SHA-256 of every other file.",
    }
    return "| file | holds |\n| --- | --- |\n" + "".join(f"| {name} | {text} |\n" for name, text in files.items())


def _many(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def _limits(codebook: str) -> str:
    """Return the limits, with the codebook's section on how the data came to be as a quotation, if it has one."""
    limits = f"{CAUTION} Not found does not mean not there; a program may have changed or ended since its pages were read.\n"
    _, _, after = codebook.partition(_CAME_TO_BE)
    section = after.partition("\n## ")[0].strip()
    if not section:
        return limits + "\nHow the data came to be stands in CODEBOOK.md.\n"
    quoted = "\n".join(f"> {line}".rstrip() for line in section.split("\n"))
    return limits + f"\nHow the data came to be, and what coded them, in the words of CODEBOOK.md:\n\n{quoted}\n"
