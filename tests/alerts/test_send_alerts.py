"""manage.py send_alerts, by a real mail server: each e-mail once, whatever happens in between."""

import datetime
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog.alerts import delivery, services
from catalog.alerts.delivery import ABANDONED, MOST_TRIES, deliver_mails
from catalog.alerts.selectors import UNCONFIRMED
from catalog.alerts.services import ANSWER_TIME, YEAR, end_alert, write_mails
from catalog.models import Alert, AlertMail
from catalog.programs.services import publish
from tests.alerts.helpers import ADDRESS, change_program, make_alert
from tests.factories import change

pytestmark = pytest.mark.django_db


def send_alerts():
    call_command("send_alerts", verbosity=0)


@pytest.fixture
def news(new_record, editor):
    """Publish a program, which is news for alerts made before."""

    def make(**fields):
        return publish(None, change(new_record, {"evidence_year": 2026, **fields}), editor)

    return make


def test_news_arrives_once_with_its_reason_and_a_way_out(mailbox, news):
    alert = make_alert()
    program = news(name="Résumé & Rural “Fellows”")
    send_alerts()
    [message] = mailbox.messages
    assert (message["To"], message["From"]) == (ADDRESS, "alerts@catalog.example")
    page = f"https://catalog.example/alerts/{alert.token}/"
    assert message["List-Unsubscribe"].strip() == f"<{page}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Subject"].strip() == "Résumé & Rural “Fellows”: New in the catalog"
    [text] = mailbox.texts
    for part in ("Résumé & Rural “Fellows”", "* New in the catalog.", f"https://catalog.example/programs/{program.slug}/", page):
        assert part in text
    send_alerts()
    assert len(mailbox.messages) == 1
    assert not AlertMail.objects.exists()


def test_several_programs_come_in_one_mail_and_each_alert_has_its_own(mailbox, news, editor):
    make_alert()
    make_alert("home_state=CA", email="other@example.org")
    make_alert("home_state=OH", email="third@example.org")
    news()
    change_program("nyc-big-apple-awards", editor, deadline_date=str(timezone.localdate() + datetime.timedelta(days=90)))
    send_alerts()
    assert {message["To"] for message in mailbox.messages} == {ADDRESS, "other@example.org"}


def test_a_reminder_comes_once_and_the_next_year_again(mailbox, news, settings):
    settings.TODAY = datetime.date(2026, 11, 10)
    slug = news(deadline_date="2026-12-20", deadline_month=12).slug
    make_alert(f"p={slug}", news=False, deadlines=True)
    for day, sent in ((10, 0), (20, 1), (21, 1), (30, 1)):
        settings.TODAY = datetime.date(2026, 11, day)
        send_alerts()
        assert len(mailbox.messages) == sent
    settings.TODAY = datetime.date(2027, 11, 2)  # the date is past; its month is usual
    send_alerts()
    assert [text.count("Usually due in December") for text in mailbox.texts] == [0, 1]


def test_after_a_year_it_asks_once_and_ends_without_an_answer(mailbox, settings):
    settings.TODAY = datetime.date(2026, 11, 10)
    alert = make_alert()
    settings.TODAY += YEAR
    for _ in range(2):
        send_alerts()
    [text] = mailbox.texts
    assert text.count(str(alert.token)) == 2
    settings.TODAY += ANSWER_TIME - datetime.timedelta(days=1)
    send_alerts()
    assert Alert.objects.exists()
    settings.TODAY += datetime.timedelta(days=1)
    send_alerts()
    assert not Alert.objects.exists()
    assert len(mailbox.messages) == 1


def test_a_renewed_alert_goes_on_for_a_year(mailbox, settings):
    settings.TODAY = datetime.date(2026, 11, 10)
    alert = make_alert()
    settings.TODAY += YEAR
    send_alerts()
    services.renew_alert(alert)
    settings.TODAY += YEAR - datetime.timedelta(days=1)
    send_alerts()
    assert len(mailbox.messages) == 1
    settings.TODAY += datetime.timedelta(days=1)
    send_alerts()
    assert len(mailbox.messages) == 2


def test_an_unconfirmed_request_gets_nothing_and_is_deleted(mailbox, news):
    alert = make_alert(confirmed=False)
    AlertMail.objects.all().delete()
    news()
    send_alerts()
    assert Alert.objects.exists()
    Alert.objects.filter(pk=alert.pk).update(created=timezone.now() - UNCONFIRMED)
    send_alerts()
    assert not Alert.objects.exists()
    assert not mailbox.messages


