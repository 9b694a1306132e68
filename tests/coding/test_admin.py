"""Second coding on the desk: a coder sees sources and nothing that would tell her how others coded."""

import re
from html import unescape

import pytest
from django.urls import reverse

from catalog.coding.tasks import code
from catalog.models import Coding, CodingTask
from catalog.programs.services import retire
from catalog.schema.validation import canonical
from catalog.schema.vocabulary import vocabulary
from tests.admin_common.admin_pages import errors, logged_in, text
from tests.coding.codings import SENTENCES, coded_supports, open_task, program_of, supports_unlike_a

pytestmark = pytest.mark.django_db

LIST, DISAGREEMENTS = "/admin/coding/", "/admin/disagreements/"
NOT_PREPARE, NOT_RECOGNIZE = "uri-gems-net-teacher-leaders", "purdue-noyce-microelectronics-mtf"
SAME = "philadelphia-teacher-leader-academy"


@pytest.fixture
def coder(client):
    return logged_in(client, "a-coder", "Editor")


def answers(supports=None, page="https://example.org/read", confidence="low", **changes):
    """What a browser posts of the coding form."""
    data = {"page": "other", "other_page": page, "confidence": confidence}
    for name, support in (supports or coded_supports("place")).items():
        data |= {f"{name}_present": "yes" if support["present"] else "no", f"{name}_evidence": support["evidence"]}
        if support.get("basis"):
            data[f"{name}_basis"] = support["basis"]
    return data | changes


def address(task):
    return reverse("admin_coding_task", args=[task.pk])


# ---------- who comes in ----------


@pytest.mark.parametrize(
    ("role", "coding", "disagreements"),
    [("Viewer", 403, 200), ("Editor", 200, 200), ("Reviewer", 200, 200), ("Admin", 200, 200)],
)
def test_each_role_sees_what_it_may(client, role, coding, disagreements):
    logged_in(client, "somebody", role)
    first = Coding.objects.get(program__slug=NOT_PREPARE, coder="B")
    assert client.get(LIST).status_code == coding
    assert client.post(LIST, {"count": "5"}).status_code == (302 if coding == 200 else coding)
    assert client.get(DISAGREEMENTS).status_code == disagreements
    assert client.get(f"{DISAGREEMENTS}{first.pk}/").status_code in (disagreements, 302)


def test_nobody_else_comes_in(client):
    for page in (LIST, f"{LIST}1/", DISAGREEMENTS, f"{DISAGREEMENTS}1/"):
        assert client.get(page)["Location"].startswith("/admin/login/")


def test_a_task_is_its_coders_alone(client, coder):
    task = open_task(coder, program_of(SAME))
    logged_in(client, "another", "Reviewer")
    assert client.get(address(task)).status_code == 404
    assert client.post(address(task), answers()).status_code == 404
    assert not Coding.objects.filter(coder="H1").exists()


@pytest.mark.parametrize("number", [0, 999999, 2**63, 10**40])
def test_numbers_that_name_nothing_are_not_found(client, editor, number):
    client.force_login(editor)
    for page in (LIST, DISAGREEMENTS):
        assert client.get(f"{page}{number}/").status_code == 404


# ---------- dealing ----------


def test_programs_are_dealt_and_listed_with_their_sponsors(client, coder):
    response = client.post(LIST, {"count": "5"}, follow=True)
    tasks = CodingTask.objects.filter(user=coder)
    assert len(tasks) == 5
    for task in tasks:
        assert task.program.name in text(response)
        assert f'href="{address(task)}"' in response.content.decode()
    assert "5 programs assigned to you at random." in text(response)
    assert "Assign me 20 programs" not in text(response)


@pytest.mark.parametrize("count", ["", "0", "-5", "7", "1000000", "five", "\x00"])
def test_only_the_numbers_offered_are_dealt(client, coder, count):
    assert "Nothing was assigned" in text(client.post(LIST, {"count": count}, follow=True))
    assert not CodingTask.objects.exists()


def test_who_has_enough_open_is_told_to_code_first(client, coder):
    client.post(LIST, {"count": "20"})
    assert "20 programs are open. Code some first" in text(client.get(LIST))
    assert "Code those first" in text(client.post(LIST, {"count": "5"}, follow=True))
    assert CodingTask.objects.count() == 20


def test_the_rules_of_the_codebook_are_at_hand(client, coder):
    task = open_task(coder, program_of(SAME))
    for page in (LIST, address(task)):
        words = text(client.get(page))
        assert "Not enough: A conference ticket as part of a prize" in words
        assert "Credential: The credential rule: the program confers, or directly leads to, a degree" in words
        assert "Competitive selection: Competitive selection for demonstrated accomplishment" in words
        assert "A program's own page outweighs the family rule." in words


# ---------- what a coder sees ----------


