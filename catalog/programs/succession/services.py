"""Hand over to a program what belonged to another one that it continues."""

from __future__ import annotations

from django.db.models import Q

from catalog.models import ConfirmationRequest, DistinctPair, FormerSlug, Program, Publication, Suggestion


def hand_over(program: Program, successor: Program) -> None:
    """Lead the addresses of a program to its successor, with all that still asks for an answer.

    Suggestions, requests to confirm and marks as distinct programs move. Versions, reviews and codings stay: they say what
    was read of this record (docs/decisions/0060). A draft has no address that anybody knows. The caller holds the
    transaction and is the only writer.
    """
    FormerSlug.objects.filter(program=program).update(program=successor)
    if program.publication != Publication.DRAFT:
        FormerSlug.objects.update_or_create(slug=program.slug, defaults={"program": successor})
    Suggestion.objects.filter(program=program).update(program=successor)
    ConfirmationRequest.objects.filter(program=program).update(program=successor)
    _move_pairs(program, successor)


def _move_pairs(program: Program, successor: Program) -> None:
    """Let what is distinct from the program be distinct from its successor too."""
    for pair in DistinctPair.objects.filter(Q(first=program) | Q(second=program)):
        other = pair.second_id if pair.first_id == program.pk else pair.first_id
        if other != successor.pk:
            first, second = sorted((other, successor.pk))
            known = {"user": pair.user, "time": pair.time}
            DistinctPair.objects.get_or_create(first_id=first, second_id=second, defaults=known)
        pair.delete()
