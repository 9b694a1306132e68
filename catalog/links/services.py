"""Check every link that the records name, and store the results.

No transaction is open during network requests: each result is written in a small one of its own.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Container, Iterable
from contextlib import closing, nullcontext
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.links.fetch.batch import WORKERS, check_all
from catalog.links.fetch.check import CheckResult, ResultKind
from catalog.links.fetch.fetcher import Fetcher, Limits, Turn
from catalog.links.selectors import named_links
from catalog.models import LinkCheck, LinkOutcome, LinkRun
from catalog.programs.publishing.revision import one_writer, restamp

Check = Callable[[str], CheckResult]

STALE = datetime.timedelta(minutes=2)  # a run without a sign of life for so long has ended
RESUMABLE = datetime.timedelta(days=1)  # an older run is not continued: its results are too old
DEAD_AFTER = datetime.timedelta(days=7)  # without an answer
# if none of so many hosts answers, this server is offline: in a whole run, and at its start
OFFLINE_TOTAL, OFFLINE_AT_START = 5, 20
MAX_ADDRESS, MAX_REASON = 2_000, 200  # the columns of LinkCheck
_OUTCOMES = {
    ResultKind.WORKS: LinkOutcome.OK,
    ResultKind.MOVED: LinkOutcome.MOVED,
    ResultKind.GONE: LinkOutcome.DEAD,
    ResultKind.DENIED: LinkOutcome.FAILING,
    ResultKind.NO_ANSWER: LinkOutcome.FAILING,
    ResultKind.NOT_ALLOWED: LinkOutcome.REFUSED,
}


class RunInProgressError(Exception):
    """Another run, `run`, is in progress."""

    def __init__(self, run: LinkRun):
        self.run = run
        super().__init__(str(run))


class RunTakenOverError(Exception):
    """This run was silent so long that another process has continued it."""


class OfflineError(Exception):
    """No host answers: the run ends without results."""


def make_fetcher(turn: Turn = nullcontext, limits: Limits | None = None) -> Fetcher:
    """Return a fetcher with this catalog's User-Agent and settings."""
    where = f"; +{settings.PUBLIC_URL}" if settings.PUBLIC_URL else ""
    agent = f"TeacherLeadershipProgramCatalog (link check{where})"
    return Fetcher(agent, allow_private=settings.ALLOW_PRIVATE_LINKS, limits=limits, turn=turn)


def is_running(run: LinkRun) -> bool:
    """Return whether a run is unfinished and has given a sign of life recently."""
    return run.finished is None and run.beat > timezone.now() - STALE


@transaction.atomic
def start_run(user: User | None = None, limit: int | None = None) -> LinkRun:
    """Start a run, or continue the last one if it was interrupted within a day; check at most `limit` addresses.

    Deletes the checks of addresses that no record names any more. Raises RunInProgressError.
    """
    one_writer()
    now = timezone.now()
    run = LinkRun.objects.filter(finished=None).first()
    if run and is_running(run):
        raise RunInProgressError(run)
    LinkRun.objects.filter(finished=None, started__lte=now - RESUMABLE).update(finished=now)
    if run is None or run.started <= now - RESUMABLE:
        run = LinkRun(user=user, started=now)
    named = named_links()
    _delete_others(named)
    run.done = LinkCheck.objects.filter(checked__gte=run.started).count()
    run.total = run.done + len(_remaining(run, named, limit))
    run.beat = now
    run.save()
    return run


def carry_out(
    run: LinkRun,
    check: Check,
    *,
    limit: int | None = None,
    workers: int = WORKERS,
    report: Callable[[LinkRun], object] = lambda run: None,
) -> Counter[str]:
    """Check the remaining addresses of a run, the longest unchecked first; return the number of addresses by outcome.

    Calls `report` after every result. Raises RunTakenOverError and OfflineError. After any other exception, the run can be
    continued at once.
    """
    outcomes: Counter[str] = Counter()
    unanswered: list[tuple[str, CheckResult]] = []
    is_online = False
    try:
        with closing(check_all(_remaining(run, named_links(), limit), check, workers=workers)) as results:
            for result in results:
                ready = [result] if result else []
                if result and result[1].kind == ResultKind.NO_ANSWER and not is_online:
                    # stored only once any host answers: without a network no link does
                    unanswered.append(result)
                    ready = []
                    if _count_hosts(unanswered) >= OFFLINE_AT_START:
                        raise OfflineError
                elif result and result[1].kind != ResultKind.NOT_ALLOWED:
                    is_online = True
                    ready, unanswered = unanswered + ready, []
                outcomes += _save_results(ready, run)
                report(run)
        if _count_hosts(unanswered) >= OFFLINE_TOTAL:
            raise OfflineError
        outcomes += _save_results(unanswered, run)
        _finish(run)
    except OfflineError:
        _finish(run)
        raise
    except RunTakenOverError:
        raise
    except BaseException:
        release_run(run)
        raise
    return outcomes


