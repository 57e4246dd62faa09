"""The people of a clinic: inviting them, their roles, and their absences. Each change locks the clinic's row first,
so that two admins cannot take the last admin's role from each other. Leaving is `patients.actions.handover`."""

from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.clinics import lock_clinic
from accounts.models import Clinic, Invitation, Membership, MembershipChange, User
from accounts.outbox import queue_mail
from accounts.people import add_roles
from accounts.refusals import Gone, NotYours, Refused

Kind, Role = MembershipChange.Kind, Membership.Role
INVITED_FOR = timedelta(days=7)
LONGEST_ABSENCE = timedelta(days=366)


def note(clinic, kind, *, by, now, user=None, **about):
    """One line of what happened at `clinic`."""
    MembershipChange.objects.create(clinic=clinic, user=user, kind=kind, by=by, at=now, about=about)


# --- invitations --------------------------------------------------------------------------------------------


@transaction.atomic
def invite_member(*, by, clinic, email, name, roles, link_of, now):
    """Mail `email` a link to join `clinic` with `roles`; an earlier open invitation of that address ends.

    `link_of(secret)` makes the address of the link. Raises ValidationError for an address that works here already.
    """
    locked = lock_clinic(clinic, by=by)
    email = email.strip().lower()
    if Membership.objects.filter(clinic=locked, user__email=email).exists():
        raise ValidationError({"email": _("This person works here already.")})
    locked.invitations.filter(email=email, accepted_at=None, revoked_at=None).update(revoked_at=now)
    secret = Invitation.new_secret()
    invitation = Invitation(clinic=locked, email=email, name=name.strip(), roles=sorted(set(roles)), invited_by=by)
    invitation.digest, invitation.created_at, invitation.expires_at = (
        Invitation.digest_of(secret),
        now,
        now + INVITED_FOR,
    )
    invitation.clean_fields(exclude={"accepted_at", "accepted_by", "revoked_at"})
    invitation.save()
    note(locked, Kind.INVITED, by=by, now=now, email=email, roles=invitation.roles)
    with translation.override(locked.language):  # what the invited person reads is not known yet
        _mail(invitation, link_of(secret), now=now)
    return invitation


def _mail(invitation, link, *, now):
    facts = {"clinic": invitation.clinic.name, "by": invitation.invited_by, "name": invitation.name, "link": link}
    body = _(
        "Dear %(name)s,\n\n%(by)s invites you to work with Plumbline at %(clinic)s. Open this page within seven days "
        "to choose your password:\n\n%(link)s\n\nIf you did not expect this, do nothing."
    )
    subject = _("An invitation from %(clinic)s") % facts
    key = f"invitation-{invitation.pk}"
    to = {"to": invitation.email, "to_name": invitation.name}
    queue_mail(key=key, subject=subject, body=body % facts, now=now, expires_at=invitation.expires_at, **to)


@transaction.atomic
def revoke_invitation(*, by, invitation, now):
    """Make the link of an invitation useless. A second time, or after it was accepted, changes nothing."""
    lock_clinic(invitation.clinic, by=by)
    Invitation.objects.filter(pk=invitation.pk).open(now).update(revoked_at=now)


@transaction.atomic
def accept_invitation(*, invitation, now, by=None, name="", password=""):
    """The person who has now joined: `by` if they have an account with that address, else a new one.

    Raises Gone when the invitation was used, revoked or is too old; NotYours when `by` is somebody else or an account
    with that address exists and nobody is signed in; ValidationError for a weak password.
    """
    invitation = Invitation.objects.select_for_update().open(now).filter(pk=invitation.pk).first()
    if invitation is None:
        raise Gone(_("This invitation was used, taken back, or is too old."))
    known = User.objects.filter(email=invitation.email).first()
    if by is not None and by != known:
        raise NotYours(_("This invitation is for another person. Sign out first."))
    if known is not None and by is None:
        raise NotYours(_("You have an account already. Sign in, then open the link again."))
    user = known or _new_user(invitation.email, name, password)
    add_roles(user=user, clinic=invitation.clinic, roles=invitation.roles)
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    note(invitation.clinic, Kind.JOINED, by=user, user=user, now=now, roles=invitation.roles)
    return user


def _new_user(email, name, password):
    user = User(email=email, name=name.strip())
    user.set_unusable_password()
    user.full_clean()
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error}) from error
    user.set_password(password)
    user.save()
    return user


# --- roles and absences -------------------------------------------------------------------------------------


def member_of(clinic, user):
    """The memberships of `user` at `clinic`, by role. Raises Gone when there is none."""
    found = {membership.role: membership for membership in Membership.objects.filter(clinic=clinic, user=user)}
    if not found:
        raise Gone(_("This person does not work here any more."))
    return found


def require_another_admin(clinic, user):
    """Raise Refused when `user` is the only active admin of `clinic`."""
    admins = Membership.objects.filter(clinic=clinic, role=Role.ADMIN, user__is_active=True)
    if admins.filter(user=user).exists() and not admins.exclude(user=user).exists():
        raise Refused(_("The last admin cannot go: make somebody else an admin first."))


