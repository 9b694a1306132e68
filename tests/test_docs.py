"""The documents are true: generated ones are current, parameters and settings are complete, links and file names exist."""

import re
import subprocess
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command, get_commands
from django.http import QueryDict

from catalog.browse.facets import FACETS
from catalog.browse.filterset import ProgramFilterSet
from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask
from catalog.programs.data_dictionary import data_dictionary
from catalog.schema.codebook import book
from tests.conftest import FIXTURES

BASE = FIXTURES.parent
README, CHANGELOG, SECURITY = (BASE / name for name in ("README.md", "CHANGELOG.md", "SECURITY.md"))
ADDRESSES, ARCHITECTURE, GLOSSARY, OPERATIONS = (
    BASE / f"docs/{name}.md" for name in ("addresses", "architecture", "glossary", "operations")
)
DOCUMENTS = [README, CHANGELOG, SECURITY, *sorted((BASE / "docs").rglob("*.md"))]
TREE_PATH = re.compile(r"`((?:catalog|config|deploy|docs|fixtures|static|templates|tests|typology)/[^`\s:,]*)`")
MAKE = re.compile(r"(?:^|`|[A-Z_]=\S+ )make (\w+)", re.MULTILINE)
EXAMPLE = re.compile(r"\]\(http://localhost:8000(/[^)]*)\)")
# where settings are read from the environment, and how each kind of file reads them
READERS = {
    r"os\.environ(?:\.get)?[(\[]\s*\"(\w+)\"": (
        "config/*.py",
        "catalog/**/*.py",
        "tests/postgresql.py",
        "tests/browser/*.py",
        "tests/spreadsheets/*.py",
    ),
    r"(?:read_|_)(?:number|address|flag|words|choice|pattern|zone)\(\s*\"(\w+)\"": ("config/*.py",),
    r"\$\{([A-Z_]+):?-": ("tests/**/*.sh", ".ci/*"),
    r"^([A-Z_]+) \?=": ("Makefile",),
}
NOT_SETTINGS = {"DJANGO_ALLOW_ASYNC_UNSAFE"}


def text_of(path):
    return path.read_text(encoding="utf-8")


