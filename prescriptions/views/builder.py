"""The plan builder: one form that is saved, judged and issued. Works without JavaScript; htmx only makes it quicker."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect, reswap

from accounts.access import clinician_page
from accounts.refusals import Gone, Refused, Stale
from exercises.vocabulary import Method
from prescriptions import actions
from prescriptions.actions import Line, Reason
from prescriptions.forms.builder import Typed
from prescriptions.safety import RULES
from prescriptions.suggestion import suggest
from prescriptions.views.builder_catalogue import panel_of
from prescriptions.views.builder_findings import answers
from prescriptions.views.builder_page import bench, desk_of, items_of, set_named
from prescriptions.views.builder_saving import conflict_of, save, seen_by, unchanged_since


@clinician_page
@require_http_methods(["GET", "HEAD", "POST"])
def prescribe(request, pk):
    desk = desk_of(request, pk, now=timezone.now())
    if request.method != "POST":
        return show(request, desk) if desk.is_open else closed(request, desk)
    what, _colon, which = request.POST.get("do", "").partition(":")
    typed = Typed(request.POST, user=request.user, today=desk.today)
    if not desk.is_open:
        return closed(request, desk, typed=typed, status=409)
    typed.change(what, which)
    try:
        return DONE.get(what, saved)(request, desk, typed)
    except (Stale, Gone):
        return show(request, desk, typed=typed, conflict=conflict_of(desk, typed), status=412)
    except Refused as refusal:
        return show(request, desk, typed=None if desk.kept else typed, refused=refusal, status=refusal.status)


# --- what the buttons do ------------------------------------------------------------------------------------


def saved(request, desk, typed, *, keep=False):
    """Save; adding, removing and moving a row was done before, in what was typed."""
    if not keep_typed(desk, typed, keep=keep):
        return show(request, desk, typed=typed, status=400)
    if request.htmx:
        quiet = "do" not in request.POST and len(desk.lines) == len(typed.rows)
        return show(request, desk, focus=_focus(request, typed), quiet=quiet)
    anchor = f"#row-{typed.touched.anchor}" if typed.touched else ""
    return redirect(f"{address(request, desk, panel=True)}{anchor}")


def kept(request, desk, typed):
    """Save over the other version, which the clinician has seen."""
    return saved(request, desk, typed, keep=True)


def issued(request, desk, typed):
    """Save, then issue with the reasons that are long enough to be reasons."""
    if not keep_typed(desk, typed):
        return show(request, desk, typed=typed, status=400)
    plan = desk.draft
    given = [Reason(rule, text) for rule, text in plan.reasons.items() if rule in RULES and answers(text)]
    seen = unchanged_since(plan.updated_at.isoformat())
    plan = actions.issue_plan(by=request.user, plan=plan, now=desk.now, reasons=given, seen=seen)
    messages.success(request, _("Plan %(version)s is issued.") % {"version": plan.version})
    return go(request, reverse("plan_detail", args=[plan.pk]))


def supervised(request, desk, typed):
    """Record that today's visit held the first supervised session; what was typed is kept first."""
    untouched = desk.draft is None and typed.is_valid() and typed.lines == desk.lines
    if not untouched and not keep_typed(desk, typed):
        return show(request, desk, typed=typed, status=400)
    actions.record_supervised_session(by=request.user, episode=desk.episode, now=desk.now)
    messages.success(request, _("The supervised session is recorded."))
    return go(request, address(request, desk))


def restarted(request, desk, typed):
    """Put the suggestion, or an own set, in place of the draft's exercises."""
    asked = request.POST.get("restart_method", "")
    method = asked if asked in Method else ""
    kept = set_named(request.user, asked.removeprefix("set:")) if asked.startswith("set:") else None
    items = items_of(kept) if kept else suggest(desk.case, method=method).items
    lines = [Line.of(item) for item in items]
    _draft, stamp = seen_by(typed)
    if desk.draft:
        seen = unchanged_since(stamp)
        actions.change_draft(by=request.user, plan=desk.draft, now=desk.now, lines=lines, method=method, seen=seen)
    return go(request, address(request, desk))


def deleted(request, desk, typed):
    """Throw the draft away."""
    _draft, stamp = seen_by(typed)
    if desk.draft:
        actions.delete_draft(by=request.user, plan=desk.draft, seen=unchanged_since(stamp))
        messages.success(request, _("The draft is deleted."))
    return go(request, reverse("patient_detail", args=[desk.patient.pk]))


def previewed(request, desk, typed):
    """Save, then show the draft as the patient will see it."""
    if not keep_typed(desk, typed):
        return show(request, desk, typed=typed, status=400)
    return go(request, reverse("plan_preview", args=[desk.draft.pk]))


DONE = {
    "keep": kept,
    "preview": previewed,
    "issue": issued,
    "supervised": supervised,
    "restart": restarted,
    "delete": deleted,
}


def keep_typed(desk, typed, *, keep=False):
    """Save what was typed and put the draft on the desk; False, with errors in `typed`, if it is not well-formed."""
    if not typed.is_valid():
        return False
    desk.draft = save(desk, typed, keep=keep)
    desk.kept = True
    return True


# --- what the clinician sees then ---------------------------------------------------------------------------


def closed(request, desk, *, typed=None, status=200):
    """Why nothing can be prescribed here, and what was typed, to be read and copied."""
    return render(request, "prescriptions/builder_closed.html", desk.frame | {"typed": typed}, status=status)


def show(request, desk, *, typed=None, conflict=None, refused=None, focus=("", ""), quiet=False, status=200):
    """The page, or its changed parts alone after a quiet save of a field."""
    quiet = quiet or (request.htmx and "do" not in request.POST and status == 400)
    context = desk.frame | bench(desk, typed=typed)
    if not quiet:
        context["panel"] = panel_of(desk, _asked_of_the_panel(request), context["chosen"])
    context |= {
        "desk": desk,
        "typed": typed,
        "conflict": conflict,
        "refused": refused,
        "focus": focus,
        "action": address(request, desk),
        "seen": seen_by(typed) if typed and not desk.kept else desk.stamp,
        "methods": [(word, label.partition(":")[0], label) for word, label in Method.choices],
    }
    template = "prescriptions/builder_live.html" if quiet else "prescriptions/builder.html"
    response = render(request, template, context, status=status)
    return response if quiet or not request.htmx else reswap(response, "outerHTML")


def _asked_of_the_panel(request):
    """The filters of the catalogue: of the address, or as the form carried them along."""
    return QueryDict(request.POST.get("panel", "")[:1000]) if request.method == "POST" else request.GET


def address(request, desk, *, panel=False):
    """The builder's own address, with the draft if it was named and, if asked for, the catalogue's filters."""
    query = _asked_of_the_panel(request).copy() if panel else QueryDict(mutable=True)
    if request.GET.get("draft") and desk.draft:
        query["draft"] = str(desk.draft.pk)
    path = reverse("prescribe", args=[desk.episode.pk])
    return f"{path}?{query.urlencode()}" if query else path


def go(request, url):
    """Leave the page, also where htmx asked."""
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _focus(request, typed):
    """The button, and the anchor of its row, that should have the focus after a row has moved or gone."""
    what = request.POST.get("do", "").partition(":")[0]
    if typed.touched is None or what == "add":
        return ("", "")
    first, last = typed.touched is typed.rows[0], typed.touched is typed.rows[-1]
    what = "down" if what == "up" and first else "up" if what == "down" and last else what
    return (what, typed.touched.anchor)
