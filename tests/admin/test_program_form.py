"""Editors enter, edit, publish and retire programs in the admin."""

import uuid
from urllib.parse import urlencode

import pytest

from catalog.duplicates.selectors import open_pairs
from catalog.models import Program, Publication
from catalog.programs.history.versions import working_number
from catalog.programs.published_records import published_versions
from catalog.programs.services import publish, reject, retire, save
from catalog.schema.codebook import book
from catalog.schema.validation import canonical
from catalog.suggestions.services import suggest
from tests.admin.program_form_data import ADD, error_fields, error_text, form_data, form_url, parse
from tests.factories import change
from tests.helpers import ParsedPage, page

pytestmark = pytest.mark.django_db
SLUG = "a-new-program"


def public_record():
    [version] = published_versions([SLUG])
    return version.record


def tie_supports(record, address):
    """The record with every support tied to this source, or to none."""
    return change(record, {f"supports.{code}.source": address for code, _ in record.supports.by_code()})


def test_every_real_record_survives_the_form_unchanged(editor_client, records):
    for record in records[::9]:
        program = Program.objects.get(slug=record.slug)
        response = editor_client.post(form_url(program), form_data(record, base=1))
        assert response.status_code == 302, error_text(response)
        assert [canonical(version.record) for version in program.versions.all()] == [record]


def test_what_pages_say_of_an_absent_support_is_kept_and_ignored_where_it_is_given(editor_client, new_record):
    stated = form_data(new_record, prepare_absence="stated_absent", place_absence="stated_absent")
    assert editor_client.post(ADD, stated).status_code == 302
    program = Program.objects.get(slug=SLUG)
    supports = program.versions.get().record.supports
    assert {code: support.absence for code, support in supports.by_code()} == {
        code: None if support.present else {"place": "stated_absent"}.get(code, "silent")
        for code, support in new_record.supports.by_code()
    }
    chosen = parse(editor_client.get(form_url(program))).one("select[name=place_absence] option[selected]")
    assert chosen["value"] == "stated_absent"


def test_adding_saves_a_draft_and_publishing_makes_it_public(editor_client, new_record):
    assert editor_client.post(ADD, form_data(new_record)).status_code == 302
    program = Program.objects.get(slug=SLUG)
    assert program.publication == Publication.DRAFT
    assert editor_client.get(f"/programs/{SLUG}/").status_code == 404
    assert editor_client.post(form_url(program), form_data(new_record, "_publish", base=1)).status_code == 302
    assert page(editor_client, f"/programs/{SLUG}/").text_of("h1") == "A New Program"
    assert program.versions.first().user.username == "editor"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"prepare_present": None, "models": None}, "prepare_present"),
        ({"prepare_evidence": ""}, "prepare_evidence"),
        ({"place_evidence": ""}, "place_evidence"),
        ({"recognize_evidence": ""}, "recognize_evidence"),
        ({"slug": "Bad Slug"}, "slug"),
        ({"slug": "nyc-big-apple-awards"}, "slug"),
        ({"sponsor_type": ""}, "sponsor_type"),
        ({"website": "nowhere"}, "website"),
        ({"sources-0-url": "nowhere"}, "sources-0-url"),
        ({"sources-0-read": ""}, "sources-0-read"),
        ({"sources-0-read": "2099-01-01"}, "sources-0-read"),
        ({"sources-0-DELETE": "on"}, "sources-heading"),
        ({"place_source": "https://example.org/other"}, "place_source"),
        ({"duration_shortest": "12", "duration_longest": "9"}, "duration_shortest"),
        ({"duration_shortest": "0", "duration_longest": "6"}, "duration_shortest"),
        ({"founded": "long ago"}, "founded"),
        ({"founded": "2099"}, "founded"),
        ({"evidence_year": "2099"}, "evidence_year"),
        ({"form": ["job"]}, "form"),
        ({"sponsor": "SONOMA COUNTY OFFICE OF EDUCATION"}, "sponsor"),
        ({"name": "a\x00b"}, "name"),
    ],
)
def test_an_error_is_listed_with_a_link_to_its_field_and_nothing_is_saved(editor_client, new_record, changes, field):
    before = Program.objects.count()
    response = editor_client.post(ADD, form_data(new_record, "_publish", **changes))
    assert response.status_code == 200
    assert field in error_fields(response)
    assert parse(response).has(f"#id_{field}, #{field}")
    assert Program.objects.count() == before


