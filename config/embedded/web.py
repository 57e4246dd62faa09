"""The web server of the demonstration: Django's own threaded one, so that a first look needs nothing else."""

import errno
import logging

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - recognised when asked for, never the default


class AddressUnavailable(Exception):
    """The web server cannot listen there. The message is one line and says what to do."""


class Handler(WSGIRequestHandler):
    # Headers and body are two writes; on a kept connection Nagle's algorithm would hold the second back for 40 ms.
    disable_nagle_algorithm = True


class Server(ThreadedWSGIServer):
    request_queue_size = 128


def claim(host, port):
    """A server that owns its port but does not answer yet: a taken port is known before any slow work."""
    server = Server((host, port), Handler, ipv6=":" in host, bind_and_activate=False)
    try:
        server.server_bind()
    except OSError as error:
        server.server_close()
        raise _unavailable(host, port, error) from error
    return server


def listen(server):
    """From here on visitors are let in; they wait until `serve`."""
    try:
        server.server_activate()
    except OSError as error:  # somebody took the port while we prepared
        raise _unavailable(*server.server_address[:2], error) from error
    server.set_app(discarding(WSGIHandler()))


def discarding(app):
    """`app`, after which what was sent and not read is thrown away piece by piece.

    Django's server would read it as a whole: 50 MB that were refused would still cost 50 MB.
    """

    def answer(environ, start_response):
        response = app(environ, start_response)
        while environ["wsgi.input"].read(65536):
            pass
        return response

    return answer


def serve(server):
    """Answer until Ctrl-C or SIGTERM; a request under way then is cut off and its transaction rolled back."""
    server.serve_forever(poll_interval=0.1)


def address(server, host):
    """What to type into a browser on this machine."""
    return f"http://{'127.0.0.1' if host in EVERYWHERE else _in_url(host)}:{server.server_port}/"


def hosts_for(host):
    """What ALLOWED_HOSTS must admit; a server that listens everywhere is reached by names we cannot know."""
    return ["*"] if host in EVERYWHERE else [_in_url(host)]


def hide_requests():
    """A line for every request or page not found tells a visitor nothing; faults are still shown."""
    for name in ("django.server", "django.request", "django.security.csrf"):
        logging.getLogger(name).setLevel(logging.ERROR)


def show_requests():
    """A line for every request, for whoever asked to see them."""
    logging.getLogger("django.server").setLevel(logging.INFO)


def _in_url(host):
    return f"[{host}]" if ":" in host else host


def _unavailable(host, port, error):
    if error.errno == errno.EADDRINUSE:
        return AddressUnavailable(
            f"Port {port} on {host} is taken. Stop what listens there, or choose another: `demo --port {port + 1}`."
        )
    return AddressUnavailable(
        f"Cannot listen on {host}, port {port} ({error.strerror}). Choose another: `demo --host HOST --port N`."
    )
