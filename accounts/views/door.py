"""The door: where each role goes, whether the service is well, and what strangers are told."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.defaults import bad_request

from accounts.access import memberships_of, public_page, signed_in_page
from accounts.api.outcomes import refusal
from accounts.jobs import standing_still
from config.durability import may_lose_commits


@signed_in_page
def home(request):
    """Clinic people go to their patients, patients to today."""
    return redirect("patient_list" if memberships_of(request.user) else "today")


@public_page
def healthz(request):
    """The process is up."""
    return HttpResponse("ok", content_type="text/plain")


@public_page
def readyz(request):
    """The database is reachable, migrated and keeps what it confirms; 503 with the reason otherwise."""
    reason = _not_ready()
    return HttpResponse(reason or "ok", status=503 if reason else 200, content_type="text/plain")


@public_page
def jobsz(request):
    """The jobs run: 503 names those that stand still and when each last ran. For a watch outside, not for restarts."""
    still = standing_still(now=timezone.now())
    lines = [f"{name}: last run {at.isoformat(timespec='seconds') if at else 'never'}" for name, at in still.items()]
    return HttpResponse("\n".join(lines) or "ok", status=503 if lines else 200, content_type="text/plain")


def _not_ready():
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations are waiting"
        return "the database may lose what it confirms" if may_lose_commits(connection) else None
    except OperationalError:
        return "the database cannot be reached"


def public_api(view):
    """An API view that answers without a token: the schema and its page."""
    return type(
        view.__name__, (view,), {"authentication_classes": [], "permission_classes": [], "throttle_classes": []}
    )


def unreadable(request, exception):
    """The request itself makes no sense: thousands of fields, a host that is not ours."""
    detail = _("This request cannot be read.")
    return refusal(request, 400, detail, errors={"request": [detail]}) or bad_request(request, exception)


def not_found(request, exception):
    """The same answer for what does not exist and for what is another's."""
    return refusal(request, 404, _("There is nothing here for you.")) or render(request, "404.html", status=404)


def broken(request):
    """A bug: say nothing about it to the visitor; the log has it."""
    detail = _("Something went wrong here. It was not your request.")
    # Without the request: to say who is signed in might break once more, and be logged by the server in full.
    return refusal(request, 500, detail) or HttpResponse(render_to_string("500.html"), status=500)
