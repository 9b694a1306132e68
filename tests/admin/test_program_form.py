"""Editors enter, edit, publish and retire programs in the admin."""

import re
import uuid
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.html import escape

from catalog.admin.record_form_data import initial
from catalog.duplicates.selectors import open_pairs
from catalog.models import Program, Publication
from catalog.programs.history.versions import working_number
from catalog.programs.published_records import published_versions
from catalog.programs.services import publish, reject, retire, save
from catalog.schema.codebook import book
from catalog.schema.validation import canonical, validate
from catalog.suggestions.services import suggest
from tests.factories import change, change_json

pytestmark = pytest.mark.django_db
ADD = "/admin/catalog/program/add/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def record(a_record):
    """A program that the catalog does not hold, with one source."""
    changes = {"slug": "a-new-program", "name": "A New Program", "website": "https://new.example.org/program", "founded": None}
    return validate(change_json(a_record, changes, sources=a_record.as_json()["sources"][:1]))


def posted(record, button="_save", base=0, **changes):
    """What a browser posts of the form that holds this record."""
    values, sources = initial(record)
    data = {name: value for name, value in values.items() if value not in (None, False, "")}
    data |= {"sources-TOTAL_FORMS": len(sources), "sources-INITIAL_FORMS": len(sources), "base": base, button: "1"}
    for number, source in enumerate(sources):
        data |= {f"sources-{number}-{key}": value for key, value in source.items()}
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def form_url(program):
    return reverse("admin:catalog_program_change", args=[program.pk])


def errors(response):
    html = response.content.decode()
    told = re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>|<div class="errornote[^>]*>(.*?)</div>', html, re.DOTALL)
    return re.sub(r"\s+", " ", " ".join(map(" ".join, told)))


def test_only_editors_come_in(client):
    assert client.get(ADD).status_code == 302


def test_every_real_record_survives_the_form_unchanged(desk, records):
    for record in records[::9]:
        program = Program.objects.get(slug=record.slug)
        response = desk.post(form_url(program), posted(record, base=1))
        assert response.status_code == 302, errors(response)
        assert [canonical(version.record) for version in program.versions.all()] == [record]


def test_adding_saves_a_draft_and_publishing_makes_it_public(desk, record):
    assert desk.post(ADD, posted(record)).status_code == 302
    program = Program.objects.get(slug="a-new-program")
    assert program.publication == Publication.DRAFT
    assert desk.get("/programs/a-new-program/").status_code == 404
    assert desk.post(form_url(program), posted(record, "_publish", base=1)).status_code == 302
    assert "A New Program" in desk.get("/programs/a-new-program/").content.decode()
    assert program.versions.first().user.username == "editor"


def test_without_a_support_nothing_is_saved_and_the_form_says_so(desk, record):
    response = desk.post(ADD, posted(record, prepare_present=None, models=None))
    assert "No support is present (allowed: at least one of prepare, place, recognize)." in errors(response)
    assert not Program.objects.filter(slug="a-new-program").exists()


@pytest.mark.parametrize("support", ["prepare", "place", "recognize"])
def test_without_evidence_nothing_is_saved_and_the_form_says_so(desk, record, support):
    response = desk.post(ADD, posted(record, **{f"{support}_evidence": ""}))
    assert "Is empty (allowed: at least 10 characters)." in errors(response)
    assert not Program.objects.filter(slug="a-new-program").exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"slug": "Bad Slug"}, "is not an address"),
        ({"sponsor_type": ""}, "Select a value."),
        ({"website": "nowhere"}, "is not a web address"),
        ({"sources-0-url": "nowhere"}, "is not a web address"),
        ({"sources-0-read": ""}, "is not a date"),
        ({"sources-0-DELETE": "on"}, "Sources: Is empty."),
        ({"place_source": "https://example.org/other"}, "is not one of the sources"),
        ({"duration_shortest": "12", "duration_longest": "9"}, "is longer than the longest"),
        ({"founded": "long ago"}, "Enter a whole number"),
        ({"form": ["job"]}, "job"),
        ({"sponsor": "SONOMA COUNTY OFFICE OF EDUCATION"}, "another spelling"),
        ({"slug": "nyc-big-apple-awards"}, "is the address of"),
        ({"name": "a\x00b"}, "Null characters are not allowed"),
    ],
)
def test_every_fault_is_told_and_nothing_is_saved(desk, record, changes, says):
    before = Program.objects.count()
    response = desk.post(ADD, posted(record, "_publish", **changes))
    assert response.status_code == 200
    assert says.replace("'", "&#x27;") in errors(response)
    assert Program.objects.count() == before


