"""A client without manners: bytes as they are, no library in between."""

import contextlib
import random
import socket

PATIENCE = 5.0


def ask(port, data, *, pieces=None, half_close=True):
    """What the server answers to `data` (then to each of `pieces`): bytes, empty when it closed without a word.

    Raises TimeoutError when it says nothing for `PATIENCE` seconds after the client has finished.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as wire:
        with contextlib.suppress(ConnectionError):
            wire.sendall(data)
            for piece in pieces or ():
                wire.sendall(piece)
        if half_close:
            with contextlib.suppress(OSError):
                wire.shutdown(socket.SHUT_WR)
        return _all_of(wire)


def _all_of(wire):
    answer = b""
    with contextlib.suppress(ConnectionError):
        while more := wire.recv(65536):
            answer += more
    return answer


def status_of(answer):
    """The status of the first answer, or 0."""
    first = answer.split(b"\r\n", 1)[0].split()
    return int(first[1]) if len(first) > 1 and first[1].isdigit() else 0


def request(method, path, body=b"", **headers):
    """A well-formed request as bytes; header names in lower case with underscores."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body


HEAD = b"GET /api/v1/me/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = b"POST /api/v1/plans/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
MALFORMED = {
    "nothing": b"",
    "one line break": b"\r\n",
    "a NUL": b"\x00",
    "half a line": b"GET",
    "no version": b"GET /\r\n\r\n",
    "three spaces": b"GET  /  HTTP/1.1\r\n\r\n",
    "an unknown method": b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n",
    "a method in bytes": b"\xff\xfe / HTTP/1.1\r\nHost: a\r\n\r\n",
    "a long line": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
    "a long query": b"GET /api/v1/me/?" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "an address without a slash": b"GET api HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "a star": b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "a whole address": b"GET http://evil.example/api/v1/me/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "raw bytes in the path": b"GET /api/v1/plans/\xed\xa0\x80\xff/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "a NUL in the path": b"GET /api/v1/\x00/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "no host": b"GET /api/v1/me/ HTTP/1.1\r\n\r\n",
    "two hosts": HEAD + b"Host: evil.example\r\n\r\n",
    "another host": b"GET /api/v1/me/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a host in bytes": b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
    "a 64 KB header": HEAD + b"X: " + b"x" * 64_000 + b"\r\n\r\n",
    "a 70 KB header": HEAD + b"X: " + b"x" * 70_000 + b"\r\n\r\n",
    "500 headers": HEAD + b"".join(b"X%d: 1\r\n" % number for number in range(500)) + b"\r\n",
    "a header without a colon": HEAD + b"nonsense\r\n\r\n",
    "a header without a name": HEAD + b": x\r\n\r\n",
    "a NUL in a header": HEAD + b"X: a\x00b\r\n\r\n",
    "a folded header": HEAD + b"X: a\r\n  b\r\n\r\n",
    "a bare return": HEAD + b"X: a\rY: b\r\n\r\n",
    "a token in bytes": HEAD + b"Authorization: Bearer \xff\xfe\xed\xa0\x80\r\n\r\n",
    "a cookie in bytes": HEAD + b"Cookie: sessionid=\xff; \x00=;;;\r\n\r\n",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n{}",
    "a long length": POST + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n{}",
    "a length in words": POST + b"Content-Length: two\r\n\r\n{}",
    "a length with a sign": POST + b"Content-Length: +2\r\n\r\n{}",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}",
    "a body too short": POST + b"Content-Length: 500\r\n\r\n{}",
    "a chunked body": POST + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "chunks and a length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "a broken chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "an expectation": POST + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}",
    "a wish to change": HEAD + b"Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500,
}


def spoiled(good, number):
    """`good` with a few bytes changed, lost, doubled or put elsewhere; the same for the same `number`."""
    chance, data = random.Random(number), bytearray(good)  # noqa: S311 - no secret
    for _change in range(chance.randint(1, 6)):
        place = chance.randrange(len(data))
        kind = chance.randrange(5)
        if kind == 0:
            data[place] = chance.randrange(256)
        elif kind == 1:
            del data[place : place + chance.randint(1, 9)]
        elif kind == 2:
            data[place:place] = data[place : place + chance.randint(1, 40)]
        elif kind == 3:
            data[place:place] = chance.choice(
                [b"\x00", b"\r\n", b"\xed\xa0\x80", b"%00", b'"', b"9" * 400, b"\\ud800", b"[["]
            )
        else:
            data += data[:place]
    return bytes(data)
