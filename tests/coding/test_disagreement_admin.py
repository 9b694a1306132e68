"""Where coders disagree, on the desk: what is shown, who decides, what is asked for."""

import re

import pytest
from django.urls import reverse

from catalog.coding.disagreements import open_disagreements
from catalog.coding.tasks import code
from catalog.models import Coding, CodingDecision, Program
from catalog.programs.services import reject, retire, save
from catalog.schema.validation import canonical, validate
from tests.admin_common.admin_pages import errors, logged_in, text
from tests.coding.codings import coded_supports, open_task, program_of, supports_unlike_a
from tests.factories import change_json
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


def test_open_ones_are_listed_with_what_each_coded(client, reviewer, coding):
    response = client.get(DISAGREEMENTS)
    assert f"Open ({OPEN})" in text(response)
    html = response.content.decode()
    row = re.search(rf'<tr>\s*<th scope="row"><a href="{where(coding)}">.*?</tr>', html, re.DOTALL)[0]
    cells = [" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in re.findall("<t[hd].*?</t[hd]>", row, re.DOTALL)]
    assert cells == [
        *("GEMS-Net Teacher Leaders and Teachers-in-Residence", "1", "prepare"),
        *("Prepare + Place", "Coder B: Place", "Prepare + Place"),
    ]


def test_those_of_each_codebook_are_listed_under_it(client, reviewer):
    html = client.get(DISAGREEMENTS).content.decode()
    assert sorted(re.findall(r'data-label="Codebook">(\d+)<', html)) == ["1", "1", "2", "2", "2", "2"]


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
    base = re.search(r'name="base" value="(\d+)"', client.get(where(coding)).content.decode())[1]
    response = client.post(where(coding), {"prepare_present": "no", "reason": WHY, "base": base}, follow=True)
    words = text(response)
    assert "The record was updated. Another reviewer must publish the change." in words
    assert f"Open ({OPEN - 1})" in words
    assert "Decided (1)" in words
    assert "a-reviewer. The change is awaiting review." in words
    assert coding.program.versions.get(state="pending").reason == WHY
    assert f"Decided by a-reviewer on {coding.decision.time:%B} " in text(client.get(where(coding)))


def test_a_decision_whose_change_was_rejected_is_open_again_and_says_why(client, reviewer, coding, editor, settings):
    settings.OFFICE_OF_ONE = False
    client.post(where(coding), {"prepare_present": "no", "reason": WHY})
    page = f"/programs/{NOT_PREPARE}/"
    assert "awaiting review" in text(client.get(where(coding)))
    assert WHY not in text(client.get(page))
    reject(coding.program.versions.get(state="pending"), editor, "The newsletter is of another program.")
    words = text(client.get(DISAGREEMENTS))
    assert f"Open ({OPEN})" in words
    assert "Decided by a-reviewer, but the change was rejected." in words
    assert "Decided (0)" in words
    words = text(client.get(where(coding)))
    assert f"The change was rejected by {editor} on " in words
    assert "“The newsletter is of another program.”" in words
    assert "Open the program to decide on its record" in words
    assert "it may be" not in words
    for address in (page, "/methods/"):
        assert WHY not in text(client.get(address))


def test_in_an_office_of_one_it_is_published_at_once(client, editor, coding):
    client.force_login(editor)
    response = client.post(where(coding), {"prepare_present": "no", "reason": WHY}, follow=True)
    assert "The record was updated and published." in text(response)
    assert "The record agrees." in text(response)


def test_a_faulty_decision_is_told_at_its_fields_and_nothing_is_lost(client, reviewer, coding):
    response = client.post(where(coding), {"reason": ""})
    assert errors(response) == {
        "prepare_present": "Select a value.",
        "reason": "Is empty (allowed: the reason, which is public).",
    }
    response = client.post(where(coding), {"reason": "A reason typed."})
    assert "A reason typed." in response.content.decode()
    assert not CodingDecision.objects.exists()


def test_a_source_a_title_and_a_basis_are_asked_for_where_they_are_needed(client, editor, coding):
    assert "_source" not in client.get(where(coding)).content.decode()
    client.force_login(editor)
    supports = supports_unlike_a(SAME, "recognize")
    found = code(open_task(editor, program_of(SAME)), supports, "https://example.org/elsewhere", "low")
    html = client.get(where(found)).content.decode()
    assert 'name="recognize_source"' in html
    assert 'name="recognize_basis"' not in html  # she told it
    found.supports["recognize"].pop("basis")
    found.save()
    sent = {"recognize_present": "yes", "reason": WHY}
    assert errors(client.post(where(found), sent)) == {
        "recognize_source": "Select a value.",
        "recognize_basis": "Select a value.",
    }
    sent |= {"recognize_source": "https://example.org/elsewhere", "recognize_basis": ["award"]}
    assert errors(client.post(where(found), sent)) == {"title": "Is empty."}
    assert client.post(where(found), sent | {"title": "Elsewhere"}).status_code == 302
    recognize = canonical(found.program.versions.get(state="published").record).supports.recognize
    assert (recognize.basis, recognize.source) == (["award"], "https://example.org/elsewhere")


def test_editors_see_but_do_not_decide(client, coder, coding):
    assert 'data-refused="role"' in client.get(where(coding)).content.decode()
    assert "Decide</" not in client.get(where(coding)).content.decode()
    assert client.post(where(coding), {"prepare_present": "no", "reason": WHY}).status_code == 403
    assert not CodingDecision.objects.exists()


def test_nobody_decides_on_her_own_coding(client, reviewer):
    own = code(open_task(reviewer, program_of(SAME)), supports_unlike_a(SAME, "place"), "https://example.org/", "low")
    assert 'data-refused="own"' in client.get(where(own)).content.decode()
    answer = client.post(where(own), {"place_present": "yes", "place_source": "none", "reason": WHY}, follow=True)
    assert "Nothing was decided. A reviewer who made neither coding must decide." in text(answer)
    assert not CodingDecision.objects.exists()


def test_a_pending_change_is_led_to(client, reviewer, coding, editor):
    record = canonical(coding.program.versions.get(state="published").record)
    save(coding.program, validate(change_json(record, founded=1999)), editor)
    words = text(client.get(where(coding)))
    assert "This program has a pending change. Publish or reject it first." in words
    assert reverse("admin:catalog_program_change", args=[coding.program_id]) in client.get(where(coding)).content.decode()
    answer = client.post(where(coding), {"prepare_present": "no", "reason": WHY}, follow=True)
    assert "Nothing was decided. A change of this program is pending" in text(answer)


def test_a_record_changed_meanwhile_is_shown_as_it_is_now(client, reviewer, coding):
    response = client.post(where(coding), {"prepare_present": "no", "reason": WHY, "base": "0"})
    assert "The record was changed while this page was open." in text(response)
    base = re.search(r'name="base" value="(\d+)"', response.content.decode())[1]
    assert client.post(where(coding), {"prepare_present": "no", "reason": WHY, "base": base}).status_code == 302


@pytest.mark.parametrize("changes", [{"base": "x"}, {"base": "9" * 30}, {"prepare_present": "?"}, {"reason": "a\x00b"}])
def test_whatever_is_sent_to_a_decision_is_answered(client, reviewer, coding, changes):
    assert client.post(where(coding), {"prepare_present": "no", "reason": WHY} | changes).status_code == 200
    assert not CodingDecision.objects.exists()


def test_a_record_without_support_left_is_told_what_to_do(client, editor):
    client.force_login(editor)
    program = next(each for each in Program.objects.select_related("current") if each.record.given == Support.RECOGNIZE)
    found = code(open_task(editor, program), coded_supports(), program.record.sources[0].url, "low")
    assert "If no support is left" in text(client.get(where(found)))
    words = text(client.post(where(found), {"recognize_present": "no", "reason": WHY}, follow=True))
    assert "Decided. The record was not changed: it would have no support left" in words
    assert "Retire the program, or code its supports again." in words


def test_who_has_still_to_code_a_program_is_not_shown_how_others_did(client, coder, coding):
    task = open_task(coder, coding.program)
    response = client.get(DISAGREEMENTS)
    assert f"{coding.program.name} Assigned to you: code it first ." in text(response)
    assert where(coding) not in response.content.decode()
    assert client.get(where(coding))["Location"] == reverse("admin_coding_task", args=[task.pk])


def test_retired_programs_are_told_apart(client, reviewer, coding, editor):
    retire(coding.program, editor)
    words = text(client.get(DISAGREEMENTS))
    assert f"Open ({OPEN - 1})" in words
    assert "Retired programs (1)" in words
    assert 'data-refused="retired"' in client.get(where(coding)).content.decode()


def test_codings_that_do_not_differ_have_no_page(client, reviewer):
    for coder, slug in (("A", NOT_PREPARE), ("B", SAME)):
        assert client.get(where(Coding.objects.get(coder=coder, codebook="1", program__slug=slug))).status_code == 404
