"""References: APA as people write it, BibTeX and RIS as strict readers take them, whatever the texts hold."""

import datetime
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.common.text import one_line
from catalog.exports.citation import (
    AUTHOR,
    PUBLISHER,
    Reference,
    apa,
    bibtex,
    citation_key,
    program_reference,
    reference_chunks,
    ris,
)
from catalog.programs.published_records import Published
from tests.exports.making import Watched, address, published

DAY, LATER = datetime.date(2026, 11, 23), datetime.date(2026, 12, 1)
RELEASE = Reference(
    key="catalog-2026.11",
    kind="dataset",
    title="Teacher Leadership Program Catalog: 363 programs",
    authors=(AUTHOR,),
    year=2026,
    date=DAY,
    publisher=PUBLISHER,
    url="https://catalog.example/data/2026.11/?form=award&q=50%25",
    version="release 2026.11",
)
HOSTILE = st.text() | st.text(alphabet='{}\\%&$#_~^"@,=\r\n- ETYR')
# what bibtex() writes for the signs that LaTeX would take for its own
WRITTEN = {
    **{f"\\{sign}": sign for sign in "&%$#_"},
    "\\textbraceleft{}": "{",
    "\\textbraceright{}": "}",
    "\\textasciitilde{}": "~",
    "\\textasciicircum{}": "^",
    "\\textbackslash{}": "\\",
}


def read_bibtex(text):
    """The entries by key, as (type, fields), of a BibTeX file that is nothing but entries as we write them."""
    entries, rest = {}, text
    while rest.strip():
        start = re.match(r"\s*@(\w+)\{([A-Za-z0-9.-]+),\n", rest)
        kind, key = start.groups()
        assert key not in entries
        rest, fields = rest[start.end() :], {}
        while not rest.startswith("}"):
            name = re.match(r"  (\w+) = ", rest)
            rest = rest[name.end() :]
            value, rest = macro_or_braces(rest)
            assert name[1] not in fields
            fields[name[1]] = value
        entries[key] = (kind, fields)
        rest = rest[1:]
    return entries


def macro_or_braces(text):
    """The value that the text begins with, without its outer braces, and what follows its comma and line end."""
    if macro := re.match(r"([a-z]{3}),\n", text):
        return macro[1], text[macro.end() :]
    assert text[0] == "{"
    depth = 0
    for place, sign in enumerate(text):  # BibTeX counts every brace, behind a backslash too
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if not depth:
            assert text[place + 1 : place + 3] == ",\n"
            return text[1:place], text[place + 3 :]
    raise AssertionError("braces do not balance")


def plain(value):
    """The text that LaTeX would print; nothing in it may be a command of its own."""
    names = "|".join(map(re.escape, sorted(WRITTEN, key=len, reverse=True)))
    bare = re.sub(names, "", value)
    assert not set(bare) & set("\\%&$#_~^{}")
    return re.sub(names, lambda found: WRITTEN[found[0]], value)


def read_ris(text):
    """The entries of a RIS file, each as a list of (tag, value)."""
    entries = []
    for line in text.removesuffix("\r\n").split("\r\n"):
        if not line and entries and entries[-1][-1][0] == "ER":
            continue
        tag, value = re.fullmatch(r"([A-Z][A-Z0-9])  - ([^\r\n]*)", line).groups()
        if tag == "TY":
            assert not entries or entries[-1][-1] == ("ER", "")
            entries.append([])
        entries[-1].append((tag, value))
    assert all(entry[-1] == ("ER", "") and entry[0][0] == "TY" for entry in entries)
    return entries


def test_a_release_in_apa():
    assert apa(RELEASE) == (
        "Teacher Leadership Program Catalog contributors. (2026, November 23). Teacher Leadership Program Catalog: "
        "363 programs (release 2026.11) [Data set]. Teacher Leadership Program Catalog. "
        "https://catalog.example/data/2026.11/?form=award&q=50%25"
    )


def test_what_can_change_was_retrieved_on_a_day():
    live = replace(RELEASE, version="", retrieved=LATER)
    assert apa(live).endswith("[Data set]. Teacher Leadership Program Catalog. Retrieved December 1, 2026, from " + live.url)
    assert "(release" not in apa(live)


