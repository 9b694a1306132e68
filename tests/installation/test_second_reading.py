"""The second reading comes to a catalog that was filled with the first, and people have worked in it."""

import zipfile

import pytest
from django.core.management import call_command

from catalog.installation.load import load
from catalog.installation.second_reading import load_second_reading
from catalog.models import Program, ProgramVersion, Publication, VersionState
from catalog.programs.services import publish, retire, save
from catalog.programs.working_records import presents
from catalog.releases.services import release
from tests.conftest import FIXTURES
from tests.factories import change

DROPPED = "toledo-peer-review-consulting-teachers"


@pytest.fixture
def first(empty_catalog):
    """A catalog that holds the first reading, as it was loaded; the slugs of its programs."""
    with zipfile.ZipFile(FIXTURES / "releases" / "2026.11.zip") as archive:
        lines = archive.read("teacher-leadership-programs-2026.11/programs.jsonl")
    return load(lines).created


@pytest.fixture
def second():
    return (FIXTURES / "programs.jsonl").read_bytes()


def program(slug):
    return Program.objects.get(slug=slug)


def state(slug, which):
    version = ProgramVersion.objects.filter(program__slug=slug, state=which).first()
    return version and version.record


def public(slug):
    return state(slug, VersionState.PUBLISHED)


def test_what_people_did_not_touch_is_published_and_what_they_did_waits(first, second, editor, records):
    by_slug = {record.slug: record for record in records}
    edited = next(slug for slug in first if slug in by_slug and by_slug[slug].summary != public(slug).summary)
    ours = change(public(edited), founded=1901)
    publish(program(edited), ours, editor, "Founded in 1901")
    retired = next(slug for slug in first if slug in by_slug and slug != edited)
    retire(program(retired), editor, "No longer ours")
    pending = next(slug for slug in first if slug in by_slug and slug not in (edited, retired))
    save(program(pending), change(public(pending), deadline_note="In spring."), editor)

    brought = load_second_reading(second, first)

    assert set(brought.added) == by_slug.keys() - set(first)
    assert brought.retired == [DROPPED]
    assert program(DROPPED).publication == Publication.RETIRED
    assert set(brought.proposed) == {edited, pending}
    assert set(brought.left) == {retired}
    assert program(retired).publication == Publication.RETIRED
    untouched = by_slug.keys() - {edited, retired, pending}
    assert {slug: public(slug) for slug in untouched} == {slug: by_slug[slug] for slug in untouched}
    # people's corrections win, the rest is proposed; the public sees nothing of it yet
    assert public(edited) == ours
    assert state(edited, VersionState.PENDING) == change(by_slug[edited], founded=1901)
    assert state(pending, VersionState.PENDING) == change(by_slug[pending], deadline_note="In spring.")
    assert ProgramVersion.objects.filter(program__slug=edited, state=VersionState.PENDING, user=None).exists()


def test_a_second_time_changes_nothing(first, second, editor):
    slug = first[0]
    publish(program(slug), change(public(slug), founded=1901), editor, "Founded in 1901")
    load_second_reading(second, first)
    count = ProgramVersion.objects.count()
    again = load_second_reading(second, first)
    assert (again.added, again.changed, again.proposed, again.retired) == ([], [], [], [])
    assert ProgramVersion.objects.count() == count


def test_a_program_that_people_entered_under_the_same_address_stays_theirs(first, second, editor, records):
    new = next(record for record in records if record.slug not in first)
    ours = change(new, summary="A program that our editors entered by themselves, in other words.")
    publish(None, ours, editor)
    brought = load_second_reading(second, first)
    assert public(new.slug) == ours
    assert list(brought.left) == [new.slug]


def test_sources_of_both_are_kept_where_both_changed_them(first, second, editor, records):
    by_slug = {record.slug: record for record in records}
    slug = next(slug for slug in first if slug in by_slug and len(by_slug[slug].sources) > len(public(slug).sources))
    source = {"url": "https://example.org/found-by-us/", "title": "Found by us", "read": "2026-11-28"}
    known = [one.model_dump() for one in public(slug).sources]
    publish(program(slug), change(public(slug), sources=[*known, source]), editor)
    load_second_reading(second, first)
    urls = {one.url for one in state(slug, VersionState.PENDING).sources}
    assert urls == {one.url for one in by_slug[slug].sources} | {one["url"] for one in known} | {source["url"]}


def test_a_later_load_leaves_alone_what_people_edited_before_the_second_reading(first, second, editor, records):
    by_slug = {record.slug: record for record in records}
    slug = next(slug for slug in first if slug in by_slug and by_slug[slug].summary != public(slug).summary)
    publish(program(slug), change(public(slug), founded=1901), editor, "Founded in 1901")
    load_second_reading(second, first)
    proposed = state(slug, VersionState.PENDING)
    loaded = load(second)
    assert loaded.kept == (slug,)
    assert public(slug).founded == 1901
    assert state(slug, VersionState.PENDING) == proposed


def test_a_program_whose_address_people_changed_gets_its_proposal_there(first, second, editor, records):
    by_slug = {record.slug: record for record in records}
    slug = next(slug for slug in first if slug in by_slug and by_slug[slug].summary != public(slug).summary)
    publish(program(slug), change(public(slug), slug="moved-by-us"), editor)
    brought = load_second_reading(second, first)
    assert brought.proposed == [slug]
    assert state("moved-by-us", VersionState.PENDING) == change(by_slug[slug], slug="moved-by-us")


def test_a_proposal_that_carries_a_pending_change_gives_its_reason_and_stays_its_authors(first, second, editor, records):
    by_slug = {record.slug: record for record in records}
    slug = next(slug for slug in first if slug in by_slug and by_slug[slug].summary != public(slug).summary)
    save(program(slug), change(public(slug), founded=1901), editor, "Founded in 1901, says its history")
    load_second_reading(second, first)
    pending = program(slug).versions.get(state=VersionState.PENDING)
    assert pending.reason.splitlines()[0] == "Founded in 1901, says its history"
    [present] = presents([program(slug).pk])
    assert (present.pending_by, present.pending_name) == (editor.pk, str(editor))


@pytest.mark.parametrize("own_release", [False, True])
def test_prepare_brings_the_second_reading_once_whatever_releases_the_catalog_made(first, editor, own_release):
    if own_release:
        release("2026.12")
    call_command("prepare", verbosity=0)
    assert Program.objects.filter(publication=Publication.PUBLISHED).count() == 434
    count = ProgramVersion.objects.count()
    call_command("prepare", verbosity=0)
    assert ProgramVersion.objects.count() == count
