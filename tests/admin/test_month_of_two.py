"""A month of one Editor and one Reviewer, through the pages of the admin: nothing is stuck, and two people saw everything."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.accounts.roles import EDITOR, REVIEWER
from catalog.admin.pending_changes import version_token
from catalog.imports.formats import CSV
from catalog.models import Coding, Program, ProgramVersion, VersionState
from catalog.programs.history.versions import working_number
from catalog.spreadsheets.child import READERS
from tests.admin.program_form_data import ADD, form_data, form_url
from tests.factories import change, make_user
from tests.helpers import page
from tests.imports.preview_reader import confirm, export, send
from tests.programs.publishing.two_people import find_versions_of_one_person

pytestmark = pytest.mark.django_db
DISPUTED = "uri-gems-net-teacher-leaders"
LIST = "/admin/catalog/program/"


class Colleague:
    """One of the two, in a browser of their own. Each step fails if its page refuses it."""

    def __init__(self, name, role):
        self.client, self.name = Client(), name
        self.client.force_login(make_user(name, role))

    def send(self, address, data):
        response = self.client.post(address, data)
        assert response.status_code == 302, (address, response.status_code)

    def propose(self, program, **changes):
        """Change the newest proposal, or else the public record, in the form."""
        working = program.versions.filter(state__in=[VersionState.PENDING, VersionState.PUBLISHED]).first()
        data = form_data(change(working.record, **changes), base=working_number(program))
        self.send(form_url(program), {**data, "reason": "The page says so."})

    def decide(self, program, button="_publish"):
        number = pending(program).number
        self.send(pending_url(program), {button: "1", "number": number, "decision": "I read the page."})

    def restore(self, program, number):
        address = reverse("admin_version", args=[program.pk, number])
        self.send(address, {"_save": "1", "reason": "As it was.", "base": working_number(program)})

    def answer(self, program, verdict, year=""):
        data = {"verdict": verdict, "year": year, "note": "", "base": working_number(program)}
        self.send(f"/admin/week/{program.slug}/", data)

    def bring(self, records):
        """Import a file."""
        assert confirm(self.client, send(self.client, export(CSV, records))).status_code == 302

    def publish_from_the_list(self, programs):
        chosen = {"action": "publish_chosen", "_selected_action": [program.pk for program in programs]}
        shown = [version_token(pending(program)) for program in programs]
        self.send(LIST, {**chosen, "confirmed": "yes", "shown": shown})


def pending(program):
    return program.versions.filter(state=VersionState.PENDING).first()


def pending_url(program):
    return reverse("admin_pending_program", args=[program.pk])


def public(program):
    return program.versions.get(state=VersionState.PUBLISHED).record


@pytest.fixture
def pair(settings, monkeypatch):
    """Ann edits, Rae reviews. Nobody else has an account."""
    settings.OFFICE_OF_ONE = False
    monkeypatch.setattr("catalog.imports.formats.read_table", lambda kind, data, names: READERS[kind](data, names))
    return Colleague("ann", EDITOR), Colleague("rae", REVIEWER)


def test_a_month_of_one_editor_and_one_reviewer(pair, new_record, records):
    ann, rae = pair
    one, two, three, four, *others = Program.objects.filter(publication="published").exclude(slug=DISPUTED)[:12]

    # week 1: a new program, amended by the reviewer; the reviewer's own new program
    ann.send(ADD, form_data(new_record))
    new = Program.objects.get(slug=new_record.slug)
    rae.propose(new, founded=1990)
    rae.decide(new)
    assert public(new).founded == 1990
    rae.send(ADD, form_data(change(new_record, slug="raes-own", name="Quite Another", website="https://another.example.org/")))
    own = Program.objects.get(slug="raes-own")
    waiting = page(rae.client, pending_url(own))
    assert ann.name in waiting.text_of("[data-approvers]")
    assert not waiting.has("[name=_publish]")
    assert page(ann.client, pending_url(own)).has("[name=_publish]")
    ann.decide(own)
    assert public(own).name == "Quite Another"

    # week 2: rejected and proposed again; amended in turn; both wrote part of it
    ann.propose(one, founded=1991)
    rae.decide(one, "_reject")
    ann.propose(one, founded=1992)
    rae.propose(one, founded=1993)
    ann.propose(one, founded=1994)
    rae.decide(one)
    assert public(one).founded == 1994
    rae.propose(two, founded=1991)
    ann.decide(two, "_reject")
    rae.propose(two, founded=1992)
    ann.decide(two)
    assert public(two).founded == 1992
    rae.propose(three, founded=1991)
    ann.propose(three, founded=1992)
    assert not any(page(who.client, pending_url(three)).has("[name=_publish]") for who in pair)
    number = pending(three).number
    rae.decide(three, "_reject")
    ann.restore(three, number)
    rae.decide(three)
    assert public(three).founded == 1992

    # week 3: answers of the queue, and imports of each
    ann.answer(four, "still_true", "2026")
    rae.decide(four)
    assert public(four).evidence_year == 2026
    rae.answer(four, "ended")
    ann.decide(four)
    assert public(four).status == "ended"
    for who, colleague, chosen in ((ann, rae, others[:3]), (rae, ann, others[3:6])):
        who.bring([change(public(program), founded=1999) for program in chosen])
        colleague.publish_from_the_list(chosen)
        assert {public(program).founded for program in chosen} == {1999}

    # week 4: a coding decision
    coding = Coding.objects.get(program__slug=DISPUTED, coder="B")
    data = {"prepare_present": "no", "reason": "The newsletter says so.", "base": working_number(coding.program)}
    rae.send(reverse("admin_disagreement", args=[coding.pk]), data)
    ann.decide(coding.program)
    assert not public(coding.program).supports.prepare.present

    assert not ProgramVersion.objects.filter(state=VersionState.PENDING).exists()
    assert find_versions_of_one_person() == []
