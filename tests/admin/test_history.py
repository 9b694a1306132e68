"""The history of a program in the admin: all versions, comparing two, restoring one."""

import pytest
from django.urls import reverse

from catalog.admin import history
from catalog.models import Program, ProgramVersion, Verdict, VersionState
from catalog.programs.history.versions import working_number
from catalog.programs.published_records import published_versions
from catalog.programs.services import approve, publish, reject, retire, save
from catalog.reviews.services import review
from catalog.schema.validation import canonical
from tests.factories import change
from tests.helpers import ParsedPage, page, plain_text

pytestmark = pytest.mark.django_db
SLUG = "a-new-program"


@pytest.fixture
def program(new_record, people):
    """Published, changed and published by a reviewer, changed again and rejected."""
    program = publish(None, new_record, people["judith"], "Found on the page")
    save(program, change(new_record, founded=1999, delivery="online"), people["maria"], "The handbook says so")
    approve(program.versions.first(), people["judith"], "Seen")
    save(program, change(new_record, founded=2001, delivery="online"), people["maria"], "Another year")
    reject(program.versions.first(), people["judith"], "The page says 1999")
    return program


def history_url(program, query=""):
    return f"/admin/catalog/program/{program.pk}/history/{query}"


def version_url(program, number, query=""):
    return reverse("admin_version", args=[program.pk, number]) + query


def versions(client, program, query=""):
    """The row of each version on the history page, by its number."""
    rows = page(client, history_url(program, query)).all("tr[data-version]")
    return {int(row["data-version"]): plain_text(row) for row in rows}


def differing(client, address):
    return page(client, address).data("#differing tr[data-field]", "field")


def restore(client, program, number, button="_save", reason="As it was", base=None):
    """Restore a version as its page does; `base` is the working version when the page was opened."""
    base = working_number(program) if base is None else base
    return client.post(version_url(program, number), {button: "1", "reason": reason, "base": base})


def public_record():
    [version] = published_versions([SLUG])
    return canonical(version.record)


def test_every_version_shows_who_wrote_it_its_status_changes_and_reason(log_in, program):
    found = versions(log_in("vera"), program)
    assert list(found) == [3, 2, 1]
    for number, texts in {
        3: ("maria", "Rejected by judith", "The page says 1999", "compared with version 2: Founded", "Another year"),
        2: ("maria", "Published by judith: Seen", "compared with version 1: Delivery, Founded"),
        1: ("judith", "Replaced by version 2", "Found on the page"),
    }.items():
        for text in texts:
            assert text in found[number]


def test_reviews_are_rows_in_the_order_of_time(log_in, program, people):
    found = review(program, people["maria"], Verdict.STILL_TRUE, year=2026, note="They confirm it by phone.")
    review(program, people["sam"], Verdict.CANT_TELL)
    shown = page(log_in("vera"), history_url(program))
    rows = shown.all("#versions tbody tr")
    assert [row.get("data-review") or row["data-version"] for row in rows] == ["cant_tell", "4", "still_true", "3", "2", "1"]
    texts = [plain_text(row) for row in shown.all("tr[data-review]")]
    assert "sam" in texts[0]
    for text in ("maria", "2026", "They confirm it by phone."):
        assert text in texts[1]
    assert shown.one('tr[data-review="still_true"] a')["href"] == version_url(program, found.version.number)


def test_a_version_from_a_file_has_no_author(log_in, records):
    assert "Loaded from a file" in versions(log_in("vera"), Program.objects.get(slug=records[0].slug))[1]


def test_a_changed_type_and_a_retirement_are_shown(log_in, program, new_record, people):
    publish(program, change(new_record, {"supports.place.present": True}), people["judith"], "A role")
    retire(program, people["judith"], "Ended in June")
    found = versions(log_in("vera"), program)
    assert "Community of practice → becomes Professional advancement" in found[4]
    assert "Ended in June" in found[5]
    assert page(log_in("vera"), history_url(program)).data("tr[data-version]", "state")[:2] == ["retired", "superseded"]


def test_a_long_history_has_pages(log_in, program, monkeypatch):
    monkeypatch.setattr(history, "PER_PAGE", 2)
    assert list(versions(log_in("vera"), program)) == [3, 2]
    assert list(versions(log_in("vera"), program, "?p=2")) == [1]
    assert list(versions(log_in("vera"), program, "?p=abc")) == [3, 2]


def test_a_version_is_compared_with_the_one_it_changed_or_with_another(log_in, program):
    client = log_in("vera")
    assert differing(client, version_url(program, 3)) == ["founded"]
    assert differing(client, version_url(program, 1, "?with=2")) == ["delivery", "founded"]
    assert differing(client, version_url(program, 3, "?with=1")) == ["delivery", "founded"]
    assert page(client, version_url(program, 1)).one(".beside [aria-current]")["href"] == "?with=2"
    for invalid in ("?with=99", "?with=x", "?with=", "?with=3"):
        assert differing(client, version_url(program, 3, invalid)) == ["founded"]


