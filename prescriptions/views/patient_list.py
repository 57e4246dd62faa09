"""The patients of a clinic: who needs attention first, and why."""

import unicodedata

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import is_clinician, member_page
from exercises.vocabulary import Stage
from patients.models import EPISODE_REGIONS, Patient
from prescriptions.attention import CALM, standings
from prescriptions.models import Plan, Status
from prescriptions.overview import episodes_in
from prescriptions.views.patient_rows import rows_of

ON_A_PAGE = 50


class RegisterFilter(forms.Form):
    """What everybody of the clinic may filter by."""

    q = forms.CharField(label=_("Name or record number"), required=False, max_length=200)
    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("Everybody")), ("mine", _("My patients")), ("archived", _("Archived records"))],
    )


class CareFilter(RegisterFilter):
    region = forms.ChoiceField(label=_("Region"), required=False, choices=[("", _("All regions")), *EPISODE_REGIONS])
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[("", _("All stages")), *Stage.choices])
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("Any status")),
            ("attention", _("Needs attention")),
            ("running", _("Plan runs")),
            ("held", _("Plan on hold")),
            ("ended", _("Plan ended")),
            ("unplanned", _("No plan yet")),
            ("discharged", _("No open episode")),
        ],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("Needs attention first")), ("name", _("By name")), ("review", _("By next review"))],
    )
    field_order = ["q", "whose", "region", "stage", "status", "sort"]


STATUS = {
    "attention": lambda standing: standing.urgency < CALM,
    "running": lambda standing: Status.ISSUED in standing.statuses,
    "held": lambda standing: Status.HELD in standing.statuses,
    "ended": lambda standing: Status.ENDED in standing.statuses,
    "unplanned": lambda standing: standing.episodes > 0 and not standing.statuses,
    "discharged": lambda standing: not standing.episodes,
}


@member_page
def patient_list(request):
    """Clinicians see care, admins the register: name, birth date, record number and who is responsible."""
    now, clinical = timezone.now(), is_clinician(request.user)
    filters = (CareFilter if clinical else RegisterFilter)(request.GET)
    valid = filters.is_valid()
    found = _found(request.user, filters.cleaned_data, now) if valid else []
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = rows_of(page, now=now)
    context = {
        "filters": filters,
        "page": page,
        "rows": rows,
        "groups": _groups(rows, found, split=clinical and not filters.data.get("sort")),
        "urgent": sum(standing.urgency < CALM for standing in found),
        "today": timezone.localdate(now),
        "clinical": clinical,
        "filtered": any(request.GET.get(name) for name in filters.fields if name != "sort"),
        "restored": _held_by_restore(request.user) if clinical else None,
        "place": "patients",
    }
    return render(request, "prescriptions/patient_list.html", context, status=200 if valid else 400)


def _held_by_restore(user):
    """How many plans of the user's clinics wait since a restore, and as of when the records stand."""
    return Plan.objects.treated_by(user).held_by_restore().aggregate(plans=Count("pk"), to=Max("restored_to"))


def _found(user, asked, now):
    """The standings of who fits the filters, in the order asked for."""
    patients = Patient.objects.registered_with(user).filter(archived_at__isnull=asked["whose"] != "archived")
    if asked["whose"] == "mine":
        patients = patients.filter(responsible=user)
    if asked.get("region") or asked.get("stage"):
        episodes = episodes_in(user, region=asked["region"], stage=asked["stage"])
        patients = patients.filter(pk__in=episodes.values("patient"))
    found = standings(patients, user, now=now)
    if words := folded(asked["q"]).split():
        found = [standing for standing in found if _is_named(standing, words)]
    if fits := STATUS.get(asked.get("status")):
        found = [standing for standing in found if standing.treated and fits(standing)]
    return sorted(found, key=ORDERS[asked.get("sort", "")])


ORDERS = {
    "": lambda standing: (standing.urgency, not standing.mine, *_by_name(standing)),
    "name": lambda standing: _by_name(standing),
    "review": lambda standing: (standing.review_on is None, str(standing.review_on), *_by_name(standing)),
}


def _by_name(standing):
    return standing.name.casefold(), str(standing.pk)


def folded(words):
    """`words` without case, accents and kinds of letters that look alike to who searches: "Jose" finds "José"."""
    if words.isascii():
        return words.lower()
    apart = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def _is_named(standing, words):
    known = folded(f"{standing.name} {standing.record_number}")
    return all(word in known for word in words)


def _groups(rows, found, *, split):
    """The rows under their headings: (title, how many there are in all, rows)."""
    if not split:
        return [("", len(found), rows)] if rows else []
    urgent = sum(standing.urgency < CALM for standing in found)
    groups = [
        (_("Need attention"), urgent, [row for row in rows if row.urgent]),
        (_("On course"), len(found) - urgent, [row for row in rows if not row.urgent]),
    ]
    return [group for group in groups if group[2]]
