"""Clinics at work: people under care, each with a plan, and what they noted at home."""

import random
from collections import defaultdict
from datetime import date, timedelta

from django.db import connection, transaction

from accounts.models import Clinic, Membership, User
from benchmarks.patterns import copy_of, plan_copied, write_patterns
from patients.models import Assessment, Episode, Patient
from prescriptions.models import Completion, Outcome, Override, Plan, PlanEvent, PlanItem

CLINICS, CLINICIANS_EACH = 10, 4
AT_ONCE = 500
GIVEN = ("Vera", "Tomas", "Mirela", "Anton", "Ingrid", "Pavel", "Sofia", "Henrik", "Lidia", "Marek", "Olga", "Jonas")
FAMILY = ("Lindqvist", "Brandt", "Kovan", "Petrov", "Marlow", "Bell", "Holm", "Renn", "Adler", "Novak", "Weiss")
IN_ORDER = (User, Patient, Episode, Assessment, Plan, PlanItem, PlanEvent, Override, Completion)


def load(*, patients, completions, now, clinics=CLINICS):
    """Fill an empty database whose catalogue is loaded. The same numbers give the same people."""
    staff = [_staffed(number) for number in range(1, clinics + 1)]
    patterns = write_patterns(*staff[0], now=now)
    chance = random.Random(1)  # noqa: S311 - the same people every time, no secret
    for first in range(0, patients, AT_ONCE):
        rows = defaultdict(list)
        for number in range(first, min(first + AT_ONCE, patients)):
            share = completions // patients + (number < completions % patients)
            pattern = patterns[number % len(patterns)]
            _copy(rows, pattern, number, *staff[number % clinics], share, chance=chance, now=now)
        _keep(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _staffed(number):
    """A clinic and one of its clinicians, who is responsible for all its patients."""
    clinic = Clinic.objects.create(name=f"Clinic {number}", phone="01632 960 147", time_zone="Europe/London")
    for place in range(CLINICIANS_EACH, 0, -1):
        clinician = User.objects.create_user(f"clinician{place}@clinic{number}.example", name=f"Clinician {place}")
        Membership.objects.create(user=clinician, clinic=clinic, role=Membership.Role.CLINICIAN)
    return clinic, clinician


@transaction.atomic
def _keep(rows):
    for model in IN_ORDER:
        model.objects.bulk_create(rows[model])


def _copy(rows, pattern, number, clinic, clinician, completions, *, chance, now):
    name = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"
    # nobody signs in by this password
    user = User(email=f"patient{number}@people.example", name=name, password="!", agreed_at=now)  # noqa: S106
    patient = copy_of(
        pattern.patient,
        clinic=clinic,
        responsible=clinician,
        user=user,
        name=name,
        record_number=f"P-{number:05}",
        birth_date=date(1935, 1, 1) + timedelta(days=chance.randrange(20_000)),
    )
    episode = copy_of(pattern.plan.episode, patient=patient)
    visits = [copy_of(each, episode=episode, assessed_by=clinician) for each in pattern.assessments]
    plan, items = plan_copied(pattern, episode, by=clinician, assessment=visits[-1])
    rows[User].append(user)
    rows[Patient].append(patient)
    rows[Episode].append(episode)
    rows[Assessment] += visits
    rows[Plan].append(plan)
    rows[PlanItem] += items
    rows[PlanEvent] += [copy_of(event, plan=plan, by=clinician) for event in pattern.events]
    rows[Override] += [copy_of(each, plan=plan, given_by=clinician) for each in pattern.overrides]
    rows[Completion] += _log(pattern, items, user, completions, chance=chance, now=now)


def _log(pattern, items, user, count, *, chance, now):
    """The newest `count` of what was due, as noted by `user`."""
    if count > len(pattern.due):
        raise ValueError(f"A plan gives at most {len(pattern.due)} completions so far, not {count}.")
    today = pattern.patient.today(now)
    for place, day, occurrence in pattern.due[:count]:
        draw = chance.random()
        yield Completion(
            item=items[place],
            date=day,
            occurrence=occurrence,
            outcome=Outcome.DONE if draw < 0.9 else Outcome.PARTLY if draw < 0.95 else Outcome.SKIPPED,
            pain_during=chance.randrange(3) if draw < 0.5 else None,
            recorded_at=now - timedelta(days=(today - day).days, minutes=1),
            recorded_by=user,
        )