def test_all_errors_are_listed_at_once(editor_client, new_record):
    response = editor_client.post(ADD, form_data(new_record, slug="Bad Slug", place_evidence=""))
    assert {"slug", "place_evidence"} <= set(error_fields(response))


def test_input_is_kept_when_there_is_an_error(editor_client, new_record):
    response = editor_client.post(ADD, form_data(new_record, slug="?", money_note="$5,000 a year"))
    form = parse(response).form_data("#record", "_save")
    assert form["money_note"] == ["$5,000 a year"]
    assert form["sources-0-url"] == [new_record.sources[0].url]


def test_saving_a_published_program_leaves_the_public_version_until_it_is_published(editor_client, editor, new_record):
    program, changed = publish(None, new_record, editor), change(new_record, founded=1999)
    editor_client.post(form_url(program), form_data(changed, base=1))
    assert public_record().founded is None
    assert page(editor_client, form_url(program)).form_data("#record", "_save")["founded"] == ["1999"]
    editor_client.post(form_url(program), form_data(changed, "_publish", base=2))
    assert public_record().founded == 1999


def test_after_a_rejection_the_form_starts_from_the_public_version(editor_client, editor, new_record):
    """No source is required for supports that did not change, whatever was rejected since."""
    untied = tie_supports(new_record, None)
    program = publish(None, untied, None)
    save(program, tie_supports(new_record, new_record.sources[0].url), editor)
    reject(program.versions.first(), editor, "It is another page.")
    [base] = page(editor_client, form_url(program)).form_data("#record", "_save")["base"]
    assert int(base) == working_number(program) == 1
    response = editor_client.post(form_url(program), form_data(change(untied, founded=1999), base=base))
    assert response.status_code == 302, error_text(response)
    assert program.versions.get(state="pending").record == change(untied, founded=1999)


def test_saving_an_unchanged_record_makes_no_version(editor_client, editor, new_record):
    program = publish(None, new_record, None)
    for button in ("_save", "_publish"):
        assert editor_client.post(form_url(program), form_data(new_record, button, base=1)).status_code == 302
    assert program.versions.count() == 1
    pending = change(new_record, founded=1999)
    save(program, pending, None)
    editor_client.post(form_url(program), form_data(pending, base=2))
    assert program.versions.count() == 2
    assert editor_client.post(form_url(program), form_data(pending, "_publish", base=2)).status_code == 302
    assert public_record().founded == 1999


def test_a_rejected_or_retired_record_may_be_proposed_again_unchanged(editor_client, editor, new_record):
    draft = save(None, new_record, editor)
    reject(draft.versions.get(), editor, "It needs a source.")
    editor_client.post(form_url(draft), form_data(new_record, base=1))
    assert draft.versions.first().state == "pending"
    editor_client.post(form_url(draft), form_data(new_record, "_publish", base=2))
    retire(draft, editor, "It has ended.")
    editor_client.post(form_url(draft), form_data(new_record, base=4))
    states = [version.state for version in draft.versions.all()]
    assert states == ["pending", "retired", "superseded", "superseded", "rejected"]


def test_a_change_of_a_retired_program_keeps_it_retired(editor_client, editor, new_record):
    program = publish(None, new_record, None)
    retire(program, editor, "It has ended.")
    assert editor_client.post(form_url(program), form_data(change(new_record, founded=1999), base=2)).status_code == 302
    assert program.versions.first().state == "pending"
    assert editor_client.get(f"/programs/{SLUG}/").status_code == 410


