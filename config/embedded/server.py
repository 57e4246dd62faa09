"""Start, find and stop one PostgreSQL cluster on a private unix socket; no TCP port is opened.

The server outlives the process that started it, so that the next start is instant and a web server, a shell and
a test can share it. Everything that can be decided from files is: finding a running server starts no program.
"""

import atexit
import fcntl
import functools
import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from . import programs
from .programs import EmbeddedPostgresError

PORT = "5432"  # no port is opened; the number is part of the socket's name
SECONDS_TO_SETTLE = 60
LONGEST_SOCKET_FOLDER = 85  # a socket's path has at most 103 bytes on macOS, 107 on Linux

CLUSTER = (
    "--username=postgres",
    "--auth-local=trust",  # whoever can enter the folder (mode 0700) owns the data anyway
    "--auth-host=reject",
    "--encoding=UTF8",
    "--data-checksums",
    # the same lower(), ILIKE and ORDER BY on every machine, whatever its C library
    *("--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"),
    "--no-instructions",
)
# The server runs inside its data folder, so a relative socket folder needs no quoting and has no length limit.
PRIVATE = f"-k . -p {PORT} -c listen_addresses= -c unix_socket_permissions=0700 -c cluster_name=plumbline"
DURABLE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"
VOLATILE = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def ensure_running(data, *, durable=True):
    """Start the cluster in folder `data`, creating it first if need be; its connection parameters.

    `durable=False` is for the test suite alone: commits no longer wait for the disk, and a power cut may destroy
    the cluster. It gets a folder of its own (`folder.cluster`), so no kept data ever lies in such a server.
    """
    data = Path(data)
    if found := info(data):
        return found
    with locked(data):
        if not (data / "PG_VERSION").exists():
            _create(data)
        _settle(data)
        if not info(data):
            _start(data, durable=durable)
    if found := info(data):
        return found
    raise EmbeddedPostgresError(f"The database stopped again at once (see {_log(data)}).")


def info(data):
    """Connection parameters of the server running in folder `data`, or None."""
    data = Path(data)
    postmaster = _postmaster(data)
    if postmaster and postmaster[1] == "ready":
        return {"host": str(_socket_folder(data)), "port": PORT, "user": "postgres"}
    return None


def status(data):
    """One line about the cluster in folder `data`."""
    data = Path(data)
    if postmaster := _postmaster(data):
        return f"The embedded database in {data} is running (process {postmaster[0]}, {postmaster[1]})."
    return f"The embedded database in {data} is not running."


def stop(data):
    """Stop the server cleanly: open transactions are rolled back. False when none was running."""
    data = Path(data)
    if not _postmaster(data):
        return False
    with locked(data):
        result = _pg_ctl("stop", data, "--mode=fast")
    if result.returncode and _postmaster(data):
        raise EmbeddedPostgresError(f"The database did not stop: {programs.fault(result.stdout)}")
    return True


@contextmanager
def locked(target):
    """One process at a time may create, start or stop `target`; the lock is a hidden file beside it."""
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = open(target.parent / f".{target.name}.lock", "w")  # noqa: SIM115 - entered below
    except OSError as error:
        raise _unwritable(target.parent, error) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _unwritable(folder, error):
    return EmbeddedPostgresError(
        f"The folder {folder} cannot be written ({error.strerror}). "
        "Choose another: `demo --data DIR`, or set PLUMBLINE_DATA."
    )


def _create(data):
    """A cluster appears under its name only when complete: an interrupted initdb is thrown away."""
    programs.require_version()
    draft = data.with_name(data.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    result = programs.run("initdb", "--pgdata", draft, *CLUSTER)
    if result.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise EmbeddedPostgresError(
            f"The database could not be created in {data.parent}: {programs.fault(result.stdout)}. "
            "Choose another folder: `demo --data DIR`, or set PLUMBLINE_DATA."
        )
    draft.rename(data)


def _start(data, *, durable):
    _forget_foreign_process(data)
    options = f"{PRIVATE} {DURABLE if durable else VOLATILE}"
    deadline = time.monotonic() + SECONDS_TO_SETTLE
    while story := _attempt(data, options):
        # the queries of a server that was killed end by themselves; until then PostgreSQL protects the data
        if "still in use" not in story or time.monotonic() > deadline:
            raise EmbeddedPostgresError(f"The database did not start: {programs.fault(story)} (see {_log(data)}).")
        time.sleep(0.2)


def _attempt(data, options):
    """Start the server; what it logged if it did not start, or an empty string."""
    log = _log(data)
    before = log.stat().st_size if log.exists() else 0
    result = _pg_ctl("start", data, "--log", log.name, "--options", options)
    if not result.returncode:
        return ""
    logged = log.read_bytes()[before:].decode(errors="replace") if log.exists() else ""
    return logged or result.stdout


def _log(data):
    return data.with_name(data.name + ".log")


def _pg_ctl(action, data, *arguments):
    """pg_ctl hands its paths to a shell, so it gets relative ones: a folder may be called anything."""
    waiting = ("--wait", "--timeout", SECONDS_TO_SETTLE)
    return programs.run("pg_ctl", action, "--pgdata", data.name, *waiting, *arguments, cwd=data.parent)


def _settle(data):
    """Wait while a server found here is still starting, recovering or stopping."""
    deadline = time.monotonic() + SECONDS_TO_SETTLE
    while (postmaster := _postmaster(data)) and postmaster[1] != "ready":
        if time.monotonic() > deadline:
            raise EmbeddedPostgresError(f"{status(data)} Wait for it, or end that process.")
        time.sleep(0.02)


def _postmaster(data):
    """Process id and state of the server in `data`, from the file it keeps there; None when it is gone."""
    process, state = _recorded(data)
    return (process, state) if process and _lives_in(process, data) else None


def _recorded(data):
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else "starting"
    except (OSError, IndexError, ValueError):  # absent, or read while it is being written
        return None, None


def _lives_in(process, data):
    """Whether that process is this cluster's server: after a crash the number may belong to somebody else.

    A server's working directory is its data folder. Where there is no /proc (macOS) any PostgreSQL will do.
    """
    if not os.path.isdir("/proc/self"):
        return programs.is_postgres(process)
    try:
        return os.path.samefile(f"/proc/{process}/cwd", data)
    except OSError:
        return False


def _forget_foreign_process(data):
    """Remove the lock files of a server that is gone.

    PostgreSQL refuses to start while the recorded number is any process at all: one that came after a restart of
    the container, or its own dead one where nobody collects the dead.
    """
    process, _ = _recorded(data)
    if process and not _lives_in(process, data):
        for name in ("postmaster.pid", f".s.PGSQL.{PORT}.lock"):
            (data / name).unlink(missing_ok=True)


def _socket_folder(data):
    return _short_name(data) if len(os.fsencode(data)) > LONGEST_SOCKET_FOLDER else data


@functools.cache
def _short_name(data):
    """A link to a folder whose own path is too long for a socket address; it lasts as long as this process."""
    folder = tempfile.mkdtemp(prefix="plumbline-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    link = Path(folder, "data")
    link.symlink_to(data)
    return link
