"""A second click on a button that has worked already changes nothing, and says so."""

import pytest
from django.contrib.messages import get_messages

from catalog.models import Program, ProgramVersion
from catalog.programs.publishing.drafts import save_draft
from catalog.programs.services import save
from tests.admin.program_form_data import form_data
from tests.factories import change, make_user

pytestmark = pytest.mark.django_db
ADD = "/admin/catalog/program/add/"


@pytest.fixture
def people(db):
    """An Editor and a Reviewer."""
    return {name: make_user(name, role) for name, role in (("ed", "Editor"), ("rev", "Reviewer"))}


@pytest.fixture
def ed(client, people):
    """A client logged in as the Editor."""
    client.force_login(people["ed"])
    return client


def levels(response):
    return [message.level_tag for message in get_messages(response.wsgi_request)]


def test_a_new_program_is_sent_once(ed, new_record):
    data = form_data(new_record)
    first, second = ed.post(ADD, data), ed.post(ADD, data)
    program = Program.objects.get(slug=new_record.slug)
    assert first["Location"] == second["Location"] == f"/admin/catalog/program/{program.pk}/change/"
    assert levels(second)[-1] == "info"
    assert program.versions.count() == 1


def test_a_new_program_without_an_address_is_sent_once(ed, new_record):
    data = form_data(new_record) | {"slug": ""}
    before = Program.objects.count()
    assert ed.post(ADD, data)["Location"] == ed.post(ADD, data)["Location"]
    assert Program.objects.count() == before + 1


def test_a_draft_is_sent_once(ed, people, new_record):
    draft = save_draft(None, new_record.name, {}, people["ed"])
    address, data = f"{ADD}?draft={draft.pk}", form_data(new_record) | {"base": "1"}
    assert ed.post(address, data)["Location"] == ed.post(address, data)["Location"]
    assert ProgramVersion.objects.filter(program__slug=new_record.slug).count() == 1


def test_a_change_is_sent_once(ed, new_record, people):
    program = save(None, new_record, people["rev"])
    address = f"/admin/catalog/program/{program.pk}/change/"
    data = form_data(change(new_record, founded=1987)) | {"base": "1"}
    first, second = ed.post(address, data), ed.post(address, data)
    assert first.status_code == second.status_code == 302
    assert levels(second)[-1] == "info"
    assert program.versions.count() == 2


def test_the_same_change_by_a_colleague_is_a_conflict_as_before(ed, new_record, people):
    program = save(None, new_record, people["rev"])
    save(program, change(new_record, founded=1987), people["rev"])
    data = form_data(change(new_record, founded=1987)) | {"base": "1"}
    assert ed.post(f"/admin/catalog/program/{program.pk}/change/", data).status_code == 409


@pytest.mark.parametrize(("button", "state"), [("_publish", "published"), ("_reject", "rejected")])
def test_a_decision_is_made_once(client, people, new_record, button, state):
    program = save(None, new_record, people["ed"])
    client.force_login(people["rev"])
    address, data = f"/admin/pending/{program.pk}/", {"number": 1, "decision": "So.", button: "1"}
    first, second = client.post(address, data), client.post(address, data)
    assert levels(first)[-1] == "success"
    assert levels(second)[-1] == "info"
    version = program.versions.get()
    assert (version.state, version.decided_by) == (state, people["rev"])


def test_what_somebody_else_decided_is_a_warning(client, people, new_record):
    program = save(None, new_record, people["ed"])
    address, data = f"/admin/pending/{program.pk}/", {"number": 1, "decision": "So.", "_reject": "1"}
    client.force_login(people["rev"])
    client.post(address, data)
    client.force_login(make_user("other", "Reviewer"))
    assert levels(client.post(address, data))[-1] == "warning"