@pytest.mark.parametrize("slug", [SAME, NOT_PREPARE, NOT_RECOGNIZE, "acte-teacher-of-the-year", "nyc-big-apple-awards"])
def test_a_coder_sees_the_sources_and_nothing_that_tells_how_others_coded(client, coder, editor, slug):
    program = program_of(slug)
    record = canonical(program.versions.get(state="published").record)
    code(open_task(editor, program), supports_unlike_a(slug, "place"), "https://example.org/secret-page", "low")
    task = open_task(coder, program)
    for response in (client.get(address(task)), client.post(address(task), {})):
        html = unescape(response.content.decode())
        assert response.status_code == 200
        for source in record.sources:
            assert f'href="{source.url}" target="_blank"' in html
            assert source.title in html
        assert record.sponsor in html
        hidden = [record.summary, record.note, record.money_note, record.eligibility]
        hidden += [support.evidence for _, support in record.supports.by_code()]
        hidden += [term.label for term in vocabulary("type").terms if term.code != "award"]
        hidden += [term.label for term in vocabulary("form").terms if len(term.label) > 10]
        for coding in Coding.objects.filter(program=program):
            hidden += [support["evidence"] for support in coding.supports.values()]
        hidden += ["https://example.org/secret-page", "glyph", "person H1", "coder B"]
        without_sources = html
        for source in record.sources:
            without_sources = without_sources.replace(source.title, "").replace(source.url, "")
        without_sources = without_sources.replace(record.name, "").replace(record.website or "-", "")
        for words in filter(None, hidden):
            assert words not in without_sources
        # nor does anything lead there
        links = re.findall(r'href="(/[^"]*)"', html)
        assert not [link for link in links if re.search(rf"program/{program.pk}/|/programs/{slug}|disagreements", link)]


def test_no_answer_is_chosen_beforehand(client, coder):
    task = open_task(coder, program_of("acte-teacher-of-the-year"))
    assert "checked" not in client.get(address(task)).content.decode()


def test_the_page_says_that_the_record_is_kept_from_her(client, coder):
    task = open_task(coder, program_of(SAME))
    assert 'id="hidden-record"' in client.get(address(task)).content.decode()


# ---------- coding ----------


def test_a_coding_is_kept_and_the_next_program_opens(client, coder):
    first, second = (open_task(coder, program_of(slug)) for slug in (SAME, NOT_PREPARE))
    page = first.program.record.sources[0].url
    response = client.post(
        address(first), answers(coded_supports("place", "recognize"), page=None) | {"page": page, "other_page": ""}
    )
    assert response["Location"] == address(second)
    coding = Coding.objects.get(coder="H1")
    assert (coding.supports, coding.page, coding.same_page) == (coded_supports("place", "recognize"), page, True)
    words = text(client.get(address(second)))
    assert "is coded and saved. 1 more to code." in words
    response = client.post(address(second), answers(), follow=True)
    assert response.redirect_chain[-1][0] == LIST
    assert "Coded (2 of 2 assigned)" in text(response)
    assert "It calls you person H1 ; your name is not shown." in text(response)


def test_what_is_coded_is_shown_to_its_coder_and_cannot_be_changed(client, coder):
    task = open_task(coder, program_of(SAME))
    client.post(address(task), answers(coded_supports("recognize")))
    words = text(client.get(address(task)))
    assert "as person H1" in words
    assert f"Recognize: yes (Title) {SENTENCES['recognize']}" in words
    assert "<form" not in client.get(address(task)).content.decode().replace('<form id="logout-form"', "")
    client.post(address(task), answers(coded_supports("prepare")))
    assert Coding.objects.get(coder="H1").supports == coded_supports("recognize")


def test_problems_stand_at_their_fields_and_nothing_typed_is_lost(client, coder):
    task = open_task(coder, program_of(SAME))
    typed = answers(coded_supports("recognize", basis=()), page="nowhere", confidence="", prepare_evidence="Too short")
    del typed["place_present"]
    response = client.post(address(task), typed)
    assert errors(response) == {
        "prepare_evidence": "Has 9 characters (allowed: at least 10 characters).",
        "place_present": "Select a value.",
        "recognize_basis": "Select at least one.",
        "other_page": "'nowhere' is not a web address (allowed: a full address that starts with http:// or https://).",
        "confidence": "Select a value.",
    }
    html = response.content.decode()
    assert 'id="errors"' in html
    for words in ("Too short", SENTENCES["place"], SENTENCES["recognize"], 'value="nowhere"'):
        assert words in unescape(html)
    for name, value in (("prepare_present", "no"), ("recognize_present", "yes"), ("page", "other")):
        assert re.search(rf'<input type="radio" name="{name}" value="{value}"[^>]* checked', html)
    assert not Coding.objects.filter(coder="H1").exists()


def test_an_empty_form_is_told_everything(client, coder):
    found = errors(client.post(address(open_task(coder, program_of(SAME))), {}))
    assert set(found) == {
        *(f"{support}_{part}" for support in SENTENCES for part in ("present", "evidence")),
        "page",
        "confidence",
    }


def test_a_basis_without_recognition_is_a_fault(client, coder):
    task = open_task(coder, program_of(SAME))
    found = errors(client.post(address(task), answers(recognize_basis=["award"])))
    assert found == {"recognize_basis": "Select nothing here: you coded recognize as absent."}


@pytest.mark.parametrize(
    "changes",
    [
        {"page": "https://example.org/no-source"},
        {"prepare_present": "maybe"},
        {"prepare_evidence": "A sentence with a \x00 in it."},
        {"prepare_evidence": "A sentence with a \x07 in it."},
        {"place_evidence": "x" * 321},
        {"recognize_present": "yes", "recognize_basis": ["fame"]},
        {"confidence": "sure"},
        {"other_page": "javascript:alert(1)"},
    ],
)
def test_whatever_is_sent_is_answered_at_its_field(client, coder, changes):
    task = open_task(coder, program_of(SAME))
    response = client.post(address(task), answers() | changes)
    assert response.status_code == 200
    assert errors(response)
    assert not Coding.objects.filter(coder="H1").exists()


def test_a_retired_program_has_nothing_left_to_code(client, coder, editor):
    task = open_task(coder, program_of(SAME))
    retire(task.program, editor)
    assert 'data-refused="retired"' in client.get(address(task)).content.decode()
    assert 'data-refused="retired"' in client.post(address(task), answers()).content.decode()
    assert "1 more assigned to you is no longer published" in text(client.get(LIST))
