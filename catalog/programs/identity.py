"""What of each program is compared when duplicates are looked for."""

from __future__ import annotations

from typing import Any

from catalog.models import Program, ProgramVersion, Publication, VersionState


def faces() -> list[dict[str, Any]]:
    """Every program as it is being worked on, public or not, by slug: slug, name, sponsor, website, key, publication.

    The first four are what catalog.duplicates.matching reads; `key` is the primary key. The slug is the present one, also
    where a pending change would give another.
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
