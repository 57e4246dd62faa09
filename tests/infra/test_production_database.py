"""The manual followed word for word, and a database that may lose what it confirms."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from config.embedded import programs
from tests.infra.cluster import ROOT
from tests.infra.manual import MANUAL, block, follow, make_stand_in
from tests.infra.production import Installation, Visitor, Web, database

pytestmark = [
    pytest.mark.long,
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="gunicorn uses /dev/shm"),
]
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
PASSWORD = "granite-teapot-87"
TYPED = [("Password: ", PASSWORD), ("The same again: ", PASSWORD)]
SAFETY = (
    "SELECT json_object_agg(name, setting || ', ' || source) FROM pg_settings"
    " WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums')"
)
FOLLOWED_HERE = [
    "settings",
    "certificate",
    "first",
    "token",
    "weekly",
    "mail",
    "unsent",
    "escalate",
    "backup",
    "drill",
    "restore",
]


@pytest.fixture(scope="module")
def own(image, tmp_path_factory):
    """An installation of our own: this one is backed up, lost and restored."""
    folder = tmp_path_factory.mktemp("own")
    with database(folder) as running:
        own = Installation(image, folder, running)
        own.safety = own.ask(SAFETY)
        prepared = own.run("sh", "deploy/prepare.sh", service="prepare")
        assert prepared.returncode == 0, prepared.stderr
        yield own


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The folder the operator works in."""
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def operator(own, desk, tmp_path_factory):
    """`operator(name)` runs that block of the manual; what it showed."""
    stand_in = make_stand_in(tmp_path_factory.mktemp("bin"), own)

    def do(name, *, typed=()):
        code, shown = follow(block(name), cwd=desk, stand_in=stand_in, typed=typed)
        assert code == 0, shown
        return shown

    do.noted = stand_in / "noted"
    return do


@pytest.fixture(scope="module")
def first_person(operator):
    return operator("first", typed=TYPED)


@needs_openssl
def test_the_settings_it_makes_are_what_compose_asks_for(operator, desk):
    operator("settings")
    lines = dict(line.split("=", 1) for line in (desk / ".env").read_text().splitlines())
    asked = re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text())
    assert set(lines) == set(asked)
    assert (len(lines["SECRET_KEY"]), len(lines["DATABASE_PASSWORD"])) == (64, 64)
    assert (desk / ".env").stat().st_mode & 0o777 == 0o600


