"""Hand over to a program what belonged to another one that it continues."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from catalog.models import ConfirmationRequest, DistinctPair, FormerSlug, Program, Publication, Suggestion


def hand_over(program: Program, successor: Program) -> None:
    """Lead the addresses of a program to its successor, with all that still asks for an answer.

    Suggestions, requests to confirm and marks as distinct programs move; a successor without a family gets this one.
    Versions, reviews and codings stay: they say what was read of this record (docs/decisions/0060). A draft has no address
    that anybody knows. The caller holds the transaction and is the only writer.
    """
    FormerSlug.objects.filter(program=program).update(program=successor)
    if program.publication != Publication.DRAFT:
        FormerSlug.objects.update_or_create(slug=program.slug, defaults={"program": successor})
    Suggestion.objects.filter(program=program).update(program=successor)
    ConfirmationRequest.objects.filter(program=program).update(program=successor)
    _close_older_links(successor)
    _move_pairs(program, successor)
    if program.family_id:
        Program.objects.filter(pk=successor.pk, family=None).update(family=program.family_id)


def _close_older_links(program: Program) -> None:
    """Let only the newest link of a program work, as after a new request: it is asked once."""
    unanswered = ConfirmationRequest.objects.filter(program=program, answered=None, revoked=None)
    if newest := unanswered.order_by("-made", "-pk").first():
        unanswered.exclude(pk=newest.pk).update(revoked=timezone.now())


def _move_pairs(program: Program, successor: Program) -> None:
    """Let what is distinct from the program be distinct from its successor too."""
    for pair in DistinctPair.objects.filter(Q(first=program) | Q(second=program)):
        other = pair.second_id if pair.first_id == program.pk else pair.first_id
        if other != successor.pk:
            first, second = sorted((other, successor.pk))
            known = {"user": pair.user, "time": pair.time}
            DistinctPair.objects.get_or_create(first_id=first, second_id=second, defaults=known)
        pair.delete()