def test_what_was_typed_is_kept_when_something_is_wrong(desk, record):
    html = desk.post(ADD, posted(record, slug="?", money_note="$5,000 a year")).content.decode()
    assert "$5,000 a year" in html
    assert record.sources[0].url in html


def test_the_derived_type_shows(desk, record):
    html = desk.post(ADD, posted(record, place_present="on", slug="?")).content.decode()
    assert "Professional advancement" in html
    assert "Prepare + Place" in html
    assert 'data-type=""' in desk.get(ADD).content.decode()


def test_saving_a_published_program_leaves_the_public_version_until_it_is_published(desk, editor, record):
    program = publish(None, record, editor)
    desk.post(form_url(program), posted(change(record, founded=1999), base=1))
    assert published_versions(["a-new-program"])[0].record.founded is None
    html = desk.get(form_url(program)).content.decode()
    assert "The public still sees the published version" in html
    assert 'value="1999"' in html
    desk.post(form_url(program), posted(change(record, founded=1999), "_publish", base=2))
    assert published_versions(["a-new-program"])[0].record.founded == 1999


def test_a_colleagues_newer_change_is_shown_and_not_overwritten(desk, editor, record):
    program = publish(None, record, editor)
    publish(program, change(record, founded=1990, delivery="online"), editor)
    mine = posted(change(record, founded=1999, pays="fee"), "_publish", base=1)
    html = desk.post(form_url(program), mine).content.decode()
    assert "was changed by editor while you were editing" in re.sub(r"\s+", " ", html)
    assert "Founded" in html
    for told in ("<div>1990</div>", "<div>1999</div>", "Delivery: Not stated → Online", "What you pay: Nothing → Fee"):
        assert told in html
    assert 'name="base" value="2"' in html
    assert published_versions(["a-new-program"])[0].record.founded == 1990

    # both changes stand in the form; saving it asks for a look at what collides
    both = change(record, founded=1999, delivery="online", pays="fee")
    html = desk.post(form_url(program), posted(both, "_publish", base=2, begun=1)).content.decode()
    assert "Review the fields that both of you changed" in html
    assert "<div>1990</div>" in html
    assert published_versions(["a-new-program"])[0].record.founded == 1990
    desk.post(form_url(program), posted(both, "_publish", base=2, begun=1, merged="on"))
    assert published_versions(["a-new-program"])[0].record == both


def opened(client, program):
    """The number of the version that the form, opened now, begins from."""
    return client.get(form_url(program)).context["change"]["base"].value()


def tied(record, address):
    """The record with every support tied to this source, or to none."""
    return change(record, {f"supports.{code}.source": address for code, _ in record.supports.by_code()})


def test_after_a_rejection_the_form_goes_on_from_what_is_public(desk, editor, record):
    """No source is demanded of supports that are as they were, whatever was turned down since."""
    untied = tied(record, None)
    program = publish(None, untied, None)
    save(program, tied(record, record.sources[0].url), editor)
    reject(program.versions.first(), editor, "It is another page.")
    base = opened(desk, program)
    assert base == working_number(program) == 1
    response = desk.post(form_url(program), posted(change(untied, founded=1999), base=base))
    assert response.status_code == 302, errors(response)
    assert program.versions.get(state="pending").record == change(untied, founded=1999)


