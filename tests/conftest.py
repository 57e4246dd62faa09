"""The fixed cast: one clinic with its people, another with a stranger, and the tools tests share."""

import gc
import os
import pickle

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as drawing
from rest_framework.test import APIClient
from whitenoise.middleware import WhiteNoiseMiddleware

from exercises.actions import load_catalogue
from exercises.vocabulary import LIBRARY
from tests import factories
from tests.lasting import lasting, put_back_catalogue, remember_catalogue
from tests.mail_sink import Post, Sink, led_to
from tests.world import make_world

EVERYBODY_ELSE_OUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

# How long something takes beside other work is no property of it.
drawing.register_profile("plumbline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
drawing.load_profile("plumbline")

# Test databases live in a cluster of their own that trades durability for speed; kept data never lies there.
os.environ.setdefault("PLUMBLINE_VOLATILE", "1")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the real catalogue once into each test database, and keep its rows at hand.

    A thread of the live server may hold its connection to the last: with it the database could not be dropped.
    """
    with django_db_blocker.unblock():
        load_catalogue(folder=LIBRARY)
        remember_catalogue()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(EVERYBODY_ELSE_OUT)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords():
    """What makes guessing slow makes signing in slow: tests are not attacked."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _files_found_once():
    """Each test's client builds the middleware anew; the folders of static files are the same all along."""
    files, look = {}, WhiteNoiseMiddleware.add_files_from_finders

    def look_once(self):
        if not files:
            look(self)
            files.update(self.files)
        self.files.update(files)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


@pytest.fixture
def library(db):
    """The real catalogue; put back where a test with real commits has emptied the tables."""
    put_back_catalogue()


@pytest.fixture(autouse=True)
def _library_in_any_order(request):
    """Whoever asks the database finds the catalogue, whatever test ran before."""
    if request.node.get_closest_marker("django_db") or {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("library")


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Throttles and sign-in limits count in the cache: no test inherits another's."""
    cache.clear()


@pytest.fixture(autouse=True)
def _english():
    """A page leaves its language active, as a server does between two requests: no test inherits another's."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def clinic(request, db):
    """The clinic of all below, and of the world where the test asks for that."""
    if "world" in request.fixturenames:
        return request.getfixturevalue("world").patient.clinic
    return factories.make_clinic()


@pytest.fixture
def other_clinic(db):
    return factories.make_clinic(name="Southgate Physiotherapy")


@pytest.fixture
def clinician(clinic):
    return factories.make_clinician(clinic, email="doctor@example.org", name="Anna Marlow")


@pytest.fixture
def colleague(clinic):
    return factories.make_clinician(clinic, email="colleague@example.org", name="Idris Bell")


@pytest.fixture
def admin(clinic):
    """Administers the clinic and is no clinician: sees the register, no clinical content."""
    return factories.make_admin(clinic, email="admin@example.org", name="Olga Renn")


@pytest.fixture
def stranger(other_clinic):
    """A clinician of another clinic."""
    return factories.make_clinician(other_clinic, email="stranger@example.org", name="Per Holm")


@pytest.fixture
def patient_user(db):
    return factories.make_user(email="patient@example.org", name="Vera Lindqvist")


@pytest.fixture
def patient(clinic, clinician, patient_user):
    return factories.make_patient(clinic, responsible=clinician, user=patient_user)


@pytest.fixture
def other_patient(clinic, clinician):
    """Another patient of the same clinic, who signs in as well."""
    user = factories.make_user(email="other-patient@example.org", name="Tomas Brandt")
    return factories.make_patient(
        clinic, responsible=clinician, user=user, name="Tomas Brandt", record_number="P-09117"
    )


@pytest.fixture
def episode(patient):
    return factories.make_episode(patient)


@pytest.fixture(scope="module")
def _lasting_world(django_db_setup, django_db_blocker):
    """The world, made once for all tests of a module."""
    yield from lasting(
        django_db_blocker,
        lambda: pickle.dumps(
            make_world(factories.make_clinic(), factories.make_clinic(name="Southgate Physiotherapy"))
        ),
    )


@pytest.fixture
def world(_lasting_world, db):
    """Rows in every state, with which every call of the API can succeed. No module that commits may ask for it."""
    return pickle.loads(_lasting_world)  # noqa: S301 - our own, from above


@pytest.fixture
def api():
    """`api(user)` is a client that calls with a token of `user`, carrying all scopes unless told which."""

    def client_of(user, *scopes):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {factories.make_token(user, *scopes)}")
        return client

    return client_of


@pytest.fixture
def browser_of(client):
    """`browser_of(user)` is Django's test client signed in as `user`."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def sink(settings):
    """A mail server that takes everything, until the test says otherwise."""
    sink = Sink()
    post = Post(sink)
    post.start()
    led_to(settings, post.options)
    yield sink
    if sink.unblock:
        post.loop.call_soon_threadsafe(sink.unblock.set)
    post.stop()


def pytest_collection_modifyitems(items):
    """A browser or a server may be late on a busy machine: what drives one is tried once more; the report says so."""
    for item in items:
        if {"browser", "infra"} & set(item.path.parts):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish():
    """Nine thousand tests lie in memory to the end: the collector need not look through them, nor come so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_terminal_summary(terminalreporter):
    """Say how many browser tests ran: a skipped browser must not look like a passed one."""
    counted = {}
    for outcome in ("passed", "failed", "error", "skipped"):
        reports = terminalreporter.stats.get(outcome, [])
        counted[outcome] = len({r.nodeid for r in reports if "tests/browser/" in getattr(r, "nodeid", "")})
    ran = counted["passed"] + counted["failed"]
    terminalreporter.write_line(f"Browser tests: {ran} ran, {counted['skipped']} skipped, {counted['error']} errors.")
