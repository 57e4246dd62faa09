"""Who is responsible for a patient, and who answers in their place while they are away."""

from django.db import connection

from accounts.models import Membership, User

RESPONSIBLE, DEPUTY = "responsible_is_an_active_clinician", "deputy_is_an_active_clinician"
JUDGE_NOW = """
    SET CONSTRAINTS responsible_is_an_active_clinician, deputy_is_an_active_clinician IMMEDIATE;
    SET CONSTRAINTS responsible_is_an_active_clinician, deputy_is_an_active_clinician DEFERRED;
"""


def clinicians_of(*clinics):
    """People who may be responsible for a patient of `clinics`: its active clinicians."""
    return _active(clinics, Membership.Role.CLINICIAN)


def admins_of(*clinics):
    """Active people who administer one of `clinics`."""
    return _active(clinics, Membership.Role.ADMIN)


def _active(clinics, role):
    # in one condition: the role must be held at that clinic, not at another
    return User.objects.filter(is_active=True, memberships__clinic__in=clinics, memberships__role=role).distinct()


def absences_at(clinic, today):
    """Clinicians of `clinic` who are away on `today` (first and last day included): user id -> deputy.

    See also `Membership.is_away`.
    """
    return _deputies(_absences(clinic, today, today), today)


def is_unanswered(member, clinic, *, first, last):
    """True when, on a day from `first` to `last`, everybody in the row of deputies of `member` is away: one query.

    Only the beginning of an absence can close the row, so these days are looked at, and `first`.
    """
    absences = list(_absences(clinic, first, last))
    days = {first, *(each.away_from for each in absences if each.away_from > first)}
    return any(_goes_round(member, _deputies(absences, day)) for day in days)


def _goes_round(member, deputies):
    return member.pk in deputies and answering(member, deputies) == member


def _absences(clinic, first, last):
    away = Membership.objects.filter(clinic=clinic, role=Membership.Role.CLINICIAN)
    return away.filter(away_from__lte=last, away_until__gte=first).select_related("deputy")


def _deputies(absences, day):
    return {each.user_id: each.deputy for each in absences if each.is_away(day)}


def answering(responsible, absences):
    """Who answers for `responsible`: the first in the row of deputies who is there.

    Where everybody in the row is away, `responsible` themself: what waits too long goes to the admins in any case.
    """
    passed, person = set(), responsible
    while person.pk in absences:
        if person.pk in passed:
            return responsible
        passed.add(person.pk)
        person = absences[person.pk]
    return person


def answering_clinician(patient, today):
    """Who gets the alerts about `patient` on the date `today`: one query. See also `covered_by`."""
    return answering(patient.responsible, absences_at(patient.clinic_id, today))


def covered_by(user, absences):
    """The ids of those for whom `user` answers, given the `absences_at` of one clinic; `user` too unless away."""
    covered = {pk for pk in absences if answering(User(pk=pk), absences) == user}
    return covered if user.pk in absences else covered | {user.pk}


def settle_duty():
    """Let the database judge now, not at commit, what was changed about who is responsible and who stands in.

    Raises IntegrityError whose constraint is RESPONSIBLE or DEPUTY.
    """
    with connection.cursor() as cursor:
        cursor.execute(JUDGE_NOW)
