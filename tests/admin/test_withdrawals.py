"""What was never public can be taken back: a draft, a proposal, several at once, a whole import."""

import pytest
from django.contrib.admin.models import LogEntry

from catalog.imports.formats import CSV
from catalog.models import ImportedFile, Organization, Program, ProgramVersion
from catalog.programs.services import approve, publish, reject, save
from catalog.reviews.pending import pending_versions, recent_rejections
from tests.factories import change
from tests.helpers import ParsedPage, page, plain_text
from tests.imports.preview_reader import confirm, export, send

pytestmark = pytest.mark.django_db
LIST = "/admin/pending/"


@pytest.fixture
def draft(new_record, people):
    return save(None, new_record, people["maria"])


@pytest.fixture
def proposal(new_record, people):
    """A published program with a pending change by Maria, its second version."""
    program = publish(None, new_record, people["judith"])
    return save(program, change(new_record, founded=1999), people["maria"])


def test_a_draft_is_discarded_by_its_author_with_a_log_entry(log_in, draft):
    client, address = log_in("maria"), f"{LIST}{draft.pk}/discard/"
    assert page(client, f"/admin/catalog/program/{draft.pk}/change/").has(f'a[href="{address}"]')
    assert client.post(address, {"number": 1})["Location"] == LIST
    assert not Program.objects.filter(pk=draft.pk).exists()
    assert LogEntry.objects.get(user__username="maria").object_repr == "A New Program"


def test_a_rejected_draft_can_be_discarded_too(log_in, draft, people):
    reject(draft.versions.get(), people["judith"], "It is no program.")
    client = log_in("maria")
    assert page(client, f"{LIST}{draft.pk}/").has(".discard")
    client.post(f"{LIST}{draft.pk}/discard/", {"number": 1})
    assert not Program.objects.filter(pk=draft.pk).exists()


def test_a_draft_that_a_colleague_changed_is_discarded_by_reviewers_alone(log_in, draft, new_record, people):
    save(draft, change(new_record, founded=1999), people["sam"])
    assert log_in("maria").post(f"{LIST}{draft.pk}/discard/", {"number": 2}).status_code == 403
    stale = log_in("judith").post(f"{LIST}{draft.pk}/discard/", {"number": 1})
    assert Program.objects.filter(pk=draft.pk).exists(), stale
    log_in("judith").post(f"{LIST}{draft.pk}/discard/", {"number": 2})
    assert not Program.objects.filter(pk=draft.pk).exists()


def test_no_published_program_is_discarded(log_in, proposal):
    assert log_in("judith").post(f"{LIST}{proposal.pk}/discard/", {"number": 2}).status_code == 403
    assert Program.objects.filter(pk=proposal.pk).exists()


def test_the_author_withdraws_a_proposal_and_it_stays_in_the_history(log_in, proposal, people):
    client = log_in("maria")
    form = page(client, f"{LIST}{proposal.pk}/").one("form.withdraw")
    assert client.post(form["action"], {"number": 2})["Location"] == LIST
    version = proposal.versions.get(number=2)
    assert (version.state, version.withdrawn) == ("rejected", True)
    assert not pending_versions().exists()
    assert not recent_rejections(people["maria"]).exists()
    assert client.post(form["action"], {"number": 2})["Location"] == f"{LIST}{proposal.pk}/"


def test_nobody_withdraws_what_a_colleague_worked_on(log_in, proposal, new_record, people):
    assert not page(log_in("judith"), f"{LIST}{proposal.pk}/").has("form.withdraw")
    save(proposal, change(new_record, founded=1998), people["judith"])
    assert log_in("maria").post(f"{LIST}{proposal.pk}/withdraw/", {"number": 3}).status_code == 403
    assert proposal.versions.get(number=3).state == "pending"


def shown_tokens(client):
    return [box["value"] for box in page(client, LIST).all("#reject-selected [name=shown]")]


def test_a_reviewer_rejects_several_with_one_reason(log_in, draft, new_record, people):
    other = save(None, change(new_record, slug="another", name="Another"), people["maria"])
    client = log_in("judith")
    tokens = shown_tokens(client)
    assert tokens == [f"{draft.pk}:1", f"{other.pk}:1"]
    assert client.post(LIST, {"shown": tokens, "reason": "Both are job openings."}).status_code == 302
    decisions = {(version.state, version.decision) for version in (*draft.versions.all(), *other.versions.all())}
    assert decisions == {("rejected", "Both are job openings.")}
    assert not page(log_in("maria"), LIST).has("#reject-selected, [name=shown]")


