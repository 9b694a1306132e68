"""What the pages of the weekly review and of the quick edit show of a program."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from catalog.common.clock import today
from catalog.models import LinkCheck, LinkOutcome, Verdict
from catalog.programs import display
from catalog.programs.dates.deadlines import deadline_of
from catalog.programs.facts import describe_sources, describe_supports, fact
from catalog.programs.supports import supports_of
from catalog.reviews.review_queue import QueueEntry, urls_of
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import vocabulary
from typology import derive


def present_record(record: ProgramRecord) -> dict[str, Any]:
    """Return what the page shows of a record: type, facts that go out of date, supports, and sources with link checks."""
    derived = derive(supports_of(record))
    sources = describe_sources(record)
    checks = {check.url: check for check in LinkCheck.objects.filter(url__in=urls_of(record))}
    links = [{**source, "link": _link(checks.get(source["url"]))} for source in sources]
    website = record.website
    if website and website not in {source["url"] for source in sources}:
        links.append({"url": website, "title": "The program’s website", "read": "", "link": _link(checks.get(website))})
    deadline = display.deadline_text(record, deadline_of(record, today()))
    return {
        "summary": record.summary,
        "supports": derived.supports.codes,
        "combination": derived.supports.combination,
        "type": derived.label,
        "forms": display.forms(record),
        "facts": [
            fact("sponsor", record.sponsor),
            fact("serves_states", display.where(record)),
            fact("deadline_date", deadline, label="Deadline"),
            fact("status", vocabulary("status").label_of(record.status)),
            fact("evidence_year", str(record.evidence_year or "")),
            fact("eligibility", record.eligibility),
            fact("pays", vocabulary("pays").label_of(record.pays)),
        ],
        "supports_shown": describe_supports(record, sources),
        "links": links,
    }


def present_website(record: ProgramRecord) -> dict[str, Any]:
    """Return what the form says of the website: the result of its last check, and whether the sources name it."""
    check = LinkCheck.objects.filter(url=record.website).first() if record.website else None
    return {
        "link": _link(check) if record.website else None,
        "in_sources": any(source.url == record.website for source in record.sources),
    }


def _link(check: LinkCheck | None) -> dict[str, Any]:
    """Return the result of a link's last check in words, and whether it is bad."""
    if check is None:
        return {"text": "Link not checked yet", "bad": False}
    date = display.day(timezone.localdate(check.checked))
    bad = check.outcome in (LinkOutcome.DEAD, LinkOutcome.FAILING)
    reason = f": {check.reason}" if check.reason and bad else ""
    return {"text": f"{LinkOutcome(check.outcome).label}{reason}, {date}", "bad": bad}


def present_entry(entry: QueueEntry) -> dict[str, Any]:
    """Return what the list of the week shows of a program."""
    derived = derive(supports_of(entry.record))
    return {
        "entry": entry,
        "name": entry.record.name,
        "forms": display.forms(entry.record),
        "sponsor": entry.record.sponsor,
        "supports": derived.supports.codes,
        "combination": derived.supports.combination,
        "reasons": [reason.text for reason in entry.need.reasons],
        "verdict": Verdict(entry.review.verdict).label if entry.review else "",
    }
