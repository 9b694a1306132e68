"""A real mail server on this machine."""

from email import message_from_bytes, policy


class Mailbox:
    """What the mail server took, and the answers that it gives instead of taking it."""

    def __init__(self):
        self.messages, self.refusals = [], []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (aiosmtpd's name)
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    @property
    def texts(self):
        return [message.get_content() for message in self.messages]
