"""The history of a program on the desk, one version beside another, and restoring one."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from catalog.accounts.roles import EDITOR, REVIEWER, VIEWER
from catalog.admin import history
from catalog.models import ProgramVersion, VersionState
from catalog.programs.history.versions import working_number
from catalog.programs.published_records import published_versions
from catalog.programs.services import approve, publish, reject, retire, save
from catalog.schema.validation import canonical, validate
from tests.factories import change, change_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(django_user_model, settings):
    """An editor, a reviewer and a viewer; no office of one."""
    settings.OFFICE_OF_ONE = False
    found = {}
    for name, role in (("maria", EDITOR), ("judith", REVIEWER), ("vera", VIEWER)):
        found[name] = django_user_model.objects.create_user(name, is_staff=True)
        found[name].groups.add(Group.objects.get(name=role))
    return found


@pytest.fixture
def record(a_record):
    return validate(change_json(a_record, slug="a-new-program", name="A New Program"))


@pytest.fixture
def program(record, people):
    """Published, changed and published by a reviewer, changed again and rejected."""
    program = publish(None, record, people["judith"], "Found on the page")
    save(program, change(record, founded=1999, delivery="online"), people["maria"], "The handbook says so")
    approve(program.versions.first(), people["judith"], "Seen")
    save(program, change(record, founded=2001, delivery="online"), people["maria"], "Another year")
    reject(program.versions.first(), people["judith"], "The page says 1999")
    return program


@pytest.fixture
def desk(client, people):
    def opened(name):
        client.force_login(people[name])
        return client

    return opened


def version(program, number, query=""):
    return reverse("admin_version", args=[program.pk, number]) + query


def text(html):
    html = re.sub(r"<(script|style).*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def words(response, status=200):
    assert response.status_code == status
    return text(response.content.decode())


def told(response):
    """Each version of the history page by its number."""
    html = response.content.decode()
    found = re.findall(r'<tr data-version="(\d+)".*?</tr>', html, re.DOTALL)
    rows = re.findall(r"<tr data-version.*?</tr>", html, re.DOTALL)
    return dict(zip(map(int, found), map(text, rows), strict=True))


def differing(response):
    table = re.search(r'id="differing">(.*?)</table>', response.content.decode(), re.DOTALL)
    return re.findall(r'data-field="([^"]+)"', table[1]) if table else []


def restore(client, program, number, button="_save", reason="As it was", base=None):
    """Restore a version as its page offers it; `base` is what the page began from, where that is not now."""
    base = working_number(program) if base is None else base
    return client.post(version(program, number), {button: "1", "reason": reason, "base": base}, follow=True)


def test_every_version_says_who_when_what_and_what_became_of_it(desk, program):
    found = told(desk("vera").get(f"/admin/catalog/program/{program.pk}/history/"))
    assert list(found) == [3, 2, 1], "the newest stands first"
    assert "maria" in found[3]
    assert "Rejected by judith" in found[3]
    assert "The page says 1999" in found[3]
    assert "1 field compared with version 2: Founded" in found[3]
    assert "Another year" in found[3]
    assert "Published Public from" in found[2]
    assert "Published by judith: Seen" in found[2]
    assert "2 fields compared with version 1: Delivery, Founded" in found[2]
    assert "Replaced by version 2" in found[1]
    assert "The first version" in found[1]


def test_what_a_load_wrote_is_told_as_that(desk, records):
    from catalog.models import Program

    program = Program.objects.get(slug=records[0].slug)
    assert "Loaded from a file" in told(desk("vera").get(f"/admin/catalog/program/{program.pk}/history/"))[1]


def test_a_changed_type_and_a_retirement_are_told(desk, program, record, people):
    publish(program, change(record, {"supports.place.present": True}), people["judith"], "A role")
    retire(program, people["judith"], "Ended in June")
    found = told(desk("vera").get(f"/admin/catalog/program/{program.pk}/history/"))
    assert "Type changes: Community of practice → becomes Professional advancement" in found[4]
    assert "Public until the program was retired" in found[4]
    assert "Retired" in found[5]
    assert "Ended in June" in found[5]


def test_a_long_history_comes_in_pages(desk, program, monkeypatch):
    monkeypatch.setattr(history, "PER_PAGE", 2)
    address = f"/admin/catalog/program/{program.pk}/history/"
    assert list(told(desk("vera").get(address))) == [3, 2]
    assert list(told(desk("vera").get(f"{address}?p=2"))) == [1]
    assert list(told(desk("vera").get(f"{address}?p=abc"))) == [3, 2]


def test_a_version_stands_beside_the_one_it_changed_or_the_public_one(desk, program):
    client = desk("vera")
    assert differing(client.get(version(program, 3))) == ["founded"]
    assert differing(client.get(version(program, 1, "?with=2"))) == ["delivery", "founded"]
    assert differing(client.get(version(program, 3, "?with=1"))) == ["delivery", "founded"]
    assert "the public version (2)" in words(client.get(version(program, 1)))
    for odd in ("?with=99", "?with=x", "?with=", "?with=3"):
        assert client.get(version(program, 3, odd)).status_code == 200


def test_the_first_version_of_an_only_one_is_shown_whole(desk, people, record):
    program = save(None, change(record, slug="a-draft"), people["maria"])
    found = words(desk("vera").get(version(program, 1)))
    assert "The three supports and their evidence" in found
    assert "awaiting review" in found


def test_an_editor_restores_a_version_as_a_pending_change(desk, program, record):
    client = desk("maria")
    assert 'name="_publish"' not in client.get(version(program, 1)).content.decode()
    response = restore(client, program, 1)
    assert response.redirect_chain[-1][0] == reverse("admin_pending_program", args=[program.pk])
    assert "Version 1 was restored as a pending change. It is not public" in words(response)
    pending = program.versions.first()
    assert (pending.state, pending.reason) == (VersionState.PENDING, "Version 1 restored: As it was")
    assert canonical(pending.record) == record
    assert published_versions(["a-new-program"])[0].record.founded == 1999


def test_in_an_office_of_one_a_reviewer_restores_and_publishes(desk, program, record, settings):
    settings.OFFICE_OF_ONE = True
    assert "Version 1 was restored and is public." in words(restore(desk("judith"), program, 1, "_publish"))
    assert canonical(published_versions(["a-new-program"])[0].record) == record


def test_publishing_what_one_restores_is_refused_where_two_must_look(desk, program):
    for name in ("maria", "judith"):
        assert restore(desk(name), program, 1, "_publish").status_code == 403
    assert program.versions.count() == 3


def test_who_may_not_change_programs_restores_nothing(desk, program):
    client = desk("vera")
    assert "Restore version" not in words(client.get(version(program, 1)))
    assert restore(client, program, 1).status_code == 403
    assert program.versions.count() == 3


def test_a_reason_is_demanded_at_its_field(desk, program):
    response = restore(desk("maria"), program, 1, reason=" ")
    assert "Enter why this version comes back" in words(response, 422)
    assert 'id="id_reason_error"' in response.content.decode()
    assert program.versions.count() == 3


def test_a_colleagues_newer_version_is_not_overwritten(desk, program, record, people):
    save(program, change(record, founded=2002), people["judith"])
    response = restore(desk("maria"), program, 1, base=3)
    assert "the newest version is 4. Nothing was restored" in words(response, 422)
    assert program.versions.count() == 4


def test_a_version_that_fits_todays_rules_no_more_says_why_and_can_still_be_read(desk, program, record):
    """A term that the vocabulary has lost since is shown by its code; the version is not restored."""
    ProgramVersion.objects.filter(program=program, number=1).update(record=change(record, form=["sabbatical"]))
    response = restore(desk("maria"), program, 1)
    found = words(response, 422)
    assert "This version is no longer valid. What it is (form): 'sabbatical' is not a known code" in found
    assert "sabbatical" in words(desk("maria").get(version(program, 1, "?with=2")))
    assert "What it is" in told(desk("maria").get(f"/admin/catalog/program/{program.pk}/history/"))[2]
    assert program.versions.count() == 3


def test_what_is_public_is_not_restored(desk, program):
    client = desk("maria")
    assert "This version is public, so there is nothing to restore." in words(client.get(version(program, 2)))
    assert "there is nothing to restore" in words(restore(client, program, 2), 422)


def test_a_retired_program_comes_back(desk, program, people, settings, client):
    settings.OFFICE_OF_ONE = True
    retire(program, people["judith"], "Ended")
    page = desk("judith").get(version(program, 4))
    assert "The program is retired. Publishing this version returns it to the catalog." in words(page)
    restore(desk("judith"), program, 4, "_publish")
    assert client.get("/programs/a-new-program/").status_code == 200


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 40])
def test_nothing_posted_yields_a_500(desk, program, base):
    response = desk("maria").post(version(program, 1), {"_save": "1", "reason": "\x00", "base": base})
    assert response.status_code == 422
    assert program.versions.count() == 3


def test_what_is_not_there_is_not_found(desk, program):
    client = desk("vera")
    for address in (
        version(program, 99),
        "/admin/programs/999999/versions/1/",
        f"/admin/programs/{'9' * 30}/versions/{'9' * 30}/",
        "/admin/catalog/program/999999/history/",
        "/admin/catalog/program/abc/history/",
    ):
        assert client.get(address).status_code == 404, address


def test_without_the_permission_to_look_there_is_nothing_to_see(client, program, django_user_model):
    client.force_login(django_user_model.objects.create_user("guest", is_staff=True))
    assert client.get(f"/admin/catalog/program/{program.pk}/history/").status_code == 403
    assert client.get(version(program, 1)).status_code == 403
