"""DOIs of releases and of their series: Admins enter them, archives never change."""

import json
import zipfile
from io import BytesIO

import pytest
import yaml
from django.contrib.admin.models import LogEntry

from catalog.common.doi import doi_url, read_doi
from catalog.models import Release, ReleaseDoi, Revision
from catalog.releases.selectors import releases, series_doi
from catalog.releases.services import ReleaseError, load_release, rebuild_release, release, set_dois
from tests.conftest import FIXTURES
from tests.helpers import ParsedPage, page

pytestmark = pytest.mark.django_db
PAGE = "/admin/releases/"
ONE, SERIES = "10.5281/zenodo.7654321", "10.5281/zenodo.7654320"


@pytest.mark.parametrize("text", [ONE, f" https://doi.org/{ONE} ", f"doi:{ONE.upper()}", f"http://dx.doi.org/{ONE}"])
def test_a_doi_is_read_from_itself_or_its_address(text):
    assert read_doi(text) == ONE
    assert doi_url(read_doi(text)) == f"https://doi.org/{ONE}"


def test_nothing_is_no_doi():
    assert read_doi("  ") == doi_url("") == ""


@pytest.mark.parametrize(
    "text", ["10.5281", "zenodo.1", "https://example.org/10.5281/x", "10.5281/a b", "10.5281/{x}", "10.5281/x\0"]
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match="such as 10"):
        read_doi(text)
    with pytest.raises(ValueError, match="such as 10"):
        read_doi(f"10.5281/{'x' * 200}")


def test_a_doi_that_comes_later_changes_no_byte_of_the_archive(editor):
    before, revision = bytes(Release.objects.get(version="2026.11").archive), Revision.objects.get(pk=1)
    assert set_dois({"2026.11": f"https://doi.org/{ONE}", "": SERIES}, editor) == ["", "2026.11"]
    assert (releases()[0].doi, series_doi()) == (ONE, SERIES)
    assert bytes(Release.objects.get(version="2026.11").archive) == before == rebuild_release("2026.11")
    after = Revision.objects.get(pk=1)
    assert (after.number, after.stamp == revision.stamp) == (revision.number, False)
    assert {entry.object_repr for entry in LogEntry.objects.all()} == {"DOI of release 2026.11", "DOI of all releases"}
    assert set_dois({"2026.11": ONE}, editor) == []
    assert set_dois({"2026.11": ""}, editor) == ["2026.11"]
    assert (releases()[0].doi, series_doi()) == ("", SERIES)


@pytest.mark.parametrize("dois", [{"2026.11": "nothing"}, {"2026.11": ONE, "": ONE}, {"2020.01": ONE}])
def test_what_is_wrong_changes_nothing(editor, dois):
    with pytest.raises(ReleaseError):
        set_dois(dois, editor)
    assert not ReleaseDoi.objects.exists()


def test_a_reserved_doi_is_in_the_archive_and_comes_back_with_it(editor):
    set_dois({"": SERIES}, editor)
    archive = bytes(release("2027.01", doi=ONE).archive)
    with zipfile.ZipFile(BytesIO(archive)) as found:
        files = {name.partition("/")[2]: found.read(name) for name in found.namelist()}
    assert json.loads(files["datacite.json"])["doi"] == ONE
    cited = yaml.safe_load(files["CITATION.cff"])
    assert cited["doi"] == ONE
    assert [one["value"] for one in cited["identifiers"]] == [ONE, SERIES]
    assert doi_url(ONE).encode() in files["README.md"]
    assert [json.loads(files["datapackage.json"])[name] for name in ("doi", "series_doi")] == [ONE, SERIES]

    Release.objects.filter(version="2027.01").delete()
    ReleaseDoi.objects.all().delete()
    load_release(archive)
    assert releases()[0].doi == ONE
    assert rebuild_release("2027.01") == archive
    with pytest.raises(ReleaseError, match="DOI of release"):
        release("2027.02", doi=ONE)
    load_release((FIXTURES / "releases" / "2026.12.zip").read_bytes())
    assert [one.doi for one in releases()] == [ONE, "", ""]


def test_an_admin_enters_and_removes_dois(client, editor):
    client.force_login(editor)
    shown = page(client, PAGE)
    data = {**shown.form_data("#doi-form", "_save"), "2026.11": doi_url(ONE), "series": SERIES}
    assert client.post(PAGE, data)["Location"] == PAGE
    shown = page(client, PAGE)
    assert [field["value"] for field in shown.all("#doi-form input[type=text]")] == [SERIES, ONE]
    client.post(PAGE, {"2026.11": "", "series": SERIES})
    assert (releases()[0].doi, series_doi()) == ("", SERIES)


def test_the_doi_of_a_release_that_the_page_did_not_show_stays(client, editor):
    client.force_login(editor)
    data = page(client, PAGE).form_data("#doi-form", "_save")
    release("2027.01", doi=ONE)
    client.post(PAGE, {**data, "series": SERIES})
    assert (releases()[0].doi, series_doi()) == (ONE, SERIES)


@pytest.mark.parametrize("data", [{"2026.11": "x\0"}, {"2026.11": "10.5281/{x}"}, {"2026.11": ONE, "series": ONE.upper()}])
def test_the_form_names_the_field_that_is_wrong(client, editor, data):
    client.force_login(editor)
    response = client.post(PAGE, data)
    assert response.status_code == 200
    wrong = [row.select_one("input")["name"] for row in ParsedPage(response.content.decode()).all(".form-row.errors")]
    assert wrong == [name for name in ("series", "2026.11") if name in data]
    assert not ReleaseDoi.objects.exists()
