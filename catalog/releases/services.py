"""Freeze the published catalog as a release, and load releases from their archives."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Mapping, Sequence

from django.contrib.admin.models import CHANGE
from django.contrib.auth.models import User
from django.db import transaction

from catalog.admin_common.log import log_action
from catalog.coding.coders import coders, protocols, row_of
from catalog.common import clock
from catalog.common.doi import read_doi
from catalog.families.selectors import published_families
from catalog.models import ProgramVersion, Release, ReleaseDoi, ReleasedProgram, Revision, VersionState
from catalog.organizations.table import list_sponsors
from catalog.programs.codebook import FILE as CODEBOOK
from catalog.programs.families import family_rows, words_of_families
from catalog.programs.published_records import Published
from catalog.programs.publishing.revision import one_writer, restamp
from catalog.programs.storage import BATCH
from catalog.releases.package.build import LAYOUT, Facts, Materials, NotAPackage, package, unpack
from catalog.releases.package.linkage import organization_columns
from catalog.releases.package.metadata import write_once
from catalog.releases.selectors import coding_lines, crosswalk_rows, series_doi
from catalog.schema.codebook import frozen_text, own_book
from catalog.schema.upgrades import load_stored, to_stored
from catalog.schema.validation import without_private
from catalog.schema.vocabulary import read

VERSION = re.compile(r"20\d\d\.(0[1-9]|1[0-2])(\.[1-9]\d?)?")


class ReleaseError(ValueError):
    """Raised if a release cannot be made or loaded; the message says why. Nothing was written."""


@transaction.atomic
def release(version: str, date: datetime.date | None = None, doi: str = "") -> Release:
    """Freeze the published catalog as the release `version`, dated `date` or today.

    `doi` is the DOI that a repository reserved for it, if any: the archive then states it. Raises ReleaseError if the version
    is not like ``2026.11`` or ``2026.11.2`` or exists, the DOI is none or belongs to another, or the catalog is empty.
    """
    one_writer()
    _refuse(version)
    doi = _save_doi(version, doi)
    versions = ProgramVersion.objects.filter(state=VersionState.PUBLISHED).values_list("record", "number", "published")
    entries = [Published._make((without_private(record), number, time)) for record, number, time in versions]
    entries.sort(key=lambda entry: entry.record.slug)  # in Python, because databases sort differently
    if not entries:
        raise ReleaseError("No program is published: there is nothing to release.")
    facts = Facts(version, date or clock.today(), Revision.objects.get(pk=1).number)
    vocabulary, codebook = frozen_text(), CODEBOOK.read_text(encoding="utf-8")
    words = read(vocabulary)
    coded_by = coders(published_only=True)
    materials = Materials(
        coding_lines(),
        vocabulary,
        codebook,
        LAYOUT,
        coders=[row_of(coder) for coder in coded_by],
        protocols={coder.protocol: protocols()[coder.protocol].decode() for coder in coded_by if coder.protocol},
        crosswalk=crosswalk_rows(words),
        doi=doi,
        series_doi=series_doi(),
        families=family_rows(published_families().items(), words_of_families(own_book())),
        organizations=[{name: one.cells[name] for name in organization_columns()} for one in list_sponsors()],
    )
    materials = materials._replace(written=write_once(facts, len(entries), materials, words))
    try:
        archive = package(facts, entries, materials)
    except ValueError as error:
        raise ReleaseError(f"This cannot be released: {error}") from None
    return _save(facts, entries, materials, archive)


@transaction.atomic
def load_release(data: bytes) -> Release:
    """Load a release from its archive (the zip of its data package). Loading it again changes nothing.

    Raises ReleaseError if the archive is damaged, or its version exists with other contents.
    """
    one_writer()
    try:
        facts, entries, materials = unpack(data)
    except NotAPackage as error:
        raise ReleaseError(f"This is not a release of this catalog: {error}") from None
    known = Release.objects.filter(version=facts.version).first()
    if known and known.sha256 == hashlib.sha256(data).hexdigest():
        return known
    _refuse(facts.version)
    _save_doi(facts.version, materials.doi)
    return _save(facts, entries, materials, data)


@transaction.atomic
def set_dois(dois: Mapping[str, str], user: User) -> list[str]:
    """Set the DOI of releases by version, and of the series of releases by "". An empty text removes it. Archives stay.

    Returns the versions that changed. Raises ReleaseError if a version is unknown, or a DOI is none or used twice.
    """
    one_writer()
    versions = {"", *Release.objects.values_list("version", flat=True)}
    before = dict(ReleaseDoi.objects.values_list("version", "doi"))
    changed = {version: read for version, text in dois.items() if (read := _doi(text)) != before.get(version, "")}
    if unknown := changed.keys() - versions:
        raise ReleaseError(f"There is no release {', '.join(sorted(unknown))}.")
    ReleaseDoi.objects.filter(version__in=changed).delete()
    for version, doi in changed.items():
        if doi:
            _save_doi(version, doi)
        name = str(ReleaseDoi(version=version))
        log_action(user, ReleaseDoi, name, CHANGE, f"Set to {doi}." if doi else f"Removed {before[version]}.")
    if changed:
        restamp()
    return sorted(changed)


def rebuild_release(version: str) -> bytes:
    """Rebuild the archive of a release from its stored records: the same, byte for byte.

    Raises ReleaseError for an unknown version.
    """
    known = Release.objects.filter(version=version).first()
    if known is None:
        raise ReleaseError(f"There is no release {version}.")
    found = known.programs.values_list("record", "number", "time").iterator(chunk_size=2000)
    facts = Facts(known.version, known.date, known.revision)
    return package(
        facts,
        [Published(load_stored(record, keep_codes=True), number, time) for record, number, time in found],
        Materials(**known.materials),
    )


def _doi(text: str) -> str:
    try:
        return read_doi(text)
    except ValueError as error:
        raise ReleaseError(str(error)) from None


def _save_doi(version: str, text: str) -> str:
    """Save the DOI of a version, if any, and return it."""
    doi = _doi(text)
    if doi:
        other = ReleaseDoi.objects.filter(doi=doi).exclude(version=version).first()
        if other:
            raise ReleaseError(f"{doi} is the {other}. Every release, and the series, has a DOI of its own.")
        ReleaseDoi.objects.update_or_create(version=version, defaults={"doi": doi})
    return doi


def _refuse(version: str) -> None:
    if not VERSION.fullmatch(version):
        raise ReleaseError(
            f"{version!r} is not a version: use the year and month, as in 2026.11, or 2026.11.2 for another that month."
        )
    known = Release.objects.filter(version=version).first()
    if known:
        raise ReleaseError(f"{version} was released on {known.date} ({known.sha256}). A release never changes: make another.")


def _save(facts: Facts, entries: Sequence[Published], materials: Materials, archive: bytes) -> Release:
    made = Release.objects.create(
        version=facts.version,
        date=facts.date,
        revision=facts.revision,
        count=len(entries),
        materials=materials._asdict(),
        archive=archive,
        sha256=hashlib.sha256(archive).hexdigest(),
    )
    ReleasedProgram.objects.bulk_create(
        [
            ReleasedProgram(
                release=made,
                slug=entry.record.slug,
                position=position,
                record=to_stored(entry.record),
                number=entry.number,
                time=entry.time,
            )
            for position, entry in enumerate(entries)
        ],
        batch_size=BATCH,
    )
    restamp()
    return made
