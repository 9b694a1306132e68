"""Link checks: a run over every address the records name, and what becomes of each.

The network is never asked within a transaction: each finding is written as it comes, in a small one of its own.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Container, Iterable
from contextlib import closing
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.links.fetch.batch import WORKERS, checked
from catalog.links.fetch.check import Finding, LinkFinding
from catalog.links.fetch.guard import Fetcher, Limits, Turn, any_time
from catalog.links.selectors import named_links
from catalog.models import LinkCheck, LinkOutcome, LinkRun
from catalog.programs.revision import one_writer, restamp

Check = Callable[[str], LinkFinding]

STALE = datetime.timedelta(minutes=2)  # without a sign of life, a run has ended
RESUMED = datetime.timedelta(days=1)  # an older run is not taken up: what it found is too old
DEAD_AFTER = datetime.timedelta(days=7)  # of silence
# where so many hosts were asked and none has answered, it is our own network that is missing: in a whole run, and at its start
ALL_SILENT, SILENT_AT_FIRST = 5, 20
LONGEST_ADDRESS, LONGEST_REASON = 2_000, 200  # that a LinkCheck holds


class RunUnderWay(Exception):
    """Raised where a run is begun while another is at work; `run` is that one."""

    def __init__(self, run: LinkRun):
        self.run = run
        super().__init__(str(run))


class TakenOver(Exception):
    """Raised in a run that was silent so long that another process has taken it up."""


class NoNetwork(Exception):
    """Raised where no host at all answers: the run ends, and says nothing of the links."""


def fetcher(turn: Turn = any_time, limits: Limits | None = None) -> Fetcher:
    """A guarded fetcher that asks in this catalog's name, as the settings allow."""
    where = f"; +{settings.PUBLIC_URL}" if settings.PUBLIC_URL else ""
    agent = f"TeacherLeadershipProgramCatalog (link check{where})"
    return Fetcher(agent, allow_private=settings.ALLOW_PRIVATE_LINKS, limits=limits, turn=turn)


def is_at_work(run: LinkRun) -> bool:
    """Whether a run is unfinished and has given a sign of life of late."""
    return run.finished is None and run.beat > timezone.now() - STALE


@transaction.atomic
def begin(user: User | None = None, limit: int | None = None) -> LinkRun:
    """Begin a run, or take up the last one where it was cut off within a day.

    Checks of addresses that no record names any more are forgotten. `limit` is how many addresses to ask at most.
    Raises RunUnderWay where one is at work.
    """
    one_writer()
    now = timezone.now()
    run = LinkRun.objects.filter(finished=None).first()
    if run and is_at_work(run):
        raise RunUnderWay(run)
    LinkRun.objects.filter(finished=None, started__lte=now - RESUMED).update(finished=now)
    if run is None or run.started <= now - RESUMED:
        run = LinkRun(user=user, started=now)
    named = named_links()
    _forget_others(named)
    run.done = LinkCheck.objects.filter(checked__gte=run.started).count()
    run.total = run.done + len(_left(run, named, limit))
    run.beat = now
    run.save()
    return run


def carry_out(
    run: LinkRun,
    check: Check,
    *,
    limit: int | None = None,
    workers: int = WORKERS,
    tell: Callable[[LinkRun], object] = lambda run: None,
) -> Counter[str]:
    """Check what a run has left, the longest unchecked first; how many addresses came to each outcome.

    `tell` is called after every finding. Raises TakenOver and NoNetwork. Cut off by any exception, the run can be
    taken up at once.
    """
    outcomes: Counter[str] = Counter()
    held: list[tuple[str, LinkFinding]] = []
    reached = False
    try:
        with closing(checked(_left(run, named_links(), limit), check, workers=workers)) as results:
            for result in results:
                ready = [result] if result else []
                if result and result[1].finding == Finding.SILENT and not reached:
                    # kept back until anything answers: without a network every link is silent
                    held.append(result)
                    ready = []
                    if _hosts(held) >= SILENT_AT_FIRST:
                        raise NoNetwork
                elif result and result[1].finding != Finding.REFUSED:
                    reached = True
                    ready, held = held + ready, []
                outcomes += _write(ready, run)
                tell(run)
        if _hosts(held) >= ALL_SILENT:
            raise NoNetwork
        outcomes += _write(held, run)
        _finish(run)
    except NoNetwork:
        _finish(run)
        raise
    except TakenOver:
        raise
    except BaseException:
        let_go(run)
        raise
    return outcomes


