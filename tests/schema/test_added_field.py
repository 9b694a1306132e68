"""A made-up field in a copy of the catalog: declared in one place, it is everywhere, and what is older still loads."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STORY = Path(__file__).with_name("added_field_story.py")
DECLARATION = """\
    staff: Annotated[
        Text | None, Info("Staff", "How many people run the program, as stated.", empty="Not stated", since=4)
    ] = None
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project with a field more, declared after `founded`, as schema version 4."""
    there = tmp_path_factory.mktemp("catalog")
    for name in ("catalog", "config", "typology", "templates", "static", "fixtures", "docs", "tests"):
        shutil.copytree(
            ROOT / name, there / name, ignore=shutil.ignore_patterns("__pycache__", "browser", "benchmarks", "hostile")
        )
    shutil.copy(ROOT / "manage.py", there)
    shutil.copy(ROOT / "pyproject.toml", there)
    fields = there / "catalog" / "schema" / "fields.py"
    text = fields.read_text(encoding="utf-8")
    text, versions = re.subn(r"^SCHEMA = 3\b", "SCHEMA = 4", text, flags=re.MULTILINE)
    text, places = re.subn(r"^    sources: ", DECLARATION + "    sources: ", text, flags=re.MULTILINE)
    assert (versions, places) == (1, 1)
    fields.write_text(text, encoding="utf-8")
    return there


def test_a_field_declared_in_one_place_is_everywhere(copy):
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    environment |= {"DATA_DIR": str(copy / "var"), "PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, str(copy / STORY.relative_to(ROOT))],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert done.stdout.splitlines()[-1] == "whole"
