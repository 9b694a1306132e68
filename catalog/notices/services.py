"""E-mail people about what waits for them: at most once a day, and only if something new waits.

The e-mail lists everything that waits, so one that gets lost is made up for by the next. A process claims an e-mail before
it sends it, so none is sent twice. Logs name no address.
"""

from __future__ import annotations

import datetime
import logging
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from catalog.common import clock
from catalog.common.text import one_line, pluralize
from catalog.models import NoticeSetting
from catalog.notices.selectors import WaitingItem, WaitingWork, find_setting, find_waiting_work
from catalog.programs.publishing.revision import one_writer

MOST_ITEMS = 10  # of each kind in one e-mail; it leads to the page with all
_REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError)
_log = logging.getLogger(__name__)


@dataclass
class NoticeCounts:
    """What became of the e-mails: sent, to be tried again, given up; and whether the mail server could be reached."""

    sent: int = 0
    waiting: int = 0
    dropped: int = 0
    is_reachable: bool = True


@transaction.atomic
def choose_notices(user: User, is_wanted: bool) -> None:
    """Turn the e-mails to a user on or off. What waited while they were off counts as new."""
    NoticeSetting.objects.update_or_create(user=user, defaults={"is_wanted": is_wanted})


def send_notices() -> NoticeCounts:
    """Send today's e-mails. Does not raise errors of the mail server; call it outside of a transaction."""
    with transaction.atomic():
        one_writer()  # what is older than this moment is committed
        moment = timezone.now()
    counts, connection = NoticeCounts(), get_connection()
    try:
        for user, setting, work in _list_due(moment):
            if not _open(connection):
                counts.is_reachable = False
                counts.waiting += 1
                continue
            _send(user, setting, work, moment, connection, counts)
    finally:
        _close(connection)
    return counts


def _list_due(moment: datetime.datetime) -> list[tuple[User, NoticeSetting, WaitingWork]]:
    """Return who gets an e-mail today, and about what."""
    people = User.objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk")
    due = [(user, find_setting(user)) for user in people]
    due = [(user, setting) for user, setting in due if setting.is_wanted and setting.sent != clock.today()]
    work = find_waiting_work(user for user, _ in due)
    return [(user, setting, work[user.pk]) for user, setting in due if work[user.pk].is_newer_than(setting.until)]


def _send(
    user: User,
    setting: NoticeSetting,
    work: WaitingWork,
    moment: datetime.datetime,
    connection: BaseEmailBackend,
    counts: NoticeCounts,
) -> None:
    if not _claim(setting, moment):
        return  # another process sends it
    try:
        connection.send_messages([build_message(user, work)])
    except _REFUSED as error:  # the server said no before it took the e-mail
        _log.warning("The mail server refused a notice: %s", type(error).__name__)
        _release(setting, moment)
        counts.waiting += 1
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # the connection broke, perhaps after the server took it, or the address cannot be written in an e-mail
        _log.warning("A notice was given up: %s", type(error).__name__)
        counts.dropped += 1
        _close(connection)
    else:
        counts.sent += 1


def _claim(setting: NoticeSetting, moment: datetime.datetime) -> bool:
    NoticeSetting.objects.get_or_create(user=setting.user)
    same = NoticeSetting.objects.filter(user=setting.user, is_wanted=True, sent=setting.sent, until=setting.until)
    return bool(same.update(sent=clock.today(), until=moment))


def _release(setting: NoticeSetting, moment: datetime.datetime) -> None:
    """Undo the claim, so that the next run tries again."""
    claimed = NoticeSetting.objects.filter(user=setting.user, until=moment)
    claimed.update(sent=setting.sent, until=setting.until)


def build_message(user: User, work: WaitingWork) -> EmailMessage:
    """Return the e-mail about what waits for a user."""
    own = f"{reverse('admin_pending')}?by=me"
    suggestions = f"{reverse('admin:catalog_suggestion_changelist')}?state=new"
    parts = [
        _part("To review", "change or draft", "changes and drafts", work.to_review, reverse("admin_pending")),
        _part("Rejected", "change of yours", "changes of yours", work.rejected, own),
        _part("Suggestions", "suggestion", "suggestions", work.suggestions, suggestions),
    ]
    context = {
        "user": user,
        "parts": [part for part in parts if part["count"]],
        "setting_url": settings.PUBLIC_URL + reverse("admin_notices"),
    }
    subject = f"{pluralize(len(work), 'thing')} {'waits' if len(work) == 1 else 'wait'} for you in the program catalog"
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, render_to_string("admin/notices/mail.txt", context), to=[user.email], headers=headers)


def _part(title: str, one: str, many: str, found: Sequence[WaitingItem], path: str) -> dict[str, Any]:
    return {
        "title": title,
        "count": f"{len(found)} {one if len(found) == 1 else many}" if found else "",
        "items": [
            {
                "name": one_line(item.name),
                "person": one_line(item.person),
                "reason": one_line(item.reason),
                "url": settings.PUBLIC_URL + item.path,
            }
            for item in found[:MOST_ITEMS]
        ],
        "more": max(0, len(found) - MOST_ITEMS),
        "url": settings.PUBLIC_URL + path,
    }


def _open(connection: BaseEmailBackend) -> bool:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("The mail server cannot be used: %s", type(error).__name__)
        return False
    return True


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("The mail server did not end the connection: %s", type(error).__name__)
