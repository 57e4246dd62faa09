"""Production as the compose file starts it: prepare, gunicorn, the first clinic and person, and what they meet."""

import logging
import re
import sys
import time
from pathlib import Path

import pytest
from django.db.utils import OperationalError

from config.embedded import programs
from config.logs import DOORS, Discreet
from tests.infra.cluster import ROOT
from tests.infra.production import HOST, OPERATOR, SERVICES, Visitor, Web, free_port

pytestmark = [
    pytest.mark.long,
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="gunicorn uses /dev/shm"),
]
PASSWORD = "granite-teapot-87"
CANARY = "Zebrafish"
OTHER_CANARY = "Okapi"  # of the test that puts it into the database's log on purpose


@pytest.fixture(scope="module")
def clinician(installation):
    """The first person, made with the commands of the manual."""
    clinic = installation.manage("create_clinic", "Northfield", "--phone", "01632 960 147").stdout.strip()
    person = ["anna@clinic.example", "--name", "Anna Marlow", "--clinic", clinic, "--clinician", "--password-stdin"]
    made = installation.manage("create_admin", *person, stdin=f"{PASSWORD}\n")
    assert made.stdout == "Anna Marlow can sign in with anna@clinic.example, as admin and clinician of Northfield.\n"
    return "anna@clinic.example"


@pytest.fixture
def visitor(web):
    return Visitor(web.port)


@pytest.fixture
def signed_in(visitor, clinician):
    answer = visitor.post("/accounts/login/", {"login": clinician, "password": PASSWORD})
    assert (answer.status, answer.headers["Location"]) == (302, "/")
    return visitor


# --- from nothing to a service --------------------------------------------------------------------------------


def test_the_settings_pass_every_deployment_check(installation):
    checked = installation.manage("check", "--deploy", "--fail-level", "WARNING", "--database", "default")
    assert (checked.returncode, checked.stdout) == (0, "System check identified no issues (0 silenced).\n")


def test_preparing_makes_the_tables_and_loads_the_catalogue(installation):
    assert "Applying prescriptions.0001_initial... OK" in installation.prepared
    assert re.search(
        r"^\d+ exercises, \d+ sets, \d+ advice: \d+ added, 0 changed, 0 retired\.$", installation.prepared, re.M
    )
    assert installation.ask("SELECT count(*) > 100 FROM exercises_exercise") is True
    assert installation.ask("SELECT to_regclass('shared_cache')::text") == "shared_cache"


def test_preparing_again_changes_nothing(installation):
    again = installation.run(*SERVICES["prepare"]["command"], service="prepare")
    assert (again.returncode, again.stderr) == (0, "")
    assert "No migrations to apply." in again.stdout
    assert again.stdout.endswith("0 added, 0 changed, 0 retired.\n")


def test_preparing_stops_at_the_first_fault(installation):
    weak = installation.run(*SERVICES["prepare"]["command"], service="prepare", SECRET_KEY="short")
    assert weak.returncode == 1
    assert "security.W009" in weak.stderr
    assert "migrations" not in weak.stdout


@pytest.mark.parametrize("service", ["web", "prepare"])
def test_services_find_the_database_where_compose_puts_it(service):
    assert SERVICES[service]["environment"]["DATABASE_URL"].endswith("@database:5432/plumbline")


def test_the_database_answers_its_health_check(installation):
    check = SERVICES["database"]["healthcheck"]["test"][1:]
    port = f"--port={installation.running['port']}"
    programs_of_postgresql = str(Path(programs.find("pg_isready")).parent)
    assert installation.run(*check, port, PATH=programs_of_postgresql).returncode == 0
    assert installation.run(*check, f"--port={free_port()}", PATH=programs_of_postgresql).returncode == 2


def test_the_web_service_answers_its_health_check(installation, web):
    check = SERVICES["web"]["healthcheck"]["test"][1:]
    assert installation.run(*check, PORT=web.port).returncode == 0
    away = installation.run(*check, PORT=free_port())
    assert (away.returncode, "does not answer" in away.stderr) == (1, True)


def test_it_is_ready(visitor):
    answer = visitor.get("/readyz")
    assert (answer.status, answer.text) == (200, "ok")


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS"])
@pytest.mark.parametrize("value", [None, "", " , "])
@pytest.mark.parametrize("program", ["gunicorn", "manage.py"])
def test_a_missing_secret_ends_the_start_with_one_line(installation, name, value, program):
    command = SERVICES["web"]["command"] if program == "gunicorn" else ["python", "manage.py", "migrate"]
    ended = installation.run(*command, **{name: value})
    (line,) = ended.stderr.splitlines()
    begins = {"gunicorn": "Plumbline cannot start", "manage.py": "manage.py"}[program]
    assert line.startswith(f"{begins}: {name} is not set. Set it in the environment, for example {name}=")
    assert ended.returncode == {"gunicorn": 4, "manage.py": 1}[program]


def test_a_database_that_is_away_is_one_line(installation):
    nowhere = f"postgres://plumbline:x@127.0.0.1:{free_port()}/plumbline"
    ended = installation.manage("migrate", DATABASE_URL=nowhere)
    (line,) = ended.stderr.splitlines()
    assert ended.returncode == 1
    assert line.startswith("manage.py: the database does not answer as it should: connection to server at")


def test_it_stops_when_told_and_finishes_what_it_began(installation):
    web = Web(installation)
    began = time.monotonic()
    assert (web.stop(), web.answers()) == (0, False)
    assert time.monotonic() - began < 10
    assert "Traceback" not in web.log()


# --- what a browser meets ---------------------------------------------------------------------------------------


def test_the_login_page_is_served_over_https_with_all_headers(visitor):
    answer = visitor.get("/accounts/login/")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; base-uri 'none';")


