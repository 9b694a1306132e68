"""E-mail about errors to ERROR_EMAIL: each error once in a while, without any typed data."""

import logging

import pytest

from catalog.serving.error_email import ErrorEmailHandler
from catalog.site import alerts, confirm, suggest
from tests.serving.roles import ANONYMOUS, client_of
from tests.site.test_suggest import given

TOKENS = {"alerts": "0f8fad5b-d9cb-469f-a165-70867728950e", "confirm": "a-random-key-of-one-request:and-its-signature"}


@pytest.fixture
def log(settings):
    """A logger whose errors are mailed, with no error sent before."""
    settings.ADMINS = [("ops", "ops@catalog.example")]
    (handler,) = (handler for handler in logging.getLogger().handlers if isinstance(handler, ErrorEmailHandler))
    handler.forget()
    return logging.getLogger("django.request")


@pytest.mark.django_db
def test_an_error_is_sent_once_without_what_was_typed(log, mailoutbox, monkeypatch):
    def fail(facts, *_):
        raise RuntimeError(f"Failing row contains {facts}")

    monkeypatch.setattr(suggest, "suggest", fail)
    form = given(kind="missing", about="Private words", text="Private words", email="jane@example.org")
    client = client_of(ANONYMOUS)
    answers = [client.post("/suggest/", form) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [500] * 3
    (message,) = mailoutbox
    assert message.to == ["ops@catalog.example"]
    assert "RuntimeError" in message.body
    assert "POST /suggest/" in message.body
    assert "in fail" in message.body
    assert answers[0]["X-Request-ID"] in message.body
    for private in ("Private words", "jane@example.org", "csrf", "SECRET"):
        assert private not in message.body + message.subject


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["alerts", "confirm"])
def test_no_error_is_sent_or_logged_with_the_token_of_a_link(log, mailoutbox, monkeypatch, caplog, page):
    def fail(*_, **__):
        raise RuntimeError("It failed")

    monkeypatch.setattr(alerts, "find_alert", fail)
    monkeypatch.setattr(confirm, "find_request", fail)
    token = TOKENS[page]
    assert client_of(ANONYMOUS).get(f"/{page}/{token}/").status_code == 500
    (message,) = mailoutbox
    assert f"GET /{page}/…/" in message.body
    assert token not in message.subject + message.body + caplog.text


def test_another_error_is_sent_too(log, mailoutbox):
    for number in range(3):
        log.error("The same line, whatever it says: %s", number)
    log.error("Another line")
    assert len(mailoutbox) == 2


def test_nothing_is_sent_without_an_address(log, mailoutbox, settings):
    settings.ADMINS = []
    log.error("An error")
    assert mailoutbox == []
