"""Second coding in the admin: coders see the sources and nothing that shows how others coded."""

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
from tests.helpers import ParsedPage, page, plain_text

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


# ---------- access ----------


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


def test_anonymous_users_are_redirected_to_the_login_page(client):
    for path in (LIST, f"{LIST}1/", DISAGREEMENTS, f"{DISAGREEMENTS}1/"):
        assert client.get(path)["Location"].startswith("/admin/login/")


def test_a_task_is_its_coders_alone(client, coder):
    task = open_task(coder, program_of(SAME))
    logged_in(client, "another", "Reviewer")
    assert client.get(address(task)).status_code == 404
    assert client.post(address(task), answers()).status_code == 404
    assert not Coding.objects.filter(coder="H1").exists()


@pytest.mark.parametrize("number", [0, 999999, 2**63, 10**40])
def test_numbers_that_name_nothing_are_not_found(client, editor, number):
    client.force_login(editor)
    for path in (LIST, DISAGREEMENTS):
        assert client.get(f"{path}{number}/").status_code == 404


# ---------- assignment ----------


def test_programs_are_assigned_and_listed(client, coder):
    client.post(LIST, {"count": "5"})
    shown = page(client, LIST)
    assert int(shown.one("#open")["data-count"]) == CodingTask.objects.filter(user=coder).count() == 5
    for task in CodingTask.objects.all():
        assert plain_text(shown.one(f'a[href="{address(task)}"]')) == task.program.name
    assert [button["value"] for button in shown.all("button[name=count]")] == ["5", "10"]


@pytest.mark.parametrize("count", ["", "0", "-5", "7", "1000000", "five", "\x00"])
def test_only_the_listed_numbers_are_assigned(client, coder, count):
    client.post(LIST, {"count": count})
    assert not CodingTask.objects.exists()


def test_with_many_open_programs_no_more_are_assigned(client, coder):
    client.post(LIST, {"count": "20"})
    assert not page(client, LIST).has("button[name=count]")
    client.post(LIST, {"count": "5"})
    assert CodingTask.objects.count() == 20


def test_the_rules_of_the_codebook_are_at_hand(client, coder):
    task = open_task(coder, program_of(SAME))
    for path in (LIST, address(task)):
        words = text(client.get(path))
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
        html = unescape(response.content.decode()).partition("<main")[2]
        assert response.status_code == 200
        for source in record.sources:
            assert f'href="{source.url}" target="_blank"' in html
            assert source.title in html
        assert record.sponsor in html
        hidden = [record.summary, record.note, record.money_note, record.eligibility]
        hidden += [support.evidence for _, support in record.supports.by_code()]
        hidden += [term.label for term in vocabulary("type").terms if term.code != "award"]
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


def test_no_answer_is_chosen_beforehand_and_the_page_says_that_the_record_is_hidden(client, coder):
    shown = page(client, address(open_task(coder, program_of("acte-teacher-of-the-year"))))
    assert not shown.has("[checked]")
    assert shown.has("#hidden-record")
    # every code is offered, whatever the record has
    for field, words in (("form", "form"), ("models", "model"), ("sponsor_type", "sponsor_type")):
        offered = [choice["value"] for choice in shown.all(f'[name="{field}"]')]
        assert [code for code in offered if code != "unstated"] == list(vocabulary(words).by_code)


# ---------- coding ----------


def test_a_coding_is_kept_and_the_next_program_opens(client, coder):
    first, second = (open_task(coder, program_of(slug)) for slug in (SAME, NOT_PREPARE))
    url = first.program.record.sources[0].url
    response = client.post(
        address(first), answers(coded_supports("place", "recognize"), page=None) | {"page": url, "other_page": ""}
    )
    assert response["Location"] == address(second)
    coding = Coding.objects.get(coder="H1")
    assert (coding.supports, coding.page, coding.same_page) == (coded_supports("place", "recognize"), url, True)
    assert client.post(address(second), answers())["Location"] == LIST
    shown = page(client, LIST)
    assert (shown.data("#done", "count"), shown.data("#done", "assigned")) == (["2"], ["2"])
    assert "person H1" in shown.text_of(".lead")


