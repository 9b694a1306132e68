"""The export and import of details in the admin: a preview, errors by row, one proposal for each organization."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.models import Organization, OrganizationChange
from catalog.organizations.details import details_of
from catalog.organizations.services import propose_details
from tests.admin.program_form_data import parse
from tests.helpers import page
from tests.organizations.proposing import OLD, organization

pytestmark = pytest.mark.django_db
IMPORT, EXPORT, WAITING = (f"/admin/organizations/{name}" for name in ("import/", "export.csv", "waiting/"))
NEA = "National Education Association"
HEADER = "name,home_state,ror,ror_source,ror_date"


@pytest.fixture
def ed_client(client, ed):
    client.force_login(ed)
    return client


def preview(client, text, name="organizations.csv"):
    return parse(client.post(IMPORT, {"details_file": SimpleUploadedFile(name, text.encode())}))


def figures(shown):
    content = shown.one("#content-main")
    return tuple(int(content[f"data-{name}"]) for name in ("changed", "invalid", "unchanged"))


def confirm(client, shown, **fields):
    form = {name: shown.one(f"input[name={name}]")["value"] for name in ("rows", "basis")}
    return client.post(IMPORT, {**form, "reason": "From the registry.", **fields})


def test_the_export_read_back_changes_nothing(ed_client):
    text = ed_client.get(EXPORT).getvalue().decode()
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert {row["name"] for row in rows} == set(Organization.objects.values_list("name", flat=True))
    assert figures(preview(ed_client, text)) == (0, 0, len(rows))


def test_a_preview_then_one_proposal_for_each_organization(ed_client, client, rev):
    text = f"{HEADER}\n{OLD},MA,03vek6s52,ror.org,2026-11-01\n{NEA},dc,,,\nLearning Forward,,,,\n"
    shown = preview(ed_client, text)
    assert figures(shown) == (2, 0, 1)
    assert not OrganizationChange.objects.exists()
    assert confirm(ed_client, shown).status_code == 302
    assert {change.organization.name for change in OrganizationChange.objects.filter(state="pending")} == {OLD, NEA}
    client.force_login(rev)
    waiting = page(client, WAITING)
    keys = [box["value"] for box in waiting.all("input[name=change]")]
    assert client.post(WAITING, {"change": keys}).status_code == 302
    assert details_of(organization())["ror"] == "03vek6s52"
    assert details_of(organization(NEA))["home_state"] == "DC"


def test_errors_are_listed_by_row_and_nothing_can_be_imported(ed_client, ed):
    propose_details(organization("Learning Forward"), {"home_state": "TX"}, ed)
    text = f"{HEADER}\n{OLD},XX,03vek6s53,,\n{NEA},DC,,,\n{NEA},VA,,,\nNobody,DC,,,\n,DC,,,\nLearning Forward,OH,,,\n"
    shown = preview(ed_client, text)
    assert [row["data-row"] for row in shown.all("[data-row]")] == ["2", "4", "5", "6", "7"]
    assert {cell["data-column"] for cell in shown.all('[data-row="2"] [data-column]')} >= {"Home state", "ROR ID"}
    assert not shown.has("form input[name=basis]")
    assert OrganizationChange.objects.count() == 1


def test_an_outdated_preview_is_shown_again(ed_client, ed):
    shown = preview(ed_client, f"name,home_state\n{OLD},MA\n")
    propose_details(organization(), {"home_state": "NY"}, ed)
    assert figures(parse(confirm(ed_client, shown))) == (0, 1, 0)
    assert OrganizationChange.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    ["", "a,b\n1,2\n", "name,programs\nTeach Plus,3\n", "home_state\nDC\n", "\x00", "name,name\nA,B\n"],
)
def test_a_file_that_is_none_gets_a_message(ed_client, text):
    response = ed_client.post(IMPORT, {"details_file": SimpleUploadedFile("x.csv", text.encode())})
    assert response.status_code == 422
    assert parse(response).has(".errorlist") or parse(response).has("[data-row]")


NO_ROWS = ["", "null", "{}", "[1]", '[{"row": "x", "name": "A"}]', '[{"row": "2"}]', "[" * 5000]


@pytest.mark.parametrize("rows", [*NO_ROWS, r'[{"row": "2", "name": "\ud800"}]'])
def test_a_confirmation_that_no_preview_sent_imports_nothing(ed_client, rows):
    assert ed_client.post(IMPORT, {"rows": rows, "basis": "x"}).status_code in (302, 422)
    assert not OrganizationChange.objects.exists()
