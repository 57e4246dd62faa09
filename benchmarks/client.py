"""The visitor: kept connections that ask as fast as they are answered. wrk where it is installed, else our own."""

import http.client
import json
import shutil
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 8
SCRIPT = """
local asked, turn = {}, 0
%s
request = function()
  turn = turn %% #asked + 1
  return asked[turn]
end
function init()
  for place, each in ipairs(asked) do asked[place] = wrk.format("GET", each[1], each[2]) end
end
done = function(summary)
  local errors = summary.errors
  io.write(string.format('\\n{"requests": %%d, "seconds": %%f, "errors": %%d}\\n', summary.requests,
    summary.duration / 1e6, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""


@dataclass(frozen=True)
class Count:
    """What was answered in so many seconds, and the seconds of CPU the server side took for it."""

    requests: int
    seconds: float
    errors: int
    cpu: float = 0.0

    @property
    def rate(self):
        return self.requests / self.seconds


def installed():
    return "wrk" if shutil.which("wrk") else "the built-in client"


def ask(address, requests, *, seconds):
    """Put `requests` (path, headers) in turn to `address` for `seconds`; how many were answered."""
    return (_by_wrk if shutil.which("wrk") else _by_ourselves)(address, requests, seconds)


def _by_wrk(address, requests, seconds):
    rows = [f"asked[#asked + 1] = {{ {_lua(path)}, {{ {_pairs(headers)} }} }}" for path, headers in requests]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "requests.lua")
        script.write_text(SCRIPT % "\n".join(rows))
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout=30s", "-s", script, address]
        said = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own arguments
    return Count(**json.loads(said.stdout.splitlines()[-1]))


def _pairs(headers):
    return ", ".join(f"[{_lua(name)}] = {_lua(value)}" for name, value in headers.items())


def _lua(text):
    return '"' + "".join(f"\\{byte:03}" for byte in text.encode()) + '"'


def _by_ourselves(address, requests, seconds):
    """The same with threads of this process. It takes more of the machine, so ratios come out nearer to 1."""
    statuses, begin = [], time.monotonic()
    visitors = [
        threading.Thread(target=_visit, args=(address, requests[place:] + requests[:place], begin + seconds, statuses))
        for place in range(CONNECTIONS)
    ]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return Count(len(statuses), time.monotonic() - begin, sum(status >= 400 for status in statuses))


def _visit(address, requests, deadline, statuses):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    while True:
        for path, headers in requests:
            if time.monotonic() > deadline:
                connection.close()
                return
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
