"""The tables of a package with their Table Schemas (Data Package v2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from catalog.coding.attributes import ATTRIBUTES
from catalog.models.coding import CoderKind, kind_of
from catalog.programs.table_row import LINK, columns_in
from catalog.releases.package.codings import has_attributes, has_codebook
from catalog.releases.package.contents import Materials
from catalog.releases.package.fields import (
    DATE,
    EVIDENCE,
    SHOWN_BY,
    TEXT,
    TRUTH,
    URL,
    WHOLE,
    Field,
    absence,
    coded,
    column,
    field_of,
    naming_vocabulary,
)
from catalog.releases.package.linkage import FAMILIES, ORGANIZATIONS, family_fields, organization_fields
from catalog.schema.crosswalk import Status
from catalog.schema.fields import support_fields
from catalog.schema.vocabulary import Book


class TableDescription(NamedTuple):
    """A table of the package: its file is ``<name>.csv``."""

    name: str
    title: str
    description: str
    schema: dict[str, Any]

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return [field["name"] for field in self.schema["fields"]]


def tables_of(materials: Materials, words: Book) -> list[TableDescription]:
    """Return every table of the package that is made of `materials`, with the codes of `words`."""
    people = any(kind_of(coding["coder"]) == CoderKind.HUMAN for coding in materials.codings)
    codebooks = any(map(has_codebook, materials.codings))
    attributes = any(map(has_attributes, materials.codings))
    return tables(words, people, codebooks, materials.layout, attributes)


def tables(
    words: Book, people: bool = False, codebooks: bool = False, layout: int = 1, attributes: bool = False
) -> list[TableDescription]:
    """Return every table of a package with the codes of `words`.

    `people` says whether people are among the coders, `codebooks` whether the codings state their codebook, `attributes`
    whether a coding has codes besides those of the supports.
    """
    by_people = " H1, H2 and so on are people; every other coder is a language model." if people else ""
    text = "The number of the codebook that the coder followed. Codings under two codebooks are never compared."
    codebook = [field_of("codebook", "Codebook", text, TEXT, required=True)] if codebooks else []
    program = field_of("program", "Program", "The program's `slug`.", TEXT, required=True)
    position = field_of(
        "position", "Position", "Its place in the record's order; 1 is the first.", WHOLE, required=True, minimum=1
    )
    present = field_of("present", "Present", "Whether the program gives the support.", TRUTH, required=True)
    code = words.vocabularies
    absences = [absence("absence", words, "If absent, what the pages say")] if "absence" in support_fields(words) else []
    found = [
        _table(
            "programs",
            "Programs",
            "One row per program: every public fact of its record, and the program type derived from its supports.",
            [column(name, words) for name in columns_in(words)],
            ["slug"],
        ),
        _table(
            "supports",
            "Supports and evidence",
            "Three rows per program: one for each support, present or not.",
            [
                program,
                coded("support", code["support"], required=True),
                present,
                *absences,
                coded("basis", code["basis"], several=True, empty="does not recognize, or another support"),
                field_of("evidence", "Evidence", EVIDENCE, TEXT, required=True),
                field_of("source", "Source", SHOWN_BY, URL),
                field_of("date", "Day of reading", "The day on which the source was read. Empty: no source is tied to it.", DATE),
            ],
            ["program", "support"],
            # no foreign key to sources: readers differ on partly empty keys, and many supports have no source
            _of_a_program("program"),
        ),
        _table(
            "sources",
            "Sources",
            "One row per page that was read for a program.",
            [
                program,
                position,
                field_of("url", "Address", "The address of the page.", URL, required=True),
                field_of("title", "Title", "The title of the page.", TEXT, required=True),
                field_of(
                    "read", "Day of reading", "The day on which it was read; the copy read can be older.", DATE, required=True
                ),
            ],
            ["program", "position"],
            _of_a_program("program"),
            unique=["program", "url"],
        ),
        _table(
            "partners",
            "Partners",
            "One row per organization that the sources name as co-sponsor of a program.",
            [program, position, field_of("name", "Partner", "The name of the organization.", TEXT, required=True)],
            ["program", "position"],
            _of_a_program("program"),
        ),
        _table(
            "terms",
            "Terms",
            "One row per code that a program has, of every field that holds a set of codes (in `basis`: of recognition).",
            [program, naming_vocabulary(words), field_of("code", "Code", "The code that the program has.", TEXT, required=True)],
            ["program", "vocabulary", "code"],
            _of_a_program("program"),
            _key_to(["vocabulary", "code"], "vocabulary", ["vocabulary", "code"]),
        ),
        _table(
            "vocabulary",
            "Controlled vocabularies",
            "One row per code: how it reads and what it means. Fields name their vocabulary in the data dictionary.",
            [
                naming_vocabulary(words),
                field_of("code", "Code", "The code, as the data has it.", TEXT, required=True),
                field_of("label", "Label", "How it reads.", TEXT, required=True),
                field_of("definition", "Definition", "When a program has it.", TEXT, required=True),
                field_of("schema_org", "schema.org", "The equivalent in schema.org. Empty: none is known.", TEXT),
                field_of(
                    "ctdl",
                    "CTDL",
                    "The equivalent in the Credential Transparency Description Language. Empty: none is known.",
                    TEXT,
                ),
            ],
            ["vocabulary", "code"],
        ),
        _table(
            "codings",
            "Codings",
            "Three rows per coding, one for each support: what one coder coded, never changed afterwards." + by_people,
            [
                program,
                field_of("coder", "Coder", "Who coded; A is the first coder." + by_people, TEXT, required=True),
                *codebook,
                coded("support", code["support"], required=True),
                present,
                field_of("evidence", "Evidence", EVIDENCE, TEXT, required=True),
                field_of("read", "Day of reading", "The day on which this coder read. Empty: not kept.", DATE),
                coded("confidence", code["confidence"], required=True),
            ],
            ["program", "coder", *(field["name"] for field in codebook), "support"],
            _of_a_program("program"),
        ),
        _table(
            "versions",
            "Versions",
            "One row per program: which version of its record this is.",
            [
                field_of("slug", "Program", "The program's `slug`.", TEXT, required=True, unique=True),
                field_of(
                    "number", "Version", "The number of the version in the program's history.", WHOLE, required=True, minimum=1
                ),
                field_of("time", "Published", "When this version was published, in UTC.", {"type": "datetime"}, required=True),
            ],
            ["slug"],
            _of_a_program("slug"),
        ),
    ]
    found += [coders_table(), crosswalk_table()] if layout > 2 else []
    found += [_families_table(program), _organizations_table()] if layout > 4 else []
    return [*found, _coded_attributes_table(program, by_people)] if attributes else found


def _families_table(program: Field) -> TableDescription:
    text = "One row per program that is in a family: a group of programs that are one design."
    return _table(FAMILIES, "Families of programs", text, family_fields(program), ["program"], _of_a_program("program"))


def _organizations_table() -> TableDescription:
    text = "One row per sponsor, and per organization that a sponsor is part of, with what editors know of it on the day."
    return _table(ORGANIZATIONS, "Organizations", text, organization_fields(), ["slug"])


def _coded_attributes_table(program: Field, by_people: str) -> TableDescription:
    text = "The number of the codebook that the coder followed."
    codes = f'The codes that the coder gave, joined by "{LINK}". Empty: the coder found none stated.'
    return _table(
        "coded_attributes",
        "Codings of other fields",
        "One row per coding and field that was coded besides the supports. Fields without a row were not coded.",
        [
            program,
            field_of("coder", "Coder", "Who coded; A is the first coder." + by_people, TEXT, required=True),
            field_of("codebook", "Codebook", text, TEXT, required=True),
            field_of("field", "Field", "The field of the record.", TEXT, required=True, enum=list(ATTRIBUTES)),
            field_of("codes", "Codes", codes, TEXT),
        ],
        ["program", "coder", "codebook", "field"],
        _of_a_program("program"),
    )


def coders_table() -> TableDescription:
    """Return the table of coders (layout 3)."""
    left_out = f'The coding rules that the coder left out, joined by "{LINK}". Empty: none.'
    sum_of = "The SHA-256 of that file. Empty: no protocol is known."
    machine = "What is known of the language model. Empty: a person."
    return _table(
        "coders",
        "Coders",
        "One row per coder and codebook: who coded, when, by which protocol.",
        [
            field_of("id", "Coder", "Who coded, as `coder` in codings.csv.", TEXT, required=True),
            field_of("codebook", "Codebook", "The number of the codebook that the coder followed.", TEXT, required=True),
            field_of("kind", "Kind", "A language model or a person.", TEXT, required=True, enum=["machine", "human"]),
            field_of("programs", "Programs", "How many programs the coder coded.", WHOLE, required=True, minimum=1),
            field_of("first_read", "First day of reading", "The first day on which the coder read. Empty: not kept.", DATE),
            field_of("last_read", "Last day of reading", "The last day on which the coder read. Empty: not kept.", DATE),
            field_of("protocol", "Protocol", "The file in protocols/: what the coder was given and did. Empty: not known.", TEXT),
            field_of("protocol_sha256", "Checksum of the protocol", sum_of, TEXT, pattern="[0-9a-f]{64}"),
            field_of("model", "Model", machine, TEXT),
            field_of("rules", "Rules left out", left_out, TEXT),
        ],
        ["id", "codebook"],
    )


def crosswalk_table() -> TableDescription:
    """Return the table of changed codes (layout 3)."""
    status = (
        "kept: the same code. reworded: the same code under another label or definition. new: the release before did not have "
        "it. renamed, split: one or several other codes took its place. removed: none did."
    )
    codebook = "The number of the codebook that {} the code. 0: none did."
    return _table(
        "crosswalk",
        "Crosswalk of codes",
        "One row per code of this release or of the one before: what became of it. Without rows in the first release.",
        [
            field_of("vocabulary", "Vocabulary", "The vocabulary that the code is or was of.", TEXT, required=True),
            field_of("code", "Code", "The code.", TEXT, required=True),
            field_of("status", "Status", status, TEXT, required=True, enum=[one.value for one in Status]),
            field_of("became", "Became", f'The codes that stand for it now, joined by "{LINK}". Empty: none does.', TEXT),
            field_of("label_before", "Label before", "How it read in the release before. Empty: it was not there.", TEXT),
            field_of("label", "Label", "How it reads now. Empty: it is not there.", TEXT),
            field_of("since", "Since", codebook.format("added"), WHOLE, required=True, minimum=0),
            field_of("deprecated", "Deprecated", codebook.format("took away"), WHOLE, required=True, minimum=0),
        ],
        ["vocabulary", "code"],
    )


def _table(
    name: str, title: str, description: str, fields: list[Field], key: list[str], *foreign: Field, unique: Sequence[str] = ()
) -> TableDescription:
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""], "primaryKey": key}
    if unique:
        schema["uniqueKeys"] = [list(unique)]
    if foreign:
        schema["foreignKeys"] = list(foreign)
    return TableDescription(name, title, description, schema)


def _key_to(fields: list[str], resource: str, there: list[str]) -> Field:
    return {"fields": fields, "reference": {"resource": resource, "fields": there}}


def _of_a_program(field: str) -> Field:
    return _key_to([field], "programs", ["slug"])
