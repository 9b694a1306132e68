"""Static files through several builds: new ones by their manifest, old ones for a while, whatever their time stamps."""

import json
import os
import time

import pytest
from django.conf import settings as ours

from catalog.serving.static_files import MANIFEST, RETENTION_DAYS, collect_static_files

DAY = 24 * 60 * 60


@pytest.fixture
def build(tmp_path, settings):
    """Collect these files, by name and content, as one build; return the paths that they are served from."""
    source, root = tmp_path / "source", tmp_path / "static"
    source.mkdir()
    settings.INSTALLED_APPS = ["django.contrib.staticfiles"]
    settings.STATICFILES_DIRS = [source]
    settings.STORAGES = {
        **ours.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

    def collect(**files):
        for name, content in files.items():
            file = source / f"{name}.css"
            file.write_text(content)
            os.utime(file, (1, 1))  # as unpacked from an archive: older than whatever has been collected
        collect_static_files(root)
        paths = json.loads((root / MANIFEST).read_text())["paths"]
        return [root / paths[f"{name}.css"] for name in files]

    collect.root = root
    return collect


def age(root, days):
    """Make every file so much older."""
    for file in root.rglob("*"):
        before = file.stat().st_mtime - days * DAY
        os.utime(file, (before, before))


def test_a_changed_file_is_served_by_a_new_name_and_the_old_one_stays(build):
    (old,) = build(site="a { color: red }")
    (new,) = build(site="a { color: blue }")
    assert old != new
    assert (old.read_text(), new.read_text()) == ("a { color: red }", "a { color: blue }")


def test_a_file_is_deleted_when_no_build_has_needed_it_for_so_long(build):
    (old,) = build(site="a { color: red } " * 100)
    compressed = old.with_name(f"{old.name}.gz")
    age(build.root, 2 * RETENTION_DAYS)  # long in service
    (new,) = build(site="a { color: blue } " * 100)
    assert old.exists()
    assert compressed.exists()
    age(build.root, RETENTION_DAYS - 1)
    build(site="a { color: blue } " * 100)
    assert old.exists()
    age(build.root, 2)
    build(site="a { color: blue } " * 100)
    assert not old.exists()
    assert not compressed.exists()
    assert new.exists()


def test_a_file_in_use_is_never_deleted(build):
    (site,) = build(site="a { color: red }")
    for _ in range(3):
        age(build.root, 10 * RETENTION_DAYS)
        assert build(site="a { color: red }") == [site]
        assert site.exists()
        assert site.stat().st_mtime > time.time() - DAY


def test_a_damaged_manifest_is_replaced(build):
    build(site="a { color: red }")
    (build.root / MANIFEST).write_text("{")
    (site,) = build(site="a { color: red }")
    assert site.exists()


def test_a_failed_build_changes_nothing(build):
    (site,) = build(site="a { color: red }")
    before = {file: file.read_bytes() for file in build.root.rglob("*") if file.is_file()}
    with pytest.raises(Exception, match="missing"):
        build(other="a { background: url(missing.png) }")
    assert {file: file.read_bytes() for file in build.root.rglob("*") if file.is_file()} == before
    assert site.exists()
    assert [file.name for file in build.root.parent.glob(".static-*")] == []
