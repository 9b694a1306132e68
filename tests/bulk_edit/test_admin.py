"""The pages of bulk edits: from the list to the form, the preview, the saved edit and its decision."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.urls import reverse

from catalog.bulk_edit.plan import MOST
from catalog.duplicates.merge.fields import Side
from catalog.duplicates.merge.services import MergePlan, merge
from catalog.models import BulkEdit, Organization, Program, ProgramVersion
from catalog.programs.history.versions import working_version
from catalog.programs.services import publish, save
from tests.factories import change
from tests.helpers import ParsedPage, page, plain_text

pytestmark = pytest.mark.django_db
LIST, EDIT = "/admin/catalog/program/", "/admin/bulk-edit/"


def address(programs, **fields):
    keys = ".".join(str(program.pk) for program in programs)
    return f"{EDIT}?{urlencode({'programs': keys, **fields}, doseq=True)}"


def preview_address(programs, **fields):
    return address(programs, preview=1, **fields)


def parse(response):
    return ParsedPage(response.content.decode())


def confirm(client, where, reason="The state ended them."):
    """Press the button of the preview at this address."""
    basis = page(client, where).one("form.confirm [name=basis]")["value"]
    return client.post(where, {"basis": basis, "reason": reason})


def decide(client, edit, button, decision=""):
    """Press a button of the page of a bulk edit."""
    where = reverse("admin_bulk_edit_result", args=[edit.pk])
    shown = page(client, where).one("#decide [name=shown]")["value"]
    return client.post(where, {button: "1", "shown": shown, "decision": decision})


def test_the_lists_action_leads_to_the_form_of_the_chosen_programs(log_in, programs):
    client = log_in("maria")
    chosen = {"action": "edit_chosen", "_selected_action": [program.pk for program in programs]}
    response = client.post(LIST, chosen)
    assert response["Location"] == address(programs)
    shown = page(client, response["Location"])
    assert shown.data(".chosen", "count") == ["3"]
    assert {str(field["data-field"]) for field in shown.all("[data-field]")} >= {"status", "sponsor", "focus", "delivery"}
    assert not [option for option in shown.all("option[selected]") if option["value"]]
    assert not shown.has("details.more-fields[open]")


def test_more_programs_than_fit_are_refused_with_the_number(log_in, programs):
    client = log_in("maria")
    many = ".".join(map(str, range(1, MOST + 2)))
    response = client.get(f"{EDIT}?programs={many}", follow=True)
    assert str(MOST + 1) in parse(response).text_of(".messagelist .warning")


@pytest.mark.parametrize("keys", ["", "x", "1x", "-1", "²", "9" * 30, "1\x00", str(2**63)])
def test_without_programs_the_list_opens_with_a_message(log_in, keys):
    response = log_in("maria").get(EDIT, {"programs": keys, "preview": "1", "status": "ended"}, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert parse(response).has(".messagelist .warning")
    assert log_in("maria").post(EDIT, {"reason": "So."})["Location"] == LIST


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, ""),
        ({"status": "no-such"}, "status"),
        ({"focus": ["arts"]}, "focus"),
        ({"focus_do": "add"}, "focus"),
        ({"focus_do": "no-such", "focus": "arts"}, "focus"),
        ({"sponsor": "—"}, "sponsor"),
        ({"sponsor": "x" * 300}, "sponsor"),
        ({"evidence_year": "99999999999999999999"}, "evidence_year"),
        ({"status": "ended\x00"}, "status"),
    ],
)
def test_an_invalid_choice_shows_the_form_again_with_the_error(log_in, programs, fields, wrong):
    client = log_in("maria")
    shown = page(client, preview_address(programs, **fields), status=422)
    assert shown.has("[role=alert]")
    assert {str(field["data-field"]) for field in shown.all("[data-field]") if field.select(".errorlist")} == {wrong} - {""}
    if wrong == "evidence_year":
        assert shown.has("details.more-fields[open]")


def test_another_spelling_of_a_known_organization_is_refused_once_for_all(log_in, programs):
    known = Organization.objects.first().name
    shown = page(log_in("maria"), preview_address(programs, sponsor=known.upper()), status=422)
    assert known in shown.text_of('[data-field="sponsor"] .errorlist')


def test_the_preview_shows_each_programs_old_and_new_values_and_writes_nothing(log_in, programs, people):
    fresno, kern, marin = programs
    save(fresno, change(fresno.record, founded=1999), people["sam"])
    save(kern, change(kern.record, status="suspended"), people["sam"])
    before = ProgramVersion.objects.count()
    where = preview_address(programs, status="ended", focus_do="add", focus=["literacy"])
    shown = page(log_in("maria"), where)
    assert ProgramVersion.objects.count() == before
    assert shown.data(".counts [data-count]", "count") == ["changed", "unchanged", "left-out"]
    assert [int(one.text) for one in shown.all(".counts [data-count] strong")] == [2, 0, 1]
    assert shown.data("[data-left-out]", "left-out") == [str(kern.pk)]
    row = shown.one(f'[data-program="{marin.pk}"]')
    status = row.select_one('[data-field="status"]')
    assert [one.text for one in status.select("del, ins")] == ["Active", "Ended"]
    focus = row.select_one('[data-field="focus"]')
    assert ([one.text for one in focus.select("span")], focus.ins.text, focus.select("del")) == (["Science"], "Literacy", [])
    assert [one for one in shown.all("[data-pending]") if "sam" in one.text] == shown.all("[data-pending]") != []
    back = shown.one("form.confirm .closelink")["href"]
    again = page(log_in("maria"), EDIT + back)
    assert again.one("#id_status option[selected]")["value"] == "ended"
    assert [box["value"] for box in again.all("[name=focus][checked]")] == ["literacy"]


def test_a_preview_without_changes_offers_nothing_to_save(log_in, programs):
    shown = page(log_in("maria"), preview_address(programs, status="active"))
    assert shown.has("#no-changes")
    assert not shown.has("form.confirm")


def test_confirming_saves_all_and_says_who_can_publish(log_in, programs):
    client, where = log_in("maria"), preview_address(programs, status="ended")
    response = confirm(client, where)
    edit = BulkEdit.objects.get()
    assert response["Location"] == reverse("admin_bulk_edit_result", args=[edit.pk])
    shown = page(client, response["Location"])
    assert "judith" in shown.text_of(".messagelist .success")
    assert len(shown.all("[data-program]")) == 3
    assert shown.has("form.undo")
    assert not shown.has("#decide")
    assert {version.reason for version in edit.versions.all()} == {"The state ended them."}
    assert page(client, "/admin/pending/").data("[data-bulk-edit]", "bulk-edit") == [str(edit.pk)]


def test_a_reason_is_required_and_the_preview_comes_again(log_in, programs):
    client = log_in("maria")
    response = confirm(client, preview_address(programs, status="ended"), " ")
    assert response.status_code == 422
    assert parse(response).has("form.confirm [role=alert]")
    assert not BulkEdit.objects.exists()


def test_a_program_that_changed_since_shows_a_new_preview_with_the_typed_reason(log_in, programs, people):
    client, where = log_in("maria"), preview_address(programs, status="ended")
    basis = page(client, where).one("form.confirm [name=basis]")["value"]
    save(programs[0], change(programs[0].record, founded=1999), people["sam"])
    shown = parse(client.post(where, {"basis": basis, "reason": "So."}))
    assert shown.has(".messagelist .error")
    assert shown.one("#id_reason").text.strip() == "So."
    assert shown.one("form.confirm [name=basis]")["value"] != basis
    assert not BulkEdit.objects.exists()


def test_a_second_click_saves_nothing_twice(log_in, programs):
    client, where = log_in("maria"), preview_address(programs, status="ended")
    basis = page(client, where).one("form.confirm [name=basis]")["value"]
    answers = [client.post(where, {"basis": basis, "reason": "So."})["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert BulkEdit.objects.count() == 1


def test_a_session_lost_at_the_preview_loses_nothing(client, log_in, programs):
    where = preview_address(programs, status="ended")
    client.logout()
    login = client.post(where, {"basis": "x", "reason": "So."})["Location"]
    assert login.startswith("/admin/login/?next=")
    [back] = parse_qs(urlsplit(login).query)["next"]
    assert page(log_in("maria"), back).has("form.confirm")


def test_a_reviewer_publishes_or_rejects_all_as_one(log_in, programs, people):
    confirm(log_in("maria"), preview_address(programs, status="ended"))
    edit = BulkEdit.objects.get()
    client = log_in("judith")
    assert decide(client, edit, "_reject").status_code == 422
    assert decide(client, edit, "_publish").status_code == 302
    assert {program.record.status for program in Program.objects.filter(pk__in=[one.pk for one in programs])} == {"ended"}
    where = reverse("admin_bulk_edit_result", args=[edit.pk])
    assert page(client, where).has("#nothing-waits")
    confirm(log_in("maria"), preview_address(programs, status="active"))
    again = BulkEdit.objects.first()
    assert decide(log_in("sam"), again, "_reject", "They ended.").status_code == 302
    assert {version.state for version in again.versions.all()} == {"rejected"}


def test_a_decision_on_other_versions_than_shown_changes_nothing(log_in, programs, people):
    confirm(log_in("maria"), preview_address(programs, status="ended"))
    edit = BulkEdit.objects.get()
    where = reverse("admin_bulk_edit_result", args=[edit.pk])
    response = log_in("judith").post(where, {"_publish": "1", "shown": "2:7"}, follow=True)
    assert parse(response).has(".messagelist .warning")
    assert edit.versions.filter(state="pending").count() == 3


def test_an_editor_neither_publishes_nor_rejects_a_colleagues_bulk_edit(log_in, programs, make_user):
    confirm(log_in("maria"), preview_address(programs, status="ended"))
    edit = BulkEdit.objects.get()
    client = log_in("maria")
    client.force_login(make_user("zoe", "Editor"))
    where = reverse("admin_bulk_edit_result", args=[edit.pk])
    assert not page(client, where).has("#decide, form.undo")
    versions = edit.versions.filter(state="pending")
    shown = f"{versions.count()}:{sum(version.pk for version in versions)}"
    for button in ("_publish", "_reject", "_undo"):
        assert client.post(where, {button: "1", "shown": shown, "decision": "So."}).status_code == 403
    assert versions.count() == 3


def test_its_author_undoes_it(log_in, programs):
    client = log_in("maria")
    where = confirm(client, preview_address(programs, status="ended"))["Location"]
    response = client.post(where, {"_undo": "1"}, follow=True)
    assert parse(response).has(".messagelist .success")
    assert not ProgramVersion.objects.filter(state="pending").exists()


def test_in_an_office_of_one_the_author_publishes_it(editor_client, programs, settings):
    settings.OFFICE_OF_ONE = True
    confirm(editor_client, preview_address(programs, status="ended"))
    edit = BulkEdit.objects.get()
    assert decide(editor_client, edit, "_publish").status_code == 302
    assert {version.state for version in edit.versions.all()} == {"published"}


def test_a_preview_of_many_programs_takes_few_queries(log_in, django_assert_max_num_queries):
    client, programs = log_in("maria"), Program.objects.all()[:100]
    where = preview_address(programs, status="suspended")
    client.get(where)
    with django_assert_max_num_queries(18):
        assert len(page(client, where).all("tr[data-program]")) > 90


def test_the_preview_says_what_happens_to_pending_changes_and_merges(log_in, programs, people, a_record):
    fresno, kern, marin = programs
    other = publish(None, change(a_record, slug="other-lead", name="Other Lead"), people["judith"])
    save(fresno, change(fresno.record, founded=1999), people["maria"])
    merge(MergePlan(working_version(other), working_version(kern), Side.LEFT, {}), people["sam"], "The same.")
    draft = save(None, change(a_record, slug="a-draft", name="A Draft"), people["maria"])
    merge(MergePlan(working_version(marin), working_version(draft), Side.LEFT, {}), people["sam"], "The same.")
    shown = page(log_in("maria"), preview_address([*programs, draft], focus_do="add", focus=["literacy"]))
    notes = {
        row["data-program"]: [plain_text(one) for one in row.select("[data-pending]")] for row in shown.all("[data-program]")
    }
    assert [len(notes[str(program.pk)]) for program in (fresno, kern, marin, draft)] == [1, 1, 1, 1]
    assert "Other Lead" in notes[str(kern.pk)][0]
    assert "A Draft" in notes[str(marin.pk)][0]
    assert "Marin Lead" in notes[str(draft.pk)][0]
