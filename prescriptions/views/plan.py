"""A plan as the patient was given it, what the rules said, and what happened to it."""

from dataclasses import dataclass

from django.forms import Form
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import clinician_page, one_or_refuse
from exercises.dosage import Dose
from exercises.wording import DoseParts, dose_parts
from prescriptions.forms.reasons import NoteForm, ReasonForm
from prescriptions.models import Plan, PlanItem, Status
from prescriptions.views.plan_changes import compared
from prescriptions.views.plan_words import said_of, told
from prescriptions.views.reach import treated_episode

# What may be done to a plan, by how it reads today; each but "revise" asks for a sentence first.
MAY = {
    Status.DRAFT: (),
    Status.ISSUED: ("hold", "stop", "revise"),
    Status.HELD: ("resume", "stop", "revise"),
    Status.ENDED: ("revise",),
    Status.SUPERSEDED: (),
}
ASKING = {
    "hold": (ReasonForm, pgettext_lazy("a plan", "Hold"), _("Hold the plan")),
    "resume": (NoteForm, _("Resume"), _("Resume the plan")),
    "stop": (ReasonForm, _("Stop"), _("Stop the plan for good")),
}


@clinician_page
def plan_detail(request, pk):
    return plan_page(request, plan_for(request.user, pk))


def plan_for(user, pk):
    """The plan, with its episode as pages show it. Http404 for strangers, PermissionDenied for colleagues."""
    treated = Plan.objects.treated_by(user).select_related("created_by", "issued_by", "superseded_by", "revises")
    plan = one_or_refuse(treated, Plan.objects.visible_to(user), pk=pk)
    plan.episode = treated_episode(user, plan.episode_id)
    return plan


@dataclass(frozen=True)
class Ask:
    """A small form on the page: what it opens with, what its button says, and where it is sent."""

    name: str
    word: str
    button: str
    form: Form
    url: str


@dataclass(frozen=True)
class Given:
    """One line of the sheet: its dose in words, whether it is paused, and what the rules said of it."""

    line: dict
    dose: DoseParts
    row: PlanItem
    findings: list
    ask: Ask


def plan_page(request, plan, *, form=None, about="", refused=None, status=200):
    """The page; `form` is what could not be done `about` "hold", "resume", "stop" or the id of an item."""
    today = plan.episode.patient.today(timezone.now())
    overrides = list(plan.overrides.select_related("given_by", "exercise"))
    findings = said_of(plan, overrides, today=today)
    reads_as = plan.status_on(today)
    may = [name for name in MAY[reads_as] if plan.episode.closed_on is None or name != "revise"]
    context = {
        "plan": plan,
        "patient": plan.episode.patient,
        "episode": plan.episode,
        "today": today,
        "place": "patients",
        "status": reads_as,
        "given": given_lines(
            plan, findings, current=bool({"hold", "resume"}.intersection(may)), form=form, about=about
        ),
        "plan_findings": findings.get(None, []),
        "overrides": overrides,
        "events": told(plan, plan.events.select_related("by")),
        "may": may,
        "asks": [ask_for(plan, name, form if name == about else None) for name in may if name in ASKING],
        "about": about,
        "refused": refused,
        "compared": compared(request.user, plan, request.GET.get("against", "")),
    }
    return render(request, "prescriptions/plan_detail.html", context, status=status)


def ask_for(plan, name, form):
    made, word, button = ASKING[name]
    return Ask(name, word, button, form or made(prefix=name), reverse(f"plan_{name}", args=[plan.pk]))


def given_lines(plan, findings, *, current, form, about):
    """The lines of the sheet in their order; a draft has none yet. Only in a `current` plan an exercise can go on."""
    rows = {str(item.pk): item for item in plan.items.all()} if plan.sheet else {}
    return [
        Given(
            line=line,
            dose=dose_parts(dose_of(line), laterality=line["laterality"], side=line["side"] or ""),
            row=rows[line["id"]],
            findings=findings.get(line["id"], []),
            ask=ask_for_item(plan, line["id"], form if line["id"] == about else None) if current else None,
        )
        for line in (plan.sheet["items"] if plan.sheet else [])
    ]


def ask_for_item(plan, item, form):
    url = reverse("plan_item_resume", args=[plan.pk, item])
    return Ask("resume", ASKING["resume"][1], _("Resume this exercise"), form or NoteForm(prefix=item), url)


def dose_of(line):
    return Dose(**line["dose"] | {"weekdays": tuple(line["dose"]["weekdays"])})
