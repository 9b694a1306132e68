"""The other files of deploy/: what they name is there, and they agree with the catalog and with each other."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from tests.processes import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("systemd/*.service"))
INSTALLED = Path("/opt/catalog")


def documented_settings():
    table = (ROOT / "docs/operations.md").read_text(encoding="utf-8").split("## Settings")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_the_example_of_settings_names_settings_that_there_are():
    named = re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "env.example").read_text(), re.MULTILINE)
    assert named
    assert set(named) <= documented_settings()


def test_the_example_of_settings_is_read_alike_by_systemd_and_by_a_shell():
    for line in (DEPLOY / "env.example").read_text().splitlines():
        assert re.fullmatch(r"(#.*|#?[A-Z_]+=([\w./:@-]*|'[^']*'))?", line), line


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_commands_and_files_that_there_are(unit):
    for command in re.findall(r"^Exec\w+=(.+)$", unit.read_text(), re.MULTILINE):
        program, *arguments = command.split()
        if program.startswith(str(INSTALLED)) and ".venv" not in program:
            assert (ROOT / Path(program).relative_to(INSTALLED)).stat().st_mode & 0o111
        if arguments[:1] == ["manage.py"]:
            assert arguments[1] in set(get_commands())


def test_the_guide_runs_commands_and_files_that_there_are():
    guide = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^ *deploy/manage (\w+)", guide, re.MULTILINE)) <= set(get_commands())
    for path in re.findall(r"\bdeploy/[\w./-]+", guide):
        assert (ROOT / path).exists(), path
    units = {unit.name for unit in DEPLOY.glob("systemd/catalog*")}
    assert set(re.findall(r"\bcatalog[\w-]*\.(?:service|timer)\b", guide)) <= units


def test_each_timer_has_its_service_and_each_service_its_hardening():
    for timer in DEPLOY.glob("systemd/*.timer"):
        assert timer.with_suffix(".service") in UNITS
    for folder in ("catalog.service.d", "catalog-.service.d"):  # the second is for every catalog-*.service
        assert "ProtectSystem=strict" in (DEPLOY / "systemd" / folder / "hardening.conf").read_text()


def test_compose_reads_the_settings_and_files_that_there_are():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    catalog = compose["services"]["catalog"]
    assert set(catalog["environment"]) <= documented_settings()
    assert (DEPLOY / catalog["build"]["context"] / catalog["build"]["dockerfile"]).is_file()
    for volume in compose["services"]["proxy"]["volumes"]:
        if volume.startswith("./"):
            assert (DEPLOY / volume.split(":")[0]).is_file()
    address = catalog["networks"]["front"]["ipv4_address"]
    assert f"server {address}:8000;" in compose["configs"]["upstream"]["content"]


@pytest.fixture
def installed(tmp_path):
    """The backup script in a folder where a stand-in for `manage.py backup FILE` writes FILE, and three old backups."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(DEPLOY / "backup", tmp_path / "deploy")
    write_script(tmp_path / ".venv/bin/python", 'test "$2" = backup && echo whole > "$3"')
    for day in (1, 2, 3):
        (tmp_path / f"catalog-2026010{day}T000000Z.backup").write_text("old")
    (tmp_path / "notes.txt").write_text("mine")
    return tmp_path


def write_script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def back_up(folder, keep, hook="/nonexistent"):
    return subprocess.run([folder / "deploy/backup", folder, str(keep), hook], capture_output=True, check=False).returncode


def test_the_backup_script_keeps_the_newest_and_hands_each_on(installed):
    write_script(installed / "hook", 'basename "$1" > "$(dirname "$0")/handed-on"')
    assert back_up(installed, 2, installed / "hook") == 0
    old, new = sorted(path.name for path in installed.glob("catalog-*.backup"))
    assert old == "catalog-20260103T000000Z.backup"
    assert (installed / new).read_text() == "whole\n"
    assert (installed / "handed-on").read_text().strip() == new
    assert (installed / "notes.txt").exists()


@pytest.mark.parametrize("failing", ["hook", ".venv/bin/python"])
def test_the_backup_script_deletes_nothing_where_something_fails(installed, failing):
    write_script(installed / "hook", "true")
    write_script(installed / failing, "exit 3")
    assert back_up(installed, 1, installed / "hook") != 0
    assert len(list(installed.glob("catalog-2026010*.backup"))) == 3


def test_the_container_gets_the_guide_that_the_admin_shows():
    patterns = (ROOT / ".dockerignore").read_text().splitlines()
    assert patterns.index("docs/*") < patterns.index("!docs/editors.md") < patterns.index("!docs/screenshots")
