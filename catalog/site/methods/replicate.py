"""Replicate the article: each claim of the study with its query, its number in every edition, and a verdict."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from catalog.browse.decorators import from_snapshot
from catalog.browse.editions.claims import Claim, ClaimFigure, ClaimTest, ClaimVerdict, claims, count_verdicts, measure_claim
from catalog.browse.editions.edition import Edition
from catalog.browse.editions.edition import edition as edition_of
from catalog.browse.filterset import Ignored, parse
from catalog.browse.selection import Selection, is_tidy
from catalog.browse.snapshot import Snapshot
from catalog.common.percent import exact_percent, interval_text, percent, wilson_interval
from catalog.common.urls import absolute
from catalog.exports.provenance import repeat
from catalog.releases.selectors import releases
from catalog.serving.limits import limit_concurrency
from catalog.site.context import FOOTNOTE
from catalog.site.edition_notices import switches
from catalog.site.feeds import refused
from catalog.spreadsheets.csv_table import escape_formula
from typology import Rule

CSV_COLUMNS = (
    *("claim", "source", "text", "test", "edition", "date", "rule", "query", "count", "total"),
    *("percent", "percent_low", "percent_high", "verdict", "note"),
)


@dataclass(frozen=True)
class Measured:
    """A claim with its figure in each edition, in the order of the editions."""

    claim: Claim
    figures: tuple[ClaimFigure, ...]


@dataclass(frozen=True)
class Replication:
    """The claims measured in the catalog now and in each release, under changed rules."""

    rules: Rule
    editions: tuple[Edition, ...]
    measured: tuple[Measured, ...]
    ignored: tuple[Ignored, ...]

    def address(self, path: str, rules: Rule | None = None) -> str:
        """Return the address of these claims under `path`, or that under other rules."""
        codes = [("rule", code) for code in (self.rules if rules is None else rules).codes]
        return f"{path}?{urlencode(codes)}" if codes else path


def replicate_claims(given: QueryDict, live: Snapshot) -> Replication:
    """Read the rules of a query and measure every claim. Parameters and values that cannot be used are in `ignored`."""
    parsed = parse(given, live)
    rules = parsed.selection.rules
    others = list(QueryDict(replace(parsed.selection, rules=Rule(0)).query()))
    problem = "“{}” does not apply here: every claim has its own query, and every release its own column"
    ignored = (*parsed.ignored, *(Ignored(name, given.get(name, ""), problem.format(name)) for name in others))
    found = (edition_of(live), *(edition_of(live, release.version) for release in releases()))
    editions = tuple(one.under(rules) for one in found)
    measured = (Measured(claim, tuple(measure_claim(claim, one) for one in editions)) for claim in claims()[0])
    return Replication(rules, editions, tuple(measured), ignored)


@from_snapshot
@limit_concurrency
def replicate(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/methods/replicate/?rule=…`: the claims of the study, now and in each release."""
    found = replicate_claims(request.GET, snapshot)
    path = reverse("replicate")
    if not found.ignored and not is_tidy(request.GET):
        return HttpResponse(status=302, headers={"Location": found.address(path)})
    robust = count_verdicts(edition_of(snapshot), [one.claim for one in found.measured])
    context = {
        "page_title": "Replicate the article",
        "page_description": "Each claim of the study with its query, its number now and in each release, and a verdict.",
        "breadcrumbs": [{"label": "Methods", "url": reverse("methods")}],
        "ignored": [str(entry) for entry in found.ignored],
        "rules": found.rules,
        "as_coded_url": path,
        "switches": switches(Selection(rules=found.rules), lambda other: found.address(path, other.rules)),
        "editions": [_name(one) for one in found.editions],
        "groups": [
            {
                "source": name,
                "code": source,
                "claims": [_present(one, robust) for one in found.measured if one.claim.source == source],
            }
            for source, name in claims()[1].items()
        ],
        "tests": [(test.value, test.statement) for test in ClaimTest],
        "csv_url": found.address(reverse("replicate_csv")),
        "json_url": found.address(reverse("replicate_json")),
        "revision": {"number": snapshot.revision},
    }
    return render(request, "methods/replicate.html", context)