def release_run(run: LinkRun) -> None:
    """Mark an unfinished run as interrupted, so that anyone can continue it at once."""
    LinkRun.objects.filter(pk=run.pk, beat=run.beat).update(beat=run.beat - STALE)


def check_again(urls: Iterable[str], check: Check) -> dict[str, LinkCheck]:
    """Check these addresses now, outside any run; return the stored checks by address.

    Raises ValueError, before any request, if no record names one of them.
    """
    wanted = list(dict.fromkeys(urls))
    if unknown := set(wanted) - set(named_links()):
        raise ValueError(f"No record names {', '.join(sorted(unknown))}")
    for result in check_all(wanted, check):
        if result:
            _save_results([result])
    return {check.url: check for check in LinkCheck.objects.filter(url__in=wanted)}


def update_check(before: LinkCheck | None, url: str, result: CheckResult, now: datetime.datetime) -> LinkCheck:
    """Return the unsaved check that follows from a result and the check before it (decision 20).

    A page that is gone is dead, and so is one without an answer for a week. A dead link stays dead until anything answers,
    even if the answer is a denial.
    """
    outcome, since = _OUTCOMES[result.kind], None
    if result.kind in (ResultKind.GONE, ResultKind.NO_ANSWER):
        since = (before.failing_since if before else None) or now
        if now - since >= DEAD_AFTER or (before and before.outcome == LinkOutcome.DEAD):
            outcome = LinkOutcome.DEAD
    return LinkCheck(
        pk=before.pk if before else None,
        url=url,
        checked=now,
        outcome=outcome,
        status=result.status,
        moved_to=result.moved_to if len(result.moved_to) <= MAX_ADDRESS else "",  # a shortened address would be wrong
        reason=result.reason[:MAX_REASON],
        failing_since=since,
    )


def _delete_others(named: Container[str]) -> None:
    others = [key for key, url in LinkCheck.objects.values_list("pk", "url") if url not in named]
    for start in range(0, len(others), 500):
        LinkCheck.objects.filter(pk__in=others[start : start + 500]).delete()


def _remaining(run: LinkRun, named: Iterable[str], limit: int | None) -> list[str]:
    """Return the addresses a run has still to check: first those never checked, then the longest unchecked."""
    last = dict(LinkCheck.objects.values_list("url", "checked"))
    remaining = [url for url in named if url not in last or last[url] < run.started]
    remaining.sort(key=lambda url: (url in last, last.get(url, run.started)))
    return remaining[:limit]


@transaction.atomic
def _save_results(results: list[tuple[str, CheckResult]], run: LinkRun | None = None) -> Counter[str]:
    """Store the results. Public pages change only if a dead link appears, disappears or changes its date."""
    one_writer()
    now = timezone.now()
    if run:
        _beat(run, now, len(results))
    outcomes: Counter[str] = Counter()
    pages_change = False
    for url, result in results:
        before = LinkCheck.objects.filter(url=url).first()
        after = update_check(before, url, result, now)
        after.save()
        outcomes[after.outcome] += 1
        pages_change |= _dead_day(before) != _dead_day(after)
    if pages_change:
        restamp()
    return outcomes


def _dead_day(check: LinkCheck | None) -> datetime.date | None:
    return timezone.localdate(check.checked) if check and check.outcome == LinkOutcome.DEAD else None


def _beat(run: LinkRun, now: datetime.datetime, done: int) -> None:
    """Record a sign of life; raises RunTakenOverError if another process has recorded one since."""
    if not LinkRun.objects.filter(pk=run.pk, beat=run.beat, finished=None).update(beat=now, done=run.done + done):
        raise RunTakenOverError
    run.beat, run.done = now, run.done + done


def _finish(run: LinkRun) -> None:
    run.finished = timezone.now()
    run.save(update_fields=["finished"])


def _count_hosts(results: Iterable[tuple[str, CheckResult]]) -> int:
    return len({urlsplit(url).hostname for url, _ in results})
