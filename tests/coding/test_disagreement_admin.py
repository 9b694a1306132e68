"""Coding disagreements in the admin: what the pages show, who may decide, and what they must enter."""

import pytest
from django.urls import reverse

from catalog.coding.disagreements import open_disagreements
from catalog.coding.tasks import code
from catalog.models import Coding, CodingDecision, Program
from catalog.programs.services import reject, retire, save
from catalog.schema.validation import canonical, validate
from tests.admin_common.admin_pages import errors, logged_in, text
from tests.coding.codings import coded_supports, open_task, program_of, supports_unlike_a
from tests.factories import change_json, make_user
from tests.helpers import ParsedPage, page, plain_text
from typology import Support

pytestmark = pytest.mark.django_db

DISAGREEMENTS = "/admin/disagreements/"
NOT_PREPARE, SAME = "uri-gems-net-teacher-leaders", "philadelphia-teacher-leader-academy"
OPEN = 6  # two of coders A and B under codebook 1, four of A and C under codebook 2
WHY = "The newsletter tells of workshops for all teachers."


@pytest.fixture
def coding():
    return Coding.objects.get(program__slug=NOT_PREPARE, coder="B")


@pytest.fixture
def reviewer(client):
    return logged_in(client, "a-reviewer", "Reviewer")


@pytest.fixture
def coder(client):
    return logged_in(client, "a-coder", "Editor")


def where(coding):
    return reverse("admin_disagreement", args=[coding.pk])


def counts(shown):
    """The numbers of open and decided disagreements on the list."""
    return [int(shown.one(f"#{name}")["data-count"]) for name in ("open", "decided")]


def test_open_ones_are_listed_with_what_each_coded(client, reviewer, coding):
    shown = page(client, DISAGREEMENTS)
    assert counts(shown) == [OPEN, 0]
    row = shown.one(f'tr[data-slug="{NOT_PREPARE}"]')
    assert row.a["href"] == where(coding)
    assert [plain_text(cell) for cell in row.select("th, td")] == [
        *("GEMS-Net Teacher Leaders and Teachers-in-Residence", "1", "prepare"),
        *("Prepare + Place", "Coder B: Place", "Prepare + Place"),
    ]
    assert sorted(shown.data("tr[data-codebook]", "codebook")) == ["1", "1", "2", "2", "2", "2"]


def test_the_page_says_which_rule_the_comparison_leaves_out(client, reviewer, coding):
    assert "without the credential rule" not in text(client.get(where(coding)))
    found = next(one for one in open_disagreements() if one.pair.second.coder == "C")
    words = text(client.get(reverse("admin_disagreement", args=[found.coding])))
    assert "The two codings under codebook 2" in words
    assert "They are compared without the credential rule" in words


def test_both_codings_stand_side_by_side_with_the_record_and_its_sources(client, reviewer, coding):
    words = text(client.get(where(coding)))
    first = Coding.objects.get(program__slug=NOT_PREPARE, coder="A", codebook="1")
    record = canonical(coding.program.versions.get(state="published").record)
    assert f"Coder A: present {first.supports['prepare']['evidence']}" in words
    assert f"Coder B: absent {coding.supports['prepare']['evidence']}" in words
    for source in record.sources:
        assert source.title in words
    for _, support in record.supports.by_code():
        assert support.evidence in words


def test_a_reviewer_decides_and_the_change_waits_for_another(client, reviewer, coding):
    base = page(client, where(coding)).one("input[name=base]")["value"]
    assert client.post(where(coding), {"prepare_present": "no", "reason": WHY, "base": base})["Location"] == DISAGREEMENTS
    shown = page(client, DISAGREEMENTS)
    assert counts(shown) == [OPEN - 1, 1]
    assert shown.data("[data-record]", "record") == ["pending"]
    assert coding.program.versions.get(state="pending").reason == WHY
    assert "a-reviewer" in page(client, where(coding)).text_of("[data-record=pending]")


def test_a_decision_whose_change_was_rejected_is_open_again_and_says_why(client, reviewer, coding, editor, settings):
    settings.OFFICE_OF_ONE = False
    client.post(where(coding), {"prepare_present": "no", "reason": WHY})
    public = f"/programs/{NOT_PREPARE}/"
    assert page(client, where(coding)).has("[data-record=pending]")
    assert WHY not in page(client, public).text
    reject(coding.program.versions.get(state="pending"), editor, "The newsletter is of another program.")
    shown = page(client, DISAGREEMENTS)
    assert counts(shown) == [OPEN, 0]
    assert shown.data("[data-record]", "record") == ["rejected"]
    words = page(client, where(coding)).text_of("[data-record=rejected]")
    assert editor.username in words
    assert "“The newsletter is of another program.”" in words
    for address in (public, "/methods/"):
        assert WHY not in page(client, address).text


def test_in_an_office_of_one_it_is_published_at_once(client, editor, coding):
    client.force_login(editor)
    client.post(where(coding), {"prepare_present": "no", "reason": WHY})
    assert page(client, DISAGREEMENTS).data("[data-record]", "record") == ["agrees"]


def test_errors_are_at_their_fields_and_nothing_is_lost(client, reviewer, coding):
    response = client.post(where(coding), {"reason": ""})
    assert errors(response).keys() == {"prepare_present", "reason"}
    response = client.post(where(coding), {"reason": "A reason typed."})
    assert "A reason typed." in response.content.decode()
    assert not CodingDecision.objects.exists()


