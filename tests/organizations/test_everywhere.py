"""After a renaming or a merge nothing has the old name, and everything else is as it was."""

import csv
import io
import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.selection import Selection
from catalog.models import Organization, OrganizationChange
from catalog.organizations.services import effects_of, propose_merge, propose_rename, publish_change
from catalog.programs.published_records import published_records
from tests.helpers import page

pytestmark = pytest.mark.django_db


def public():
    return {entry.record.slug: entry.record for entry in published_records()}


def names_of(records):
    return {name for record in records for name in (record.sponsor, *record.partners)}


def rows_of(client):
    """The rows of the exported CSV, by slug."""
    text = client.get("/programs.csv").getvalue().decode("utf-8-sig")
    return {row["slug"]: row for row in csv.DictReader(io.StringIO(text))}


def carry_out(editor, old, *, new="", into=None):
    """Rename or merge an organization, in an office of one."""
    one = Organization.objects.get(name=old)
    kind = "merge" if into else "rename"
    basis = effects_of(OrganizationChange(organization=one, kind=kind, new=new, into=into)).basis
    args = (one, into) if into else (one, new)
    change = (propose_merge if into else propose_rename)(*args, editor, basis=basis)
    if change.state == "pending":
        publish_change(change, editor, basis=basis)


@pytest.fixture
def all_names(records):
    return sorted(names_of(records))


# each example is rolled back, so that the fixtures may be shared
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(data=st.data(), new=st.text(st.characters(codec="ascii", categories=("Lu", "Ll", "Nd")), min_size=1, max_size=30))
def test_a_renaming_replaces_one_name_and_nothing_else(editor, all_names, data, new):
    old = data.draw(st.sampled_from(all_names))
    assume(Organization.slug_for(new) not in {Organization.slug_for(name) for name in all_names})
    with transaction.atomic():
        before = public()
        carry_out(editor, old, new=new)
        after = public()
        assert names_of(after.values()) == names_of(before.values()) - {old} | {new}
        for slug, record in before.items():
            sponsor = new if record.sponsor == old else record.sponsor
            partners = [new if name == old else name for name in record.partners]
            assert after[slug] == record.model_copy(update={"sponsor": sponsor, "partners": partners})
        sponsors = live_snapshot().sponsors
        assert set(sponsors) == {Organization.slug_for(record.sponsor) for record in after.values()}
        transaction.set_rollback(True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(data=st.data())
def test_a_merge_names_the_one_that_stays_once(editor, all_names, data):
    old, new = data.draw(st.lists(st.sampled_from(all_names), min_size=2, max_size=2, unique=True))
    with transaction.atomic():
        before = public()
        carry_out(editor, old, into=Organization.objects.get(name=new))
        after = public()
        assert names_of(after.values()) == names_of(before.values()) - {old}
        for slug, record in before.items():
            named = {new if name == old else name for name in (record.sponsor, *record.partners)}
            found = [after[slug].sponsor, *after[slug].partners]
            assert sorted(found) == sorted(named)
            assert after[slug].model_copy(update={"sponsor": record.sponsor, "partners": record.partners}) == record
        transaction.set_rollback(True)


def test_pages_exports_and_addresses_follow(client, editor):
    before = rows_of(client)
    shown = page(client, "/programs/?sponsor=teach-plus").slugs
    carry_out(editor, "Teach Plus", new="Teach Plus United")
    after = rows_of(client)
    for slug, row in after.items():
        expected = before[slug] | {
            field: before[slug][field].replace("Teach Plus", "Teach Plus United")
            for field in ("sponsor", "partners")
            if "Teach Plus" in before[slug][field].split("; ")
        }
        same = {"catalog": "", "version": ""}  # they name the revision
        assert row | same == expected | same
    assert b'"Teach Plus"' not in client.get("/programs.json").getvalue()
    found = client.get("/api/v1/programs/?per_page=100&sponsor=teach-plus-united").json()["results"]
    assert not [program for program in found if "Teach Plus" in (program["sponsor"], *program["partners"])]
    for language in ("", "/es"):
        response = client.get(f"{language}/sponsors/teach-plus/")
        assert (response.status_code, response["Location"]) == (301, f"{language}/sponsors/teach-plus-united/")
    assert sorted(page(client, "/sponsors/teach-plus-united/").slugs) == sorted(shown)
    for slug in ("teach-plus", "teach-plus-united"):
        found = page(client, f"/programs/?sponsor={slug}")
        assert sorted(found.slugs) == sorted(shown)
        assert not found.has("#ignored li")
        assert json.loads(client.get(f"/api/v1/programs/?sponsor={slug}").content)["count"] == len(shown)
    assert live_snapshot().count(Selection(sponsors=("teach-plus-united",))) == len(shown)
    assert "/sponsors/teach-plus/" not in client.get("/sitemap.xml").content.decode()


def test_a_release_answers_with_its_own_names(client, editor):
    count = page(client, "/programs/?release=2026.11&sponsor=teach-plus").count
    carry_out(editor, "Teach Plus", new="Teach Plus United")
    assert page(client, "/programs/?release=2026.11&sponsor=teach-plus").count == count
