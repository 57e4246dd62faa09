"""A mail server on loopback that accepts, refuses, hangs or dies, as the test says."""

import asyncio
import socket
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Sink:
    """`behave` is what the server does next: accept, refuse, later, hang, hang-before, die (after it took the mail)."""

    def __init__(self):
        self.behave = "accept"
        self.mails = []
        self.raw = []  # the same as they came, undecoded
        self.unblock = None
        self.server = None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.behave == "hang-before":
            await self._hang()
        if self.behave == "refuse":
            return "550 No such mailbox here"
        if self.behave == "later":
            return "451 Come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.raw.append(envelope.content)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.behave == "hang":
            await self._hang()
        if self.behave == "die":
            server.transport.abort()
        return "250 Taken"

    async def _hang(self):
        self.unblock = asyncio.Event()
        await self.unblock.wait()

    @property
    def subjects(self):
        return [mail["Subject"] for mail in self.mails]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Post(Controller):
    """Runs a Sink; `options` lead Django to it."""

    def __init__(self, sink):
        super().__init__(sink, hostname="127.0.0.1", port=free_port())

    @property
    def options(self):
        return {"host": self.hostname, "port": self.port, "timeout": 0.5}


def silent_server():
    """A listening socket that takes connections and never says a word; the caller closes it."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(5)
    return listener


def led_to(settings, options):
    settings.MAILERS = {"default": {"BACKEND": "accounts.outbox.smtp.Backend", "OPTIONS": options}}