def test_source_title_and_basis_are_required_where_needed(client, editor, coding):
    client.force_login(editor)
    assert not page(client, where(coding)).has("[name$=_source]")
    supports = supports_unlike_a(SAME, "recognize")
    found = code(open_task(editor, program_of(SAME)), supports, "https://example.org/elsewhere", "low")
    shown = page(client, where(found))
    assert shown.has("[name=recognize_source]")
    assert not shown.has("[name=recognize_basis]")  # the person stated it
    found.supports["recognize"].pop("basis")
    found.save()
    sent = {"recognize_present": "yes", "reason": WHY}
    assert errors(client.post(where(found), sent)).keys() == {"recognize_source", "recognize_basis"}
    sent |= {"recognize_source": "https://example.org/elsewhere", "recognize_basis": ["award"]}
    assert errors(client.post(where(found), sent)).keys() == {"title"}
    assert client.post(where(found), sent | {"title": "Elsewhere"}).status_code == 302
    recognize = canonical(found.program.versions.get(state="published").record).supports.recognize
    assert (recognize.basis, recognize.source) == (["award"], "https://example.org/elsewhere")


def test_editors_see_but_do_not_decide(client, coder, coding):
    shown = page(client, where(coding))
    assert shown.has("[data-refused=role]")
    assert not shown.has("input[type=submit]")
    assert client.post(where(coding), {"prepare_present": "no", "reason": WHY}).status_code == 403
    assert not CodingDecision.objects.exists()


def test_nobody_decides_on_their_own_coding(client, reviewer):
    own = code(open_task(reviewer, program_of(SAME)), supports_unlike_a(SAME, "place"), "https://example.org/", "low")
    assert page(client, where(own)).has("[data-refused=own]")
    client.post(where(own), {"place_present": "yes", "place_source": "none", "reason": WHY})
    assert not CodingDecision.objects.exists()


def test_a_pending_change_is_led_to(client, reviewer, coding, editor):
    record = canonical(coding.program.versions.get(state="published").record)
    save(coding.program, validate(change_json(record, founded=1999)), editor)
    link = page(client, where(coding)).one("[data-refused=pending] a")
    assert link["href"] == reverse("admin:catalog_program_change", args=[coding.program_id])
    client.post(where(coding), {"prepare_present": "no", "reason": WHY})
    assert not CodingDecision.objects.exists()


def test_a_record_changed_meanwhile_is_shown_as_it_is_now(client, reviewer, coding):
    response = client.post(where(coding), {"prepare_present": "no", "reason": WHY, "base": "0"})
    shown = ParsedPage(response.content.decode())
    assert shown.has(".errorlist.nonfield")
    base = shown.one("input[name=base]")["value"]
    assert client.post(where(coding), {"prepare_present": "no", "reason": WHY, "base": base}).status_code == 302


@pytest.mark.parametrize("changes", [{"base": "x"}, {"base": "9" * 30}, {"prepare_present": "?"}, {"reason": "a\x00b"}])
def test_invalid_input_to_a_decision_gets_an_error(client, reviewer, coding, changes):
    assert client.post(where(coding), {"prepare_present": "no", "reason": WHY} | changes).status_code == 200
    assert not CodingDecision.objects.exists()


def test_a_record_without_support_left_stays_and_the_page_says_what_to_do(client, editor):
    client.force_login(editor)
    program = next(each for each in Program.objects.select_related("current") if each.record.given_supports == Support.RECOGNIZE)
    found = code(open_task(editor, program), coded_supports(), program.record.sources[0].url, "low")
    assert "If no support is left" in text(client.get(where(found)))
    words = text(client.post(where(found), {"recognize_present": "no", "reason": WHY}, follow=True))
    assert "Decided. The record was not changed: it would have no support left" in words
    assert "Retire the program, or code its supports again." in words


def test_a_program_to_code_does_not_show_other_codings(client, coder, coding):
    task = open_task(coder, coding.program)
    shown = page(client, DISAGREEMENTS)
    assert shown.data("[data-task]", "task") == [str(task.pk)]
    assert not shown.has(f'[href="{where(coding)}"]')
    assert client.get(where(coding))["Location"] == reverse("admin_coding_task", args=[task.pk])


def test_retired_programs_are_listed_apart(client, reviewer, coding, editor):
    retire(coding.program, editor)
    shown = page(client, DISAGREEMENTS)
    assert counts(shown) == [OPEN - 1, 0]
    assert shown.data("#retired", "count") == ["1"]
    assert page(client, where(coding)).has("[data-refused=retired]")


def test_codings_that_do_not_differ_have_no_page(client, reviewer):
    for coder, slug in (("A", NOT_PREPARE), ("B", SAME)):
        assert client.get(where(Coding.objects.get(coder=coder, codebook="1", program__slug=slug))).status_code == 404


def test_a_disputed_field_is_decided_on_the_page(client, reviewer):
    someone = make_user("someone", "Editor")
    attributes = {"sponsor_type": ["foundation"], "form": ["award"]}
    second = code(open_task(someone, program_of(SAME)), supports_unlike_a(SAME), "https://example.org/read", "low", attributes)
    shown = page(client, DISAGREEMENTS)
    assert shown.has(f'tr[data-slug="{SAME}"]')
    shown = page(client, where(second))
    for field in attributes:
        assert len(shown.all(f'input[name="{field}"]')) == 2
    base = shown.one("[name=base]")["value"]
    response = client.post(where(second), {"form": "0", "reason": WHY, "base": base})
    assert errors(response).keys() == {"sponsor_type"}
    response = client.post(where(second), {"form": "0", "sponsor_type": "1", "reason": WHY, "base": base})
    assert response["Location"] == DISAGREEMENTS
    decision = second.decision.attributes
    assert decision["sponsor_type"] == ["foundation"]
    assert decision["form"] != ["award"]
    assert "Foundation" in page(client, where(second)).text