@pytest.mark.parametrize("title", ["Lead Now!", "Who leads?", "Leaders, Inc."])
def test_a_title_that_ends_a_sentence_gets_no_second_period(title):
    assert f". {title} {PUBLISHER}. " in apa(replace(RELEASE, kind="page", title=title, version=""))


@pytest.mark.parametrize(
    ("authors", "begins"), [(("A",), "A. (2026"), (("A", "B"), "A & B. (2026"), (("A", "B", "C"), "A, B, & C. (2026")]
)
def test_several_authors_are_joined_as_apa_does(authors, begins):
    assert apa(replace(RELEASE, authors=authors)).startswith(begins)


def test_a_program_of_the_live_catalog_is_cited_by_its_version(a_record):
    time = datetime.datetime(2026, 11, 24, 3, tzinfo=datetime.UTC)  # still the 23rd in the catalog's time zone
    made = program_reference(Published(a_record, 3, time), address, "", LATER)
    assert (made.key, made.kind, made.title) == (f"tlpc-2026-12-01-{a_record.slug}", "page", a_record.name)
    assert (made.year, made.date, made.retrieved) == (2026, DAY, LATER)
    assert apa(made) == (
        f"Teacher Leadership Program Catalog contributors. (2026, November 23). {a_record.name} (version 3 of the record). "
        f"Teacher Leadership Program Catalog. Retrieved December 1, 2026, from {address(a_record.slug)}"
    )


def test_a_program_of_a_release_is_cited_by_it(a_record):
    made = program_reference(published([a_record])[0], address, "2026.11", LATER)
    assert (made.date, made.retrieved, made.version) == (LATER, None, "release 2026.11")
    assert apa(made).endswith(f"(release 2026.11). Teacher Leadership Program Catalog. {address(a_record.slug)}")


def test_a_data_set_in_bibtex():
    [(key, (kind, fields))] = read_bibtex(bibtex(RELEASE)).items()
    assert (key, kind) == ("catalog-2026.11", "dataset")
    assert fields == {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{RELEASE.title}}}",
        "year": "2026",
        "month": "nov",
        "day": "23",
        "howpublished": PUBLISHER,
        "publisher": PUBLISHER,
        "version": "2026.11",
        "url": RELEASE.url,
        "note": "Release 2026.11",
    }


def test_a_data_set_in_ris():
    assert ris(RELEASE) == (
        "TY  - DATA\r\nID  - catalog-2026.11\r\n"
        f"AU  - {AUTHOR}\r\nTI  - {RELEASE.title}\r\nPY  - 2026\r\nDA  - 2026/11/23/\r\nPB  - {PUBLISHER}\r\n"
        f"ET  - release 2026.11\r\nUR  - {RELEASE.url}\r\nER  - \r\n"
    )


def test_a_release_with_a_doi_is_cited_by_it():
    cited = replace(RELEASE, doi="10.5281/zenodo.1")
    assert apa(cited).endswith("[Data set]. Teacher Leadership Program Catalog. https://doi.org/10.5281/zenodo.1")
    [(_, (_, fields))] = read_bibtex(bibtex(cited)).items()
    assert (fields["doi"], fields["url"]) == ("10.5281/zenodo.1", RELEASE.url)
    assert "DO  - 10.5281/zenodo.1\r\n" in ris(cited)


def test_a_view_of_a_release_names_the_doi_that_it_is_a_part_of_and_has_none_of_its_own():
    """Reference managers take two entries with one DOI for the same."""
    cited, part = replace(RELEASE, part_of="10.5281/zenodo.1"), "Part of https://doi.org/10.5281/zenodo.1."
    assert apa(cited).endswith(f"Teacher Leadership Program Catalog. {part} {RELEASE.url}")
    [(_, (_, fields))] = read_bibtex(bibtex(cited)).items()
    assert fields["note"] == f"Release 2026.11. {part}"
    assert "doi" not in fields
    assert f"N1  - {part}\r\n" in ris(cited)
    assert "DO  - " not in ris(cited)


def test_every_format_names_the_same_author():
    assert apa(RELEASE).startswith(f"{AUTHOR}. ")
    assert f"AU  - {AUTHOR}\r\n" in ris(RELEASE)
    assert f"author = {{{{{AUTHOR}}}}}" in bibtex(RELEASE)


