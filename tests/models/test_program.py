"""What the database itself guarantees about a program."""

import itertools

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.models import Organization, Program, Revision
from typology import Support, derive

COLUMNS = ("prepares", "places", "recognizes")


def make(prepares, places, recognizes):
    sponsor, _ = Organization.objects.get_or_create(name="Test Sponsor", slug="test-sponsor")
    return Program.objects.create(
        slug=f"test-{prepares}-{places}-{recognizes}".lower(),
        name="Test",
        sponsor=sponsor,
        prepares=prepares,
        places=places,
        recognizes=recognizes,
        deadline_rolling=False,
        updated=timezone.now(),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("present", [p for p in itertools.product([True, False], repeat=3) if any(p)])
def test_program_type_is_what_the_typology_derives(present):
    program = make(*present)
    program.refresh_from_db()
    supports = Support.from_codes(s.code for s, here in zip(Support, present, strict=True) if here)
    assert program.supports == supports
    assert program.program_type == derive(supports).value


@pytest.mark.django_db
def test_program_type_follows_when_the_supports_change():
    program = make(True, False, False)
    Program.objects.filter(pk=program.pk).update(recognizes=True)
    program.refresh_from_db()
    assert program.program_type == "credential"


@pytest.mark.django_db
def test_the_database_refuses_a_program_without_support():
    with pytest.raises(IntegrityError), transaction.atomic():
        make(False, False, False)
    program = make(True, False, False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Program.objects.filter(pk=program.pk).update(prepares=False)


@pytest.mark.django_db
def test_type_and_supports_agree_on_every_real_program():
    for program in Program.objects.all():
        assert program.program_type == derive(program.supports).value


@pytest.mark.django_db
def test_there_is_one_revision_row_only():
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(pk=2)