def test_what_a_colleague_proposes_again_after_a_rejection_is_put_together_with_what_was_typed(desk, editor, record):
    program = publish(None, record, None)
    save(program, change(record, founded=1999), None)
    reject(program.versions.first(), editor, "Show me a source.")
    base = opened(desk, program)
    save(program, change(record, founded=1999), None, "Here it is.")
    response = desk.post(form_url(program), posted(change(record, summary=f"{record.summary} More."), base=base))
    merge = response.context["merge"]
    assert (merge.record.founded, merge.record.summary) == (1999, f"{record.summary} More.")
    assert program.versions.count() == 3


def test_a_length_of_nothing_is_a_fault_and_not_taken_for_one_left_empty(desk, record):
    typed = posted(record, duration_shortest="0", duration_longest="6")
    assert "0.0 is out of range (allowed: more than 0)" in errors(desk.post(ADD, typed))
    assert not Program.objects.filter(slug="a-new-program").exists()


def test_saving_what_the_program_says_already_makes_no_version(desk, editor, record):
    program = publish(None, record, None)
    for button in ("_save", "_publish"):
        html = desk.post(form_url(program), posted(record, button, base=1), follow=True).content.decode()
        assert "“A New Program” was not changed" in html
    pending = change(record, founded=1999)
    save(program, pending, None)
    desk.post(form_url(program), posted(pending, base=2))
    assert program.versions.count() == 2
    assert desk.post(form_url(program), posted(pending, "_publish", base=2)).status_code == 302
    assert published_versions(["a-new-program"])[0].record.founded == 1999


def test_what_was_rejected_or_retired_may_be_proposed_again_as_it_is(desk, editor, record):
    draft = save(None, record, editor)
    reject(draft.versions.get(), editor, "It needs a source.")
    desk.post(form_url(draft), posted(record, base=1))
    assert draft.versions.first().state == "pending"
    desk.post(form_url(draft), posted(record, "_publish", base=2))
    retire(draft, editor, "It has ended.")
    desk.post(form_url(draft), posted(record, base=4))
    assert [version.state for version in draft.versions.all()] == ["pending", "retired", "superseded", "superseded", "rejected"]


def test_a_colleagues_newer_change_is_told_though_nothing_was_typed(desk, editor, record):
    program = publish(None, record, None)
    save(program, change(record, founded=1999), editor)
    assert "was changed by editor" in desk.post(form_url(program), posted(record, base=1)).content.decode()
    assert program.versions.count() == 2


def test_a_change_of_a_retired_program_waits_to_bring_it_back(desk, editor, record):
    program = publish(None, record, None)
    retire(program, editor, "It has ended.")
    html = desk.get(form_url(program)).content.decode()
    assert 'value="Save as pending change"' in html
    assert "Save draft" not in html
    assert "stays off the public pages until a version of it is published" in html
    html = desk.post(form_url(program), posted(change(record, founded=1999), base=2), follow=True).content.decode()
    assert "The program stays retired until this version is published" in html
    assert desk.get("/programs/a-new-program/").status_code == 410


def test_retiring_is_an_action_of_the_list_and_deleting_is_not(desk, editor, record):
    program = publish(None, record, editor)
    listing = desk.get("/admin/catalog/program/?q=a+new+program").content.decode()
    assert "Community of practice" in listing
    assert "Delete selected" not in listing
    retiring = {"action": "retire_chosen", "_selected_action": [program.pk], "confirmed": "yes", "reason": "No more."}
    desk.post("/admin/catalog/program/", retiring)
    assert desk.get("/programs/a-new-program/").status_code == 410
    assert desk.get(f"/admin/catalog/program/{program.pk}/delete/").status_code == 403


def test_who_may_not_change_programs_is_refused(client, django_user_model, records):
    client.force_login(django_user_model.objects.create_user("guest", is_staff=True))
    program = Program.objects.first()
    assert client.get(ADD).status_code == 403
    assert client.post(form_url(program), {}).status_code == 403


