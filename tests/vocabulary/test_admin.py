"""The admin pages: Editors see the vocabularies, an Admin previews a term and then adds, rewords, retires, brings it back."""

import pytest
from django.urls import reverse

from catalog.accounts.roles import EDITOR
from catalog.models import AddedTerm
from catalog.schema.local_terms import OPEN
from catalog.vocabulary.services import retire_term
from tests.helpers import ParsedPage, page, plain_text
from tests.vocabulary.conftest import CODE, REASON, WORDS

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/vocabulary/", "/admin/vocabulary/focus/add/"
DATA = {"label": WORDS.label, "definition": WORDS.definition, "code": "", "phrase": "", "spanish": "", "reason": REASON}


@pytest.fixture
def admin(client, boss):
    client.force_login(boss)
    return client


def post(client, address, button="_preview", **data):
    """The page after a form was sent and not accepted, or None after a redirect."""
    response = client.post(address, {**DATA, button: "1", **data})
    return ParsedPage(response.content.decode()) if response.status_code == 200 else None


def of_term(name, term):
    return reverse(name, args=[term.pk])


def error_fields(shown):
    """The fields of a form that have an error; "" for the form as a whole."""
    fields = [row.select_one("input, textarea, select")["name"] for row in shown.all(".form-row.errors")]
    return fields + [""] * len(shown.all(".errorlist.nonfield"))


def test_editors_see_the_open_vocabularies_with_counts_and_no_buttons(client, make_user, term, use_term):
    use_term()
    client.force_login(make_user("ed", EDITOR))
    shown = page(client, LIST)
    assert shown.data("[data-vocabulary]", "vocabulary") == list(OPEN)
    row = shown.one(f'[data-vocabulary="focus"] [data-term="{CODE}"]')
    assert row["data-count"] == "1"
    assert row.has_attr("data-added")
    assert not shown.has("[data-vocabulary] a.button")
    assert not shown.has(f'a[href="{of_term("admin_term", term)}"]')


def test_the_counts_are_those_of_the_public_filter(client, admin):
    counts, shown = page(client, "/programs/").counts("focus"), page(admin, LIST)
    for row in shown.all('[data-vocabulary="focus"] [data-term]'):
        assert int(row["data-count"]) == counts[row["data-term"]]


def test_the_start_page_leads_to_the_list(admin):
    assert page(admin, "/admin/").has(f'a[href="{LIST}"]')


def test_a_preview_shows_how_it_reads_and_writes_nothing(admin):
    shown = post(admin, ADD)
    assert shown.text_of("#preview-filter").startswith(WORDS.label)
    assert shown.text_of("#preview-sentence") == f"Programs with a focus on {WORDS.phrase}"
    assert shown.text_of("#preview-code") == CODE
    # the proposals are in the form, to be changed
    assert {name: shown.one(f'[name="{name}"]')["value"] for name in ("code", "phrase")} == {"code": CODE, "phrase": WORDS.phrase}
    assert not AddedTerm.objects.exists()


def test_enter_previews_and_only_a_preview_can_be_saved(admin):
    first = [button["name"] for button in page(admin, ADD).all("#term-form [type=submit]")]
    then = [button["name"] for button in post(admin, ADD).all("#term-form [type=submit]")]
    assert (first, then) == (["_preview"], ["_preview", "_save"])


def test_a_preview_in_spanish_uses_the_spanish_label(admin):
    assert "inteligencia artificial" in post(admin, ADD, spanish="Inteligencia artificial").text_of("#preview-spanish")


def test_saving_adds_the_term(admin):
    assert post(admin, ADD, "_save") is None
    term = AddedTerm.objects.get()
    assert (term.code, term.label, term.phrase) == (CODE, WORDS.label, WORDS.phrase)
    assert page(admin, of_term("admin_term", term)).data("#term-history tr[data-kind]", "kind") == ["added"]


def test_a_second_press_of_the_button_adds_no_second_term(admin):
    post(admin, ADD, "_save")
    assert error_fields(post(admin, ADD, "_save")) == ["label"]
    assert AddedTerm.objects.count() == 1


