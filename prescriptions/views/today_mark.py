"""Noting what was done: a plain form for each occurrence, recorded once however often it is sent."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refused
from patients.views.door import patient_page
from prescriptions import actions
from prescriptions.models import Outcome, Plan, PlanItem, Status
from prescriptions.views.today_words import DIFFICULTY, REASONS, day_words, reason_of

TAKEN_BACK = "none"
KEPT = "X-Kept-On-Device"  # a header of the service worker (templates/worker.js)
LONGEST_WORDS = 400
NOTED = {
    Outcome.DONE: gettext_lazy("%(title)s: done."),
    Outcome.PARTLY: gettext_lazy("%(title)s: partly done. Thank you for telling us."),
    Outcome.SKIPPED: gettext_lazy("%(title)s: skipped. That is fine."),
}
CHOOSE = gettext_lazy("Choose done, partly or skip.")


class MarkForm(forms.Form):
    """What the patient pressed. `id` is made with the page, so that a form sent twice is recorded once."""

    id = forms.UUIDField(required=False)
    outcome = forms.ChoiceField(
        choices=[*Outcome.choices, (TAKEN_BACK, "")], error_messages={"required": CHOOSE, "invalid_choice": CHOOSE}
    )
    correct = forms.BooleanField(required=False)
    why = forms.ChoiceField(choices=list(REASONS.items()), required=False)
    words = forms.CharField(max_length=LONGEST_WORDS, required=False)
    pain_during = forms.TypedChoiceField(
        choices=[(str(value), "") for value in range(11)], coerce=int, empty_value=None, required=False
    )
    difficulty = forms.TypedChoiceField(choices=DIFFICULTY, coerce=int, empty_value=None, required=False)
    discomfort = forms.BooleanField(required=False)
    spreading = forms.BooleanField(required=False)

    @property
    def facts(self):
        """What to record; a reason belongs only to what was not wholly done."""
        given = self.cleaned_data
        outcome, why = given["outcome"], given["why"]
        felt = {name: given[name] for name in ("pain_during", "difficulty", "spreading")} | {"outcome": outcome}
        if outcome == Outcome.DONE:
            return felt | {"reason": "", "discomfort": given["discomfort"]}
        reason = reason_of(why, given["words"])
        return felt | {"reason": reason, "discomfort": given["discomfort"] or why == "pain"}


@patient_page
@require_http_methods(["GET", "POST"])
def completion_mark(request, date, item, occurrence):
    """Record, correct or take back one occurrence, then back to what comes next.

    Who had to sign in first arrives here by GET: what was pressed is lost, and the page says so.
    """
    now = timezone.now()
    mine = PlanItem.objects.filter(plan__in=Plan.objects.followed_by(request.user))
    item = get_object_or_404(mine.select_related("plan__episode__patient__clinic"), pk=item)
    if request.method == "GET":
        messages.warning(request, _("This was not saved. Please press it once more."))
        return _back_to(item, date, now=now)
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _not_saved(request, item, [reason for field in form.errors.values() for reason in field])
    try:
        _write(request, item, date, occurrence, form, now=now)
    except ValidationError as error:
        return _not_saved(request, item, _plain(error))
    return _taken(request) if KEPT in request.headers else _back_to(item, date, now=now)


def _taken(request):
    """The device sent what it kept while there was no network: nobody is there to read what was said about it."""
    list(messages.get_messages(request))
    return HttpResponse(status=204)


def _write(request, item, date, occurrence, form, *, now):
    """Do what the form asks for, and say what was done."""
    known = _known(item, date, occurrence)
    outcome, correct = form.cleaned_data["outcome"], form.cleaned_data["correct"]
    if outcome == TAKEN_BACK:
        if known:
            actions.delete_completion(by=request.user, completion=known, now=now)
        messages.success(request, _("%(title)s: taken back.") % {"title": _title(item)})
    elif known and correct:
        changed = actions.correct_completion(by=request.user, completion=known, now=now, **form.facts)
        _say(request, item, outcome, date, now=now)
        _pass_on(request, changed.findings)
    elif known:
        _say_what_stands(request, item, known, outcome)
    else:
        _record_and_say(request, item, date, occurrence, form, now=now)


def _known(item, date, occurrence):
    found = item.completions.filter(date=date, occurrence=occurrence)
    return found.select_related("item__plan__episode__patient").first()


def _record_and_say(request, item, date, occurrence, form, *, now):
    """Record it, or tell of the record another request made a moment before."""
    facts = {"date": date, "occurrence": occurrence, "id": form.cleaned_data["id"], **form.facts}
    try:
        recorded = actions.record_completion(by=request.user, item=item, now=now, **facts)
    except Refused as refusal:
        known = _known(item, date, occurrence)
        if known is None:  # the id belongs to another record: the form was not ours
            raise ValidationError(refusal.detail) from refusal
        _say_what_stands(request, item, known, facts["outcome"])
    else:
        _say(request, item, facts["outcome"], date, now=now)
        _pass_on(request, recorded.findings)
        _warn(request, item)


def _pass_on(request, findings):
    """What the rules say to the patient, each sentence once."""
    for words in dict.fromkeys(finding.patient_message for finding in findings if finding.patient_message):
        messages.warning(request, words)


def _say(request, item, outcome, date, *, now):
    said = NOTED[outcome] % {"title": _title(item)}
    if date != item.plan.episode.patient.today(now):
        said = f"{day_words(date)}. {said}"
    messages.success(request, said)


def _say_what_stands(request, item, completion, outcome):
    """A form sent again changes nothing; one that says something else is told how to change it."""
    if completion.outcome == outcome:
        messages.success(request, NOTED[outcome] % {"title": _title(item)})
        return
    words = {"title": _title(item), "outcome": completion.get_outcome_display().lower()}
    messages.warning(request, _("%(title)s was noted before: %(outcome)s. You can change it below.") % words)


def _warn(request, item):
    """What the patient should know after a first record of this occurrence."""
    plan = item.plan
    if plan.status == Status.HELD:
        messages.warning(request, _("Your plan is paused. Please do no exercises until the clinic has seen you."))
    elif item.paused:
        messages.warning(request, _("This exercise is paused. Please leave it until the clinic has seen you."))
    elif plan.status == Status.SUPERSEDED:
        messages.warning(request, _("Your plan has changed. This is your new plan."))
    elif plan.status == Status.ENDED:
        messages.warning(request, _("This plan has ended. Ask the clinic what comes next."))


def _title(item):
    return item.plan.sheet_line(item.pk)["title"]


def _back_to(item, date, *, now):
    is_today = date == item.plan.episode.patient.today(now)
    page = reverse("today") if is_today else reverse("day", args=[date])
    return HttpResponseRedirect(f"{page}#next")


def _plain(error):
    """The messages of a refusal, those about the number of times in a patient's words."""
    errors = dict(error.message_dict) if hasattr(error, "error_dict") else {"": error.messages}
    if "occurrence" in errors:
        errors["occurrence"] = [_("This exercise is not done that many times a day.")]
    return [message for each in errors.values() for message in each]


def _not_saved(request, item, reasons):
    if KEPT in request.headers:
        return JsonResponse({"reasons": [str(reason) for reason in reasons]}, status=400)
    context = {"reasons": reasons, "clinic": item.plan.episode.patient.clinic}
    return render(request, "prescriptions/today_refused.html", context, status=400)