def test_an_unknown_program_is_not_there(desk):
    assert desk.get("/admin/catalog/program/999999/change/").status_code == 404
    assert desk.get("/admin/catalog/program/abc/change/").status_code == 404


def test_admin_pages_answer(desk, editor, record):
    program = publish(None, record, editor)
    for address in (
        "/admin/",
        "/admin/catalog/organization/",
        f"/admin/catalog/organization/{program.sponsor_id}/change/",
        "/admin/catalog/program/?publication__exact=draft",
        f"/admin/catalog/program/{program.pk}/history/",
    ):
        assert desk.get(address).status_code == 200
    assert desk.post("/admin/catalog/program/add/", {}).status_code == 200


def test_an_editor_who_may_not_publish_makes_pending_changes(client, django_user_model, record):
    person = django_user_model.objects.create_user("writer", is_staff=True)
    person.groups.add(Group.objects.get(name="Editor"))
    client.force_login(person)
    program = publish(None, record, None)
    html = client.get(form_url(program)).content.decode()
    assert "_publish" not in html
    assert client.post(form_url(program), posted(change(record, founded=1999), "_publish", base=1)).status_code == 403
    assert client.post(form_url(program), posted(change(record, founded=1999), base=1)).status_code == 302
    assert program.versions.first().state == "pending"
    assert published_versions(["a-new-program"])[0].record.founded is None


def test_who_may_only_look_sees_the_record_and_no_form(client, django_user_model, record):
    person = django_user_model.objects.create_user("reader", is_staff=True)
    person.groups.add(Group.objects.get(name="Viewer"))
    client.force_login(person)
    program = publish(None, record, None)
    html = client.get(form_url(program)).content.decode()
    assert record.supports.prepare.evidence in html
    assert "<textarea" not in html
    assert client.post(form_url(program), posted(record, base=1)).status_code == 403


def test_a_slug_left_empty_is_made_from_the_name(desk, record):
    desk.post(ADD, posted(change(record, name="Big Apple Awards!", slug="")))
    desk.post(ADD, posted(change(record, name="Big Apple Awards", slug="", sponsor="Another", website=None)))
    slugs = Program.objects.filter(publication="draft").values_list("slug", flat=True)
    assert sorted(slugs) == ["big-apple-awards", "big-apple-awards-2"]


def test_a_likely_duplicate_is_told_before_anything_is_saved(desk, record, records):
    known = records[40]
    typed = change(record, name=known.name, sponsor=known.sponsor)
    html = desk.post(ADD, posted(typed)).content.decode()
    assert "Possible duplicates in the catalog" in html
    assert known.slug in html
    assert not Program.objects.filter(slug="a-new-program").exists()
    judged = re.search(r'name="distinct"[^>]*value="([^"]*)"', html)[1]
    assert desk.post(ADD, posted(typed, distinct=judged)).status_code == 302
    assert Program.objects.filter(slug="a-new-program").exists()
    assert not {"a-new-program", known.slug} <= {side for pair in open_pairs() for side in (pair.first.slug, pair.second.slug)}


def test_a_support_that_is_changed_must_name_its_source_and_no_other(desk, records):
    record = next(record for record in records if not any(support.source for _, support in record.supports.by_code()))
    program = Program.objects.get(slug=record.slug)
    assert desk.post(form_url(program), posted(change(record, money_note="$1"), base=1)).status_code == 302
    evidence = "Quite another sentence of evidence."
    told = errors(desk.post(form_url(program), posted(record, base=2, place_evidence=evidence)))
    assert "Place: source: Is empty, though this support is changed" in told
    assert "Prepare: source" not in told
    source = record.sources[0].url
    tied = posted(record, base=2, place_evidence=evidence, place_source=source)
    assert desk.post(form_url(program), tied).status_code == 302


def test_the_type_is_derived_while_supports_are_ticked(desk):
    assert (
        "Fellowship program"
        in desk.get("/admin/programs/derived/?prepare_present=on&place_present=on&recognize_present=on").content.decode()
    )
    assert 'data-type=""' in desk.get("/admin/programs/derived/").content.decode()