@from_snapshot
@limit_concurrency
def replicate_csv(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/methods/replicate.csv?rule=…`: one row for each claim and edition; 400 on an unknown parameter or value."""
    found = replicate_claims(request.GET, snapshot)
    if found.ignored:
        return refused(found.ignored)
    rows = list_rows(request, found)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*CSV_COLUMNS, "about"])
    constant = repeat([FOOTNOTE], len(rows))
    for row in rows:
        writer.writerow([*(escape_formula(str(row[name])) for name in CSV_COLUMNS), *next(constant)])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="replicate-the-article.csv"'
    return response


@from_snapshot
@limit_concurrency
def replicate_json(request: HttpRequest, snapshot: Snapshot) -> HttpResponse:
    """`/methods/replicate.json?rule=…`: the same rows as JSON; 400 on an unknown parameter or value."""
    found = replicate_claims(request.GET, snapshot)
    if found.ignored:
        return refused(found.ignored)
    about = {
        "address": absolute(request, found.address(reverse("replicate"))),
        "revision": snapshot.revision,
        "rule": found.rules.code or None,
        "tests": {test.value: test.statement for test in ClaimTest},
        "sources": dict(claims()[1]),
        "notice": FOOTNOTE,
    }
    return JsonResponse({"about": about, "claims": list_rows(request, found)}, json_dumps_params={"ensure_ascii": False})


def list_rows(request: HttpRequest, found: Replication) -> list[dict[str, Any]]:
    """Return a row for each claim and edition, with the columns of CSV_COLUMNS."""
    return [
        {
            "claim": one.claim.id,
            "source": one.claim.source,
            "text": one.claim.text,
            "test": one.claim.test.value,
            "edition": edition.release.version if edition.release else "now",
            "date": edition.date.isoformat(),
            "rule": found.rules.code,
            "query": absolute(request, _address(one.claim, figure)) if figure.selection else "",
            "count": figure.count if figure.selection else "",
            "total": figure.total if figure.selection else "",
            **_shares(one.claim, figure),
            "verdict": figure.verdict.value,
            "note": one.claim.note,
        }
        for one in found.measured
        for edition, figure in zip(found.editions, one.figures, strict=True)
    ]


def _shares(claim: Claim, figure: ClaimFigure) -> dict[str, str]:
    if not _is_share(claim, figure):
        return {"percent": "", "percent_low": "", "percent_high": ""}
    low, high = (f"{100 * limit:.2f}" for limit in wilson_interval(figure.count, figure.total))
    return {"percent": exact_percent(figure.count, figure.total), "percent_low": low, "percent_high": high}


def _is_share(claim: Claim, figure: ClaimFigure) -> bool:
    return claim.test in (ClaimTest.MAJORITY, ClaimTest.COMMON) and figure.total > 0


def _name(edition: Edition) -> str:
    return f"Release {edition.release.version}" if edition.release else "The catalog now"


def _address(claim: Claim, figure: ClaimFigure) -> str:
    """Return the address of the query: the programs that are counted, or the counts of the kinds that the claim names."""
    assert figure.selection
    if claim.test != ClaimTest.EACH:
        return figure.selection.address()
    return f"{reverse('explore')}?rows={claim.facet}&{figure.selection.query()}"


def _present(one: Measured, robust: Any) -> dict[str, Any]:
    claim, counts = one.claim, robust[one.claim.id]
    return {
        "id": claim.id,
        "text": claim.text,
        "note": claim.note,
        "test": claim.test.value,
        "figures": [_figure(claim, figure) for figure in one.figures],
        "supported": counts[ClaimVerdict.SUPPORTED],
        "combinations": sum(counts.values()) if counts[ClaimVerdict.CANNOT_BE_SAID] < sum(counts.values()) else 0,
    }


def _figure(claim: Claim, figure: ClaimFigure) -> dict[str, Any]:
    texts = {
        ClaimTest.EACH: f"{figure.count} of {figure.total} kinds found",
        ClaimTest.SIZE: f"{figure.count} programs",
    }
    share = f"{percent(figure.count, figure.total)} ({figure.count} of {figure.total})"
    return {
        "verdict": figure.verdict.value,
        "code": figure.verdict.name.lower(),
        "count": figure.count,
        "total": figure.total,
        "text": texts.get(claim.test, share) if figure.selection else "",
        "interval": interval_text(figure.count, figure.total) if _is_share(claim, figure) else "",
        "url": _address(claim, figure) if figure.selection else "",
    }
