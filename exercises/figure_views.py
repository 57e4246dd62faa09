"""The figures over HTTP: one file each, kept for a year under its mark, and all of them on one sheet."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import member_page, public_page
from exercises.figures.shelf import drawing, figure_url, shelf
from exercises.models import Exercise

A_YEAR = "public, max-age=31536000, immutable"
# The file stands alone: nothing it could load or run, only its own rule for reduced motion.
ALONE = "default-src 'none'; style-src 'unsafe-inline'"


@public_page
@require_safe
def figure(request, key, mark, *, moving=False):
    url = figure_url(key, moving=moving)
    if url is None:
        raise Http404
    drawn = drawing(key, moving=moving)
    if mark != drawn.mark:
        return redirect(url)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    headers = {"Cache-Control": A_YEAR, "Content-Security-Policy": ALONE, "Vary": "Accept-Encoding"}
    if packed:
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(drawn.packed if packed else drawn.content, content_type="image/svg+xml", headers=headers)


@member_page
def figure_sheet(request):
    """All exercises of the shared library with their figures, for a person to look over."""
    exercises = Exercise.objects.filter(clinic=None).current().from_neck_down()
    drawn = sum(exercise.key in shelf() for exercise in exercises)
    return render(
        request, "exercises/figure_sheet.html", {"exercises": exercises, "drawn": drawn, "place": "exercises"}
    )