def test_likely_duplicates_are_told_while_a_program_is_typed(desk, records):
    known = records[40]
    address = f"/admin/programs/alike/?{urlencode({'name': known.name, 'sponsor': known.sponsor})}"
    assert known.slug in desk.get(address).content.decode()
    assert "Possible duplicates" not in desk.get("/admin/programs/alike/?name=Quite+another").content.decode()
    assert "Possible duplicates" not in desk.get("/admin/programs/alike/").content.decode()


def test_a_new_program_begins_with_what_its_page_says(desk):
    query = {"name": "Lead Now", "website": "https://lead.example.org/", "source_url": "https://lead.example.org/about",
             "source_title": "About", "source_read": "2026-11-20", "suggestion": "no number"}  # fmt: skip
    html = desk.get(f"{ADD}?{urlencode(query)}").content.decode()
    for value in ("Lead Now", "https://lead.example.org/", "https://lead.example.org/about", "2026-11-20"):
        assert f'value="{value}"' in html


def test_every_field_stands_on_the_form_with_its_words(desk):
    html = desk.get(ADD).content.decode()
    for code, field in book().fields.items():
        if code not in ("supports", "sources", "duration_months"):
            assert f'name="{code}"' in html, code
            assert escape(field.definition) in html, code


def test_a_new_programs_missing_sources_are_told_with_all_else_that_is_wrong(desk, record):
    told = errors(desk.post(ADD, posted(record, slug="Bad Slug", place_source="")))
    assert "is not an address" in told
    assert "Place: source: Is empty, though the program is new" in told


def test_a_misspelt_sponsor_is_told_to_who_wrote_it(desk, editor, record):
    program = publish(None, record, editor)
    told = errors(desk.post(form_url(program), posted(change(record, sponsor=record.sponsor.upper()), base=1)))
    assert "is in the catalog under another spelling" in told
    assert program.versions.count() == 1


def test_saving_leads_back_with_the_lists_filters_and_the_suggestion(desk, editor, record):
    program = publish(None, record, editor)
    suggestion = suggest({"kind": "other", "text": "It began in 1999."}, uuid.uuid4(), "10.0.0.1")
    address = f"{form_url(program)}?_changelist_filters=state%3DCA"
    response = desk.post(address, posted(change(record, founded=1999), base=1, suggestion=suggestion.pk))
    assert f"suggestion={suggestion.pk}" in response["Location"]
    assert "_changelist_filters=state%3DCA" in response["Location"]
    html = desk.get(response["Location"]).content.decode()
    assert "It began in 1999." in html
    assert "/admin/catalog/program/?state=CA" in html


def test_a_support_that_turns_round_tells_another_sentence(desk, editor, record):
    program = publish(None, record, editor)
    turned = posted(record, base=1, place_present="on", reason="It has changed.")
    assert "is still the sentence of when this support was coded absent" in errors(desk.post(form_url(program), turned)).lower()
    turned |= {"place_evidence": "Each of them serves as a mentor for a year."}
    assert desk.post(form_url(program), turned).status_code == 302


@pytest.mark.parametrize("changes", [{"evidence_year": "2099"}, {"founded": "2099"}, {"sources-0-read": "2099-01-01"}])
def test_nothing_is_dated_in_years_to_come(desk, record, changes):
    assert "is still to come" in errors(desk.post(ADD, posted(record, **changes)))


@pytest.mark.parametrize("act", [save, publish])
def test_a_rejection_is_told_above_the_form_with_who_and_why(desk, editor, record, act):
    """To the author of a draft and of a change of a published program alike."""
    program = act(None, record, editor)
    save(program, change(record, founded=1999), editor)
    reject(program.versions.first(), editor, "The page says 1998.")
    told = re.sub(r"<[^>]+>|\s+", " ", desk.get(form_url(program)).content.decode())
    assert "Version 2 was rejected by editor: The page says 1998." in re.sub(r" +", " ", told)