@needs_openssl
@pytest.mark.skipif(os.geteuid() != 0, reason="the key is handed to user 101: needs root")
def test_the_certificate_is_for_the_name_and_its_key_is_kept(operator, desk):
    operator("certificate")
    shown = subprocess.run(
        ["openssl", "x509", "-in", desk / "tls/fullchain.pem", "-noout", "-ext", "subjectAltName"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "DNS:plan.clinic.example" in shown.stdout
    assert [(desk / name).stat().st_mode & 0o777 for name in ("tls", "tls/privkey.pem")] == [0o755, 0o400]


def test_the_first_person_signs_in(first_person, own):
    assert first_person.splitlines()[-1] == (
        "Anna Marlow can sign in with anna@clinic.example, as admin and clinician of Northfield Spine Clinic."
    )
    assert PASSWORD not in first_person
    web = Web(own)
    visitor = Visitor(web.port)
    visitor.post("/accounts/login/", {"login": "anna@clinic.example", "password": PASSWORD})
    answer = visitor.get("/patients/")
    web.stop()
    assert (answer.status, "Northfield Spine Clinic" in answer.text) == (200, True)


def test_a_token_is_made(first_person, operator):
    assert re.fullmatch(r"pl_\S{43}\n", operator("token"))


def test_ended_sessions_are_forgotten(first_person, operator, own):
    own.ask("UPDATE django_session SET expire_date = now() - interval '1 day'")
    operator("weekly")
    assert own.ask("SELECT count(*) FROM django_session") == 0


def test_mail_is_kept_while_the_server_is_away_and_shown_to_the_operator(first_person, operator, own):
    assert operator("mail") == ""
    own.ask(
        """INSERT INTO accounts_queuedmail (id, key, "to", to_name, subject, body, headers, rather_twice, state,
               queued_at, due_at, expires_at, attempts, last_error)
           VALUES (gen_random_uuid(), 'news', 'vera@example.org', '', 'News', '', '{}', false, 'queued',
               now(), now(), now() + interval '1 day', 0, '') RETURNING 1"""
    )
    assert operator("mail").endswith("sent 0, refused 0, in doubt 0, given up 0, mail server away\n")
    assert re.search(r"queued +\| +1 ", operator("unsent"))


def test_alerts_that_nobody_answers_are_looked_for(first_person, operator):
    assert operator("escalate") == ""


@pytest.fixture(scope="module")
def backed_up(first_person, operator, desk):
    operator("backup")
    (kept,) = (desk / "backup").glob("plumbline-*.dump")
    return kept


@pytest.fixture
def restore(operator, own):
    """Follows the block; what it showed. The damaged database of the time before is dropped, as an operator would."""
    own.ask("DROP DATABASE IF EXISTS before_restore")
    return lambda: operator("restore")


def test_a_backup_has_its_name_only_when_it_is_whole(backed_up, operator, desk):
    assert "prescriptions_plan" in (desk / "backup/contents.txt").read_text()
    code, _shown = follow(block("backup"), cwd=desk, stand_in="/nowhere")
    assert (code != 0, backed_up.stat().st_size > 10_000) == (True, True)


def test_the_drill_shows_no_difference(backed_up, operator, own, desk):
    assert operator("drill") == ""
    assert (desk / "backup/drill.txt").read_text().startswith("people 1\n")
    assert own.ask("SELECT count(*) FROM pg_database WHERE datname = 'drill'") == 0


def test_the_drill_shows_what_was_entered_since(backed_up, operator, own):
    own.ask("INSERT INTO accounts_user (id, email, name, password, is_active, date_joined, agreed_to, language)"
            " VALUES (gen_random_uuid(), 'later@clinic.example', 'Later', '!', true, now(), '', '')")  # fmt: skip
    with pytest.raises(AssertionError, match="people 2"):
        operator("drill")
    own.ask("DELETE FROM accounts_user WHERE email = 'later@clinic.example'")
    own.ask("DROP DATABASE drill")


EVERYTHING = "SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {} t"


def test_a_restored_database_is_the_one_that_was_backed_up(backed_up, operator, own, restore):
    operator("backup")
    tables = own.ask("SELECT array_agg(tablename::text ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public'")
    before = {table: own.ask(EVERYTHING.format(table)) for table in tables}
    guards = "SELECT count(*)::int FROM pg_trigger WHERE NOT tgisinternal"
    kept = own.ask(guards)
    own.ask("DROP TABLE prescriptions_completion CASCADE")
    own.ask("DROP TABLE accounts_membership CASCADE")  # emptied it would be refused while somebody has patients
    restore()
    assert {table: own.ask(EVERYTHING.format(table)) for table in tables} == before
    assert len(tables) > 20
    assert (own.ask(guards), kept > 0) == (kept, True)
    assert own.manage("migrate", "--check").returncode == 0
    noted = operator.noted.read_text()
    assert (
        noted.index("compose stop proxy web mail alerts")
        < noted.index("RENAME TO plumbline")
        < noted.index("hold_restored")
        < noted.index("compose up --detach")
    )


RUNNING = """
from django.utils import timezone
from accounts.models import User
from exercises.models import Exercise
from patients.models import Assessment, Episode, Patient
from prescriptions import actions

now, anna = timezone.now(), User.objects.get(email="anna@clinic.example")
vera = Patient.objects.create(clinic=anna.memberships.first().clinic, responsible=anna, name="Vera Lindqvist",
    birth_date="1957-05-14", record_number="P-1", time_zone="Europe/London", conditions=[])
neck = Episode.objects.create(patient=vera, region="cervical", diagnosis_text="Neck", opened_on=now.date())
Assessment.objects.create(episode=neck, assessed_by=anna, assessed_at=now, stage="recovery", red_flags_screened=True,
    pain_now=0, pain_on_movement=0, inflammation_settled=True)
turn = Exercise.objects.get(key="cervical-resisted-rotation")
draft = actions.create_draft(by=anna, episode=neck, now=now, lines=[actions.Line(turn, turn.dose, "both")])
actions.issue_plan(by=anna, plan=draft, now=now)
"""
STOPPED = """
from django.utils import timezone
from prescriptions import actions
from prescriptions.models import Plan

plan = Plan.objects.get(status="issued")
actions.stop_plan(by=plan.issued_by, plan=plan, reason="Weakness in the arm.", now=timezone.now())
"""


def test_after_a_restore_no_plan_runs_before_a_clinician_has_looked(backed_up, operator, own, restore):
    for script, then in ((RUNNING, lambda: operator("backup")), (STOPPED, restore)):
        ran = own.manage("shell", "--verbosity=0", "-c", script)
        assert ran.returncode == 0, ran.stderr
        shown = then()
    assert shown.endswith("held 1\n")
    assert own.ask("SELECT status FROM prescriptions_plan") == "held"


def test_every_block_with_a_name_was_followed_here_or_needs_an_engine():
    named = re.findall(r"^```sh (\w+)$", MANUAL, re.MULTILINE)
    assert set(named) - set(FOLLOWED_HERE) == {"start", "update", "logs", "encrypt"}


# --- a database that may lose what it confirms --------------------------------------------------------------------


@pytest.fixture
def adjustable(own):
    """The web service on a server without settings on its command line, which would win over ALTER SYSTEM."""
    start = ["start", "--wait", "--pgdata=data", "--log=log", "--options"]
    options = f"-p{own.running['port']} -clisten_addresses=127.0.0.1 -k."
    programs.run("pg_ctl", "stop", "--pgdata=data", "--mode=fast", cwd=own.folder)
    assert programs.run("pg_ctl", *start, options, cwd=own.folder).returncode == 0
    web = Web(own)
    yield Visitor(web.port)
    web.stop()
    own.ask("ALTER SYSTEM RESET ALL")
    own.ask("SELECT pg_reload_conf()")


def test_a_database_that_may_lose_commits_is_refused(own, adjustable):
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        assert adjustable.get("/readyz").status == 200
        own.ask(f"ALTER SYSTEM SET {name} = off")
        own.ask("SELECT pg_reload_conf()")
        answer, stopped = adjustable.get("/readyz"), own.manage("migrate")
        assert (answer.status, answer.text) == (503, "the database may lose what it confirms")
        assert stopped.returncode == 1
        assert f"(plumbline.E001) The database runs with {name} = off: after a crash, confirmed" in stopped.stderr
        if name == "fsync":
            assert own.manage("migrate", DATABASE_DURABLE_ELSEWHERE="true").returncode == 0
        own.ask("ALTER SYSTEM RESET ALL")
        own.ask("SELECT pg_reload_conf()")


def test_the_compose_file_has_them_on(own):
    told = ["fsync", "full_page_writes", "synchronous_commit"]
    assert own.safety == dict.fromkeys(told, "on, command line") | {"data_checksums": "on, default"}
