"""Mail tests talk to a real mail server on loopback."""

import pytest

from tests.accounts.mail_sink import Post, Sink


def led_to(settings, options):
    settings.MAILERS = {"default": {"BACKEND": "accounts.outbox.smtp.Backend", "OPTIONS": options}}


@pytest.fixture
def sink(settings):
    """A mail server that takes everything, until the test says otherwise."""
    sink = Sink()
    post = Post(sink)
    post.start()
    led_to(settings, post.options)
    yield sink
    if sink.unblock:
        post.loop.call_soon_threadsafe(sink.unblock.set)
    post.stop()
