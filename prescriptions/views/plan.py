"""A plan as the patient was given it, what the rules said, and what happened to it."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils import timezone

from accounts.access import clinician_page, one_or_refuse
from exercises.dosage import Dose
from exercises.wording import DoseParts, dose_parts
from prescriptions.forms.reasons import NoteForm, ReasonForm
from prescriptions.models import Plan, PlanEvent, PlanItem, Status
from prescriptions.views.plan_words import said_of
from prescriptions.views.reach import treated_episode

# What may be done to a plan, by how it reads today.
MAY = {
    Status.DRAFT: (),
    Status.ISSUED: ("hold", "stop", "revise"),
    Status.HELD: ("resume", "stop", "revise"),
    Status.ENDED: ("revise",),
    Status.SUPERSEDED: (),
}
FORMS = {"hold": ReasonForm, "resume": NoteForm, "stop": ReasonForm}


@clinician_page
def plan_detail(request, pk):
    return plan_page(request, plan_for(request.user, pk))


def plan_for(user, pk):
    """The plan, with its episode as pages show it. Http404 for strangers, PermissionDenied for colleagues."""
    plans = Plan.objects.select_related("created_by", "issued_by", "superseded_by", "revises")
    plan = one_or_refuse(plans.treated_by(user), Plan.objects.visible_to(user), pk=pk)
    plan.episode = treated_episode(user, plan.episode_id)
    return plan


@dataclass(frozen=True)
class Given:
    """One line of the sheet: its dose in words, whether it is paused, and what the rules said of it."""

    line: dict
    dose: DoseParts
    row: PlanItem
    findings: list
    form: NoteForm


def plan_page(request, plan, *, form=None, about="", refused=None, status=200):
    """The page; `form` is what could not be done `about` "hold", "resume", "stop" or the id of an item."""
    now = timezone.now()
    patient = plan.episode.patient
    today = patient.today(now)
    overrides = list(plan.overrides.select_related("given_by", "exercise"))
    findings = said_of(plan, overrides)
    reads_as = plan.status_on(today)
    context = {
        "plan": plan,
        "patient": patient,
        "episode": plan.episode,
        "today": today,
        "place": "patients",
        "status": reads_as,
        "given": given_lines(plan, findings, form=form, about=about),
        "plan_findings": findings.get(None, []),
        "overrides": overrides,
        "events": condensed(plan.events.select_related("by")),
        "may": [name for name in MAY[reads_as] if plan.episode.closed_on is None or name != "revise"],
        "forms": {name: form if name == about else made(prefix=name) for name, made in FORMS.items()},
        "about": about,
        "refused": refused,
    }
    return render(request, "prescriptions/plan_detail.html", context, status=status)


def given_lines(plan, findings, *, form, about):
    """The lines of the sheet in their order; a draft has none yet."""
    rows = {str(item.pk): item for item in plan.items.all()} if plan.sheet else {}
    lines = plan.sheet["items"] if plan.sheet else []
    return [
        Given(
            line=line,
            dose=dose_parts(dose_of(line), laterality=line["laterality"], side=line["side"] or ""),
            row=rows[line["id"]],
            findings=findings.get(line["id"], []),
            form=form if line["id"] == about else NoteForm(prefix=line["id"]),
        )
        for line in lines
    ]


def dose_of(line):
    return Dose(**line["dose"] | {"weekdays": tuple(line["dose"]["weekdays"])})


def condensed(events):
    """Events, newest first; a draft changed several times in a row by one person is told once."""
    told = []
    for event in events:
        again = told and event.kind == told[-1].kind == PlanEvent.Kind.CHANGED and event.by_id == told[-1].by_id
        if not again:
            told.append(event)
    return told
