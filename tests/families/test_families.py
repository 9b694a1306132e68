"""Families of programs: derived at first, then kept by Reviewers, shown on pages, in files, the API and releases."""

import csv
import io
import json
from collections import Counter

import pytest
from django.conf import settings

from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.selection import Selection
from catalog.families.selectors import published_families
from catalog.families.services import FamilyRefused, add_family, change_family, remove_family
from catalog.models import Program, ProgramFamily, Release
from catalog.programs.families import DERIVED, words_of_families
from catalog.programs.services import approve, publish, retire, save
from catalog.releases.package.build import unpack
from catalog.releases.services import load_release, rebuild_release, release
from tests.browse import oracle
from tests.helpers import page
from typology import Rule

pytestmark = pytest.mark.django_db
NATIONAL, ALABAMA = "ccsso-national-teacher-of-the-year", "al-teacher-of-the-year"
STATES = "state-teacher-of-the-year"


@pytest.fixture
def made(boss):
    """A family of two programs: one that no rule finds, and one that a Reviewer took out of another family."""
    family = add_family("Teachers of the Year", "Programs that name a teacher of the year.", boss)
    states = ProgramFamily.objects.get(slug=STATES)
    change_family(states, states.name, states.description, boss, remove=[program(ALABAMA)])
    change_family(family, family.name, family.description, boss, add=[program(NATIONAL), program(ALABAMA)])
    return family


def program(slug):
    return Program.objects.get(slug=slug)


def count(selection):
    return live_snapshot().count(selection)


def read_rows(answer):
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_a_new_catalog_begins_with_the_families_that_the_rule_finds(records):
    found = {record.slug: family for record in records if (family := oracle.family(record))}
    assert published_families() == found
    assert set(ProgramFamily.objects.values_list("slug", flat=True)) == {family.facts.slug for family in DERIVED}


def test_the_facet_counts_what_is_stored(made):
    counts = live_snapshot().counts(Selection())["family"]
    assert (counts[made.slug], counts[STATES]) == (2, Counter(published_families().values())[STATES])
    assert counts["none"] == len(live_snapshot()) - len(published_families())
    assert set(live_snapshot().select(Selection(chosen={"family": (made.slug,)}))) == {NATIONAL, ALABAMA}


def test_one_per_family_counts_the_stored_families_once(made):
    families = set(published_families().values())
    alone = len(live_snapshot()) - len(published_families())
    assert len(live_snapshot().under(Rule.ONE_PER_FAMILY)) == alone + len(families)


def test_a_program_is_in_one_family_at_most(made, boss):
    other = ProgramFamily.objects.get(slug="tap")
    with pytest.raises(FamilyRefused, match=made.name):
        change_family(other, other.name, other.description, boss, add=[program(NATIONAL)])
    assert program(NATIONAL).family == made


def test_two_families_never_have_one_name_or_address(made, boss):
    for name in (made.name.upper(), "Tap!", "None", "…"):
        with pytest.raises(FamilyRefused):
            add_family(name, "It has programs.", boss)
    tap = ProgramFamily.objects.get(slug="tap")
    with pytest.raises(FamilyRefused):
        change_family(tap, made.name, "It has programs.", boss)


def test_a_removed_family_leaves_its_programs(made, boss):
    remove_family(made, boss)
    assert program(NATIONAL).family is None
    assert live_snapshot().family_of(NATIONAL) == ""
    assert made.slug not in live_snapshot().facets["family"].labels


def test_a_retired_program_counts_no_more_and_keeps_its_family(made):
    retire(program(NATIONAL), None, "It ended.")
    assert count(Selection(chosen={"family": (made.slug,)})) == 1
    assert program(NATIONAL).family == made


def test_a_successor_without_a_family_gets_that_of_the_program_it_replaces(client, made):
    heir = program("nyc-big-apple-awards")
    retire(program(NATIONAL), None, "It goes on.", heir)
    assert published_families()[heir.slug] == made.slug
    shown = page(client, f"/programs/{heir.slug}/")
    assert shown.data("[data-replaced]", "replaced") == [NATIONAL]
    assert client.get(f"/api/v1/programs/{heir.slug}/").json()["replaces"] == [NATIONAL]


