"""The text of e-mails. They hold no address: the links in them open the alert."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from catalog.alerts.news import NewsItem
from catalog.alerts.topics import Topic
from catalog.common.language import gettext, use_language
from catalog.common.text import one_line
from catalog.models import Alert
from catalog.programs import display

MOST_ITEMS = 40  # in one e-mail; it leads to the page with all
_LONGEST_TITLE = 120


@dataclass(frozen=True)
class AlertLetter:
    """The subject and the text of an e-mail."""

    subject: str
    text: str


def alert_address(alert: Alert) -> str:
    """Return the public address of an alert's page, which is in the alert's language."""
    with use_language(alert.language):
        return settings.PUBLIC_URL + reverse("alert", args=[alert.token])


def write_confirmation(alert: Alert, topic: Topic, days: int) -> AlertLetter:
    """Return the e-mail that asks whether the address's owner wants an alert; the request ends after `days`.

    Like write_letter(), it writes in the language in use: call it with the alert's.

    It repeats nothing that the asking person typed: anybody can have it sent to any address.
    """
    title = shorten_title(topic.safe_title)
    context = {
        "title": title,
        "alert": alert,
        "is_list": topic.selection is None,
        "alert_url": alert_address(alert),
        "days": days,
        "site": settings.PUBLIC_URL + reverse("home"),
    }
    return AlertLetter(
        _subject(gettext("Please confirm: e-mails about %(title)s") % {"title": title}), _render("alerts/confirm.txt", context)
    )


def write_letter(alert: Alert, topic: Topic, items: Sequence[NewsItem], last_day: datetime.date | None) -> AlertLetter:
    """Return the e-mail with these items. With `last_day`, it asks whether to go on, to be answered until that day."""
    title = shorten_title(topic.title)
    context = {
        "title": title,
        "items": [_describe_item(item) for item in items[:MOST_ITEMS]],
        "more": len(items) - MOST_ITEMS,
        "page_url": settings.PUBLIC_URL + topic.page_url,
        "alert_url": alert_address(alert),
        "last_day": display.day(last_day) if last_day else "",
        "site": settings.PUBLIC_URL + reverse("home"),
    }
    return AlertLetter(_subject(_find_subject(items, title)), _render("alerts/news.txt", context))


def shorten_title(title: str) -> str:
    """Return the words for an alert's programs on one line, cut if they are very long."""
    return Truncator(one_line(title)).chars(_LONGEST_TITLE)


def _find_subject(items: Sequence[NewsItem], title: str) -> str:
    if not items:
        return gettext("Do you still want e-mails about %(title)s?") % {"title": title}
    if len(items) == 1:
        return f"{items[0].record.name}: {items[0].reasons[0].text.rstrip('.')}"
    words = {"count": len(items), "title": title}
    if all(item.day for item in items):
        return gettext("%(count)s deadlines within a month: %(title)s") % words
    return gettext("News of %(count)s programs: %(title)s") % words


def _describe_item(item: NewsItem) -> dict[str, object]:
    return {
        "name": one_line(item.record.name),
        "sponsor": one_line(item.record.sponsor),
        "reasons": [one_line(reason.text) for reason in item.reasons],
        "seen": item.seen,
        "url": settings.PUBLIC_URL + display.program_url(item.record.slug),
    }


def _subject(text: str) -> str:
    return Truncator(one_line(text)).chars(200)


def _render(template: str, context: dict[str, object]) -> str:
    return render_to_string(template, context).strip() + "\n"
