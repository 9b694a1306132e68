"""The first e-mail of an alert, sent by a thread of the web process, with a real mail server and real transactions."""

import threading

import pytest

from catalog.alerts import delivery
from catalog.alerts.delivery import deliver_mails
from catalog.models import AlertMail
from tests.alerts.helpers import ADDRESS, make_alert

pytestmark = pytest.mark.usefixtures("empty_catalog")


def finish():
    """Wait until the threads of all requests have ended."""
    for thread in threading.enumerate():
        if thread.name == "alerts":
            thread.join()


def ask(client, email=ADDRESS):
    response = client.post("/alerts/", {"query": "", "email": email, "news": "1", "company": ""})
    assert (response.status_code, response["Location"]) == (303, "/alerts/sent/")


def test_the_e_mail_goes_out_after_the_answer(client, mailbox):
    ask(client)
    finish()
    [message] = mailbox.messages
    assert message["To"] == ADDRESS
    assert not AlertMail.objects.exists()


def test_while_the_mail_server_is_down_nothing_is_lost_and_the_next_request_sends_it(client, mailbox, alerts_on):
    port, alerts_on.EMAIL_PORT = alerts_on.EMAIL_PORT, 9
    ask(client)
    finish()
    assert AlertMail.objects.filter(claimed=None).count() == 1
    alerts_on.EMAIL_PORT = port
    ask(client, "other@example.org")
    finish()
    assert {message["To"] for message in mailbox.messages} == {ADDRESS, "other@example.org"}


def test_requests_do_not_use_up_the_tries_of_an_e_mail_that_the_server_puts_off(client, mailbox):
    mailbox.refusals = ["451 greylisted, try again later"]
    ask(client)
    finish()
    ask(client, "other@example.org")
    finish()
    assert [message["To"] for message in mailbox.messages] == ["other@example.org"]
    assert AlertMail.objects.get(claimed=None).tries == 1
    deliver_mails()
    assert [message["To"] for message in mailbox.messages] == ["other@example.org", ADDRESS]


def test_many_requests_share_two_threads_and_each_e_mail_goes_out(client, mailbox, monkeypatch):
    may_send = threading.Event()

    def wait_and_deliver(mails):
        may_send.wait()
        return deliver_mails(mails)

    monkeypatch.setattr(delivery, "deliver_mails", wait_and_deliver)
    for number in range(5):
        ask(client, f"teacher{number}@example.org")
    assert sum(thread.name == "alerts" for thread in threading.enumerate()) == 2
    may_send.set()
    finish()
    assert len({message["To"] for message in mailbox.messages}) == len(mailbox.messages) == 5


def test_without_a_thread_the_e_mail_waits_for_the_next_request(client, mailbox, monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        ask(client)
    ask(client, "other@example.org")
    finish()
    assert {message["To"] for message in mailbox.messages} == {ADDRESS, "other@example.org"}


def test_a_thread_leaves_news_to_the_timer(mailbox):
    make_alert(confirmed=False)
    alert = make_alert(email="other@example.org")
    AlertMail.objects.create(alert=alert, subject="News", text="News", created=alert.created)
    delivery.deliver_requests()
    finish()
    assert [message["To"] for message in mailbox.messages] == [ADDRESS]
