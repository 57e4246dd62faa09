"""Guessing against four worker processes at once: limits are exact, and whoever is inside stays inside."""

import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from patients.actions.entry import PER_ADDRESS, PER_CLINIC, PER_WAY
from tests.infra.production import Visitor, Web

pytestmark = [
    pytest.mark.long,
    pytest.mark.enable_socket,
    pytest.mark.skipif(sys.platform != "linux", reason="gunicorn uses /dev/shm"),
]
AT_ONCE = 16
PER_EMAIL = 5  # allauth's own, for five minutes
LINKS = PER_CLINIC // PER_WAY + 1
MAKE = f"""
import json
from datetime import date
from django.utils import timezone
from accounts.models import Clinic, Membership, User
from patients.actions import make_way
from patients.models import Patient
clinic = Clinic.objects.create(name="Guessed at", phone="1", time_zone="Europe/London")
doctor = User.objects.create_user("guessed@example.org", "granite-teapot-87", name="Doctor")
Membership.objects.create(user=doctor, clinic=clinic, role="clinician")
def way(kind):
    patient = Patient.objects.create(clinic=clinic, responsible=doctor, name="P", birth_date=date(1957, 5, 14),
        record_number=str(Patient.objects.count()), time_zone="Europe/London")
    return make_way(by=doctor, patient=patient, kind=kind, now=timezone.now())[1]
made = {{"own": way("link"), "code": way("code"), "links": [way("link") for _ in range({LINKS})]}}
print(json.dumps(made | {{"clinic": str(clinic.pk)}}))
"""
RIGHT, WRONG = ({"day": "14", "month": "5", "year": year} for year in ("1957", "1958"))
# What the answer says -> how it was judged.
SAID = {
    "We could not find that.": "unknown",
    "That was tried too often.": "too many",
    "the password is not right": "wrong",
}


@pytest.fixture(scope="module")
def made(installation):
    return json.loads(installation.manage("shell", "--verbosity=0", "-c", MAKE).stdout.strip().splitlines()[-1])


@pytest.fixture(scope="module")
def four(installation):
    web = Web(installation, GUNICORN_CMD_ARGS="--workers=4")
    yield web
    web.stop()


class Guesser:
    """Many addresses that share one form: what is sent differs, the token does not."""

    def __init__(self, web):
        self.visitor = Visitor(web.port)
        self.visitor.get("/code/")

    def judged(self, tries):
        """How many of `tries` (path, fields, address), sent sixteen at once, got which answer."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return Counter(pool.map(lambda each: self.answer(*each), tries))

    def answer(self, path, fields, address):
        visitor = Visitor(self.visitor.port)
        visitor.cookies.load(self.visitor.cookies.output(header="", sep=";"))
        answer = visitor.post(path, fields, **{"X-Forwarded-For": address})
        return next((words for said, words in SAID.items() if said in answer.text), answer.status)


def test_guesses_are_limited_exactly_over_four_workers_and_the_patient_stays_inside(installation, four, made):
    patient, guesser = Visitor(four.port), Guesser(four)
    assert patient.post(f"/p/{made['own']}/", RIGHT).status == 302

    one_code = [("/code/", WRONG | {"code": made["code"]}, f"198.51.100.{each}") for each in range(24)]
    assert guesser.judged(one_code) == {"unknown": PER_WAY, "too many": 24 - PER_WAY}

    codes = ["".join(pair) + "Z" * 10 for pair in zip("ABCDEFGHJKLMNPQRSTUV" * 2, "WX" * 20, strict=True)]
    one_address = [("/code/", WRONG | {"code": code}, "203.0.113.1") for code in codes]
    assert guesser.judged(one_address) == {"unknown": PER_ADDRESS, "too many": len(codes) - PER_ADDRESS}

    links = [(f"/p/{link}/", WRONG, f"192.0.2.{each}") for each in range(PER_WAY) for link in made["links"]]
    assert guesser.judged(links) == {"unknown": len(links)}
    assert guesser.answer(f"/p/{made['own']}/", RIGHT, "192.0.2.200") == "unknown", "the clinic's limit is reached"
    counted = installation.ask("SELECT max(tries) FROM patients_trycount WHERE NOT lasting")
    assert counted == PER_WAY + len(links) + 1

    assert patient.get("/welcome/").status == 200


def test_wrong_passwords_are_limited_exactly_over_four_workers(four, made):
    guesses = [
        ("/accounts/login/", {"login": "guessed@example.org", "password": f"wrong-{each}"}, f"198.51.101.{each}")
        for each in range(24)
    ]
    judged = Guesser(four).judged(guesses)
    assert (judged["wrong"], sum(judged.values())) == (PER_EMAIL, 24), judged
