"""Programs that wait for an editor: for a change to be decided on, for a dead link to be mended."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from catalog.links.selectors import links_of
from catalog.models import LinkCheck, LinkOutcome, Program, ProgramVersion, Publication, VersionState

LATELY = datetime.timedelta(days=90)  # how long a rejection is told of


def with_pending_change(programs: QuerySet[Program]) -> QuerySet[Program]:
    """Those whose pending version would change what the public sees: not drafts, which are pending altogether."""
    pending = ProgramVersion.objects.filter(program=OuterRef("pk"), state=VersionState.PENDING)
    return programs.exclude(publication=Publication.DRAFT).filter(Exists(pending))


def waiting(author: User | None = None) -> QuerySet[ProgramVersion]:
    """The versions that wait for a reviewer, changes and drafts; `author` limits them to one person's."""
    versions = ProgramVersion.objects.filter(state=VersionState.PENDING)
    return versions.filter(user=author) if author else versions


def rejected(author: User | None = None) -> QuerySet[ProgramVersion]:
    """The recently rejected versions that no newer version follows, without those that their author withdrew."""
    newer = ProgramVersion.objects.filter(program=OuterRef("program"), number__gt=OuterRef("number"))
    versions = ProgramVersion.objects.filter(
        ~Exists(newer), state=VersionState.REJECTED, withdrawn=False, decided__gt=timezone.now() - LATELY
    )
    return versions.filter(user=author) if author else versions


def with_dead_link(programs: QuerySet[Program]) -> QuerySet[Program]:
    """Those of which the website or a source was dead when last asked for."""
    dead = set(LinkCheck.objects.filter(outcome=LinkOutcome.DEAD).values_list("url", flat=True))
    if not dead:
        return programs.none()
    current = ProgramVersion.objects.filter(current_of__isnull=False)
    return programs.filter(current__in=[key for key, urls in links_of(current, "pk") if not dead.isdisjoint(urls)])
