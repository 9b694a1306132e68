"""What is compared of each program to find duplicates."""

from __future__ import annotations

from typing import Any

from catalog.models import Program, ProgramVersion, Publication, VersionState


def faces() -> list[dict[str, Any]]:
    """Return slug, name, sponsor, website, key and publication of every program's working version, in order of slugs.

    catalog.duplicates.matching compares the first four. The slug is the present one, even if a pending change has another.
    """
    fields = ("slug", "name", "sponsor", "website", "key", "publication")
    columns = ("slug", "current__name", "sponsor__name", "current__record__website", "pk", "publication")
    rows = Program.objects.order_by("slug").values_list(*columns)
    found = {row[4]: dict(zip(fields, row, strict=True)) for row in rows}
    # the current version of a published program is the public one
    pending = ProgramVersion.objects.filter(state=VersionState.PENDING).exclude(program__publication=Publication.DRAFT)
    for key, name, sponsor, website in pending.values_list("program", "record__name", "record__sponsor", "record__website"):
        found[key] |= {"name": name, "sponsor": sponsor, "website": website}
    return list(found.values())
