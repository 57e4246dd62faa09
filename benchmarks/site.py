"""The production server under measurement, on a free port of the loopback interface."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
SECONDS_TO_START = 30
CONFIGURATION = Path(__file__).resolve().parent.parent / "deploy" / "gunicorn.conf.py"


@dataclass(frozen=True)
class Site:
    """A running server: where it listens, and the process whose children are its workers."""

    port: int
    process: int
    database: int

    @property
    def address(self):
        return f"http://{HOST}:{self.port}"

    def memory(self):
        """Resident megabytes of each worker, shared pages included."""
        pages = [int(_read(process, "statm")[1]) for process in children_of(self.process)]
        return sorted(round(each * os.sysconf("SC_PAGE_SIZE") / 1024**2) for each in pages)

    def cpu(self):
        """Seconds of CPU that workers and database have used so far."""
        processes = [*children_of(self.process), self.database, *children_of(self.database)]
        return sum(_ticks(process) for process in processes) / os.sysconf("SC_CLK_TCK")


def children_of(process):
    """The child processes of `process`; none where there is no /proc (macOS): the table then says 0."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _ticks(process):
    """User and system time of a process and of its children that have ended."""
    return sum(map(int, _read(process, "stat")[11:15]))


def _read(process, name):
    """The fields of a file in /proc, for `stat` those after the command's name; zeros when the process is gone."""
    try:
        return Path(f"/proc/{process}/{name}").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 15


@contextmanager
def serving(log, *, database):
    """gunicorn as in production, with the settings this process has; what it says is written to the file `log`.

    `database`: the process of the database server, whose CPU time is counted too.
    """
    port = _free_port()
    command = ["gunicorn", "--config", CONFIGURATION, "--bind", f"{HOST}:{port}", "config.wsgi"]
    with log.open("w") as output:
        server = subprocess.Popen(  # noqa: S603 - a fixed program with our own arguments, no shell
            [sys.executable, "-m", *command],
            cwd=CONFIGURATION.parent.parent,
            env=os.environ,
            stdout=output,
            stderr=output,
        )
        try:
            site = Site(port, server.pid, database)
            _wait_for(site, server, log)
            yield site
        finally:
            server.terminate()
            server.wait()


def _free_port():
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        return taken.getsockname()[1]


def _wait_for(site, server, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{site.address}/healthz", timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"The server did not start:\n{log.read_text()}")
