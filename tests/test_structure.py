"""How the code is laid out: unique class names, small modules and folders, names that shadow nothing, honest docstrings."""

import ast
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(
    path
    for package in ("catalog", "typology", "config")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
MOST_LINES, MOST_MODULES = 350, 21
# the design decides on these two names; nothing here imports the standard library's
SHADOWING = {"site", "selectors"}


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def documented(path):
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef))


def test_class_names_are_unique_across_the_catalog():
    names = Counter(
        node.name for path in MODULES if "catalog" in path.parts for node in tree(path).body if isinstance(node, ast.ClassDef)
    )
    names.pop("Command")  # Django's name for every management command
    assert [name for name, count in names.items() if count > 1] == []


def test_no_module_is_named_like_one_of_the_standard_library():
    named = {path.parent if path.name == "__init__.py" else path for path in MODULES}
    shadowing = {path.stem for path in named if path.stem in sys.stdlib_module_names}
    assert shadowing == SHADOWING


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_small_and_its_docstrings_hold_no_code(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    for node in documented(path):
        lines = [line.strip() for line in (ast.get_docstring(node) or "").splitlines()]
        # a merge once left "return []" and an argument of a call in docstrings
        assert not [line for line in lines if line.startswith(("return ", "raise ", "import ", "from ")) and is_code(line)]
        assert not [line for line in lines if line.endswith(",") and "=" in line and is_code(f"f({line})")]


def is_code(line):
    try:
        ast.parse(line)
    except SyntaxError:
        return False
    return True


def test_no_folder_holds_more_modules_than_a_person_can_survey():
    counts = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    assert {str(folder.relative_to(ROOT)): count for folder, count in counts.items() if count > MOST_MODULES} == {}