def test_without_a_reason_or_a_selection_nothing_is_rejected_and_the_ticks_stay(log_in, draft):
    client = log_in("judith")
    response = client.post(LIST, {"shown": [f"{draft.pk}:1"], "reason": " "})
    assert response.status_code == 422
    assert ParsedPage(response.content.decode()).has("[name=shown][checked]")
    assert client.post(LIST, {"reason": "So."}).status_code == 422
    assert pending_versions().count() == 1


@pytest.mark.parametrize("token", ["x", ":", "1", "9999999999999999999:1", "٣:1"])
def test_what_changed_since_the_list_was_opened_is_not_rejected(log_in, draft, new_record, people, token):
    save(draft, change(new_record, founded=1999), people["maria"])
    response = log_in("judith").post(LIST, {"shown": [f"{draft.pk}:1", token], "reason": "So."}, follow=True)
    assert ParsedPage(response.content.decode()).has(".messagelist .warning")
    assert draft.versions.first().state == "pending"


@pytest.fixture
def imported(log_in, new_record, proposal, monkeypatch):
    """Maria's import of two new programs and a change of her own proposal."""
    from catalog.spreadsheets.child import READERS

    monkeypatch.setattr("catalog.imports.formats.read_table", lambda kind, data, *rest: READERS[kind](data, *rest))
    new = [change(new_record, slug=f"imported-{number}", name=f"Import {number}", sponsor=f"Trust {number}") for number in (1, 2)]
    rows = [*new, change(new_record, founded=1997)]
    client = log_in("maria")
    response = confirm(client, send(client, export(CSV, rows, version=2)))
    assert response.status_code == 302
    return ImportedFile.objects.get()


def address_of(imported):
    return f"/admin/imports/{imported.pk}/"


def test_an_import_is_undone_as_one_step(log_in, imported, proposal):
    client = log_in("maria")
    assert page(client, "/admin/catalog/program/import/").has(f'a[href="{address_of(imported)}"]')
    shown = page(client, address_of(imported))
    assert len(shown.all('[aria-labelledby="remains-waiting"] [data-program]')) == 3
    assert client.post(address_of(imported)).status_code == 302
    assert not Program.objects.filter(slug__startswith="imported-").exists()
    [back] = pending_versions()
    assert (back.program, back.user.username, back.record.founded) == (proposal, "maria", 1999)
    shown = page(client, address_of(imported))
    assert shown.has("#nothing-remains")
    assert not shown.has("form.undo")
    assert plain_text(page(log_in("judith"), "/admin/").one('a[href="/admin/pending/"] .number')) == "1"


def test_once_something_was_published_it_says_what_remains(log_in, imported, people):
    approve(Program.objects.get(slug="imported-1").versions.get(), people["judith"])
    client = log_in("maria")
    before = ProgramVersion.objects.count()
    client.post(address_of(imported))
    assert ProgramVersion.objects.count() == before
    shown = page(client, address_of(imported))
    assert not shown.has("form.undo")
    assert len(shown.all('[aria-labelledby="remains-published"] [data-program]')) == 1
    assert len(shown.all('[aria-labelledby="remains-waiting"] [data-program]')) == 2


def test_what_a_colleague_changed_since_the_import_stays(log_in, imported, people, new_record):
    program = Program.objects.get(slug="imported-1")
    save(program, change(program.record, founded=1950), people["judith"])
    client = log_in("maria")
    client.post(address_of(imported))
    assert program.versions.first().state == "pending"
    assert not Program.objects.filter(slug="imported-2").exists()
    assert len(page(client, address_of(imported)).all('[aria-labelledby="remains-changed"] [data-program]')) == 1


def test_only_the_importer_and_reviewers_undo_an_import(log_in, imported, make_user):
    client = log_in("maria")
    client.force_login(make_user("other", "Editor"))
    assert client.post(address_of(imported)).status_code == 403
    assert log_in("sam").post(address_of(imported)).status_code == 302
    assert Organization.objects.filter(name="Trust 1").exists()
    assert not Program.objects.filter(slug="imported-1").exists()
