"""Programs that wait for an editor: for a change to be decided on, for a dead link to be mended."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import LinkCheck, LinkOutcome, Program, ProgramVersion, Publication, Source, VersionState


def with_pending_change(programs: QuerySet[Program]) -> QuerySet[Program]:
    """Those whose pending version would change what the public sees: not drafts, which are pending altogether."""
    pending = ProgramVersion.objects.filter(program=OuterRef("pk"), state=VersionState.PENDING)
    return programs.exclude(publication=Publication.DRAFT).filter(Exists(pending))


def with_dead_link(programs: QuerySet[Program]) -> QuerySet[Program]:
    """Those of which the website or a source was dead when last asked for."""
    dead = LinkCheck.objects.filter(outcome=LinkOutcome.DEAD).values("url")
    return programs.filter(Q(website__in=dead) | Exists(Source.objects.filter(program=OuterRef("pk"), url__in=dead)))