def test_a_single_version_is_shown_whole(log_in, people, new_record):
    program = save(None, change(new_record, slug="a-draft"), people["maria"])
    shown = page(log_in("vera"), version_url(program, 1))
    assert not shown.has("#differing")
    assert shown.has('[data-field="supports.prepare.evidence"]')
    assert shown.has(f'a[href="{reverse("admin_pending_program", args=[program.pk])}"]')


def test_an_editor_restores_a_version_as_a_pending_change(log_in, program, new_record):
    client = log_in("maria")
    assert not page(client, version_url(program, 1)).has("[name=_publish]")
    assert restore(client, program, 1)["Location"] == reverse("admin_pending_program", args=[program.pk])
    pending = program.versions.first()
    assert (pending.state, pending.reason) == (VersionState.PENDING, "Version 1 restored: As it was")
    assert canonical(pending.record) == new_record
    assert public_record().founded == 1999


def test_in_an_office_of_one_a_reviewer_restores_and_publishes(log_in, program, new_record, settings):
    settings.OFFICE_OF_ONE = True
    assert restore(log_in("judith"), program, 1, "_publish")["Location"] == history_url(program)
    assert public_record() == new_record


def test_nobody_publishes_what_they_restore_where_two_people_publish(log_in, program):
    for name in ("maria", "judith"):
        assert restore(log_in(name), program, 1, "_publish").status_code == 403
    assert program.versions.count() == 3


def test_a_viewer_cannot_restore(log_in, program):
    client = log_in("vera")
    assert not page(client, version_url(program, 1)).has("form.restore")
    assert restore(client, program, 1).status_code == 403
    assert program.versions.count() == 3


@pytest.mark.parametrize(
    ("number", "values", "error"),
    [
        (1, {"reason": " "}, "#id_reason_error"),
        (2, {}, ".errorlist.nonfield"),  # it is public
    ],
)
def test_an_error_restores_nothing(log_in, program, number, values, error):
    response = restore(log_in("maria"), program, number, **values)
    assert response.status_code == 422
    assert ParsedPage(response.content.decode()).has(error)
    assert program.versions.count() == 3


def test_the_public_version_has_no_restore_form(log_in, program):
    assert not page(log_in("maria"), version_url(program, 2)).has("form.restore")


def test_a_newer_version_prevents_restoring(log_in, program, new_record, people):
    save(program, change(new_record, founded=2002), people["judith"])
    response = restore(log_in("maria"), program, 1, base=3)
    assert response.status_code == 422
    assert "4" in ParsedPage(response.content.decode()).text_of(".errorlist.nonfield")
    assert program.versions.count() == 4


def test_a_version_that_is_no_longer_valid_can_be_read_but_not_restored(log_in, program, new_record):
    """A code that is no longer in its vocabulary is shown as it is."""
    ProgramVersion.objects.filter(program=program, number=1).update(record=change(new_record, form=["sabbatical"]))
    response = restore(log_in("maria"), program, 1)
    assert response.status_code == 422
    errors = ParsedPage(response.content.decode()).text_of(".errorlist.nonfield")
    assert "(form)" in errors
    assert "sabbatical" in errors
    assert "sabbatical" in page(log_in("maria"), version_url(program, 1, "?with=2")).text_of('#differing [data-field="form"]')
    assert program.versions.count() == 3


def test_a_retired_program_is_restored(log_in, program, people, settings):
    settings.OFFICE_OF_ONE = True
    retire(program, people["judith"], "Ended")
    restore(log_in("judith"), program, 4, "_publish")
    assert log_in("judith").get(f"/programs/{SLUG}/").status_code == 200


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 40])
def test_invalid_input_is_an_error(log_in, program, base):
    response = log_in("maria").post(version_url(program, 1), {"_save": "1", "reason": "\x00", "base": base})
    assert response.status_code == 422
    assert program.versions.count() == 3


def test_unknown_programs_and_versions_are_not_found(log_in, program):
    client = log_in("vera")
    for address in (
        version_url(program, 99),
        "/admin/programs/999999/versions/1/",
        f"/admin/programs/{'9' * 30}/versions/{'9' * 30}/",
        "/admin/catalog/program/999999/history/",
        "/admin/catalog/program/abc/history/",
    ):
        assert client.get(address).status_code == 404, address


def test_users_without_a_role_are_refused(client, program, make_user):
    client.force_login(make_user("guest"))
    assert client.get(history_url(program)).status_code == 403
    assert client.get(version_url(program, 1)).status_code == 403