@pytest.mark.parametrize("button", ["_preview", "_save"])
@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ({"label": ""}, ["label"]),
        ({"label": "x" * 101}, ["label"]),
        ({"label": "One; two"}, ["label"]),
        ({"label": "Null\x00"}, ["label"]),
        ({"label": "Bell\x07"}, ["label"]),
        ({"label": "literacy"}, ["label"]),
        ({"label": "日本語"}, ["code"]),
        ({"definition": "Short"}, ["definition"]),
        ({"code": "literacy"}, ["code"]),
        ({"code": "not a code"}, ["code"]),
        ({"code": "unstated"}, ["code"]),
        ({"reason": ""}, ["reason"]),
    ],
)
def test_wrong_input_is_named_at_its_field(admin, button, data, fields):
    assert error_fields(post(admin, ADD, button, **data)) == fields
    assert not AddedTerm.objects.exists()


def test_markup_in_a_label_is_text(admin, client):
    post(admin, ADD, "_save", label="<b>Bold</b> & more", code="bold")
    assert not page(client, "/programs/").has(".value-name b")
    assert "<b>Bold</b> & more" in plain_text(page(client, "/programs/").one('[data-value="bold"] .value-name'))


@pytest.mark.parametrize("name", ["type", "state", "no_such", "home_state"])
def test_a_vocabulary_that_is_not_open_has_no_form(admin, name):
    assert admin.get(f"/admin/vocabulary/{name}/add/").status_code == 404


@pytest.mark.parametrize("name", ["admin_term", "admin_term_retire", "admin_term_return"])
def test_an_unknown_term_has_no_page(admin, name):
    for key in (10**18, 0):
        assert admin.get(reverse(name, args=[key])).status_code == 404


def test_rewording_keeps_the_code_and_the_history_keeps_the_old_label(admin, term):
    address = of_term("admin_term", term)
    assert post(admin, address, label="AI").text_of("#preview-sentence").endswith("AI")
    assert post(admin, address, "_save", label="AI") is None
    term.refresh_from_db()
    assert (term.label, term.code) == ("AI", CODE)
    newest = page(admin, address).all("#term-history tr[data-kind]")[0]
    assert newest["data-kind"] == "reworded"
    assert WORDS.label in newest.get_text()


def test_retiring_an_unused_term_asks_for_a_reason_only(admin, term):
    address = of_term("admin_term_retire", term)
    assert page(admin, address).has("#unused")
    assert error_fields(post(admin, address, reason="")) == ["reason"]
    assert post(admin, address) is None
    assert page(admin, LIST).one(f'[data-term="{CODE}"]').has_attr("data-retired")
    assert page(admin, of_term("admin_term", term)).has("#retired")


def test_retiring_a_used_term_names_its_programs_and_asks_for_another(admin, term, use_term):
    slug, address = use_term(), of_term("admin_term_retire", term)
    assert page(admin, address).data("[data-using]", "using") == [slug]
    assert error_fields(post(admin, address)) == ["replaced_by"]
    assert error_fields(post(admin, address, replaced_by="no_such")) == ["replaced_by"]
    assert post(admin, address, replaced_by="technology") is None
    term.refresh_from_db()
    assert term.replaced_by == "technology"


def test_a_retired_term_is_not_retired_twice(admin, term, boss):
    retire_term(term, "", REASON, boss)
    response = admin.get(of_term("admin_term_retire", term))
    assert response["Location"] == of_term("admin_term", term)


def test_bringing_back_needs_a_reason_and_a_get_leads_to_its_form(admin, term, boss):
    retire_term(term, "", REASON, boss)
    address = of_term("admin_term_return", term)
    assert admin.get(address)["Location"] == of_term("admin_term", term)
    admin.post(address, {"reason": ""})
    assert AddedTerm.objects.get().deprecated
    admin.post(address, {"reason": REASON})
    assert not AddedTerm.objects.get().deprecated
