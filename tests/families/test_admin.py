"""The admin pages of families: a Reviewer makes one, renames it, adds and removes programs, and removes it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from catalog.accounts.roles import REVIEWER
from catalog.models import Program, ProgramFamily
from tests.helpers import page

pytestmark = pytest.mark.django_db
LIST = "/admin/families/"
NEW = {"name": "Teachers of the Year", "description": "Programs that name a teacher of the year."}
NATIONAL = "ccsso-national-teacher-of-the-year"


@pytest.fixture
def reviewer(client, make_user):
    client.force_login(make_user("rev", REVIEWER))
    return client


def open_new(client):
    client.post(LIST, NEW)
    return ProgramFamily.objects.get(name=NEW["name"])


def address(family):
    return reverse("admin_family", args=[family.pk])


def test_the_list_counts_what_the_public_filter_finds(client, reviewer):
    shown = page(reviewer, LIST)
    for row in shown.all("[data-family]"):
        assert int(row["data-count"]) == page(client, f"/programs/?family={row['data-family']}").count


def test_a_family_from_first_to_last(reviewer):
    family = open_new(reviewer)
    program = Program.objects.get(slug=NATIONAL)
    named = f"https://catalog.example/programs/{NATIONAL}/\n\n{Program.objects.get(slug='nyc-big-apple-awards').name.upper()}"
    assert reviewer.post(address(family), {**NEW, "name": "Of the Year", "add": named}).status_code == 302
    family.refresh_from_db()
    assert family.name == "Of the Year"
    assert set(family.programs.values_list("slug", flat=True)) == {NATIONAL, "nyc-big-apple-awards"}
    assert page(reviewer, f"/admin/catalog/program/{program.pk}/history/").one("#family")["data-family"] == family.slug

    reviewer.post(address(family), {**NEW, "remove": [program.pk]})
    assert list(family.programs.values_list("slug", flat=True)) == ["nyc-big-apple-awards"]
    reviewer.post(reverse("admin_family_remove", args=[family.pk]))
    assert not ProgramFamily.objects.filter(pk=family.pk).exists()
    logged = LogEntry.objects.filter(content_type__model="programfamily").order_by("pk")
    assert [entry.action_flag for entry in logged] == [1, 2, 2, 3]
    assert program.name in logged[1].change_message
    assert len(page(reviewer, "/admin/activity/?kind=family").all("li[data-kind]")) == 4


def test_saving_without_a_change_changes_and_logs_nothing(reviewer):
    family = open_new(reviewer)
    before = LogEntry.objects.count()
    assert reviewer.post(address(family), NEW).status_code == 302
    assert LogEntry.objects.count() == before


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"add": "No such program"}, "add"),
        ({"add": "\0"}, "add"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"remove": ["99999999999999999999"]}, None),
        ({"add": "al-teacher-of-the-year"}, None),
        ({"name": "Teach Plus"}, None),
    ],
)
def test_what_cannot_be_saved_says_why_and_changes_nothing(reviewer, data, field):
    family = open_new(reviewer)
    response = reviewer.post(address(family), {**NEW, **data})
    if "remove" in data:  # the family has no programs to remove
        assert response.status_code == 302
    else:
        assert response.status_code == 422
        assert field is None or field in response.context["form"].errors
    family.refresh_from_db()
    assert (family.name, family.programs.count()) == (NEW["name"], 0)


def test_a_family_that_exists_is_not_made_twice(reviewer):
    open_new(reviewer)
    assert reviewer.post(LIST, NEW).status_code == 422
