"""The life of an alert: asked for, confirmed, written about, renewed, ended. What ends is deleted."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.utils import timezone

from catalog.alerts.letters import AlertLetter, write_confirmation, write_letter
from catalog.alerts.news import Bulletin
from catalog.alerts.selectors import UNCONFIRMED, unanswered
from catalog.alerts.topics import Topic
from catalog.browse.live_snapshot import open_snapshot
from catalog.common import clock
from catalog.common.language import language, use_language
from catalog.models import Alert, AlertMail
from catalog.programs.publishing.revision import one_writer
from catalog.serving.database import take_turns
from catalog.suggestions.services import sender_of

MOST_PER_ADDRESS = 10  # confirmed alerts
MOST_UNCONFIRMED = 3  # of one address, so that nobody can fill another person's mailbox
MOST_PER_HOUR = 20  # unconfirmed ones from one sender, who may be a whole school
YEAR = datetime.timedelta(days=365)  # after which we ask whether to go on
ANSWER_TIME = datetime.timedelta(days=30)  # for the answer
CHUNK = 500


class TooManyRequests(Exception):
    """Raised after MOST_PER_HOUR unconfirmed alerts from one sender."""


@transaction.atomic
def request_alert(topic: Topic, email: str, network_address: str, *, news: bool, deadlines: bool) -> AlertMail | None:
    """Save an unconfirmed alert and write the e-mail that asks to confirm it; return the e-mail, to be sent after the commit.

    The language in use becomes the alert's.

    If the address has as many alerts as it may have, no e-mail is written, and the alert is saved without the address: it
    only counts for the sender. The answer never shows whether an address has alerts: an address that already has this one
    gets the same e-mail. Raises TooManyRequests.
    """
    now, email = timezone.now(), email.lower()
    sender = sender_of(network_address, now)
    take_turns(f"alerts from {sender}")  # simultaneous requests are counted in turn
    take_turns(f"alerts for {email}")
    hour = now - datetime.timedelta(hours=1)
    if Alert.objects.filter(sender=sender, created__gt=hour).count() >= MOST_PER_HOUR:
        raise TooManyRequests
    own = Alert.objects.filter(email=email)
    waiting, confirmed = own.filter(since=None, created__gt=now - UNCONFIRMED).count(), own.exclude(since=None).count()
    is_full = waiting >= MOST_UNCONFIRMED or confirmed + waiting >= MOST_PER_ADDRESS
    alert = Alert.objects.create(
        email="" if is_full else email,
        query=topic.query,
        news=news,
        deadlines=deadlines,
        language=language(),
        sender=sender,
        created=now,
    )
    letter = write_confirmation(alert, topic, UNCONFIRMED.days)
    if is_full:
        return None  # nobody gets the link, so the alert is deleted as one that was not confirmed
    return _queue(alert, letter, now)


@transaction.atomic
def confirm_alert(alert: Alert) -> bool:
    """Start an alert from this moment on; return False if it has ended meanwhile. Does nothing if it is already confirmed.

    Other alerts of the same address that ask for the same e-mails are deleted. If one of them was confirmed, this alert
    continues from there and sends the news that still waits.
    """
    one_writer()  # so that no publication is between the last one before and the first one after
    same = Alert.objects.filter(email=alert.email, query=alert.query, news=alert.news, deadlines=alert.deadlines)
    old = same.exclude(since=None).first()
    start = {"since": old.since, "reminded": old.reminded} if old else {"since": timezone.now()}
    if Alert.objects.filter(pk=alert.pk, since=None).update(**start, renewed=clock.today(), sender=""):
        if old:
            link = Replace("text", Value(str(old.token)), Value(str(alert.token)))  # the one that stops the e-mails
            AlertMail.objects.filter(alert=old).update(alert=alert, text=link)
        same.exclude(pk=alert.pk).delete()
    return _read_again(alert)


@transaction.atomic
def renew_alert(alert: Alert) -> bool:
    """Let a confirmed alert go on for another year from today; return False if it has ended meanwhile."""
    Alert.objects.filter(pk=alert.pk, since__isnull=False).update(renewed=clock.today(), asked=None)
    return _read_again(alert)


def _read_again(alert: Alert) -> bool:
    try:
        alert.refresh_from_db()
    except Alert.DoesNotExist:
        return False
    return True


@transaction.atomic
def end_alert(token: UUID) -> None:
    """Delete the alert of a link, if there is one, and its waiting e-mails."""
    Alert.objects.filter(token=token).delete()


@transaction.atomic
def end_all_alerts(email: str) -> int:
    """Delete every alert of an address; return how many there were."""
    found = Alert.objects.filter(email=email.lower())
    count = found.count()
    found.delete()
    return count


@transaction.atomic
def delete_expired_alerts() -> int:
    """Delete unconfirmed alerts and those whose reader did not say that they should go on; return how many."""
    expired = Alert.objects.filter(unanswered() | Q(asked__lte=clock.today() - ANSWER_TIME))
    count = expired.count()
    expired.delete()
    return count


@dataclass(frozen=True)
class WriteCounts:
    """How many e-mails were written, and how many alerts ask for something that no longer exists."""

    written: int
    lost: int


def write_mails() -> WriteCounts:
    """Write the e-mails of all confirmed alerts, to be sent: news, reminders, and the yearly question.

    One transaction writes an alert's e-mail and remembers what it says, so overlapping or interrupted runs write nothing
    twice.
    """
    with transaction.atomic():
        one_writer()  # everything published up to this moment is committed
        moment = timezone.now()
    lost, silent = 0, []
    letters: list[tuple[Alert, AlertLetter, bool]] = []
    with open_snapshot() as snapshot:
        bulletin = Bulletin(snapshot, moment)
        for alert in Alert.objects.filter(since__lt=moment):
            with use_language(alert.language):
                topic = bulletin.topic_of(alert)
                lost += topic.lost
                items = bulletin.items_of(alert, topic)
                asks = alert.asked is None and alert.renewed is not None and alert.renewed + YEAR <= bulletin.today
                if items or asks:
                    last_day = bulletin.today + ANSWER_TIME if asks else None
                    letters.append((alert, write_letter(alert, topic, items, last_day), asks))
                else:
                    silent.append(alert.pk)
    progress = {"since": moment, "reminded": bulletin.today}
    for start in range(0, len(silent), CHUNK):
        Alert.objects.filter(pk__in=silent[start : start + CHUNK], since__lt=moment).update(**progress)
    written = 0
    for alert, letter, asks in letters:
        with transaction.atomic():
            # another run may have written it, or its reader may have ended it, since it was read
            same = Alert.objects.filter(pk=alert.pk, since=alert.since, reminded=alert.reminded, asked=alert.asked)
            if same.update(**progress, asked=bulletin.today if asks else alert.asked):
                _queue(alert, letter, timezone.now())
                written += 1
    return WriteCounts(written, lost)


def _queue(alert: Alert, letter: AlertLetter, now: datetime.datetime) -> AlertMail:
    return AlertMail.objects.create(alert=alert, subject=letter.subject, text=letter.text, created=now)