def test_plain_http_is_sent_to_https_but_for_the_health_checks(web):
    plain = Visitor(web.port, scheme="http")
    answer = plain.get("/accounts/login/?next=/")
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/accounts/login/?next=/")
    assert [plain.get(path).status for path in ("/healthz", "/readyz")] == [200, 200]


def test_static_files_have_hashed_names_and_are_kept_for_ever(visitor):
    (path,) = re.findall(r'href="(/static/theme\.[^"]+)"', visitor.get("/accounts/login/").text)
    assert re.fullmatch(r"/static/theme\.[0-9a-f]{12}\.css", path)
    answer = visitor.get(path, **{"Accept-Encoding": "gzip"})
    kept = (
        answer.headers["Cache-Control"],
        answer.headers["Content-Encoding"],
        answer.headers["X-Content-Type-Options"],
    )
    assert (answer.status, *kept) == (200, "max-age=315360000, public, immutable", "gzip", "nosniff")


def test_every_cookie_is_bound_to_this_host_and_out_of_reach_of_scripts(signed_in):
    kept = {
        name: (morsel["secure"], morsel["httponly"], morsel["samesite"], morsel["path"], morsel["domain"])
        for name, morsel in signed_in.cookies.items()
    }
    assert kept == dict.fromkeys(["__Host-csrftoken", "__Host-sessionid"], (True, True, "Lax", "/", ""))


def test_the_first_clinician_sees_their_patients(signed_in):
    answer = signed_in.get("/patients/")
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert "Northfield" in answer.text


def test_a_name_the_service_does_not_answer_to_is_refused(visitor):
    assert visitor.get("/accounts/login/", Host="other.example").status == 400


def test_debugging_cannot_be_switched_on(installation):
    shown = installation.run("python", "-c", "from config import settings; print(settings.DEBUG)", DEBUG="true")
    assert shown.stdout == "False\n"


# --- what the logs keep -------------------------------------------------------------------------------------------


@pytest.fixture
def without_patients(installation):
    """A database whose table of patients cannot be found: every page about them meets a bug."""
    installation.ask("ALTER TABLE patients_patient RENAME TO elsewhere")
    yield
    installation.ask("ALTER TABLE elsewhere RENAME TO patients_patient")


def test_a_bug_is_logged_without_what_was_searched_for(signed_in, web, installation, without_patients):
    answer = signed_in.get(f"/patients/?q={CANARY}")
    assert (answer.status, CANARY in answer.text) == (500, False)
    log = web.log()
    assert "ERROR django.request Internal Server Error: /patients/\nTraceback (without messages" in log
    assert "django.db.utils.ProgrammingError: 42P01" in log
    assert (CANARY in log, CANARY in installation.database_log()) == (False, False)
    assert 'relation "patients_patient" does not exist' in installation.database_log()


def test_the_database_logs_a_refused_row_without_its_content(installation):
    refused = f"INSERT INTO accounts_user (email, name) VALUES ('{OTHER_CANARY}', NULL)"  # noqa: S608
    with pytest.raises(Exception, match=f"Failing row contains .*{OTHER_CANARY}"):
        installation.ask(refused)
    assert OTHER_CANARY not in installation.database_log()
    assert "violates not-null constraint" in installation.database_log()
    with pytest.raises(Exception, match=OTHER_CANARY):  # the same where the settings of the compose file are undone
        installation.ask(f"SET log_error_verbosity = default; SET log_min_error_statement = error; {refused}")
    assert OTHER_CANARY in installation.database_log()


def test_an_address_that_lets_people_in_is_logged_without_its_secret(visitor, web):
    visitor.get(f"/p/{CANARY}/nothing/here")
    assert "Not Found: /p/…\n" in web.log()
    assert CANARY not in web.log()


@pytest.mark.parametrize("door", DOORS)
def test_a_log_line_keeps_the_door_and_drops_the_key(door):
    record = logging.makeLogRecord({"msg": "Not Found: %s and '%s'", "args": (f"{door}{CANARY}/x", f"{door}{CANARY}")})
    assert Discreet("{message}", style="{").format(record) == f"Not Found: {door}… and '{door}…'"


def logged(error):
    try:
        try:
            {}[CANARY]
        except KeyError:
            raise error  # noqa: B904 - what came before is part of the trial
    except Exception:
        return Discreet("{message}", style="{").format(logging.makeLogRecord({"msg": "x", "exc_info": sys.exc_info()}))


def test_a_traceback_names_the_kind_of_error_and_the_place_only():
    lines = logged(ValueError(CANARY)).splitlines()
    told = ["builtins.KeyError", "… and then:", "builtins.ValueError"]
    assert [line for line in lines[2:] if not line.startswith(" ")] == told
    assert [line for line in lines if CANARY in line] == []


def test_an_error_that_names_itself_as_its_cause_is_told_once():
    error = ValueError("x")
    error.__cause__ = error
    assert logged(error).count("builtins.ValueError") == 1


def test_what_the_database_server_says_of_itself_is_kept():
    assert logged(OperationalError("server closed the connection")).endswith(
        "django.db.utils.OperationalError: server closed the connection"
    )


def test_no_request_is_logged_when_all_is_well(visitor, web):
    before = web.log()
    visitor.get(f"/accounts/login/?next=/patients/%3Fq={CANARY}")
    assert web.log() == before


def test_no_secret_of_the_operator_is_logged(installation, web):
    logs = web.log() + installation.database_log()
    assert [name for name in ("DATABASE_PASSWORD", "SECRET_KEY") if OPERATOR[name] in logs] == []


def test_nothing_of_the_project_writes_a_log_of_requests():
    assert "accesslog = None" in (ROOT / "deploy/gunicorn.conf.py").read_text()
