"""manage.py check_links"""

from functools import partial
from typing import Any

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from catalog.links import services
from catalog.links.fetch.check import check
from catalog.links.fetch.throttle import Throttle
from catalog.management.command import RecordCommand
from catalog.models import LinkOutcome, LinkRun


class Command(RecordCommand):
    """Check every website and source in the records, politely."""

    help = (
        "Check every link of published, pending and draft records, one request at a time for each host. "
        "An interrupted run continues the next time. Only one run works at a time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=_positive, metavar="N", help="check at most N links, the longest unchecked first")
        parser.add_argument("--again", nargs="+", metavar="URL", help="check only these, now")
        parser.add_argument("--pause", type=float, default=1, help="seconds to wait after each answer of a host (default 1)")
        parser.add_argument("--run", type=int, metavar="KEY", help="continue a run that was started in the admin")

    def handle(
        self,
        *args: Any,
        limit: int | None,
        again: list[str] | None,
        pause: float,
        run: int | None,
        verbosity: int,
        **options: Any,
    ) -> None:
        ask = partial(check, fetcher=services.make_fetcher(Throttle(pause).turn))
        if again:
            self._again(again, ask)
            return
        under_way = self._run(run, limit)
        # disable=None: a bar on a terminal, silence in a pipe or log
        disable = None if verbosity else True
        with tqdm(
            total=under_way.total, initial=under_way.done, desc="checking", unit=" links", disable=disable, file=self.stderr._out
        ) as bar:
            try:
                outcomes = services.carry_out(under_way, ask, limit=limit, report=lambda run: bar.update(run.done - bar.n))
            except services.OfflineError:
                raise CommandError("No host has answered: is this machine connected? Nothing was saved.") from None
            except services.RunTakenOverError:
                raise CommandError("Another process continues this run. This one has stopped.") from None
            except KeyboardInterrupt:
                bar.close()
                raise CommandError(
                    f"Stopped at {under_way.done} of {under_way.total} links. check_links continues from there.", returncode=130
                ) from None
        counts = ", ".join(f"{outcomes[outcome]} {_WORDS[outcome]}" for outcome in LinkOutcome if outcomes[outcome])
        self.stdout.write(f"{outcomes.total()} links checked: {counts or 'none was left to check'}.")

    def _run(self, key: int | None, limit: int | None) -> LinkRun:
        try:
            return LinkRun.objects.get(pk=key, finished=None) if key else services.start_run(limit=limit)
        except LinkRun.DoesNotExist:
            raise CommandError(f"There is no unfinished run {key}.") from None
        except services.RunInProgressError as error:
            raise CommandError(f"Another run is working: {error.run}. Wait until it ends.") from None

    def _again(self, urls: list[str], ask: Any) -> None:
        try:
            found = services.check_again(urls, ask)
        except ValueError as error:
            raise CommandError(f"{error}: nothing was checked.") from None
        for url in urls:
            self.stdout.write(f"{url}: {_WORDS[LinkOutcome(found[url].outcome)]}. {found[url].reason}".rstrip())


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


_WORDS = {
    LinkOutcome.OK: "answer",
    LinkOutcome.MOVED: "moved",
    LinkOutcome.DEAD: "dead",
    LinkOutcome.FAILING: "failing",
    LinkOutcome.REFUSED: "not asked",
}
