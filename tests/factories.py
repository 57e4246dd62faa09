"""Plain functions that make real rows, with defaults a test can read."""

import itertools
from datetime import UTC, date, datetime, timedelta

from accounts.models import ApiToken, Clinic, Membership, Scope, User
from exercises.dosage import Dose
from exercises.models import Exercise
from patients.models import Assessment, Episode, Patient
from prescriptions import actions
from prescriptions.models import CheckIn
from prescriptions.suggestion import default_side

_number = itertools.count(1)
PASSWORD = "plumbline-demo"
NOBODY = "00000000-0000-4000-8000-000000000000"  # an id that no row has


def make_clinic(*, name="Northfield Spine Clinic", time_zone="Europe/London", **fields):
    return Clinic.objects.create(name=name, phone="01632 960 147", time_zone=time_zone, **fields)


def make_user(*, email=None, name="Someone", password=None, **fields):
    fields = {"agreed_at": datetime.now(UTC)} | fields
    return User.objects.create_user(email or f"person{next(_number)}@example.org", password, name=name, **fields)


def make_member(clinic, role, **fields):
    user = make_user(**fields)
    Membership.objects.create(user=user, clinic=clinic, role=role)
    return user


def make_clinician(clinic, **fields):
    return make_member(clinic, Membership.Role.CLINICIAN, **fields)


def make_admin(clinic, **fields):
    return make_member(clinic, Membership.Role.ADMIN, **fields)


def make_token(user, *scopes, name="test", days=1):
    """A new token of `user`; returns the secret."""
    secret = ApiToken.new_secret()
    now = datetime.now(UTC)
    ApiToken.objects.create(
        user=user,
        name=name,
        digest=ApiToken.digest_of(secret),
        scopes=list(scopes or Scope.values),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    return secret


def make_patient(clinic, *, responsible, name="Vera Lindqvist", birth_date=date(1957, 5, 14), **fields):
    fields = {"record_number": f"P-{next(_number):05}", "time_zone": clinic.time_zone, "conditions": []} | fields
    return Patient.objects.create(clinic=clinic, responsible=responsible, name=name, birth_date=birth_date, **fields)


def make_episode(patient, *, region="cervical", diagnosis_text="Osteochondrosis", opened_on=None, **fields):
    opened_on = opened_on or datetime.now(UTC).date() - timedelta(days=30)
    return Episode.objects.create(
        patient=patient, region=region, diagnosis_text=diagnosis_text, opened_on=opened_on, **fields
    )


def make_assessment(episode, *, by, stage="recovery", screened=True, at=None, **fields):
    """An assessment in which all red flags were asked; pain 0 and everything settled unless said otherwise."""
    calm = {"pain_now": 0, "pain_on_movement": 0, "inflammation_settled": True}
    if stage == "acute":
        calm |= {"collar": False, "collar_reason": "Holds the head well without it."}
    return Assessment.objects.create(
        episode=episode,
        assessed_by=by,
        assessed_at=at or datetime.now(UTC),
        stage=stage,
        red_flags_screened=screened,
        **calm | fields,
    )


def make_exercise(*, key=None, dose=None, **fields):
    """A plain library exercise without traits; give what the test is about."""
    key = key or f"exercise-{next(_number)}"
    defaults = {
        "title": key.replace("-", " ").capitalize(),
        "region": "cervical",
        "method": "evidence-based",
        "stages": ["acute", "recovery", "maintenance"],
        "position": "sitting",
        "steps": ["Sit tall.", "Move slowly.", "Come back."],
        "breathing": "Breathe evenly.",
        "laterality": "midline",
        "difficulty": 1,
    }
    exercise = Exercise(key=key, **defaults | fields)
    exercise.dose = dose or Dose(sets=1, repetitions=5)
    exercise.save()
    return exercise


def check_in_before(plan, *, pain=2, symptoms=()):
    """What the patient said before today's exercises, so that the page of today begins with the exercises."""
    patient = plan.episode.patient
    today = patient.today(datetime.now(UTC))
    return CheckIn.objects.create(
        plan=plan, date=today, kind="before", pain=pain, symptoms=list(symptoms), recorded_by=patient.user
    )


def make_plan(episode, *, by, exercises=None, now=None, notes=(), **fields):
    """A plan of `exercises` (one plain one unless given), drafted and issued at `now` after a calm assessment.

    `notes`: what the clinician wrote to the exercises, in their order; `fields` go to the draft.
    """
    now = now or datetime.now(UTC)
    if not episode.assessments.exists():
        make_assessment(episode, by=by, at=now)
    pairs = itertools.zip_longest(exercises or [make_exercise()], notes, fillvalue="")
    lines = [actions.Line(each, each.dose, default_side(each), note=note) for each, note in pairs]
    draft = actions.create_draft(by=by, episode=episode, now=now, lines=lines, **fields)
    return actions.issue_plan(by=by, plan=draft, now=now)
