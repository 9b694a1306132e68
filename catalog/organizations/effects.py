"""What renaming an organization, or merging it into another, changes in programs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from catalog.models import Organization, ProgramVersion, UnfinishedDraft, VersionState
from catalog.organizations.selectors import PARTNER, SPONSOR, UNFINISHED, list_uses
from catalog.programs.organization_names import replace_names
from catalog.programs.storage import BATCH
from catalog.schema.validation import Record, canonical

_TEXTS = ("name", "summary")  # of a record


@dataclass(frozen=True)
class NameChange:
    """An old name and the one that replaces it."""

    old: str
    new: str

    def apply(self, record: Record) -> Record:
        """Return the record with the new name for the old one; an organization that is then named twice is named once."""
        return replace_names(record, lambda name: self.new if name == self.old else name)


@dataclass(frozen=True)
class AffectedVersion:
    """A version that names the organization, and its record with the new name."""

    version: ProgramVersion
    before: Record
    after: Record
    change: NameChange

    @property
    def roles(self) -> tuple[str, ...]:
        """What the organization is in it now: SPONSOR or PARTNER."""
        named = [(SPONSOR, [self.before.sponsor]), (PARTNER, self.before.partners)]
        return tuple(role for role, names in named if self.change.old in names)

    @property
    def dropped(self) -> str:
        """As what the new name is listed once less, because both names become one organization; empty if it is not."""
        if len(self.after.partners) == len(self.before.partners):
            return ""
        return "a partner" if self.after.sponsor == self.change.new else "a second partner"

    @property
    def mentions(self) -> tuple[str, ...]:
        """The texts that contain the old name, and keep it: "name", "summary"."""
        return tuple(field for field in _TEXTS if self.change.old in getattr(self.before, field))


@dataclass(frozen=True)
class ChangeEffects:
    """What a change of a name changes, and what it leaves.

    published   public versions, each replaced by one with the new name
    waiting     drafts and pending changes, which go on waiting with the new name
    unfinished  unfinished drafts in which the old name was typed
    kept        retired programs and rejected drafts, which keep the old name until they come back
    """

    change: NameChange
    published: tuple[AffectedVersion, ...]
    waiting: tuple[AffectedVersion, ...]
    unfinished: tuple[UnfinishedDraft, ...]
    kept: tuple[AffectedVersion, ...]

    @property
    def count(self) -> int:
        """Return how many programs and drafts change."""
        programs = {one.version.program_id for one in (*self.published, *self.waiting)}
        return len(programs) + len(self.unfinished)

    @cached_property
    def basis(self) -> str:
        """What a confirmation sends back to say which preview it confirms."""
        versions = [[one.version.pk for one in some] for some in (self.published, self.waiting, self.kept)]
        drafts = [[draft.pk, draft.number] for draft in self.unfinished]
        return hashlib.sha256(json.dumps([self.change.old, self.change.new, versions, drafts]).encode()).hexdigest()


def find_effects(change: NameChange) -> ChangeEffects:
    """Return what this change would do to the catalog as it is now. Writes nothing."""
    uses = list_uses([change.old])
    programs = sorted({use.key for use in uses if use.place != UNFINISHED})
    drafts = sorted({use.key for use in uses if use.place == UNFINISHED})
    published: list[AffectedVersion] = []
    waiting: list[AffectedVersion] = []
    kept: list[AffectedVersion] = []
    for one in _affected(programs, change):
        state = one.version.state
        if state == VersionState.PENDING:
            waiting.append(one)
        elif state == VersionState.PUBLISHED:
            published.append(one)
        else:
            kept.append(one)
    unfinished = UnfinishedDraft.objects.filter(pk__in=drafts)
    return ChangeEffects(change, tuple(published), tuple(waiting), tuple(unfinished), tuple(kept))


def replace_typed(draft: UnfinishedDraft, change: NameChange) -> None:
    """Put the new name into what was typed into a draft. Writes nothing."""
    slug = Organization.slug_for(change.old)
    for field in ("sponsor", "partners"):
        if field in draft.data:
            names = [change.new if Organization.slug_for(name) == slug else name for name in draft.data[field]]
            draft.data[field] = list(dict.fromkeys(names))


def _affected(programs: list[int], change: NameChange) -> Iterator[AffectedVersion]:
    """Yield the current and pending versions of these programs that name the organization, by name of the program."""
    in_use = ProgramVersion.objects.filter(Q(current_of__isnull=False) | Q(state=VersionState.PENDING))
    in_use = in_use.select_related("program", "user").order_by("name", "program_id")
    for start in range(0, len(programs), BATCH):
        for version in in_use.filter(program__in=programs[start : start + BATCH]):
            before = canonical(version.record)
            after = change.apply(before)
            if after is not before:
                yield AffectedVersion(version, before, after, change)