def test_a_successor_keeps_its_own_family(made):
    heir = Program.objects.filter(family__slug="tap").first()
    before = heir.family
    retire(program(NATIONAL), None, "It goes on.", heir)
    heir.refresh_from_db()
    assert heir.family == before != made


def test_the_page_and_the_api_name_the_family(client, made):
    shown = page(client, f"/programs/{NATIONAL}/")
    assert shown.one("#family")["data-family"] == made.slug
    assert shown.one("#family a")["href"] == f"/programs/?family={made.slug}"
    assert client.get(f"/api/v1/programs/{NATIONAL}/").json()["family"] == {
        "code": made.slug,
        "label": made.name,
        "definition": made.description,
    }
    assert not page(client, "/programs/nyc-big-apple-awards/").has("#family")
    assert client.get("/api/v1/programs/nyc-big-apple-awards/").json()["family"] is None


def test_the_long_table_has_a_row_for_each_member(client, made):
    rows = read_rows(client.get("/families.csv"))
    assert {row["program"]: row["family"] for row in rows} == published_families()
    some = read_rows(client.get(f"/families.csv?family={made.slug}"))
    assert [(row["program"], row["name"], row["description"]) for row in some] == [
        (slug, made.name, made.description) for slug in (ALABAMA, NATIONAL)
    ]
    assert json.loads(client.get(f"/families.json?family={made.slug}").getvalue())["families"][0]["family"] == made.slug


def test_releases_carry_the_families_and_the_organizations_of_their_day(client, made, boss):
    archive = bytes(release("2027.01").archive)
    members = published_families()
    _, _, materials = unpack(archive)
    assert {row["program"]: row["family"] for row in materials.families} == members
    sponsors = {row["name"]: row for row in materials.organizations}
    assert sponsors["Teach Plus"]["programs"] == str(count(Selection(sponsors=("teach-plus",))))
    remove_family(made, boss)
    assert rebuild_release("2027.01") == archive
    assert page(client, f"/programs/{NATIONAL}/?release=2027.01").one("#family")["data-family"] == made.slug
    assert page(client, f"/programs/?release=2027.01&family={made.slug}").slugs == [ALABAMA, NATIONAL]

    Release.objects.get(version="2027.01").delete()
    load_release(archive)
    assert rebuild_release("2027.01") == archive


def test_a_release_without_families_derives_them_and_keeps_its_bytes(client, made):
    archive = (settings.BASE_DIR / "fixtures" / "releases" / "2026.12.zip").read_bytes()
    load_release(archive)
    assert rebuild_release("2026.12") == archive
    assert page(client, f"/programs/{ALABAMA}/?release=2026.12").one("#family")["data-family"] == STATES
    assert not page(client, f"/programs/{NATIONAL}/?release=2026.12").has("#family")


def test_derived_families_have_the_words_of_stored_ones(records):
    words = words_of_families(live_snapshot().words)
    assert {family.facts for family in DERIVED} == {(term.code, term.label, term.definition) for term in words.terms}


def test_a_program_that_is_not_in_the_edition_is_in_no_family():
    assert live_snapshot().family_of("no-such-program") == ""


def test_a_merged_program_brings_its_family_and_is_no_replaced_program(client, made, boss, make_user):
    kept, other = program("nyc-big-apple-awards"), program(NATIONAL)
    record = kept.current.record
    save(kept, record.model_copy(update={"founded": 1999}), boss)
    version = kept.versions.get(state="pending")
    version.absorbs = other.current
    version.save(update_fields=["absorbs"])
    approve(version, make_user("second", "Reviewer"))
    assert published_families()[kept.slug] == made.slug
    assert NATIONAL not in published_families()
    assert not page(client, f"/programs/{kept.slug}/").has("#replaces")
    assert client.get(f"/api/v1/programs/{kept.slug}/").json()["replaces"] == []


def test_what_is_published_again_keeps_its_family(made, boss):
    record = program(NATIONAL).current.record
    publish(program(NATIONAL), record.model_copy(update={"founded": 1952}), boss)
    assert published_families()[NATIONAL] == made.slug
