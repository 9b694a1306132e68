"""The rule of two people, checked on the stored history alone."""

from __future__ import annotations

from catalog.models import ProgramVersion, VersionState


def find_versions_of_one_person() -> list[ProgramVersion]:
    """Return the published versions that one person alone saw: who decided is the only author since the last decision.

    Versions loaded from a file, without an author or a decision, are left out.
    """
    alone, authors, program = [], set(), None
    for version in ProgramVersion.objects.select_related("user", "decided_by").order_by("program_id", "number"):
        if version.program_id != program:
            authors, program = set(), version.program_id
        authors.add(version.user)
        if version.published and authors | {version.decided_by} != {None} and len((authors | {version.decided_by}) - {None}) < 2:
            alone.append(version)
        if version.published or version.state in (VersionState.REJECTED, VersionState.RETIRED):
            authors = set()
    return alone