@transaction.atomic
def change_roles(*, by, clinic, member, roles, now):
    """Give `member` exactly `roles` at `clinic`.

    Raises ValidationError for no role at all; Refused for the last admin, and for a clinician with patients or who
    stands in for somebody: they leave by the handover.
    """
    locked = lock_clinic(clinic, by=by)
    had = member_of(locked, member)
    if not roles:
        raise ValidationError({"roles": _("Choose a role, or let the person leave.")})
    if Role.ADMIN in had and Role.ADMIN not in roles:
        require_another_admin(locked, member)
    for role in set(had) - set(roles):
        had[role].delete()
    add_roles(user=member, clinic=locked, roles=roles)
    if set(had) != set(roles):
        note(locked, Kind.ROLES, by=by, user=member, now=now, was=sorted(had), became=sorted(roles))


@transaction.atomic
def set_away(*, by, clinic, member, until, deputy, today, now, start=None):
    """Let `deputy` answer for the patients of `member` from the day `start` (None: today) to the day `until`, both days
    included.

    One absence stands for a person at a clinic: this one takes the place of what was said before. One that has begun
    may keep its first day; given a later one, `member` answers again until then. The same said again changes nothing
    and tells nobody. An admin does it for anybody, a clinician for themself. Raises NotYours, ValidationError (start,
    until, deputy).
    """
    locked = _lock_for(clinic, member, by=by)
    membership = member_of(locked, member).get(Role.CLINICIAN)
    start = start or today
    problems = dict(_absence_problems(locked, membership, start, until, deputy, today))
    if problems:
        raise ValidationError(problems)
    if (membership.away_from, membership.away_until, membership.deputy) == (start, until, deputy):
        return
    membership.away_from, membership.away_until, membership.deputy = start, until, deputy
    membership.save(update_fields=["away_from", "away_until", "deputy"])
    days = {"start": start.isoformat(), "until": until.isoformat()}
    note(locked, Kind.AWAY, by=by, user=member, now=now, **days, deputy=str(deputy.pk))
    if deputy.email:
        with translation.override(locked.language):
            _tell_deputy(locked, membership, today, now=now)


def _tell_deputy(clinic, membership, today, *, now):
    member, deputy = membership.user, membership.deputy
    facts = {"who": member.name, "clinic": clinic.name, "day": date_format(membership.away_until)}
    facts["start"] = date_format(membership.away_from)
    if membership.will_be_away(today):
        subject = _("You stand in for %(who)s from %(start)s until %(day)s") % facts
        body = _(
            "%(who)s is away from %(clinic)s from %(start)s until %(day)s, and you are the deputy. From the first to "
            "the last of these days the alerts of their patients come to you: they stand under “Alerts” with your own."
        )
    else:
        subject = _("You stand in for %(who)s until %(day)s") % facts
        body = _(
            "%(who)s is away from %(clinic)s until %(day)s, and you are the deputy. Until then the alerts of their "
            "patients come to you: they stand under “Alerts” with your own."
        )
    key = f"away-{member.pk}-{deputy.pk}-{now.isoformat()}"
    queue_mail(key=key, to=deputy.email, to_name=deputy.name, subject=subject, body=body % facts, now=now)


def _absence_problems(clinic, membership, start, until, deputy, today):
    if start < today and not (membership and membership.is_away(today) and start == membership.away_from):
        yield "start", _("The first day lies in the past. Choose today or a later day.")
    if not today <= until <= today + LONGEST_ABSENCE:
        yield "until", _("Choose a day from today on, at most a year ahead.")
    elif until < start:
        yield "until", _("The last day lies before the first.")
    if membership is None:
        yield "until", _("Only a clinician is away with a deputy.")
    elif deputy == membership.user:
        yield "deputy", _("Nobody stands in for themself.")
    if not deputy.is_active or not deputy.memberships.filter(clinic=clinic, role=Role.CLINICIAN).exists():
        yield "deputy", _("A deputy is an active clinician of this clinic.")


@transaction.atomic
def set_back(*, by, clinic, member, now):
    """End the absence of `member`, or call off the one that is to come: they answer for their patients themself."""
    locked = _lock_for(clinic, member, by=by)
    ended = Membership.objects.filter(clinic=locked, user=member).exclude(away_until=None)
    called_off = ended.filter(away_from__gt=locked.today(now)).exists()
    if ended.update(away_from=None, away_until=None, deputy=None):
        note(locked, Kind.BACK, by=by, user=member, now=now, **({"called_off": True} if called_off else {}))


def _lock_for(clinic, member, *, by):
    if by == member and Clinic.objects.worked_at_by(by).filter(pk=clinic.pk).exists():
        return Clinic.objects.select_for_update().get(pk=clinic.pk)
    return lock_clinic(clinic, by=by)
