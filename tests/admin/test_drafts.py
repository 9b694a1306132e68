"""A draft needs only a name; sending it for review checks everything."""

import pytest

from catalog.models import Program, Publication, UnfinishedDraft
from tests.admin.program_form_data import ADD, error_fields, form_data, parse
from tests.factories import change
from tests.helpers import page, plain_text

pytestmark = pytest.mark.django_db
NAME = "Quillfeather Academy"
BLANK = {"sources-TOTAL_FORMS": 2, "sources-INITIAL_FORMS": 0, "base": 0}


def save_draft(client, address=ADD, **typed):
    return client.post(address, {**BLANK, "name": NAME, "_draft": "1", **typed})


@pytest.fixture
def maria(log_in):
    return log_in("maria")


def shown_form(client, address):
    """What a browser would send of the form at this address."""
    return page(client, address).form_data("#record", "_save")


def test_a_name_is_enough_and_everything_typed_is_kept_as_it_is(maria):
    typed = {
        "founded": "long ago",
        "prepare_present": "on",
        "form": ["institute"],
        "partners": ["First Trust", "Second Trust"],
        "sources-1-url": "half an address",
        "reason": "A colleague named it.",
    }
    response = save_draft(maria, **typed)
    assert response.status_code == 302
    form = shown_form(maria, response["Location"])
    assert form["name"] == [NAME]
    assert form["founded"] == ["long ago"]
    assert form["prepare_present"] == ["on"]
    assert form["form"] == ["institute"]
    assert form["partners"][:2] == ["First Trust", "Second Trust"]
    assert form["sources-0-url"] == ["half an address"]
    assert form["reason"] == ["A colleague named it."]
    assert not page(maria, response["Location"]).has(".errornote, .errorlist")


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_without_a_usable_name_nothing_is_saved_and_nothing_is_lost(maria, name):
    response = save_draft(maria, name=name, money_note="$5,000 a year")
    assert error_fields(response) == ["name"]
    assert parse(response).form_data("#record", "_draft")["money_note"] == ["$5,000 a year"]
    assert not UnfinishedDraft.objects.exists()


def test_an_unfinished_draft_is_no_program(maria, records):
    save_draft(maria, sponsor="Half a Trust")
    assert Program.objects.count() == len(records)
    assert maria.get("/api/v1/programs/").json()["count"] == len(records)
    assert maria.get("/programs/quillfeather-academy/").status_code == 404
    assert not page(maria, f"/admin/catalog/program/?q={NAME}").has("#result_list tbody tr")
    assert NAME not in maria.get("/admin/programs/alike/", {"name": NAME, "sponsor": "Half a Trust"}).content.decode()


def test_sending_lists_what_is_missing_with_links_and_marks_it(maria, new_record):
    address = save_draft(maria)["Location"]
    response = maria.post(address, {**shown_form(maria, address), "_save": "1"})
    missing = {"sponsor", "sponsor_type", "scope", "serves_basis", "summary", "form", "status", "confidence", "sources-heading"}
    assert missing | {"prepare_present", "prepare_evidence"} <= set(error_fields(response))
    form = parse(response)
    assert all(form.has(f"#id_{name}, #{name}") for name in error_fields(response))
    assert form.has("#id_name[required]")
    assert not form.has("#record [required]:not(#id_name)")
    for name in missing - {"form", "sources-heading"}:
        assert form.has(f"#id_{name}[aria-required=true]"), name
        assert form.has(f".field-{name} label .required-mark"), name
    assert not form.has(".field-founded .required-mark")
    assert UnfinishedDraft.objects.count() == 1


def test_a_draft_that_is_complete_is_sent_and_then_awaits_review(maria, new_record):
    address = save_draft(maria)["Location"]
    response = maria.post(address, form_data(change(new_record, name=NAME), base=1))
    assert response.status_code == 302
    program = Program.objects.get(slug=new_record.slug)
    assert (program.publication, program.current.state) == (Publication.DRAFT, "pending")
    assert not UnfinishedDraft.objects.exists()
    assert page(maria, "/admin/pending/").has(f'[aria-labelledby="drafts"] [data-program="{program.pk}"]')
    assert maria.get(address)["Location"] == "/admin/pending/"


def test_a_colleague_continues_a_draft_and_neither_loses_work(maria, log_in):
    address = save_draft(maria)["Location"]
    client = log_in("judith")
    assert save_draft(client, address, base=1, money_note="$100").status_code == 302
    client = log_in("maria")
    stale = save_draft(client, address, base=1, money_note="$200")
    assert UnfinishedDraft.objects.get().data["money_note"] == ["$100"]
    again = parse(stale).form_data("#record", "_draft")
    assert again["money_note"] == ["$200"]
    assert client.post(address, again).status_code == 302
    assert UnfinishedDraft.objects.get().data["money_note"] == ["$200"]


def test_a_stale_form_is_not_sent_either(maria, log_in, new_record):
    address = save_draft(maria)["Location"]
    save_draft(log_in("judith"), address, base=1, money_note="$100")
    response = log_in("maria").post(address, form_data(new_record, base=1))
    assert parse(response).has(".errornote")
    assert not Program.objects.filter(slug=new_record.slug).exists()
    assert UnfinishedDraft.objects.exists()


def test_a_draft_that_is_gone_loses_nothing_typed(maria):
    address = save_draft(maria)["Location"]
    UnfinishedDraft.objects.all().delete()
    assert save_draft(maria, address, base=1).status_code == 302
    assert UnfinishedDraft.objects.get().name == NAME


@pytest.mark.parametrize("draft", ["x", "9" * 30, "-1", "77", ""])
def test_an_unknown_draft_leads_to_the_list(maria, draft):
    assert maria.get(f"{ADD}?draft={draft}")["Location"] == "/admin/pending/"


def test_unfinished_drafts_are_listed_and_counted_on_the_start_page(maria, log_in):
    save_draft(maria)
    draft = UnfinishedDraft.objects.get()
    assert plain_text(page(maria, "/admin/").one('a[href="/admin/pending/#unfinished"] .number')) == "1"
    assert page(maria, "/admin/pending/?by=me").has(f"[data-draft='{draft.pk}'] a")
    assert page(log_in("judith"), "/admin/pending/").has(f"[data-draft='{draft.pk}'] a")
    assert not page(log_in("judith"), "/admin/pending/?by=me").has("[data-draft]")
    assert not page(log_in("vera"), "/admin/pending/").has("[data-draft] a")


def test_an_unfinished_draft_is_discarded_after_a_question_by_its_author_or_a_reviewer(maria, log_in, make_user):
    save_draft(maria)
    draft = UnfinishedDraft.objects.get()
    address = f"/admin/drafts/{draft.pk}/discard/"
    client = log_in("maria")
    client.force_login(make_user("other", "Editor"))
    assert client.get(address).status_code == client.post(address, {"number": 1}).status_code == 403
    client = log_in("maria")
    assert page(client, address).has("#discard-question")
    client.post(address, {"number": 7})
    assert UnfinishedDraft.objects.exists()
    assert client.post(address, {"number": 1})["Location"] == "/admin/pending/"
    assert not UnfinishedDraft.objects.exists()
