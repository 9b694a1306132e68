"""The second reading comes to a catalog that was filled with the first, and people have worked in it."""

import json
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


def test_what_people_did_not_touch_is_published_and_what_they_did_stays(first, second, editor, records):
    """One catalog in which people did all that they can do: the load takes seconds."""
    by_slug = {record.slug: record for record in records}
    told_anew = (slug for slug in first if slug in by_slug and by_slug[slug].summary != public(slug).summary)
    edited, moved, proposed = (next(told_anew) for _ in range(3))
    with_sources = next(
        slug
        for slug in first
        if slug in by_slug and slug not in (edited, moved, proposed) and len(by_slug[slug].sources) > len(public(slug).sources)
    )
    touched = {edited, moved, proposed, with_sources}
    retired, pending = [slug for slug in first if slug in by_slug and slug not in touched][:2]
    entered = next(record for record in records if record.slug not in first)

    ours = change(public(edited), founded=1901)
    publish(program(edited), ours, editor, "Founded in 1901")
    publish(program(moved), change(public(moved), slug="moved-by-us"), editor)
    save(program(proposed), change(public(proposed), founded=1901), editor, "Founded in 1901, says its history")
    source = {"url": "https://example.org/found-by-us/", "title": "Found by us", "read": "2026-11-28"}
    known = [one.model_dump() for one in public(with_sources).sources]
    publish(program(with_sources), change(public(with_sources), sources=[*known, source]), editor)
    retire(program(retired), editor, "No longer ours")
    save(program(pending), change(public(pending), deadline_note="In spring."), editor)
    own = change(entered, summary="A program that our editors entered by themselves, in other words.")
    publish(None, own, editor)

    brought = load_second_reading(second, first)

    assert set(brought.added) == by_slug.keys() - {*first, entered.slug}
    assert brought.retired == [DROPPED]
    assert program(DROPPED).publication == Publication.RETIRED
    touched |= {retired, pending, entered.slug}
    assert set(brought.proposed) == touched - {retired, entered.slug}
    assert {slug: public(slug) for slug in by_slug.keys() - touched} == {slug: by_slug[slug] for slug in by_slug.keys() - touched}
    # what people retired or entered is left alone
    assert set(brought.left) == {retired, entered.slug}
    assert program(retired).publication == Publication.RETIRED
    assert public(entered.slug) == own
    # people's corrections win, the rest is proposed; the public sees nothing of it yet
    assert public(edited) == ours
    assert state(edited, VersionState.PENDING) == change(by_slug[edited], founded=1901)
    assert state(pending, VersionState.PENDING) == change(by_slug[pending], deadline_note="In spring.")
    assert ProgramVersion.objects.filter(program__slug=edited, state=VersionState.PENDING, user=None).exists()
    # a proposal is made at the address that people gave
    assert state("moved-by-us", VersionState.PENDING) == change(by_slug[moved], slug="moved-by-us")
    # sources of both are kept
    urls = {one.url for one in state(with_sources, VersionState.PENDING).sources}
    assert urls == {one.url for one in by_slug[with_sources].sources} | {one["url"] for one in known} | {source["url"]}
    # a proposal that carries a pending change gives its reason and stays its author's
    carried = program(proposed).versions.get(state=VersionState.PENDING)
    assert carried.reason.splitlines()[0] == "Founded in 1901, says its history"
    [present] = presents([program(proposed).pk])
    assert (present.pending_by, present.pending_name) == (editor.pk, str(editor))

    # a second time changes nothing
    count = ProgramVersion.objects.count()
    again = load_second_reading(second, first)
    assert (again.added, again.changed, again.proposed, again.retired) == ([], [], [], [])
    assert ProgramVersion.objects.count() == count

    # a later load leaves alone what people edited before
    before = state(edited, VersionState.PENDING)
    at_their_addresses = [line for line in second.splitlines() if json.loads(line)["slug"] != moved]
    assert edited in load(b"\n".join(at_their_addresses)).kept
    assert public(edited) == ours
    assert state(edited, VersionState.PENDING) == before


@pytest.mark.parametrize("own_release", [False, True])
def test_prepare_brings_the_second_reading_once_whatever_releases_the_catalog_made(first, editor, monkeypatch, own_release):
    monkeypatch.setattr("catalog.management.commands.prepare.collect_static_files", lambda folder: None)
    if own_release:
        release("2026.12")
    call_command("prepare", verbosity=0)
    assert Program.objects.filter(publication=Publication.PUBLISHED).count() == 434
    count = ProgramVersion.objects.count()
    call_command("prepare", verbosity=0)
    assert ProgramVersion.objects.count() == count