def test_programs_are_retired_from_the_list_and_never_deleted(editor_client, editor, new_record):
    program = publish(None, new_record, editor)
    retiring = {"action": "retire_chosen", "_selected_action": [program.pk], "confirmed": "yes", "reason": "No more."}
    editor_client.post("/admin/catalog/program/", retiring)
    assert editor_client.get(f"/programs/{SLUG}/").status_code == 410
    assert editor_client.get(f"/admin/catalog/program/{program.pk}/delete/").status_code == 403


@pytest.mark.parametrize("address", [ADD, "/admin/catalog/program/{}/change/"])
def test_anonymous_users_are_redirected_and_users_without_a_role_are_refused(client, make_user, address):
    address = address.format(Program.objects.first().pk)
    assert client.get(address).status_code == 302
    client.force_login(make_user("guest"))
    assert client.get(address).status_code == 403
    assert client.post(address, {}).status_code == 403


@pytest.mark.parametrize("key", ["999999", "abc"])
def test_an_unknown_program_is_not_found(editor_client, key):
    assert editor_client.get(f"/admin/catalog/program/{key}/change/").status_code == 404


def test_an_editor_without_permission_to_publish_makes_pending_changes(client, make_user, new_record):
    client.force_login(make_user("writer", "Editor"))
    program = publish(None, new_record, None)
    assert not page(client, form_url(program)).has("[name=_publish]")
    changed = change(new_record, founded=1999)
    assert client.post(form_url(program), form_data(changed, "_publish", base=1)).status_code == 403
    assert client.post(form_url(program), form_data(changed, base=1)).status_code == 302
    assert program.versions.first().state == "pending"
    assert public_record().founded is None


def test_a_viewer_sees_the_record_without_a_form(client, make_user, new_record):
    client.force_login(make_user("reader", "Viewer"))
    program = publish(None, new_record, None)
    record = page(client, form_url(program))
    assert new_record.supports.prepare.evidence in record.text_of('[data-field="supports.prepare.evidence"]')
    assert not record.has("#record")
    assert client.post(form_url(program), form_data(new_record, base=1)).status_code == 403


def test_an_empty_slug_is_made_from_the_name(editor_client, new_record):
    editor_client.post(ADD, form_data(change(new_record, name="Big Apple Awards!", slug="")))
    editor_client.post(ADD, form_data(change(new_record, name="Big Apple Awards", slug="", sponsor="Another", website=None)))
    slugs = Program.objects.filter(publication="draft").values_list("slug", flat=True)
    assert sorted(slugs) == ["big-apple-awards", "big-apple-awards-2"]


def test_a_likely_duplicate_is_shown_before_anything_is_saved(editor_client, new_record, records):
    known = records[40]
    similar = form_data(change(new_record, name=known.name, sponsor=known.sponsor))
    shown = parse(editor_client.post(ADD, similar))
    reviewed = shown.one("#id_distinct")["value"]
    assert known.slug in reviewed.split()
    assert not Program.objects.filter(slug=SLUG).exists()
    assert editor_client.post(ADD, similar | {"distinct": reviewed}).status_code == 302
    assert Program.objects.filter(slug=SLUG).exists()
    assert not any({SLUG, known.slug} <= {pair.first.slug, pair.second.slug} for pair in open_pairs())


def test_likely_duplicates_are_shown_during_input(editor_client, records):
    def alike(**query):
        return page(editor_client, f"/admin/programs/alike/?{urlencode(query)}")

    assert records[40].slug in alike(name=records[40].name, sponsor=records[40].sponsor).html
    assert alike(name="Quite another").text == ""
    assert alike().text == ""


def test_only_a_changed_support_must_name_its_source(editor_client, records):
    record = next(record for record in records if not any(support.source for _, support in record.supports.by_code()))
    program = Program.objects.get(slug=record.slug)
    assert editor_client.post(form_url(program), form_data(change(record, money_note="$1"), base=1)).status_code == 302
    changed = form_data(record, base=2, place_evidence="Quite another sentence of evidence.")
    assert error_fields(editor_client.post(form_url(program), changed)) == ["place_source"]
    changed["place_source"] = record.sources[0].url
    assert editor_client.post(form_url(program), changed).status_code == 302


