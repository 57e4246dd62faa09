"""What an admin changes about a clinic: its details, and the thresholds its rules are judged by."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import is_admin
from accounts.models import Clinic, Membership
from accounts.refusals import NotYours, Stale
from accounts.thresholds import NAMES, ThresholdChange

DETAILS = ("name", "phone", "emergency_number", "time_zone", "language")
SHORTEST_REASON = 10
LONGEST_REASON = 500


def lock_clinic(clinic, *, by):
    """The clinic's row, locked until the transaction ends. Raises NotYours unless `by` administers it.

    Asked again once the lock is ours: while we waited, another admin may have taken the role of `by`.
    """
    if is_admin(by, clinic_id=clinic.pk):
        locked = Clinic.objects.select_for_update().get(pk=clinic.pk)
        if locked.memberships.filter(user=by, role=Membership.Role.ADMIN).exists():
            return locked
    raise NotYours(_("Only an admin of this clinic may do this."))


@transaction.atomic
def change_thresholds(*, by, clinic, shown, values, why, now):
    """Set thresholds of `clinic` to the dict `values`; each that differs leaves one line of history.

    `shown` is the dict the admin saw while deciding: Stale is raised when it is no longer so. `why` has 10 to 500
    characters. Plans that were issued keep the stricter of old and new until they are re-checked. Returns the changes.
    """
    locked = lock_clinic(clinic, by=by)
    if any(getattr(locked, name) != value for name, value in shown.items()):
        raise Stale(_("Somebody changed the thresholds since you opened the page. Look, then save."))
    changed = {name: value for name, value in values.items() if getattr(locked, name) != value}
    if unknown := set(values) - set(NAMES):
        raise TypeError(f"A clinic has no thresholds {', '.join(sorted(unknown))}")
    _require_reason(why)
    rows = []
    for name, value in changed.items():
        rows.append(ThresholdChange(clinic=locked, name=name, was=getattr(locked, name), became=value, by=by, at=now))
        rows[-1].why = why.strip()
        setattr(locked, name, value)
    locked.clean_fields()
    locked.save(update_fields=list(changed))
    return ThresholdChange.objects.bulk_create(rows)


def _require_reason(why):
    if not SHORTEST_REASON <= len(why.strip()) <= LONGEST_REASON:
        words = _("Write a reason of %(least)s to %(most)s characters.")
        raise ValidationError({"why": words % {"least": SHORTEST_REASON, "most": LONGEST_REASON}})


@transaction.atomic
def change_clinic(*, by, clinic, changes):
    """Change the details of `clinic`: name, phone, emergency_number, time_zone, language. Raises ValidationError."""
    locked = lock_clinic(clinic, by=by)
    if unknown := set(changes) - set(DETAILS):
        raise TypeError(f"A clinic has no details {', '.join(sorted(unknown))}")
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.clean_fields()
    if Clinic.objects.filter(name__iexact=locked.name).exclude(pk=locked.pk).exists():
        raise ValidationError({"name": _("Another clinic has this name.")})
    locked.save(update_fields=list(changes))
    return locked
