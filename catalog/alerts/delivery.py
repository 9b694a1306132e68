"""Send the e-mails that wait, each once, by the mail server of the settings.

A process claims an e-mail before it sends it, and deletes it afterward. If the process dies in between, nobody knows whether
the e-mail went out, and it is never sent again (docs/decisions/0046). Logs name no address: messages of errors may hold one.
"""

from __future__ import annotations

import datetime
import logging
import smtplib
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import Error, connections
from django.db.models import QuerySet
from django.utils import timezone

from catalog.alerts.letters import alert_address
from catalog.models import AlertMail

MOST_TRIES = 7  # then the e-mail is deleted
ABANDONED = datetime.timedelta(hours=1)  # after a claim; sending one takes seconds
_log = logging.getLogger(__name__)
# at most one thread of this process sends e-mails of requests, and one more waits: it will find all that wait then
_turn, _next = threading.Lock(), threading.BoundedSemaphore(1)
# the server said no to this e-mail alone, before it took it
_REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError)


@dataclass
class DeliveryCounts:
    """What became of e-mails: sent, to be tried again, given up; and whether the mail server could be reached."""

    sent: int = 0
    waiting: int = 0
    dropped: int = 0
    is_reachable: bool = True


def deliver_mails(mails: QuerySet[AlertMail] | None = None) -> DeliveryCounts:
    """Send these e-mails, or all that wait. Does not raise errors of the mail server; call it outside of a transaction."""
    counts = DeliveryCounts()
    if mails is None:
        counts.dropped += _drop_abandoned()
        mails = AlertMail.objects.filter(claimed=None)
    tries = dict(mails.values_list("pk", "tries"))
    connection = get_connection()
    try:
        for key in tries:
            if not counts.is_reachable:
                break
            _deliver(key, tries[key], connection, counts)
    finally:
        _close(connection)
    counts.waiting = AlertMail.objects.filter(pk__in=tries, claimed=None).count()
    return counts


def deliver_requests() -> None:
    """Send the e-mails that ask to confirm an alert, in a thread of its own, so that no answer waits for the mail server.

    Call it after every request, also after one without an e-mail: both take the same time then. It sends only e-mails that
    were never tried, also older ones that wait because the mail server was down. What the mail server refuses waits for
    send_alerts: many requests in a short time must not use up the tries of an e-mail.
    """
    if not _next.acquire(blocking=False):
        return
    try:
        threading.Thread(target=_deliver_requests, name="alerts", daemon=True).start()
    except RuntimeError:  # the machine has no thread left; the alert is saved, so its e-mail only waits
        _next.release()
        _log.warning("E-mails wait, because no thread could be started")


def _deliver_requests() -> None:
    with _turn:
        _next.release()  # an e-mail that is written from now on may be too late for this turn
        try:
            deliver_mails(AlertMail.objects.filter(alert__since=None, claimed=None, tries=0))
        except Error as error:
            _log.warning("E-mails wait, because the database cannot be used: %s", type(error).__name__)
        finally:
            connections.close_all()


def _deliver(key: UUID, tries: int, connection: BaseEmailBackend, counts: DeliveryCounts) -> None:
    try:
        connection.open()  # before the claim: if this fails, the e-mail has certainly not been sent
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("The mail server cannot be used: %s", type(error).__name__)
        counts.is_reachable = False
        return
    if not AlertMail.objects.filter(pk=key, claimed=None, tries=tries).update(claimed=timezone.now(), tries=tries + 1):
        return  # another process sends it or has just tried to, or its alert has ended
    mail = AlertMail.objects.select_related("alert").filter(pk=key).first()
    if mail is None:
        return
    try:
        connection.send_messages([build_message(mail)])
    except _REFUSALS as error:
        _log.warning("The mail server refused an e-mail: %s", type(error).__name__)
        if mail.tries >= MOST_TRIES:
            mail.delete()
            counts.dropped += 1
        else:
            AlertMail.objects.filter(pk=key).update(claimed=None)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # the connection broke, perhaps after the server took it, or the address cannot be written in an e-mail
        _log.warning("An e-mail was given up: %s", type(error).__name__)
        mail.delete()
        counts.dropped += 1
        _close(connection)
    else:
        mail.delete()
        counts.sent += 1


def build_message(mail: AlertMail) -> EmailMessage:
    """Return the message of an e-mail, with the headers for unsubscribing by one click (RFC 8058)."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    headers = {
        "List-Unsubscribe": f"<{alert_address(mail.alert)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-ID": f"Program alerts <alerts.{host}>",
        "Auto-Submitted": "auto-generated",
        "Message-ID": f"<{mail.pk}@{host}>",
    }
    return EmailMessage(mail.subject, mail.text, to=[mail.alert.email], headers=headers)


def _drop_abandoned() -> int:
    """Delete e-mails of processes that died while they sent them; return how many."""
    found = AlertMail.objects.filter(claimed__lte=timezone.now() - ABANDONED)
    count = found.count()
    found.delete()
    return count


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException) as error:
        _log.warning("The mail server did not end the connection: %s", type(error).__name__)
