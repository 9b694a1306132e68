"""A release as a Data Package v2 in one reproducible zip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.programs.data_dictionary import of
from catalog.programs.published_records import Published
from catalog.releases.package.archive import SUMS, sums, zip_files
from catalog.releases.package.codings import coding_line
from catalog.releases.package.contents import LAYOUT, PROTOCOLS, Facts, Materials, NotAPackage, folder
from catalog.releases.package.descriptor import DESCRIPTOR, descriptor
from catalog.releases.package.linkage import describe_columns
from catalog.releases.package.reader import unpack
from catalog.releases.package.schemas import tables_of
from catalog.releases.package.tables import rows, to_csv
from catalog.releases.package.texts import citation, license_notice, readme
from catalog.schema.validation import to_line
from catalog.schema.vocabulary import Book, read, use_vocabulary

__all__ = ["LAYOUT", "Facts", "Materials", "NotAPackage", "package", "unpack"]


def package(facts: Facts, entries: Sequence[Published], materials: Materials) -> bytes:
    """Return the zip of a release: its programs in the order of `entries`, its codings in that of `materials`.

    The bytes depend on nothing else: not on the clock, the time zone, or the order of keys in a record or coding.
    Raises ValueError for a year that a zip cannot hold.
    """
    words = read(materials.vocabulary)
    with use_vocabulary(words):
        return _package(facts, entries, materials, words)


def _package(facts: Facts, entries: Sequence[Published], materials: Materials, words: Book) -> bytes:
    records = [entry.record for entry in entries]
    known, found = tables_of(materials, words), rows(entries, materials, words)
    files = {f"{table.name}.csv": to_csv(table.columns, found[table.name]) for table in known}
    texts = {
        "programs.jsonl": _lines(to_line(record, words) for record in records),
        "codings.jsonl": _lines(coding_line(coding) for coding in materials.codings),
        "vocabulary.toml": materials.vocabulary,
        "CODEBOOK.md": materials.codebook,
        "data-dictionary.md": of(words) + describe_columns(known),
        **{f"{PROTOCOLS}{name}": materials.protocols[name] for name in sorted(materials.protocols)},
        "README.md": readme(facts, records, known, {name: len(cells) for name, cells in found.items()}, materials),
        "CITATION.cff": citation(facts, materials),
        "LICENSE.md": license_notice(facts),
        **{name: materials.written[name] for name in sorted(materials.written)},
    }
    files |= {name: text.encode() for name, text in texts.items()}
    files = {DESCRIPTOR: descriptor(facts, len(entries), known, files, materials), **files}
    return zip_files(folder(facts.version), {**files, SUMS: sums(files)}, facts.date)


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
