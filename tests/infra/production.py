"""The services of docker-compose.yml without a container engine: the same commands, arguments and environment."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import yaml

from config.embedded import programs
from tests.infra.cluster import ROOT, ask

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
HOST = "plan.clinic.example"
OPERATOR = {  # what .env must hold
    "DATABASE_PASSWORD": "5d1e" * 16,
    "SECRET_KEY": "qX3v" * 15 + "0aB_",
    "ALLOWED_HOSTS": HOST,
    "MAIL_HOST": "127.0.0.1",
    "DEFAULT_FROM_EMAIL": "plan@clinic.example",
}


def filled(text, given):
    """`text` with ${NAME:-default} and ${NAME:?what to do} as Compose fills them in."""

    def value(found):
        name, sign, rest = found.groups()
        if given.get(name):
            return given[name]
        if sign == ":?":
            raise KeyError(f"{name} {rest}")
        return rest

    return re.sub(r"\$\{(\w+)(:[-?])([^}]*)\}", value, str(text))


def environment_of(service, *, port, **changes):
    """What a container of `service` sees, with the database at a port of this machine."""
    given = {name: filled(text, OPERATOR) for name, text in SERVICES[service]["environment"].items()}
    given["DATABASE_URL"] = given["DATABASE_URL"].replace("@database:5432/", f"@127.0.0.1:{port}/")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    image = dict(pair.split("=", 1) for pair in dockerfile("ENV")[-1].split())
    return {**image, **given, "PATH": path, "HOME": "/nonexistent", **changes}


def dockerfile(instruction):
    """The arguments of each such instruction, in order."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
    return re.findall(rf"^{instruction} (.*)$", text, re.MULTILINE)


def build_image(target):
    """A folder with what .dockerignore admits and the static files, collected by the Dockerfile's own command."""
    admitted = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    for name in admitted:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        elif source.exists():
            shutil.copy2(source, target / name)
    (collect,) = [command for command in dockerfile("RUN") if "collectstatic" in command]
    command = collect.replace(".venv/bin/python", sys.executable)
    subprocess.run(["sh", "-c", command], cwd=target, env={"PATH": os.environ["PATH"]}, check=True)
    return target


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@contextmanager
def database(folder):
    """PostgreSQL over TCP with a password, as the `database` service sets it up; its connection parameters."""
    service = SERVICES["database"]
    password = folder / "password"
    password.write_text(OPERATOR["DATABASE_PASSWORD"])
    password.chmod(0o644)
    settings = service["environment"]
    arguments = settings["POSTGRES_INITDB_ARGS"].split()
    folder.chmod(0o777)  # the server may run as somebody else
    user = f"--username={settings['POSTGRES_USER']}"
    made = programs.run("initdb", "--pgdata=data", user, f"--pwfile={password}", *arguments, cwd=folder)
    assert made.returncode == 0, made.stdout
    port = free_port()
    options = [*service["command"][1:], f"-p{port}", "-clisten_addresses=127.0.0.1", "-k."]
    start = ["start", "--wait", "--pgdata=data", "--log=log", "--options", " ".join(options)]
    assert programs.run("pg_ctl", *start, cwd=folder).returncode == 0, (folder / "log").read_text()
    running = {"host": "127.0.0.1", "port": port, "user": "plumbline", "password": OPERATOR["DATABASE_PASSWORD"]}
    try:
        ask(running, f"CREATE DATABASE {settings['POSTGRES_DB']}")
        yield running
    finally:
        programs.run("pg_ctl", "stop", "--pgdata=data", "--mode=immediate", cwd=folder)


class Installation:
    """An image, a database and what the operator types."""

    def __init__(self, image, folder, running):
        self.image, self.folder, self.running = image, folder, running

    def environment(self, service="web", **changes):
        given = environment_of(service, port=self.running["port"], **changes)
        return {name: str(value) for name, value in given.items() if value is not None}

    def run(self, *command, service="web", stdin=None, **changes):
        """Run a command in a container of `service`, to its end."""
        return subprocess.run(
            list(map(str, command)),
            cwd=self.image,
            env=self.environment(service, **changes),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def manage(self, *arguments, **options):
        return self.run("python", "manage.py", *arguments, **options)

    def ask(self, sql):
        return ask(self.running, sql, dbname="plumbline")

    def database_log(self):
        return (self.folder / "log").read_text()


class Web:
    """The web service: gunicorn with the arguments of the compose file, on a port of this machine."""

    def __init__(self, installation, **changes):
        self.port = free_port()
        self.log_file = installation.folder / f"web-{self.port}.log"
        command = [*SERVICES["web"]["command"], f"--bind=127.0.0.1:{self.port}"]
        with self.log_file.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=installation.image, env=installation.environment(**changes), stdout=log, stderr=log
            )
        deadline = time.monotonic() + 30
        while not self.answers():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.1)

    def answers(self):
        try:
            return Visitor(self.port).get("/healthz").status == 200
        except OSError:
            return False

    def log(self):
        return self.log_file.read_text()

    def stop(self):
        """Exit code after SIGTERM."""
        self.process.terminate()
        return self.process.wait(timeout=30)


class Visitor:
    """A browser as the proxy shows it to the web service: HTTPS, the public host name, cookies kept."""

    def __init__(self, port, *, scheme="https"):
        self.port, self.scheme, self.cookies = port, scheme, SimpleCookie()

    def get(self, path, **headers):
        return self._send("GET", path, headers=headers)

    def post(self, path, fields, **more):
        """Send a form of that page, with the hidden token the page came with."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path).text)[1]
        body = urlencode({**fields, "csrfmiddlewaretoken": token})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
        return self._send("POST", path, body=body, headers=headers | more)

    def _send(self, method, path, *, body=None, headers):
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        sent = {"Host": HOST, "X-Forwarded-Proto": self.scheme, "X-Forwarded-For": "192.0.2.7", "Cookie": cookies}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body, headers=sent | headers)
            answer = connection.getresponse()
            answer.text = answer.read().decode(errors="replace")
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        return answer