def test_a_run_that_overlaps_writes_and_sends_nothing_twice(mailbox, news, monkeypatch):
    """The second run does everything while the first is about to write, and again while it is about to send."""
    make_alert()
    news()
    write, build = services.write_letter, delivery.build_message

    def write_while_another_runs(*arguments):
        monkeypatch.setattr(services, "write_letter", write)
        send_alerts()
        return write(*arguments)

    def build_while_another_runs(mail):
        monkeypatch.setattr(delivery, "build_message", build)
        send_alerts()
        return build(mail)

    monkeypatch.setattr(services, "write_letter", write_while_another_runs)
    monkeypatch.setattr(delivery, "build_message", build_while_another_runs)
    send_alerts()
    assert len(mailbox.messages) == 1


def test_simultaneous_runs_share_the_mails(mailbox, empty_catalog, second_connection):
    """Each run has a connection of its own to the database and to the mail server."""
    for number in range(12):
        make_alert(email=f"teacher{number}@example.org", confirmed=False)
        Alert.objects.update(sender="")
    with ThreadPoolExecutor(3) as runs:
        counts = list(runs.map(second_connection, [deliver_mails] * 3))
    assert sum(count.sent for count in counts) == 12
    assert len({message["To"] for message in mailbox.messages}) == len(mailbox.messages) == 12


def test_a_run_that_stops_in_the_middle_is_continued_by_the_next(mailbox, news, monkeypatch):
    for number in range(4):
        make_alert(email=f"teacher{number}@example.org")
    news()
    build, built = delivery.build_message, []

    def stop_at_the_third(mail):
        built.append(mail.alert.email)
        if len(built) == 3:
            raise KeyboardInterrupt
        return build(mail)

    monkeypatch.setattr(delivery, "build_message", stop_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        send_alerts()
    assert len(mailbox.messages) == 2
    monkeypatch.setattr(delivery, "build_message", build)
    send_alerts()
    # nobody knows whether the third went out, so it does not go out again
    assert sorted(message["To"] for message in mailbox.messages) == sorted(
        f"teacher{number}@example.org" for number in range(4) if f"teacher{number}@example.org" != built[2]
    )
    AlertMail.objects.update(claimed=timezone.now() - ABANDONED)
    send_alerts()
    assert len(mailbox.messages) == 3
    assert not AlertMail.objects.exists()


def test_a_mail_server_that_is_down_loses_nothing(alerts_on, mailbox, news):
    make_alert()
    news()
    port, alerts_on.EMAIL_PORT = alerts_on.EMAIL_PORT, 9
    with pytest.raises(CommandError, match="1 e-mails wait"):
        send_alerts()
    alerts_on.EMAIL_PORT = port
    send_alerts()
    assert len(mailbox.messages) == 1


def test_a_refused_address_is_tried_again_and_given_up_at_last(mailbox, news):
    make_alert()
    make_alert(email="other@example.org")
    news()
    mailbox.refusals = ["550 no such user"]
    with pytest.raises(CommandError, match="refused"):
        send_alerts()
    assert len(mailbox.messages) == 1
    AlertMail.objects.update(tries=MOST_TRIES - 1)
    mailbox.refusals = ["550 no such user"]
    send_alerts()
    assert not AlertMail.objects.exists()
    assert len(mailbox.messages) == 1
    assert Alert.objects.count() == 2


def test_an_alert_that_ends_takes_its_waiting_mail_along(mailbox, news):
    alert = make_alert()
    news()
    write_mails()
    assert AlertMail.objects.count() == 1
    end_alert(alert.token)
    assert deliver_mails().sent == 0
    assert not mailbox.messages


def test_waiting_news_goes_out_once_if_its_alert_is_confirmed_again(mailbox, news):
    make_alert()
    news(name="Rural Fellows")
    write_mails()
    alert = make_alert()
    send_alerts()
    [text] = mailbox.texts
    assert "Rural Fellows" in text
    assert str(alert.token) in text


def test_no_address_is_in_the_log_or_the_output(mailbox, news, caplog, capsys):
    make_alert()
    news()
    mailbox.refusals = [f"550 no such user {ADDRESS}"]
    with caplog.at_level(logging.DEBUG), pytest.raises(CommandError) as raised:
        call_command("send_alerts")
    logged = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # that is the test's mail server
    said = " ".join([*logged, capsys.readouterr().out, str(raised.value)])
    assert "refused" in said
    assert ADDRESS not in said


def test_without_a_mail_server_nothing_is_written_and_what_ended_is_deleted(settings, news, capsys):
    settings.ALERTS = False
    alert = make_alert(confirmed=False)
    Alert.objects.filter(pk=alert.pk).update(created=timezone.now() - UNCONFIRMED)
    make_alert()
    news()
    call_command("send_alerts")
    assert "Alerts are off" in capsys.readouterr().out
    assert (Alert.objects.count(), AlertMail.objects.count()) == (1, 0)


def test_the_operator_ends_all_alerts_of_an_address(capsys):
    make_alert()
    make_alert("state=OH")
    make_alert(email="other@example.org")
    call_command("end_alerts", ADDRESS.upper())
    assert [alert.email for alert in Alert.objects.all()] == ["other@example.org"]
    assert ADDRESS not in capsys.readouterr().out
