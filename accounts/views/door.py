"""The door: where each role goes, whether the service is well, and what strangers are told."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import memberships_of, public_page, signed_in_page
from accounts.api.problems import plain_problem


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
    """The database is reachable and migrated; 503 with the reason otherwise."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError:
        return HttpResponse("the database cannot be reached", status=503, content_type="text/plain")
    if waiting:
        return HttpResponse("migrations are waiting", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def public_api(view):
    """An API view that answers without a token: the schema and its page."""
    return type(
        view.__name__, (view,), {"authentication_classes": [], "permission_classes": [], "throttle_classes": []}
    )


def not_found(request, exception):
    """The same answer for what does not exist and for what is another's."""
    if request.path.startswith("/api/"):
        return plain_problem(404, _("There is nothing here for you."))
    return render(request, "404.html", status=404)


def broken(request):
    """A bug: say nothing about it to the visitor; the log has it."""
    if request.path.startswith("/api/"):
        return plain_problem(500, _("Something went wrong here. It was not your request."))
    return render(request, "500.html", status=500)
