"""Changes of who works at a clinic that touch who is responsible for patients there.

A clinician leaves: all their patients, and those they stand in for, pass to others in one transaction.
"""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import members
from accounts.clinics import lock_clinic
from accounts.members import Kind, member_of, note, require_another_admin
from accounts.models import ApiToken, Membership, User
from accounts.refusals import Refused
from patients.duty import clinicians_of, is_unanswered, settle_duty
from patients.models import Patient


def patients_of(clinic, member):
    """Records `member` is responsible for at `clinic`, archived ones left out, by name."""
    return Patient.objects.filter(clinic=clinic, responsible=member).present()


def covered_for(clinic, member):
    """Memberships of people who are away with `member` as their deputy at `clinic`."""
    return Membership.objects.filter(clinic=clinic, deputy=member).select_related("user")


@transaction.atomic
def let_go(*, by, clinic, member, successor, others=None, deputy=None, now):
    """End the work of `member` at `clinic`; their patients pass to `successor`, or to whom `others` names.

    `others` maps ids of patients to clinicians; `deputy` stands in from now on for those `member` stood in for. Without
    patients `successor` may be None. Who has no work and no record left cannot sign in any more.
    Returns the patients who passed. Raises NotYours; Refused for the last admin, and when a patient came to `member`
    meanwhile; ValidationError (successor, deputy, others) when somebody named is no other active clinician here.
    """
    locked = lock_clinic(clinic, by=by)
    had = member_of(locked, member)
    if Membership.Role.ADMIN in had:
        require_another_admin(locked, member)
    patients = list(patients_of(locked, member).order_by("pk").select_for_update(of=("self",)))
    _require_heirs(locked, member, patients, successor, others or {}, deputy)
    for patient in patients:
        patient.responsible = (others or {}).get(patient.pk, successor)
    Patient.objects.bulk_update(patients, ["responsible"], batch_size=500)
    _pass_on_deputyship(locked, member, deputy, locked.today(now))
    for membership in had.values():
        membership.delete()
    _judge(_("A patient was given to this person meanwhile. Look again."))
    _close_account(member, now=now)
    note(locked, Kind.LEFT, by=by, user=member, now=now, patients=len(patients))
    return patients


def _require_heirs(clinic, member, patients, successor, others, deputy):
    able = set(clinicians_of(clinic).exclude(pk=member.pk))
    problems = {}
    if successor not in able and (successor is not None or any(patient.pk not in others for patient in patients)):
        problems["successor"] = _("Choose another active clinician of this clinic.")
    if set(others.values()) - able:
        problems["others"] = _("Choose another active clinician of this clinic.")
    covered = set(covered_for(clinic, member).values_list("user", flat=True))
    if covered and (deputy not in able or deputy.pk in covered):
        problems["deputy"] = _("Choose an active clinician of this clinic who is not away.")
    if problems:
        raise ValidationError(problems)


def _pass_on_deputyship(clinic, member, deputy, today):
    covered = list(covered_for(clinic, member))
    covered_for(clinic, member).update(deputy=deputy)
    for each in covered:
        if is_unanswered(each.user, clinic, first=max(each.away_from, today), last=each.away_until):
            raise ValidationError({"deputy": _("Choose an active clinician of this clinic who is not away.")})


@transaction.atomic
def change_roles(*, by, clinic, member, roles, now):
    """`accounts.members.change_roles`; Refused while the person has patients or stands in for somebody."""
    members.change_roles(by=by, clinic=clinic, member=member, roles=roles, now=now)
    _judge(_("This person has patients or stands in for somebody. Hand them over first."))


@transaction.atomic
def set_away(*, by, clinic, member, until, deputy, today, now, start=None):
    """`accounts.members.set_away`; Refused when the deputy leaves at that moment.

    ValidationError (deputy) when, on some day, the deputy is away too and those who stand in for them lead back to
    `member`.
    """
    days = {"start": start, "until": until}
    members.set_away(by=by, clinic=clinic, member=member, deputy=deputy, today=today, now=now, **days)
    if is_unanswered(member, clinic, first=max(start or today, today), last=until):
        words = _("This person is away at that time too, and you stand in for them. Choose another.")
        raise ValidationError({"deputy": words})
    _judge(_("The deputy does not work here any more. Choose another."))


def _judge(otherwise):
    try:
        with transaction.atomic():
            settle_duty()
    except IntegrityError as error:
        raise Refused(otherwise) from error


def _close_account(member, *, now):
    """Without work and without a record of their own nobody signs in; keys for record systems end with the work."""
    if Membership.objects.filter(user=member).exists():
        return
    ApiToken.objects.filter(user=member, revoked_at=None).update(revoked_at=now)
    if not Patient.objects.owned_by(member).exists():
        User.objects.filter(pk=member.pk).update(is_active=False)