def test_what_is_coded_is_shown_to_its_coder_and_cannot_be_changed(client, coder):
    task = open_task(coder, program_of(SAME))
    client.post(address(task), answers(coded_supports("recognize")))
    shown = page(client, address(task))
    assert "person H1" in shown.text
    assert SENTENCES["recognize"] in shown.text_of(".coded")
    assert not shown.has("#content form")
    client.post(address(task), answers(coded_supports("prepare")))
    assert Coding.objects.get(coder="H1").supports == coded_supports("recognize")


def test_problems_stand_at_their_fields_and_nothing_typed_is_lost(client, coder):
    task = open_task(coder, program_of(SAME))
    typed = answers(coded_supports("recognize", basis=()), page="nowhere", confidence="", prepare_evidence="Too short")
    del typed["place_present"]
    response = client.post(address(task), typed)
    assert errors(response).keys() == {"prepare_evidence", "place_present", "recognize_basis", "other_page", "confidence"}
    shown = ParsedPage(response.content.decode())
    assert shown.has("#errors")
    texts = {area["name"]: plain_text(area) for area in shown.all("textarea")}
    assert texts == {
        "prepare_evidence": "Too short",
        "place_evidence": SENTENCES["place"],
        "recognize_evidence": SENTENCES["recognize"],
    }
    assert shown.one("[name=other_page]")["value"] == "nowhere"
    for name, value in (("prepare_present", "no"), ("recognize_present", "yes"), ("page", "other")):
        assert shown.has(f'input[name={name}][value="{value}"][checked]')
    assert not Coding.objects.filter(coder="H1").exists()


def test_an_empty_form_gets_an_error_at_every_field(client, coder):
    found = errors(client.post(address(open_task(coder, program_of(SAME))), {}))
    assert set(found) == {
        *(f"{support}_{part}" for support in SENTENCES for part in ("present", "evidence")),
        "page",
        "confidence",
    }


def test_a_basis_without_recognition_is_an_error(client, coder):
    task = open_task(coder, program_of(SAME))
    assert errors(client.post(address(task), answers(recognize_basis=["award"]))).keys() == {"recognize_basis"}


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
def test_invalid_input_gets_an_error_at_its_field(client, coder, changes):
    task = open_task(coder, program_of(SAME))
    response = client.post(address(task), answers() | changes)
    assert response.status_code == 200
    assert errors(response)
    assert not Coding.objects.filter(coder="H1").exists()


def test_a_retired_program_has_nothing_left_to_code(client, coder, editor):
    task = open_task(coder, program_of(SAME))
    retire(task.program, editor)
    assert page(client, address(task)).has("[data-refused=retired]")
    assert ParsedPage(client.post(address(task), answers()).content.decode()).has("[data-refused=retired]")
    assert page(client, LIST).data("[data-unpublished]", "unpublished") == ["1"]


# ---------- other fields ----------


def test_other_fields_are_kept_and_skipped_ones_are_not_coded(client, coder):
    task = open_task(coder, program_of(SAME))
    typed = {"form": ["award", "fellowship"], "focus": ["unstated"], "sponsor_type": "nonprofit"}
    assert client.post(address(task), answers(**typed))["Location"] == LIST
    coding = Coding.objects.get(coder="H1")
    assert coding.attributes == {"form": ["fellowship", "award"], "focus": [], "sponsor_type": ["nonprofit"]}
    shown = page(client, address(task))
    assert "Not stated" in shown.text_of(".coded")


@pytest.mark.parametrize(
    ("field", "value"),
    [("focus", ["unstated", "science"]), ("models", ["institute"]), ("form", ["none-such"]), ("sponsor_type", "\x00")],
)
def test_what_contradicts_itself_gets_an_error_at_its_field(client, coder, field, value):
    if field == "models":
        value = [next(iter(vocabulary("model").by_code))]
    response = client.post(address(open_task(coder, program_of(SAME))), answers(**{field: value}))
    assert errors(response).keys() == {field}
    assert not Coding.objects.filter(coder="H1").exists()
