"""Coding by people: programs are assigned at random, and each person codes a program once, without seeing other codings."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalog.coding.record import validate_coding
from catalog.common import clock
from catalog.models import CoderKind, Coding, CodingTask, Program, Publication, Review
from catalog.models.coding import kind_of
from catalog.programs.codebook import current_codebook
from catalog.programs.publishing.revision import bump, one_writer, restamp
from catalog.schema.errors import InvalidRecord, RecordProblem

AT_ONCE = 20  # open programs per person; with more, people could pick the easy ones


class CannotAssign(ValueError):
    """Raised when no programs can be assigned; the message says why."""


class CannotCode(ValueError):
    """Raised when a task is closed; the message says why. Nothing was written."""


@transaction.atomic
def assign(user: User, count: int, rng: random.Random | None = None) -> tuple[CodingTask, ...]:
    """Assign `count` programs to a person: a simple random sample without replacement, or all that are left.

    Only published programs qualify whose codes the person cannot know: never assigned to, coded or reviewed by them, no
    version written or decided by them, no coding decided by them. `rng` is for tests.

    Raises CannotAssign for a count below 1, if more than AT_ONCE would be open, and if no program is left.
    """
    if count < 1:
        raise CannotAssign("Request at least one program.")
    one_writer()
    still_open = len(open_tasks(user))
    if still_open + count > AT_ONCE:
        raise CannotAssign(
            f"You can have at most {AT_ONCE} open programs, and you have {still_open}. Code those first: the sample is random "
            "only if coders do not pick."
        )
    left = Program.objects.filter(publication=Publication.PUBLISHED)
    left = left.exclude(pk__in=CodingTask.objects.filter(user=user).values("program"))
    left = left.exclude(pk__in=Coding.objects.filter(user=user).values("program"))
    left = left.exclude(pk__in=Program.objects.filter(Q(versions__user=user) | Q(versions__decided_by=user)).values("pk"))
    left = left.exclude(pk__in=Review.objects.filter(user=user).values("program"))
    left = left.exclude(pk__in=Coding.objects.filter(decision__user=user).values("program"))
    keys = list(left.order_by("pk").values_list("pk", flat=True))
    if not keys:
        raise CannotAssign("No program is left for you to code: you have seen the codes of all others.")
    drawn = (rng or random.SystemRandom()).sample(keys, min(count, len(keys)))
    now = timezone.now()
    tasks = tuple(CodingTask.objects.create(program_id=key, user=user, assigned_at=now) for key in drawn)
    restamp()  # the methods page shows the number of assigned programs
    return tasks


@transaction.atomic
def code(
    task: CodingTask,
    supports: Mapping[str, Any],
    page: str | None,
    confidence: str,
    attributes: Mapping[str, Sequence[str]] | None = None,
) -> Coding:
    """Save a person's coding of an assigned program under the present codebook, and close the task.

    `supports` maps each support's code to ``{"present": bool, "evidence": str}``, for recognize also ``"basis"``; all may
    be absent. `page` is the address of the page read. `attributes` holds the codes of the fields that were coded too
    (catalog.coding.attributes). The person's number (H1, H2 …) is assigned with the first coding.
    Raises InvalidRecord, and CannotCode if the task is done or the program no longer published.
    """
    one_writer()
    task = CodingTask.objects.select_related("program__current", "user").get(pk=task.pk)
    if task.done:
        raise CannotCode("You already coded this program. A coding cannot be changed.")
    if task.program.publication != Publication.PUBLISHED:
        raise CannotCode("This program is no longer published, so there is nothing to code.")
    coder, today = number_of(task.user), clock.today()
    known = page is not None and page.strip() in {source.url for source in task.program.record.sources}
    line = {
        "slug": task.program.slug,
        "coder": coder,
        "codebook": current_codebook(),
        "read": today.isoformat(),
        "page": page,
        "same_page": known,
        "supports": {name: dict(support) for name, support in supports.items()},
        "attributes": {name: list(codes) for name, codes in (attributes or {}).items()},
        "confidence": confidence,
    }
    problems = [] if page else [RecordProblem("page", "is empty", "the address of the page you read")]
    try:
        coding = validate_coding(line)
    except InvalidRecord as error:
        problems += error.problems
    if problems:
        raise InvalidRecord(problems)
    now = timezone.now()
    written = Coding.objects.create(
        program=task.program,
        coder=coder,
        codebook=coding["codebook"],
        kind=CoderKind.HUMAN,
        user=task.user,
        supports=coding["supports"],
        attributes=coding.get("attributes", {}),
        confidence=coding["confidence"],
        page=coding["page"],
        same_page=known,
        read=datetime.date.fromisoformat(coding["read"]),
        time=now,
    )
    CodingTask.objects.filter(pk=task.pk).update(done=now)
    bump()
    return written


def open_tasks(user: User) -> list[CodingTask]:
    """Return the person's open tasks on published programs, in the order of assignment."""
    found = CodingTask.objects.filter(user=user, done=None, program__publication=Publication.PUBLISHED)
    return list(found.select_related("program__sponsor", "program__current"))


def number_of(user: User) -> str:
    """Return a user's coder number: the existing one, else the next unused number."""
    known = Coding.objects.filter(user=user).values_list("coder", flat=True).first()
    if known:
        return known
    numbers = Coding.objects.values_list("coder", flat=True).distinct()
    return f"H{max((int(coder[1:]) for coder in numbers if kind_of(coder) == CoderKind.HUMAN), default=0) + 1}"
