"""What the database itself guarantees about a program and its versions."""

import itertools
import json

import pytest
from django.db import IntegrityError, transaction
from django.db.models import JSONField, RestrictedError, Value
from django.utils import timezone

from catalog.models import Program, ProgramVersion, Revision, VersionState
from catalog.models.record_value import RecordTexts
from catalog.schema.fields import SCHEMA
from tests.factories import change
from typology import Support, derive

pytestmark = pytest.mark.django_db
GIVEN = [given for given in itertools.product([True, False], repeat=3) if any(given)]


@pytest.fixture
def write(a_record):
    """Writes a version of the first program with these supports, and reads it again."""

    def written(*given):
        supports = {f"supports.{support.code}.present": here for support, here in zip(Support, given, strict=True)}
        return store(change(a_record, supports))

    return written


def store(record):
    program = Program.objects.order_by("pk").first()
    version = ProgramVersion.objects.create(
        program=program, number=99, record=record, state=VersionState.SUPERSEDED, time=timezone.now()
    )
    version.refresh_from_db()
    return version


@pytest.mark.parametrize("given", GIVEN)
def test_the_database_derives_the_type_as_the_typology_does(write, given):
    supports = Support.from_codes(support.code for support, here in zip(Support, given, strict=True) if here)
    assert write(*given).program_type == derive(supports).value


def test_the_type_follows_when_the_record_changes(write, a_record):
    version = write(True, False, False)
    ProgramVersion.objects.filter(pk=version.pk).update(record=change(a_record, {"supports.recognize.present": True}))
    version.refresh_from_db()
    assert version.program_type == "credential"


def test_the_database_refuses_a_version_without_support(write, a_record):
    with pytest.raises(IntegrityError), transaction.atomic():
        write(False, False, False)
    none = change(a_record, {f"supports.{support.code}.present": False for support in Support})
    public = Program.objects.order_by("pk").first().current
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgramVersion.objects.filter(pk=public.pk).update(record=none)


@pytest.mark.parametrize("record", [{}, {"supports": {}}, {"supports": {"prepare": {"present": None}}}])
def test_nor_does_it_take_a_record_that_says_nothing_of_supports(record):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgramVersion.objects.update(record=Value(record, JSONField()))


def test_what_is_generated_says_what_the_record_says():
    versions = list(ProgramVersion.objects.all())
    assert {version.evidence_year for version in versions} > {None}
    for version in versions:
        record = version.record
        for name in ("name", "scope", "sponsor_type", "status", "evidence_year"):
            assert getattr(version, name) == getattr(record, name)
        for name in ("form", "serves_states"):
            assert json.loads(getattr(version, name)) == getattr(record, name)
        assert version.program_type == record.program_type.value


def test_it_is_generated_from_older_json_too(a_record):
    version = store(a_record)
    older = {name: value for name, value in a_record.as_json().items() if name != "serves_basis"}
    ProgramVersion.objects.filter(pk=version.pk).update(record=Value(older, JSONField()))
    version.refresh_from_db()
    assert (version.name, version.program_type) == (a_record.name, a_record.program_type.value)
    assert version.record == a_record


def test_a_version_knows_what_is_generated_as_soon_as_it_is_written(a_record):
    program = Program.objects.order_by("pk").first()
    version = ProgramVersion.objects.create(
        program=program, number=99, record=a_record, state=VersionState.SUPERSEDED, time=timezone.now()
    )
    assert (version.name, version.program_type) == (a_record.name, a_record.program_type.value)


def test_stored_json_says_its_schema_version():
    found = ProgramVersion.objects.values_list("record__schema", flat=True)
    assert set(found) == {SCHEMA}


@pytest.mark.parametrize("names", [[], ["One"], ["École “Å” \\ %", 'The "Second"']])
def test_the_texts_of_a_list_come_one_to_a_line(a_record, names):
    version = store(change(a_record, partners=names))
    found = ProgramVersion.objects.annotate(partners=RecordTexts("partners")).get(pk=version.pk)
    assert found.partners == ("\n".join(names) or None)


def test_a_program_is_called_and_coded_as_its_current_version_says():
    for program in Program.objects.select_related("current")[:20]:
        assert (program.name, str(program)) == (program.current.record.name,) * 2
        assert program.record == program.current.record
        assert program.supports == program.record.given_supports


def test_programs_come_by_name():
    names = [program.name for program in Program.objects.select_related("current")]
    assert names == list(Program.objects.order_by("current__name", "slug").values_list("current__name", flat=True))


def test_the_version_that_a_program_stands_for_stays():
    program = Program.objects.order_by("pk").first()
    with pytest.raises(RestrictedError):
        program.current.delete()
    program.codings.all().delete()
    program.delete()
    assert not ProgramVersion.objects.filter(program=program.pk).exists()


def test_there_is_one_revision_row_only():
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(pk=2)
