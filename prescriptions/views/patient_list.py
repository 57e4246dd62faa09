"""The patients of a clinic: own ones first, with what their care needs."""

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import clinics_of, is_clinician, member_page
from accounts.models import Membership
from exercises.vocabulary import Stage
from patients.models import EPISODE_REGIONS, Patient
from prescriptions.overview import attention_first, episodes_in, plan_word, with_care
from prescriptions.safety import Level

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
    field_order = ["q", "region", "stage", "whose"]


@member_page
def patient_list(request):
    """Clinicians see care, admins the register: name, birth date, record number and who is responsible."""
    now, clinical = timezone.now(), is_clinician(request.user)
    filters = (CareFilter if clinical else RegisterFilter)(request.GET)
    patients = Patient.objects.registered_with(request.user).select_related("responsible", "clinic")
    patients = _filtered(patients, request.user, filters.cleaned_data) if filters.is_valid() else patients.none()
    patients = attention_first(patients, request.user)
    if clinical:
        patients = with_care(patients, request.user, now=now)
    page = Paginator(patients, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page": page,
        "rows": _rows(page, request.user, now),
        "clinical": clinical,
        "filtered": any(request.GET.get(name) for name in filters.fields),
        "place": "patients",
    }
    status = 200 if filters.is_valid() else 400
    return render(request, "prescriptions/patient_list.html", context, status=status)


def _filtered(patients, user, asked):
    patients = patients.filter(archived_at__isnull=asked["whose"] != "archived")
    if asked["whose"] == "mine":
        patients = patients.filter(responsible=user)
    if words := asked["q"].strip():
        patients = patients.named_like(words)
    if asked.get("region") or asked.get("stage"):
        episodes = episodes_in(user, region=asked["region"], stage=asked["stage"])
        patients = patients.filter(pk__in=episodes.values("patient"))
    return patients


def _rows(page, user, now):
    treats = {clinic.pk for clinic in clinics_of(user, Membership.Role.CLINICIAN)}
    return [_row(patient, now, clinical=patient.clinic_id in treats) for patient in page]


def _row(patient, now, *, clinical):
    """A patient with the age of today and, for who treats them, each open episode with its plan in words."""
    today = patient.today(now)
    episodes = patient.open_episodes if clinical else []
    care = []
    for episode in episodes:
        plan = episode.live_plans[0] if episode.live_plans else None
        loud, words = plan_word(plan, today)
        care.append({"episode": episode, "loud": loud, "words": words})
    alerts = patient.open_alerts if clinical else []
    hard = any(alert.level == Level.HARD for alert in alerts)
    return {"patient": patient, "today": today, "clinical": clinical, "care": care, "alerts": alerts, "hard": hard}
