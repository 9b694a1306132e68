"""Editors enter, edit, publish and retire programs in the admin."""

import re

import pytest
from django.urls import reverse

from catalog.actions.programs import publish
from catalog.admin.record_form import initial
from catalog.models import Program, Publication
from catalog.records import canonical, validate
from catalog.records.published import published_versions

pytestmark = pytest.mark.django_db
ADD = "/admin/catalog/program/add/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def record(a_record):
    return validate({**a_record, "slug": "a-new-program", "name": "A New Program"})


def posted(record, button="_save", base=0, **changes):
    """What a browser posts of the form that holds this record."""
    values, sources = initial(record)
    data = {name: value for name, value in values.items() if value not in (None, False, "")}
    data |= {"sources-TOTAL_FORMS": len(sources), "sources-INITIAL_FORMS": len(sources), "base": base, button: "1"}
    for number, source in enumerate(sources):
        data |= {f"sources-{number}-{key}": value for key, value in source.items()}
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def change(program):
    return reverse("admin:catalog_program_change", args=[program.pk])


def errors(response):
    html = response.content.decode()
    return re.sub(r"\s+", " ", " ".join(re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', html, re.DOTALL)))


def test_only_editors_come_in(client):
    assert client.get(ADD).status_code == 302


def test_every_real_record_survives_the_form_unchanged(desk, records):
    for record in records[::9]:
        record = validate(record)
        program = Program.objects.get(slug=record["slug"])
        response = desk.post(change(program), posted(record, base=1))
        assert response.status_code == 302, errors(response)
        assert canonical(program.versions.first().record) == record


def test_adding_saves_a_draft_and_publishing_makes_it_public(desk, record):
    assert desk.post(ADD, posted(record)).status_code == 302
    program = Program.objects.get(slug="a-new-program")
    assert program.publication == Publication.DRAFT
    assert desk.get("/programs/a-new-program/").status_code == 404
    assert desk.post(change(program), posted(record, "_publish", base=1)).status_code == 302
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
        ({"slug": "Bad Slug"}, "is not kebab-case"),
        ({"sponsor_type": ""}, "Nothing is chosen."),
        ({"website": "nowhere"}, "is not a web address"),
        ({"sources-0-url": "nowhere"}, "is not a web address"),
        ({"sources-0-read": ""}, "is not a date"),
        ({"sources-0-DELETE": "on"}, "Sources: Is empty (allowed: at least 1 entry)"),
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
    assert record["sources"][0]["url"] in html


def test_the_derived_type_shows(desk, record):
    html = desk.post(ADD, posted(record, place_present="on", slug="?")).content.decode()
    assert "Professional advancement" in html
    assert "Prepare + Place" in html
    assert "none yet" in desk.get(ADD).content.decode()


def test_saving_a_published_program_leaves_the_public_version_until_it_is_published(desk, editor, record):
    program = publish(None, record, editor)
    desk.post(change(program), posted({**record, "founded": 1999}, base=1))
    assert published_versions(["a-new-program"])[0].record["founded"] is None
    html = desk.get(change(program)).content.decode()
    assert "the public still sees the published version" in html
    assert 'value="1999"' in html
    desk.post(change(program), posted({**record, "founded": 1999}, "_publish", base=2))
    assert published_versions(["a-new-program"])[0].record["founded"] == 1999


def test_a_colleagues_newer_change_is_not_overwritten(desk, editor, record):
    program = publish(None, record, editor)
    publish(program, {**record, "founded": 1990}, editor)
    response = desk.post(change(program), posted({**record, "founded": 1999}, "_publish", base=1))
    assert "was changed by editor while you were editing" in errors(response)
    assert published_versions(["a-new-program"])[0].record["founded"] == 1990


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
    assert client.post(change(program), {}).status_code == 403


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
