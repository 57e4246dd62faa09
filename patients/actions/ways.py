"""The only writer of ways in, helpers and what a patient changes about themselves."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import is_clinician
from accounts.models import User
from accounts.refusals import NotYours, Refused
from patients.actions.records import check, locked, require_present
from patients.models import Helper, Opening, WayIn

SHORTEST_LIFE_DAYS, LONGEST_LIFE_DAYS = 1, 365
MOST_OPEN_WAYS = 12
MOST_HELPERS = 6
SESSION = timedelta(days=90)
WORDING = "2026-11"
OWN_FIELDS = frozenset(("email", "phone", "language"))


def _require_clinician_or_self(by, record):
    if record.user_id != by.pk and not is_clinician(by, clinic_id=record.clinic_id):
        raise NotYours(_("Only the patient or a clinician of this clinic may do this."))


@transaction.atomic
def make_way(*, by, patient, kind, now, helper=None, days=90):
    """Make a link or a code (`kind`) for `patient`, or for a `helper` of theirs, that is valid for `days`.

    Returns (way, secret); the secret is stored nowhere. A patient may make ways for helpers only. Raises NotYours,
    Refused for an archived record, an ended helper or too many open ways, ValidationError for `days`.
    """
    record = locked(patient.pk)
    _require_clinician_or_self(by, record)
    if helper is None and not is_clinician(by, clinic_id=record.clinic_id):
        raise NotYours(_("Only a clinician of this clinic may do this."))
    require_present(record)
    _require_room(record, helper, now)
    if not SHORTEST_LIFE_DAYS <= days <= LONGEST_LIFE_DAYS:
        raise ValidationError({"days": _("It can be valid for 1 to %(most)s days.") % {"most": LONGEST_LIFE_DAYS}})
    secret = WayIn.new_secret(kind)
    way = WayIn.objects.create(
        patient=record,
        helper=helper,
        kind=kind,
        digest=WayIn.digest_of(kind, secret),
        made_at=now,
        made_by=by,
        expires_at=now + timedelta(days=days),
    )
    return way, secret


def _require_room(record, helper, now):
    if helper is not None and not record.helpers.current().filter(pk=helper.pk).exists():
        raise Refused(_("This person is no helper of the patient any more."))
    if record.ways_in.open_at(now).count() >= MOST_OPEN_WAYS:
        raise Refused(_("%(most)s ways in are open. Close one that is no longer needed.") % {"most": MOST_OPEN_WAYS})


@transaction.atomic
def revoke_way(*, by, way, now):
    """Close a way in; sessions that began by it end at once. A second time changes nothing. Raises NotYours."""
    record = locked(way.patient_id)
    _require_clinician_or_self(by, record)
    _close(WayIn.objects.filter(pk=way.pk), by=by, now=now)


def _close(ways, *, by, now):
    keys = Opening.objects.filter(way__in=ways).values("session_key")
    Session.objects.filter(session_key__in=keys).delete()
    ways.filter(revoked_at=None).update(revoked_at=now, revoked_by=by)


def close_ways(*, by, patient, now):
    """Close every way in of a patient and of the helpers, and end what began by them; the caller holds the row."""
    _close(WayIn.objects.filter(patient=patient), by=by, now=now)


@transaction.atomic
def add_helper(*, by, patient, name, now):
    """Add a helper called `name`, who gets an account without a password. Raises NotYours, Refused, ValidationError."""
    record = locked(patient.pk)
    _require_clinician_or_self(by, record)
    require_present(record)
    if record.helpers.current().count() >= MOST_HELPERS:
        raise Refused(_("There are %(most)s helpers already. Take one away first.") % {"most": MOST_HELPERS})
    if not name.strip():
        raise ValidationError({"name": _("Write the name of the helper.")})
    user = User.objects.create_user(name=name.strip())
    return Helper.objects.create(patient=record, user=user, name=user.name, added_at=now, added_by=by)


@transaction.atomic
def end_helper(*, by, helper, now):
    """The helper sees nothing more from now on: ways closed, sessions ended. A second time changes nothing."""
    record = locked(helper.patient_id)
    _require_clinician_or_self(by, record)
    _close(WayIn.objects.filter(helper=helper), by=by, now=now)
    Helper.objects.current().filter(pk=helper.pk).update(ended_at=now, ended_by=by)


@transaction.atomic
def open_way(*, way, session_key, now):
    """Note that a session began by `way`; returns nothing. What is too old to be a session is forgotten."""
    WayIn.objects.filter(pk=way.pk).update(last_used_at=now)
    Opening.objects.filter(way=way, at__lt=now - 2 * SESSION).delete()
    Opening.objects.create(way=way, at=now, session_key=session_key)


@transaction.atomic
def account_of(*, way):
    """The account of whoever comes in by `way`; a patient's is made at the first entry."""
    if way.helper is not None:
        return way.helper.user
    record = locked(way.patient_id)
    if record.user is None:
        record.user = User.objects.create_user(name=record.name)
        record.save(update_fields=["user"])
    return record.user


@transaction.atomic
def agree(*, by, now):
    """`by` has read what is recorded and who reads it, and agrees: once, dated, with the wording that was shown."""
    User.objects.filter(pk=by.pk, agreed_at=None).update(agreed_at=now, agreed_to=WORDING)


@transaction.atomic
def change_own_contact(*, by, patient, changes):
    """Patients correct their own e-mail, phone and language. Raises NotYours, Refused, ValidationError."""
    record = locked(patient.pk)
    if record.user_id != by.pk:
        raise NotYours(_("Only the patient may do this."))
    require_present(record)
    if unknown := set(changes) - OWN_FIELDS:
        raise TypeError(f"A patient does not change {', '.join(sorted(unknown))}")
    for name, value in changes.items():
        setattr(record, name, value)
    check(record, ())
    record.save(update_fields=sorted(changes))
    return record
