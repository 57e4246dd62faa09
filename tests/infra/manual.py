"""The blocks of docs/operations.md, run word for word: `docker` stands for the containers they speak of."""

import os
import pty
import re
import shlex
import subprocess
import threading

from config.embedded import programs
from tests.infra.cluster import ROOT

MANUAL = (ROOT / "docs/operations.md").read_text()
STAND_IN = """#!/bin/sh
# docker compose exec [-T] SERVICE COMMAND, or run --rm: the command, in what that container would be. Other verbs are
# noted only.
echo "$*" >> {noted}
[ "$2" = exec ] || [ "$2" = run ] || exit 0
shift 2
[ "$1" = -T ] || [ "$1" = --rm ] && shift
service=$1
shift
case $service in
  database) exec env {database} "$@" ;;
  web) cd {image} && exec env -i {web} "$@" ;;
  prepare) [ $# -gt 0 ] || set -- sh deploy/prepare.sh; cd {image} && exec env -i {web} "$@" ;;
esac
exit 64
"""


def block(name):
    """The commands of the block that begins with ```sh name."""
    (commands,) = re.findall(rf"^```sh {name}\n(.*?)^```", MANUAL, re.MULTILINE | re.DOTALL)
    return commands


def assignments(environment):
    return " ".join(shlex.quote(f"{name}={value}") for name, value in environment.items())


def make_stand_in(folder, installation):
    """A folder for PATH with the stand-in."""
    running = installation.running
    database = {
        "PGHOST": running["host"],
        "PGPORT": running["port"],
        "PGPASSWORD": running["password"],
        "PATH": f"{os.path.dirname(programs.find('psql'))}{os.pathsep}{os.environ['PATH']}",
    }
    script = STAND_IN.format(
        noted=folder / "noted",
        database=assignments(database),
        image=shlex.quote(str(installation.image)),
        web=assignments(installation.environment()),
    )
    (folder / "docker").write_text(script)
    (folder / "docker").chmod(0o755)
    return folder


def follow(commands, *, cwd, stand_in, typed=()):
    """Run commands at a terminal; `typed` answers its questions in order. The exit code and what was shown."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PATH": f"{stand_in}{os.pathsep}{os.environ['PATH']}"}
    process = subprocess.Popen(
        ["sh", "-e", "-c", commands],
        cwd=cwd,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    watch = threading.Timer(60, process.kill)
    watch.start()
    shown = _conversation(ours, list(typed))
    os.close(ours)
    watch.cancel()
    return process.wait(), shown


def _conversation(terminal, answers):
    shown = ""
    while True:
        try:
            more = os.read(terminal, 4096)
        except OSError:  # the last program has closed its end
            more = b""
        if not more:
            return shown.replace("\r\n", "\n")
        shown += more.decode(errors="replace")
        if answers and shown.endswith(answers[0][0]):
            os.write(terminal, answers.pop(0)[1].encode() + b"\n")