def let_go(run: LinkRun) -> None:
    """Leave an unfinished run for anybody to take up at once."""
    LinkRun.objects.filter(pk=run.pk, beat=run.beat).update(beat=run.beat - STALE)


def check_again(urls: Iterable[str], check: Check) -> dict[str, LinkCheck]:
    """Check these addresses at once, outside any run, and give what became of each.

    Raises ValueError, before any is asked, for one that no record names.
    """
    wanted = list(dict.fromkeys(urls))
    if strange := set(wanted) - set(named_links()):
        raise ValueError(f"No record names {', '.join(sorted(strange))}")
    for result in checked(wanted, check):
        if result:
            _write([result])
    return {check.url: check for check in LinkCheck.objects.filter(url__in=wanted)}


def _forget_others(named: Container[str]) -> None:
    others = [key for key, url in LinkCheck.objects.values_list("pk", "url") if url not in named]
    for start in range(0, len(others), 500):
        LinkCheck.objects.filter(pk__in=others[start : start + 500]).delete()


def _left(run: LinkRun, named: Iterable[str], limit: int | None) -> list[str]:
    """The addresses a run has still to ask: first those never checked, then the longest unchecked."""
    last = dict(LinkCheck.objects.values_list("url", "checked"))
    left = [url for url in named if url not in last or last[url] < run.started]
    left.sort(key=lambda url: (url in last, last.get(url, run.started)))
    return left[:limit]


@transaction.atomic
def _write(results: list[tuple[str, LinkFinding]], run: LinkRun | None = None) -> Counter[str]:
    """Keep what was found; pages change only where a dead link comes, goes or has another day."""
    one_writer()
    now = timezone.now()
    if run:
        _beat(run, now, len(results))
    outcomes: Counter[str] = Counter()
    news = False
    for url, found in results:
        before = LinkCheck.objects.filter(url=url).first()
        after = judged(before, url, found, now)
        after.save()
        outcomes[after.outcome] += 1
        news |= _dead_day(before) != _dead_day(after)
    if news:
        restamp()
    return outcomes


def judged(before: LinkCheck | None, url: str, found: LinkFinding, now: datetime.datetime) -> LinkCheck:
    """What a finding makes of an address, given the check before: unsaved.

    A page that is gone is dead; so is one that nothing has answered for a week. What was dead stays so until something
    answers. A refusal is an answer.
    """
    outcome, since = _OF_FINDING[found.finding], None
    if found.finding in (Finding.GONE, Finding.SILENT):
        since = (before.failing_since if before else None) or now
        if now - since >= DEAD_AFTER or (before and before.outcome == LinkOutcome.DEAD):
            outcome = LinkOutcome.DEAD
    return LinkCheck(
        pk=before.pk if before else None,
        url=url,
        checked=now,
        outcome=outcome,
        status=found.status,
        moved_to=found.moved_to if len(found.moved_to) <= LONGEST_ADDRESS else "",  # cut, it would lead nowhere
        reason=found.reason[:LONGEST_REASON],
        failing_since=since,
    )


def _dead_day(check: LinkCheck | None) -> datetime.date | None:
    return timezone.localdate(check.checked) if check and check.outcome == LinkOutcome.DEAD else None


def _beat(run: LinkRun, now: datetime.datetime, done: int = 0) -> None:
    """A sign of life; TakenOver where somebody else has given one meanwhile."""
    mine = LinkRun.objects.filter(pk=run.pk, beat=run.beat, finished=None)
    if not mine.update(beat=now, done=run.done + done):
        raise TakenOver
    run.beat, run.done = now, run.done + done


def _finish(run: LinkRun) -> None:
    run.finished = timezone.now()
    run.save(update_fields=["finished"])


def _hosts(results: Iterable[tuple[str, LinkFinding]]) -> int:
    return len({urlsplit(url).hostname for url, _ in results})


_OF_FINDING = {
    Finding.ANSWERS: LinkOutcome.OK,
    Finding.MOVED: LinkOutcome.MOVED,
    Finding.GONE: LinkOutcome.DEAD,
    Finding.UNWILLING: LinkOutcome.FAILING,
    Finding.SILENT: LinkOutcome.FAILING,
    Finding.REFUSED: LinkOutcome.REFUSED,
}
