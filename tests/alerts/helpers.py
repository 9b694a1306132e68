"""What tests of alerts share: a confirmed alert, and programs that change."""

import datetime

from django.http import QueryDict
from django.utils import timezone

from catalog.alerts.news import Bulletin
from catalog.alerts.services import confirm_alert, request_alert
from catalog.alerts.topics import read_topic
from catalog.browse.live_snapshot import live_snapshot, open_snapshot
from catalog.models import Alert, Program
from catalog.programs.services import publish
from tests.factories import change

ADDRESS = "teacher@example.org"


def make_alert(query="", *, email=ADDRESS, news=True, deadlines=False, confirmed=True) -> Alert:
    """An alert as a reader gets it by the form, without the first e-mail."""
    mail = request_alert(read_topic(QueryDict(query), live_snapshot()), email, "192.0.2.1", news=news, deadlines=deadlines)
    alert = mail.alert
    if confirmed:
        confirm_alert(alert)
        mail.delete()
    return alert


def change_program(slug, user, /, **fields) -> Program:
    """Publish a program with other values."""
    program = Program.objects.get(slug=slug)
    return publish(program, change(program.current.record, **fields), user, "Changed")


def find_reasons(alert) -> dict[str, list[str]]:
    """The codes of the reasons that an alert would give now, by slug."""
    with open_snapshot() as snapshot:
        bulletin = Bulletin(snapshot, timezone.now() + datetime.timedelta(seconds=1))
        items = bulletin.items_of(alert, bulletin.topic_of(alert))
    return {item.record.slug: [reason.code for reason in item.reasons] for item in items}
