"""How the code is laid out: unique class names, small modules and folders, names that shadow nothing, honest docstrings."""

import ast
import sys
from collections import Counter
from pathlib import Path

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


def test_every_module_is_small():
    lines = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def test_no_docstring_holds_code():
    assert [(str(path.relative_to(ROOT)), line) for path in MODULES for line in code_in_docstrings(path)] == []


def code_in_docstrings(path):
    """The lines of code in docstrings: a merge once left "return []" and an argument of a call there."""
    for node in documented(path):
        for line in map(str.strip, (ast.get_docstring(node) or "").splitlines()):
            is_statement = line.startswith(("return ", "raise ", "import ", "from ")) and is_code(line)
            if is_statement or (line.endswith(",") and "=" in line and is_code(f"f({line})")):
                yield line


def is_code(line):
    try:
        ast.parse(line)
    except SyntaxError:
        return False
    return True


def test_no_folder_holds_more_modules_than_a_person_can_survey():
    counts = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    assert {str(folder.relative_to(ROOT)): count for folder, count in counts.items() if count > MOST_MODULES} == {}