def test_two_views_have_two_keys_and_the_same_view_keeps_its_key():
    page = "https://catalog.example/programs/x/"
    keys = [
        citation_key(edition, "x", page + query)
        for edition in ("2026.11", "2026-12-01")
        for query in ("", "?rule=no-credential", "?rule=no-selection")
    ]
    assert len(set(keys)) == len(keys)
    assert citation_key("2026.11", "x", f"{page}?release=2026.11") == keys[0] == "tlpc-2026.11-x"
    assert citation_key("2026.11", "x", "http://other.example/programs/x/?rule=no-credential") == keys[1]


@pytest.mark.parametrize("release", ["", "2026.11"])
def test_every_program_is_one_bibtex_entry(records, release):
    text = b"".join(reference_chunks(bibtex, published(records), address=address, release=release, today=LATER)).decode()
    entries = read_bibtex(text)
    assert list(entries) == [f"tlpc-{release or LATER}-{record.slug}" for record in records]
    for record, (kind, fields) in zip(records, entries.values(), strict=True):
        assert kind == "misc"
        assert fields["author"] == f"{{{AUTHOR}}}"
        assert fields["title"][0] + fields["title"][-1] == "{}"
        assert plain(fields["title"][1:-1]) == record.name
        assert fields["url"] == address(record.slug)
        assert record.sponsor in plain(fields["note"])
        assert plain(fields["abstract"]) == record.summary
        assert len(fields["keywords"].split(", ")) == len(record.form) + len(record.focus)
        assert ("urldate" in fields) is not bool(release)


@pytest.mark.parametrize("release", ["", "2026.11"])
def test_every_program_is_one_ris_entry(records, release):
    text = b"".join(reference_chunks(ris, published(records), address=address, release=release, today=LATER)).decode()
    entries = read_ris(text)
    assert [dict(entry)["ID"] for entry in entries] == [f"tlpc-{release or LATER}-{record.slug}" for record in records]
    for record, entry in zip(records, entries, strict=True):
        result = dict(entry)
        assert (result["TY"], result["TI"], result["UR"]) == ("ELEC", record.name, address(record.slug))
        assert (result["AU"], result["PY"], result["AB"]) == (AUTHOR, "2026", record.summary)
        assert record.sponsor in result["N1"]
        assert [tag for tag, _ in entry].count("KW") == len(record.form) + len(record.focus)
        assert ("Y2" in result) is not bool(release)


@given(st.lists(HOSTILE.filter(one_line), min_size=1, max_size=3))
def test_no_text_breaks_out_of_bibtex(texts):
    references = [replace(RELEASE, key=f"k{number}", title=text, note=text) for number, text in enumerate(texts)]
    entries = read_bibtex("\n".join(map(bibtex, references)))
    assert list(entries) == [reference.key for reference in references]
    for text, (_, fields) in zip(texts, entries.values(), strict=True):
        assert plain(fields["title"][1:-1]) == one_line(text)
        assert plain(fields["note"]) == f"Release 2026.11. {one_line(text)}"


@given(HOSTILE)
def test_no_address_breaks_out_of_bibtex(text):
    url = "https://catalog.example/?q=" + text.encode(errors="ignore").decode()
    [(_, fields)] = read_bibtex(bibtex(replace(RELEASE, url=url))).values()
    assert not set(fields["url"]) & set("{}\\ \r\n")


@given(st.lists(HOSTILE.filter(one_line), min_size=1, max_size=3))
def test_no_text_breaks_out_of_ris(texts):
    entries = read_ris("\r\n".join(ris(replace(RELEASE, title=text, keywords=(text, "x"))) for text in texts))
    assert [dict(entry)["TI"] for entry in entries] == [one_line(text) for text in texts]
    assert all([value for tag, value in entry if tag == "KW"][1] == "x" for entry in entries)


@given(HOSTILE)
def test_apa_is_one_line(text):
    assert "\n" not in apa(replace(RELEASE, title=text)).replace("\r", "\n")


@pytest.mark.parametrize("write", [bibtex, ris])
def test_the_entries_are_taken_one_at_a_time(records, write):
    watched = Watched(published(records))
    made = reference_chunks(write, watched, address=address, release="", today=LATER)
    for number in range(1, 4):
        next(made)
        assert watched.taken == number
