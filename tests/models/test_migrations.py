"""Migrations that tell of rows what was not told before: what they make of a catalog of then."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from catalog.actions.programs import publish, retire, save
from catalog.models import Coding, Program, ProgramVersion, VersionState
from catalog.records import validate

pytestmark = pytest.mark.django_db


class TestPublished:
    """0008 tells when each version became public, which version retired its program, and which codings people made."""

    @pytest.fixture
    def tell(self):
        """Runs it as it runs after 0007, whose tables are those of today but for a constraint."""
        apps = MigrationLoader(connection).project_state(("catalog", "0007_desk")).apps
        return lambda: import_module("catalog.migrations.0008_published").told(apps, None)

    @pytest.fixture
    def record(self, a_record):
        return validate({**a_record, "slug": "a-new-program", "name": "A New Program"})

    def as_then(self, program):
        """Write its versions as they were written before: nothing told when one was public, nor that one retired."""
        program.versions.filter(state=VersionState.RETIRED).update(state=VersionState.SUPERSEDED)
        program.versions.exclude(state=VersionState.PUBLISHED).update(published=None)
        # the constraint demands a time of what is public; any but the right one will do
        program.versions.filter(state=VersionState.PUBLISHED).update(published=timezone.now())

    def told(self, program):
        """Each version's state, and whether it tells the time at which it was written as that when it became public."""
        versions = program.versions.order_by("number")
        assert all(version.published in (None, version.time) for version in versions)
        return [(version.state, version.published is not None) for version in versions]

    def test_what_is_public_became_so_when_it_was_written_and_so_did_what_loads_wrote(self, tell, record, editor):
        program = publish(None, record, None)
        publish(program, {**record, "founded": 1998}, editor)
        publish(program, {**record, "founded": 1999}, editor)
        save(program, {**record, "founded": 2000}, editor)
        self.as_then(program)
        tell()
        # of the editor's own that was replaced nobody knows whether it was public or pending
        assert self.told(program) == [("superseded", True), ("superseded", False), ("published", True), ("pending", False)]

    def test_the_last_version_of_a_retired_program_is_the_one_that_retired_it(self, tell, record, editor):
        program = publish(None, record, None)
        retire(program, editor)
        self.as_then(program)
        tell()
        assert self.told(program) == [("superseded", True), ("retired", False)]

    def test_a_change_that_waits_since_is_left_waiting(self, tell, record, editor):
        program = publish(None, record, None)
        retire(program, editor)
        save(program, {**record, "founded": 1999}, editor)
        self.as_then(program)
        tell()
        assert self.told(program) == [("superseded", True), ("retired", False), ("pending", False)]

    def test_other_programs_are_not_retired(self, tell):
        tell()
        assert not ProgramVersion.objects.filter(state=VersionState.RETIRED).exists()

    def test_codings_of_people_are_told_as_theirs(self, tell):
        second = Coding.objects.filter(coder="B").values("supports", "codebook", "confidence", "time").first()
        program = Program.objects.first()
        for coder in ("H1", "H12", "H0", "D"):
            Coding.objects.create(program=program, coder=coder, **second)
        tell()
        kinds = dict(Coding.objects.values_list("coder", "kind"))
        assert kinds == {
            "A": "machine",
            "B": "machine",
            "C": "machine",
            "D": "machine",
            "H0": "machine",
            "H1": "human",
            "H12": "human",
        }
