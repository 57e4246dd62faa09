"""The service worker: served from the root, so that it reaches every page of the patient."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import public_page


@public_page
@require_safe
def worker(request):
    """A script that holds nothing of anybody; the browser asks for it anew whenever a page is opened."""
    return render(request, "worker.js", content_type="text/javascript")
