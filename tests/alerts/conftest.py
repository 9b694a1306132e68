"""A real mail server on this machine, and the settings that use it."""

from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from tests.processes import free_port


class Mailbox:
    """What the mail server took, and the answers that it gives instead of taking it."""

    def __init__(self):
        self.messages, self.refusals = [], []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    @property
    def texts(self):
        return [message.get_content() for message in self.messages]


@pytest.fixture(scope="session")
def _mail_server():
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def alerts_on(settings):
    """Alerts are on, and no mail server is there."""
    settings.ALERTS, settings.PUBLIC_URL = True, "https://catalog.example"
    settings.DEFAULT_FROM_EMAIL = "alerts@catalog.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # the discard port: nothing listens
    return settings


@pytest.fixture
def mailbox(alerts_on, _mail_server):
    """The mailbox of a running mail server."""
    alerts_on.EMAIL_PORT = _mail_server.port
    box = _mail_server.handler
    box.messages, box.refusals = [], []
    return box
