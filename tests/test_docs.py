"""The documents tell the truth: generated ones are current, parameters and settings are all told, links lead somewhere."""

import re

import pytest

from catalog.facets.filterset import ProgramFilterSet
from catalog.records.dictionary import data_dictionary
from tests.conftest import FIXTURES

BASE = FIXTURES.parent
DOCUMENTS = [BASE / "README.md", *sorted((BASE / "docs").rglob("*.md"))]


def test_the_data_dictionary_is_current():
    assert (BASE / "docs/data-dictionary.md").read_text(encoding="utf-8") == data_dictionary(), "run `make docs`"


def test_every_parameter_is_documented_with_an_example():
    text = (BASE / "docs/architecture.md").read_text(encoding="utf-8")
    for parameter in ProgramFilterSet.base_filters:
        assert f"`{parameter}`" in text
        assert re.search(rf"/programs/\?[^)]*\b{parameter}=", text), parameter


def test_every_setting_is_documented():
    text = (BASE / "docs/operations.md").read_text(encoding="utf-8")
    read = set()
    for file in ("config/settings.py", "catalog/management/commands/serve.py", "tests/postgresql.py"):
        read |= set(re.findall(r'environ(?:\.get)?[(\[]\s*"(\w+)"', (BASE / file).read_text(encoding="utf-8")))
    assert read
    for variable in read - {"XDG_RUNTIME_DIR"}:
        assert f"`{variable}`" in text, variable


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_a_document_links_is_there(document):
    for target in re.findall(r"\]\((?!http)([^)#]+)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_the_readmes_commands_are_the_makefiles():
    targets = set(re.findall(r"^(\w+):", (BASE / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake (\w+)", (BASE / "README.md").read_text(encoding="utf-8")))
    assert {"run", "test"} <= named <= targets


def test_no_lock_names_an_address():
    for lock in BASE.glob("requirements*.lock"):
        assert "://" not in lock.read_text(encoding="utf-8")
