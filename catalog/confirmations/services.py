"""Ask a program to confirm its entry, revoke the link, take the answer, and count it once an editor accepts it.

Requests and answers are not part of the published records, so they never change a release.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.confirmations.answers import describe_answers, is_running
from catalog.confirmations.selectors import RequestState, state_of
from catalog.models import ConfirmationRequest, Program, Publication, Suggestion, SuggestionKind, SuggestionOrigin
from catalog.programs.publishing.revision import one_writer, restamp


class CannotAsk(Exception):
    """Raised when a program is not published, so that it cannot be asked about its entry."""


class LinkClosed(Exception):
    """Raised when a link no longer works; `state` says why."""

    def __init__(self, state: RequestState):
        self.state = state
        super().__init__(state)


@transaction.atomic
def ask_program(program: Program, user: User) -> ConfirmationRequest:
    """Make a request with a new link. Links made before for this program stop working.

    Raises CannotAsk if the program is not published.
    """
    one_writer()
    program.refresh_from_db(fields=["publication"])
    if program.publication != Publication.PUBLISHED:
        raise CannotAsk(program.slug)
    now = timezone.now()
    ConfirmationRequest.objects.filter(program=program, answered=None, revoked=None).update(revoked=now)
    return ConfirmationRequest.objects.create(program=program, made=now, made_by=user)


@transaction.atomic
def revoke(request: ConfirmationRequest) -> bool:
    """Make a link stop working; return False, and change nothing, if it was answered or revoked before."""
    open_ = ConfirmationRequest.objects.filter(pk=request.pk, answered=None, revoked=None)
    return bool(open_.update(revoked=timezone.now()))


@transaction.atomic
def answer_request(request: ConfirmationRequest, answers: Mapping[str, Any], corrections: str) -> Suggestion:
    """Save a program's answer as a suggestion for the editors; its link stops working.

    `answers` are those of catalog.confirmations.answers, already valid. Raises LinkClosed, and writes nothing, if the link
    no longer works. Waits for no editor on PostgreSQL, only for another answer to the same link.
    """
    # the row's lock makes the link work once, even if a form is sent twice at the same time
    locked = ConfirmationRequest.objects.select_for_update(of=("self",)).select_related("program").get(pk=request.pk)
    now = timezone.now()
    if (state := state_of(locked, now)) != "open":
        raise LinkClosed(state)
    lines = [f"{question} {text}" for question, text in describe_answers(answers)]
    suggestion = Suggestion.objects.create(
        origin=SuggestionOrigin.PROGRAM,
        kind=SuggestionKind.CORRECTION,
        program=locked.program,
        text="\n".join([*lines, *([corrections] if corrections else [])]),
        answers=dict(answers),
        token=locked.key,
        created=now,
    )
    locked.answered, locked.suggestion = now, suggestion
    locked.save(update_fields=["answered", "suggestion"])
    return suggestion


def settle(suggestion: Suggestion) -> None:
    """Count the accepted answer of a program, in the caller's transaction: public pages then say that it confirmed."""
    changed = ConfirmationRequest.objects.filter(suggestion=suggestion).update(confirmed=is_running(suggestion.answers))
    if changed:
        restamp()
