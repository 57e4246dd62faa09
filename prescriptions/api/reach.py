"""From the caller to a row: readable, visible but forbidden (403), or nothing (404)."""

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from accounts.access import one_or_refuse
from accounts.api.fields import calendar_date
from patients.models import Episode
from prescriptions.api.shapes import for_shape
from prescriptions.models import Completion, Plan
from prescriptions.safety.facts import with_record


def readable_plan(user, pk):
    """The plan for reading; 403 for colleagues without the right, 404 for strangers."""
    return one_or_refuse(for_shape(Plan.objects.readable_by(user)), Plan.objects.visible_to(user), pk=pk)


def followed_plan(user, pk, *, now):
    """The plan with its items, for looking at its days; 403 and 404 as for reading it."""
    readable = with_record(Plan.objects.readable_by(user).for_reading().with_items(), now=now)
    return one_or_refuse(readable, Plan.objects.visible_to(user), pk=pk)


def visible_plan(user, pk):
    """The plan for an action, which decides itself who may; 404 for strangers."""
    plan = Plan.objects.visible_to(user).for_reading().filter(pk=pk).first()
    if plan is None:
        raise Http404
    return plan


def shown_plan(user, pk):
    """The plan as it stands after an action of `user`."""
    return for_shape(Plan.objects.visible_to(user)).get(pk=pk)


def treated_episode(user, pk):
    treated = Episode.objects.treated_by(user).select_related("patient__clinic")
    return one_or_refuse(treated, Episode.objects.visible_to(user), pk=pk)


def visible_episode(user, pk):
    return Episode.objects.visible_to(user).select_related("patient__clinic").filter(pk=pk).first()


def readable_completion(user, pk):
    readable = Completion.objects.readable_by(user).select_related(
        "item__plan__episode__patient__clinic", "recorded_by"
    )
    return one_or_refuse(readable, Completion.objects.visible_to(user), pk=pk)


def day_asked_for(text):
    """The date written YYYY-MM-DD in the address, or 400."""
    try:
        return calendar_date(text)
    except ValueError:
        raise ValidationError({"date": [_("Write the date as YYYY-MM-DD.")]}) from None
