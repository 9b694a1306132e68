"""The actions of the list of programs in the admin: what they ask, change and leave out."""

import itertools

import pytest

from catalog.accounts.roles import EDITOR, REVIEWER, VIEWER
from catalog.models import Program, ProgramVersion, Publication, Review
from catalog.programs.services import publish, retire, save
from tests.factories import change
from tests.helpers import ParsedPage, page, plain_text

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/program/"


def select(client, action, *programs, **more):
    """The page after an action on these programs."""
    data = {"action": action, "_selected_action": [program.pk for program in programs]} | more
    return ParsedPage(client.post(LIST, data, follow=True).content.decode())


def confirm(client, asked, *programs):
    """The page after the button of the page that asks before publishing; `programs` are posted as well."""
    chosen = [box["value"] for box in asked.all("[name=_selected_action]")] + [program.pk for program in programs]
    shown = [box["value"] for box in asked.all("[name=shown]")] + [f"{one.pk}:{one.versions.first().number}" for one in programs]
    return select(client, "publish_chosen", _selected_action=chosen, confirmed="yes", shown=shown)


def success(shown):
    """The number in the message of success; 0 without one."""
    [message] = [plain_text(message) for message in shown.all(".messagelist .success")] or ["0"]
    return int(message.split()[0])


def warnings(shown):
    return " ".join(plain_text(message) for message in shown.all(".messagelist .warning"))


def test_publishing_reports_why_a_program_was_left_out(client, make_user, editor, a_record, settings):
    settings.OFFICE_OF_ONE = False
    rae, ann = make_user("rae", REVIEWER), make_user("ann", EDITOR)
    record = change(a_record, name="A New Program")
    draft = save(None, change(record, slug="a-draft"), ann)
    changed = publish(None, change(record, slug="a-changed-one"), None)
    save(changed, change(record, slug="a-changed-one", founded=1999), ann)
    own = save(None, change(record, slug="her-own", name="Her Own Program"), rae)
    plain_one = publish(None, change(record, slug="a-plain-one", name="A Plain Program"), None)
    client.force_login(rae)
    asked = select(client, "publish_chosen", draft, changed, own, plain_one)
    shown = confirm(client, asked, own, plain_one)
    assert success(shown) == 2
    assert "“A Plain Program”" in warnings(shown)
    assert "“Her Own Program”" in warnings(shown)
    for slug, published in (("a-draft", True), ("her-own", False)):
        assert (Program.objects.get(slug=slug).publication == Publication.PUBLISHED) == published
    version = changed.versions.get(state="published")
    assert (version.record.founded, version.user, version.decided_by) == (1999, ann, rae)


def test_publishing_asks_first_and_shows_what_would_change(editor_client, make_user, editor, a_record):
    ann = make_user("ann", EDITOR)
    changed = publish(None, change(a_record, slug="a-changed-one", name="A Changed One"), None)
    record = changed.versions.get().record
    placing = {"supports.place.present": True, "supports.place.evidence": "Fellows lead a team."}
    save(changed, change(record, placing), ann, "The page says so.")
    asked = select(editor_client, "publish_chosen", changed)
    [shown] = map(plain_text, asked.all("tr[data-program]"))
    for text in ("A Changed One", "ann", "Place: present, Place: evidence", "Professional advancement"):
        assert text in shown
    assert changed.versions.get(state="published").number == 1
    confirm(editor_client, asked)
    assert changed.versions.get(state="published").number == 2


def test_a_retired_program_is_not_published_from_the_list(editor_client, editor, a_record):
    program = publish(None, change(a_record, slug="a-retired-one", name="A Retired One"), editor)
    retire(program, editor, "Ended.")
    save(program, change(program.versions.first().record, founded=1999), editor)
    asked = select(editor_client, "publish_chosen", program)
    assert not asked.has("tr[data-program]")
    assert "A Retired One" in asked.text_of("#content-main")
    shown = f"{program.pk}:{program.versions.first().number}"
    forced = select(editor_client, "publish_chosen", program, confirmed="yes", shown=shown)
    assert "“A Retired One”" in warnings(forced)
    program.refresh_from_db()
    assert program.publication == Publication.RETIRED


def test_a_version_that_the_page_did_not_show_is_not_published(editor_client, editor, a_record):
    draft = save(None, change(a_record, slug="a-draft", name="A Draft"), editor)
    asked = select(editor_client, "publish_chosen", draft)
    save(draft, change(a_record, slug="a-draft", name="A Draft", founded=1999), editor)
    assert "“A Draft”" in warnings(confirm(editor_client, asked))
    draft.refresh_from_db()
    assert draft.publication == Publication.DRAFT


