"""Programs and versions that need an editor: pending changes, rejections, dead links."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from catalog.links.selectors import links_of
from catalog.models import LinkCheck, LinkOutcome, Program, ProgramVersion, Publication, UnfinishedDraft, VersionState
from catalog.programs.history.versions import REJECTION_SHOWN


def with_pending_change(programs: QuerySet[Program]) -> QuerySet[Program]:
    """Return the programs with a pending version, without drafts."""
    pending = ProgramVersion.objects.filter(program=OuterRef("pk"), state=VersionState.PENDING)
    return programs.exclude(publication=Publication.DRAFT).filter(Exists(pending))


def pending_versions(author: User | None = None) -> QuerySet[ProgramVersion]:
    """Return the pending versions, changes and drafts; only those of `author` if given."""
    versions = ProgramVersion.objects.filter(state=VersionState.PENDING)
    return versions.filter(user=author) if author else versions


def unfinished_drafts(author: User | None = None) -> QuerySet[UnfinishedDraft]:
    """Return the drafts that were not sent for review yet, oldest first; only those of `author` if given."""
    drafts = UnfinishedDraft.objects.all()
    return drafts.filter(user=author) if author else drafts


def recent_rejections(author: User | None = None) -> QuerySet[ProgramVersion]:
    """Return recently rejected versions without a newer version, except those that their author withdrew."""
    newer = ProgramVersion.objects.filter(program=OuterRef("program"), number__gt=OuterRef("number"))
    versions = ProgramVersion.objects.filter(
        ~Exists(newer), state=VersionState.REJECTED, withdrawn=False, decided__gt=timezone.now() - REJECTION_SHOWN
    )
    return versions.filter(user=author) if author else versions


def with_dead_link() -> frozenset[int]:
    """Return the keys of the programs whose website or a source was dead at the last check."""
    dead = set(LinkCheck.objects.filter(outcome=LinkOutcome.DEAD).values_list("url", flat=True))
    if not dead:
        return frozenset()
    current = ProgramVersion.objects.filter(current_of__isnull=False)
    return frozenset(key for key, urls in links_of(current, "program_id") if not dead.isdisjoint(urls))