def section(text, heading):
    """The text under a heading, up to the next one."""
    return re.split(r"^##+ ", text.split(f"\n{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def test_the_data_dictionary_is_current():
    assert text_of(BASE / "docs/data-dictionary.md") == data_dictionary(), "run `make docs`"


def test_the_data_dictionary_lists_every_field_and_every_value_of_every_facet(records):
    text = data_dictionary()
    fields = set(re.findall(r"^\| `(\w+)` \|", section(text, "## Fields"), re.MULTILINE))
    assert set(records[0].as_json()) <= fields
    for field in book().fields.values():
        if field.vocabulary:
            assert f"\n### {field.vocabulary}\n" in text
    for facet in FACETS.values():
        if not facet.in_panel:  # their words are not in the vocabularies
            continue
        listed = set(re.findall(r"^\| `([\w-]+)` \|", section(text, f"### {facet.words.code}"), re.MULTILINE))
        shared = set(book().home_state.by_code) if facet.name == "home_state" else set()
        assert listed | shared == set(facet.labels), facet.name


@pytest.mark.parametrize(("key", "heading"), [("supports", "### Inside `supports`"), ("sources", "### Inside `sources`")])
def test_the_data_dictionary_lists_the_keys_inside_a_field(records, key, heading):
    listed = set(re.findall(r"^\| `(\w+)` \|", section(data_dictionary(), heading), re.MULTILINE))
    value = records[0].as_json()[key]
    assert listed == {name for part in (value.values() if key == "supports" else value) for name in part}


def test_the_command_writes_the_data_dictionary(tmp_path):
    call_command("data_dictionary", tmp_path / "dictionary.md", without_local=True)
    assert text_of(tmp_path / "dictionary.md") == data_dictionary()


def test_every_parameter_is_documented_with_an_example():
    table = section(text_of(ADDRESSES), "## Parameters, by example")
    exclusions = {f"-{name}" for name in FACETS}
    assert "/programs/?-type=award" in table
    for parameter in ProgramFilterSet.base_filters.keys() - exclusions:
        assert re.search(rf"^\| [^|]*`{parameter}`[^|]* \|[^\n]*/programs/\?[^)\n]*\b{parameter}=", table, re.MULTILINE), (
            parameter
        )


@pytest.mark.parametrize(
    ("document", "address"),
    [(path.name, address) for path in (README, ADDRESSES) for address in EXAMPLE.findall(text_of(path))],
)
def test_every_example_answers_and_nothing_in_it_is_ignored(client, db, document, address):
    response = client.get(address)
    assert response.status_code == 200
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert body
    assert b'class="ignored"' not in body
    parts = urlsplit(address)
    if parts.path == "/programs/":
        asked = ask(QueryDict(parts.query), live_snapshot())
        assert not asked.ignored
        answer = asked.snapshot.answer(asked.selection)
        assert answer.count
        assert answer.page == asked.selection.page


def test_exactly_the_existing_settings_are_documented():
    read = {
        variable
        for pattern, globs in READERS.items()
        for glob in globs
        for file in BASE.glob(glob)
        if file.is_file()
        for variable in re.findall(pattern, text_of(file), re.MULTILINE)
    } - NOT_SETTINGS
    table = section(text_of(OPERATIONS), "## Settings")
    listed = {name for cell in re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", cell)}
    assert listed == read


def test_every_file_and_heading_that_a_document_links_to_exists():
    missing = []
    for document in DOCUMENTS:
        text = text_of(document)
        files = re.findall(r"\]\((?!https?:)([^)#]+)", text)
        missing += [(document.name, file) for file in files if not (document.parent / file).exists()]
        titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
        headings = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
        missing += [(document.name, anchor) for anchor in re.findall(r"\]\(#([^)]+)", text) if anchor not in headings]
    assert missing == []


def test_every_file_and_folder_that_a_document_names_exists():
    named = {(document.name, name) for document in DOCUMENTS for name in TREE_PATH.findall(text_of(document))}
    assert [pair for pair in sorted(named) if not (BASE / pair[1]).exists()] == []


def test_each_decision_has_a_number_of_its_own():
    numbers = {path: int(path.name.split("-")[0]) for path in (BASE / "docs/decisions").glob("*.md")}
    assert {path: int(re.match(r"# (\d+)\. ", text_of(path))[1]) for path in numbers} == numbers
    assert len(set(numbers.values())) == len(numbers)


def test_the_picture_of_the_house_is_the_import_contract():
    contract = tomllib.loads(text_of(BASE / "pyproject.toml"))["tool"]["importlinter"]["contracts"][0]["layers"]
    layers = [set(layer.replace("catalog.", "").split(" | ")) for layer in contract]
    picture = section(text_of(ARCHITECTURE), "## The house in one picture").split("```")[1].strip().splitlines()
    assert [set(re.split(r"  +", line)[0].split(" · ")) for line in picture] == [
        layer for layer in layers if layer != {"templatetags"}
    ]


def test_a_newcomer_reads_the_architecture_in_one_sitting():
    assert len(text_of(ARCHITECTURE).splitlines()) <= 150


def test_the_glossary_keeps_our_own_terms_few():
    assert 0 < len(re.findall(r"^\| \w[^|]* \|.*`", text_of(GLOSSARY), re.MULTILINE)) <= 20


def test_the_changelog_begins_with_what_is_unreleased_and_holds_the_present_version():
    version = tomllib.loads(text_of(BASE / "pyproject.toml"))["project"]["version"]
    headings = re.findall(r"^## (\S+)", text_of(CHANGELOG), re.MULTILINE)
    assert headings[:2] == ["Unreleased", version]


def test_the_commands_that_a_document_names_exist():
    targets = set(re.findall(r"^(\w+):", text_of(BASE / "Makefile"), re.MULTILINE))
    made = {(document.name, name) for document in DOCUMENTS for name in MAKE.findall(text_of(document))}
    managed = {(document.name, name) for document in DOCUMENTS for name in re.findall(r"\bmanage\.py (\w+)", text_of(document))}
    assert [pair for pair in sorted(made) if pair[1] not in targets] == []
    assert [pair for pair in sorted(managed) if pair[1] not in get_commands()] == []
    assert {"run", "test"} <= set(re.findall(r"^make (\w+)", text_of(README), re.MULTILINE))


def test_the_readme_states_the_number_of_programs(records):
    assert f"{len(records)} U.S. programs" in text_of(README)


def test_one_version_everywhere():
    version = tomllib.loads(text_of(BASE / "pyproject.toml"))["project"]["version"]
    assert f'\nversion: "{version}"\n' in text_of(BASE / "CITATION.cff")
    assert f"version {version}" in text_of(BASE / "LICENSE")
    assert f"version {version}" in text_of(README)


def committed_texts():
    """The name and text of every text file that is committed."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=BASE, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in filter(None, listed.stdout.split("\0")):
        try:
            yield name, text_of(BASE / name)
        except (UnicodeDecodeError, FileNotFoundError):
            continue


def test_every_document_that_a_file_names_exists():
    named = re.compile(r"(?<![\w/.-])docs/(?:decisions/\d{4}[\w-]*|[\w./-]+\.md)")
    found = {(name, document) for name, text in committed_texts() for document in named.findall(text)}
    assert found
    assert [pair for pair in sorted(found) if not list(BASE.glob(f"{pair[1]}*"))] == []


def test_no_file_names_a_folder_of_a_developers_machine():
    roots = [re.escape(str(path)) for path in (BASE, Path.home()) if len(path.parts) > 1]
    folder = re.compile(rf"(?<![\w./:-])(?:{'|'.join([*roots, '/(?:home|Users)/[a-z]+'])})(?![\w-])")
    assert not [(name, found[0]) for name, text in committed_texts() if (found := folder.search(text))]


def test_no_file_names_a_package_index():
    index = re.compile(r"://[^\s\"')]+/simple\b|index-url[ =]+\S*://|find-links[ =]+\S*/")
    assert not [(name, found[0]) for name, text in committed_texts() if (found := index.search(text))]
    for lock in BASE.glob("requirements*.lock"):
        assert "://" not in text_of(lock)