def test_a_support_that_changes_between_yes_and_no_needs_new_evidence_and_a_reason_at_once(editor_client, editor, new_record):
    program = publish(None, new_record, editor)
    turned = form_data(new_record, base=1, place_present="on")
    assert {"place_evidence", "reason"} <= set(error_fields(editor_client.post(form_url(program), turned)))
    turned |= {"place_evidence": "Each of them serves as a mentor for a year.", "reason": "It has changed."}
    assert editor_client.post(form_url(program), turned).status_code == 302


@pytest.mark.parametrize(
    ("supports", "program_type"),
    [((), None), (("prepare", "place"), "Professional advancement"), (("prepare", "place", "recognize"), "Fellowship program")],
)
def test_the_type_of_the_selected_supports_is_shown(editor_client, new_record, supports, program_type):
    selected = {f"{support}_present": "on" for support in supports}
    fragment = page(editor_client, f"/admin/programs/derived/?{urlencode(selected)}")
    cleared = {"prepare_present": None, "models": None, "slug": "?"}
    form = parse(editor_client.post(ADD, form_data(new_record, **cleared | selected)))
    for shown in (fragment.document, form.one("#derived")):
        assert bool(shown.select('[data-type=""]')) == (program_type is None)
        assert program_type is None or shown.strong.text == program_type


def test_the_address_prefills_a_new_program(editor_client):
    query = {"name": "Lead Now", "website": "https://lead.example.org/", "source_url": "https://lead.example.org/about",
             "source_title": "About", "source_read": "2026-11-20", "suggestion": "no number"}  # fmt: skip
    form = page(editor_client, f"{ADD}?{urlencode(query)}").form_data("#record", "_save")
    assert (form["name"], form["website"]) == (["Lead Now"], ["https://lead.example.org/"])
    source = [form[f"sources-0-{name}"] for name in ("url", "title", "read")]
    assert source == [["https://lead.example.org/about"], ["About"], ["2026-11-20"]]


def test_every_field_of_the_codebook_is_on_the_form_with_its_definition(editor_client):
    form = page(editor_client, ADD)
    for code, field in book().fields.items():
        if code not in ("supports", "sources", "duration_months"):
            assert form.has(f'[name="{code}"]'), code
            assert field.definition in form.text_of(f"#id_{code}_helptext"), code


def test_a_misspelled_sponsor_is_an_error_for_the_author(editor_client, editor, new_record):
    program = publish(None, new_record, editor)
    misspelled = form_data(change(new_record, sponsor=new_record.sponsor.upper()), base=1)
    assert error_fields(editor_client.post(form_url(program), misspelled)) == ["sponsor"]
    assert program.versions.count() == 1


def test_saving_redirects_to_the_form_and_keeps_the_suggestion_and_the_filters(editor_client, editor, new_record):
    program = publish(None, new_record, editor)
    suggestion = suggest({"kind": "other", "text": "It began in 1999."}, uuid.uuid4(), "10.0.0.1")
    address = f"{form_url(program)}?_changelist_filters=state%3DCA"
    response = editor_client.post(address, form_data(change(new_record, founded=1999), base=1, suggestion=suggestion.pk))
    form = page(editor_client, response["Location"])
    assert "It began in 1999." in form.text
    assert form.form_data("#record", "_save")["suggestion"] == [str(suggestion.pk)]
    assert form.has('.breadcrumbs a[href="/admin/catalog/program/?state=CA"]')


@pytest.mark.parametrize("write", [save, publish])
def test_a_rejection_is_shown_above_the_form(editor_client, editor, new_record, write):
    """To the author of a draft and of a change of a published program."""
    program = write(None, new_record, editor)
    save(program, change(new_record, founded=1999), editor)
    reject(program.versions.first(), editor, "The page says 1998.")
    where = page(editor_client, form_url(program)).one(".where")
    assert where.select_one(f'a[href$="/{program.pk}/versions/2/"]')
    assert "The page says 1998." in ParsedPage(str(where)).text
