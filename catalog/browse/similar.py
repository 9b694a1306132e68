"""Programs like a program, for a teacher who looks further: found in the snapshot, never an older one."""

from __future__ import annotations

from itertools import chain

from catalog.browse.eligibility.teacher import SUBJECTS
from catalog.browse.facets import AnyRecord
from catalog.browse.selection import Selection
from catalog.browse.snapshot import Snapshot
from catalog.programs.supports import supports_of
from catalog.schema.vocabulary import type_of

_LATEST_FIRST = Selection(sort="seen")


def find_similar(snapshot: Snapshot, record: AnyRecord, state: str | None = None, most: int = 4) -> list[str]:
    """Return the slugs of the programs most like a record, the closest first, at most `most`.

    They share its kind or its school subject, and teachers of the same places can take part: of `state` where the teacher
    who asks has said it, else of the states that the record names, else nationwide. Programs that ended or are probably
    over are left out.
    """
    near = _reach(snapshot.current(), record, state)
    subjects = [code for code in record.focus if code in SUBJECTS]
    same_kind = near.with_values("form", record.form)
    # from close to less close: of one kind and subject, of one kind, of one subject
    steps = [same_kind]
    if subjects:
        steps = [same_kind.with_values("focus", subjects), same_kind, near.with_values("focus", subjects)]
    of_type = [type_of(supports_of(record)).code]
    sets = chain.from_iterable((step.with_values("type", of_type), step) for step in steps)
    found = dict.fromkeys(chain.from_iterable(programs.first(_LATEST_FIRST, most + 1) for programs in sets))
    return [slug for slug in found if slug != record.slug][:most]


def _reach(programs: Snapshot, record: AnyRecord, state: str | None) -> Snapshot:
    """Return the programs for teachers of the same places."""
    states = [state] if state else record.serves_states
    return programs.with_values("state", states) if states else programs.with_values("scope", ["national"])