@pytest.mark.parametrize("model", ["catalog/program", "catalog/suggestion", "auth/user", "axes/accessattempt"])
def test_an_invalid_key_selects_nothing(editor_client, model):
    actions = ("publish_chosen", "retire_chosen", "mark_reviewed", "delete_selected", "deactivate_selected")
    for action, key in itertools.product(actions, ("abc", "abc\x00", "9" * 30, "-1", "١", str(2**63))):
        answer = editor_client.post(f"/admin/{model}/", {"action": action, "_selected_action": key})
        assert answer.status_code in (200, 302), (action, key)
    assert not Review.objects.exists()


def test_retiring_asks_for_a_reason_first(editor_client, editor, a_record):
    program = publish(None, change(a_record, slug="a-new-program", name="A New Program"), editor)
    draft = save(None, change(a_record, slug="a-draft", name="A Draft"), editor)
    asked = select(editor_client, "retire_chosen", program, draft)
    assert [box["value"] for box in asked.all("form.admin-form [name=_selected_action]")] == [str(program.pk)]
    assert "“A Draft”" in asked.text_of("#content-main")
    assert editor_client.get("/programs/a-new-program/").status_code == 200
    assert select(editor_client, "retire_chosen", program, confirmed="yes", reason=" ").has("#reason-missing")
    assert editor_client.get("/programs/a-new-program/").status_code == 200
    retired = select(editor_client, "retire_chosen", program, draft, confirmed="yes", reason="It never was one program.")
    assert success(retired) == 1
    assert editor_client.get("/programs/a-new-program/").status_code == 410
    assert program.versions.get(state="retired").reason == "It never was one program."
    assert not select(editor_client, "retire_chosen", program).has("form.admin-form")


def test_retiring_shows_the_pending_changes_that_it_sets_aside(editor_client, make_user, editor, a_record):
    record = change(a_record, slug="a-new-program", name="A New Program")
    program = publish(None, record, editor)
    pending = f'#content-main a[href="/admin/pending/{program.pk}/"]'
    assert not select(editor_client, "retire_chosen", program).has(pending)
    save(program, change(record, founded=1999), make_user("ann", EDITOR), "The page says so")
    asked = plain_text(select(editor_client, "retire_chosen", program).one(pending).parent)
    assert "ann" in asked
    assert "The page says so" in asked
    select(editor_client, "retire_chosen", program, confirmed="yes", reason="It has ended.")
    assert [version.state for version in program.versions.order_by("number")] == ["superseded", "superseded", "retired"]


def test_marking_as_reviewed_records_a_review_of_each_published_program(editor_client, editor, a_record):
    programs = list(Program.objects.all()[:3])
    draft = save(None, change(a_record, slug="a-draft", name="A Draft"), editor)
    shown = select(editor_client, "mark_reviewed", *programs, draft)
    assert success(shown) == 3
    assert "“A Draft”" in warnings(shown)
    reviews = Review.objects.values_list("program", "user", "verdict")
    assert set(reviews) == {(program.pk, editor.pk, "still_true") for program in programs}
    assert not ProgramVersion.objects.filter(program__in=programs, number__gt=1).exists()


def test_ten_of_many_programs_left_out_are_named(editor_client):
    programs = Program.objects.all()[:25]
    asked = select(editor_client, "publish_chosen", *programs)
    assert "25" in asked.text_of("#content-main li")
    shown = warnings(confirm(editor_client, asked, *programs))
    assert shown.count("“") == 10
    assert "15 more" in shown


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        (VIEWER, set()),
        (EDITOR, {"mark_reviewed", "publish_chosen"}),
        (REVIEWER, {"mark_reviewed", "publish_chosen", "retire_chosen"}),
    ],
)
def test_each_role_has_its_own_actions(client, make_user, role, actions):
    client.force_login(make_user("somebody", role))
    program = Program.objects.first()
    every = {"mark_reviewed", "publish_chosen", "retire_chosen"}
    assert {option["value"] for option in page(client, LIST).all("[name=action] option")} & every == actions
    for name in every - actions:
        select(client, name, program, confirmed="yes", reason="No reason")
    program.refresh_from_db()
    assert program.publication == Publication.PUBLISHED
    assert not Review.objects.exists()
