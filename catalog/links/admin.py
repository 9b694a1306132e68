"""The admin's links page: start and watch a check of all links; list the results with the programs that use each link."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.admin_common.pages import admin_page, lead_to_form, page, person
from catalog.links import background, services
from catalog.links.fetch.check import RetryPolicy, check
from catalog.links.fetch.fetcher import Limits
from catalog.links.selectors import named_links
from catalog.models import LinkCheck, LinkOutcome, LinkRun, Program

PER_PAGE = 50
# first the outcomes that need a person
_ORDER = (LinkOutcome.DEAD, LinkOutcome.FAILING, LinkOutcome.MOVED, LinkOutcome.REFUSED, LinkOutcome.OK)
_TITLES = {
    LinkOutcome.DEAD: ("Dead", "Gone (404 or 410), or no answer for a week. The public page marks the link as dead."),
    LinkOutcome.FAILING: ("Failing", "The last check failed, perhaps temporarily. The public page does not mention it."),
    LinkOutcome.MOVED: ("Moved", "The server reports a new permanent address. You may enter it in the record."),
    LinkOutcome.REFUSED: ("Not a public address", "These addresses are not on the public web, so no check opens them."),
    LinkOutcome.OK: ("Working", "Nothing to do."),
}
# short, because the user waits
_SHORT_LIMITS = Limits(connect=5, silence=8, total=10)


@admin_page("catalog.view_linkcheck")
@require_safe
def links_page(request: HttpRequest) -> HttpResponse:
    """`/admin/links/`: the last check of all links, and the links by result (`outcome`, `page`)."""
    named = named_links()
    chosen = _outcome_of(request.GET.get("outcome", ""))
    checks = [check for check in LinkCheck.objects.all() if check.url in named]
    counts = Counter(check.outcome for check in checks)
    shown = Paginator([check for check in checks if check.outcome == chosen], PER_PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "admin/links/links.html",
        "Links",
        **_progress(request),
        tabs=[(outcome, _TITLES[outcome][0], counts[outcome]) for outcome in _ORDER],
        any_checked=bool(checks),
        unchecked=len(named) - len(checks),
        chosen=chosen,
        title_of_chosen=_TITLES[chosen][0],
        meaning=_TITLES[chosen][1],
        shown=shown,
        rows=_rows(shown.object_list, named),
    )


@admin_page("catalog.view_linkcheck")
@require_safe
def links_progress(request: HttpRequest) -> HttpResponse:
    """Return the progress of a check, which the page polls; after the end the page reloads."""
    progress = _progress(request)
    response = page(request, "admin/links/_progress.html", "Links", **progress)
    if progress["state"] != "at work":
        response["HX-Refresh"] = "true"
    return response


@admin_page("catalog.check_links")
def links_start(request: HttpRequest) -> HttpResponseBase:
    """Start a check, or resume an interrupted one, in a separate process."""
    if request.method != "POST":
        return lead_to_form(request, reverse("admin_links"))
    try:
        run = services.start_run(person(request))
    except services.RunInProgressError:
        messages.warning(request, "A check is already running. Wait for it to finish.")
    else:
        try:
            background.start("check_links", "--run", run.pk, "--verbosity", 0)
        except OSError as error:
            services.release_run(run)
            messages.error(request, f"The check could not be started: {error.strerror or error}.")
    return HttpResponseRedirect(reverse("admin_links"))


@admin_page("catalog.check_links")
def links_again(request: HttpRequest) -> HttpResponseBase:
    """Check one link (`url`) now and show the result."""
    if request.method != "POST":
        return lead_to_form(request, reverse("admin_links"))
    url = request.POST.get("url", "")
    check_now = partial(check, fetcher=services.make_fetcher(limits=_SHORT_LIMITS), policy=RetryPolicy(retries=0))
    try:
        found = services.check_again([url], check_now)[url]
    except ValueError:
        messages.error(request, "Not checked: no record uses this address any more.")
    else:
        label = LinkOutcome(found.outcome).label
        say = messages.success if found.outcome == LinkOutcome.OK else messages.warning
        say(request, f"Checked {url}: {label[:1].lower()}{label[1:]}. {found.reason}".strip())
    query = {"outcome": _outcome_of(request.POST.get("outcome", "")), "page": request.POST.get("page", "")}
    return HttpResponseRedirect(f"{reverse('admin_links')}?{urlencode({key: value for key, value in query.items() if value})}")


def _outcome_of(outcome: str) -> LinkOutcome:
    return LinkOutcome(outcome) if outcome in LinkOutcome.values else LinkOutcome.DEAD


def _progress(request: HttpRequest) -> dict[str, Any]:
    """The last run and its state: none, at work, cut off, finished, or without a network."""
    run = LinkRun.objects.select_related("user").first()
    if run is None:
        state = "none"
    elif services.is_running(run):
        state = "at work"
    elif run.finished is None:
        state = "cut off"
    else:
        state = "finished" if run.done >= run.total else "no network"
    return {"run": run, "state": state, "may_check": request.user.has_perm("catalog.check_links")}


def _rows(checks: Iterable[LinkCheck], named: Mapping[str, tuple[int, ...]]) -> list[dict[str, Any]]:
    """Return each check with the programs that use its address, and the first day of the same result if earlier."""
    programs = Program.objects.select_related("current").in_bulk({key for check in checks for key in named[check.url]})
    return [
        {"check": check, "since": _since(check), "programs": [_program(programs[key]) for key in named[check.url]]}
        for check in checks
    ]


def _since(check: LinkCheck) -> datetime.datetime | None:
    since = check.failing_since
    return since if since and timezone.localdate(since) != timezone.localdate(check.checked) else None


def _program(program: Program) -> dict[str, str]:
    return {"name": program.name, "form": reverse("admin:catalog_program_change", args=[program.pk])}
