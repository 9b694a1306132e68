"""The yearly round: which programs are to be asked, in which order, and where the editor sees them."""

import datetime

import pytest
from django.utils import timezone

from catalog.confirmations.services import ask_program
from catalog.models import Program
from catalog.programs.services import publish
from catalog.reviews.yearly_round import yearly_round
from tests.factories import change
from tests.helpers import page

pytestmark = pytest.mark.django_db
ROUND = "/admin/confirmations/"


def program_of(entry):
    return Program.objects.get(slug=entry.slug)


def slugs():
    return [entry.slug for entry in yearly_round()]


def test_programs_come_by_need_without_those_that_ended():
    entries = yearly_round()
    scores = [entry.need.score for entry in entries]
    assert scores == sorted(scores, reverse=True)
    ended = {program.slug for program in Program.objects.select_related("current") if program.record.status == "ended"}
    assert set(slugs()) == set(Program.objects.values_list("slug", flat=True)) - ended


def test_an_asked_program_returns_after_a_year(editor):
    first = yearly_round()[0]
    request = ask_program(program_of(first), editor)
    assert first.slug not in slugs()
    request.made = timezone.now() - datetime.timedelta(days=366)
    request.save()
    assert slugs()[0] == first.slug


def test_a_renamed_program_is_asked_under_its_present_address(editor):
    program = program_of(yearly_round()[0])
    publish(program, change(program.record, slug="new-address"), editor, "Renamed.")
    assert slugs()[0] == "new-address"


def test_the_week_and_the_round_offer_a_button_for_each_program(editor_client, editor):
    asked = program_of(yearly_round()[0])
    ask_program(asked, editor)
    expected = slugs()
    assert page(editor_client, "/admin/week/").data(".ask-list [data-slug]", "slug") == expected[:5]
    shown = page(editor_client, ROUND)
    assert shown.data("[data-slug]", "slug") == expected[:25]
    assert shown.all(".ask-list form")[0]["action"] == f"{ROUND}{expected[0]}/"
    assert shown.one("#waiting a")["href"] == f"{ROUND}{asked.slug}/"
    assert page(editor_client, f"{ROUND}?page=2").data("[data-slug]", "slug") == expected[25:50]
    assert page(editor_client, f"{ROUND}?page=x%00").data("[data-slug]", "slug") == expected[:25]
