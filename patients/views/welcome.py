"""The first opening: what is recorded and who reads it, agreed to once and dated."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import signed_in_page
from patients.actions import agree
from patients.models import Patient


@signed_in_page
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request):
    """Five plain sentences; whoever has agreed reads them again here, with the date."""
    record = Patient.objects.followed_by(request.user).select_related("clinic").order_by("-created_at").first()
    if request.method == "POST" and record:
        agree(by=request.user, now=timezone.now())
    if record is None or request.method == "POST":
        return redirect("today")
    context = {"record": record, "clinic": record.clinic, "helps": record.user_id != request.user.pk}
    return render(request, "patients/welcome.html", context)
