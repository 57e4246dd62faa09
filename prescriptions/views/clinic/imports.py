"""Patients from a CSV file: a dry run first, then all or none with progress, and back again."""

from django import forms
from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.access import admin_page, administered, clinics_of
from accounts.models import Membership
from accounts.refusals import Refused
from patients.actions import clinicians_of
from patients.actions.importing import check_file, import_file, touched_rows, undo_import
from patients.csv_rows import MOST_ERRORS, MOST_ROWS, OPTIONAL, REQUIRED, first_people
from patients.models import Import
from prescriptions.views.clinic.members import status_of, tried


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("CSV file"))
    responsible = forms.ModelChoiceField(
        label=gettext_lazy("Responsible clinician where the file names none"), queryset=None, empty_label=None
    )

    def __init__(self, *args, clinicians, **options):
        super().__init__(*args, **options)
        self.fields["responsible"].queryset = clinicians


@admin_page
def import_list(request):
    """Choose a file; it is only checked. Below, the files there were."""
    clinic = administered(request.user, request.GET.get("clinic"))
    clinicians = clinicians_of(clinic).order_by("name")
    form = FileForm(request.POST or None, request.FILES or None, clinicians=clinicians)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        facts = {"by": request.user, "clinic": clinic, "name": upload.name, "content": upload.read()}
        facts |= {"responsible": form.cleaned_data["responsible"], "now": timezone.now()}
        kept = {}
        if tried(form, lambda **given: kept.update(source=check_file(**given)), **facts):
            return redirect("import_detail", kept["source"].pk)
    imports = clinic.imports.defer("content", "wrong").select_related("by")[:20]
    context = {"clinic": clinic, "form": form, "imports": imports, "required": REQUIRED, "optional": OPTIONAL}
    context |= {"most": MOST_ROWS, "place": "clinic", "page": "import"}
    return render(request, "clinic/import_list.html", context, status=status_of(form))


def _source(request, pk):
    clinics = clinics_of(request.user, Membership.Role.ADMIN)
    source = Import.objects.filter(pk=pk, clinic__in=clinics).defer("content").select_related("clinic", "by").first()
    if source is None:
        raise Http404
    return source


@admin_page
def import_detail(request, pk):
    """What the dry run found, row by row; then the buttons that import it and take it back."""
    source = _source(request, pk)
    context = {
        "source": source,
        "clinic": source.clinic,
        "touched": touched_rows(source) if source.status == Import.Status.IMPORTED else 0,
        "people": list(first_people(bytes(source.content))) if source.status == Import.Status.CHECKED else [],
        "more": max(source.wrong_count - MOST_ERRORS, 0),
        "place": "clinic",
        "page": "import",
    }
    return render(request, "clinic/import_detail.html", context)


@require_POST
@admin_page
def import_run(request, pk):
    """Write the patients while the page says how far it is; it works without JavaScript."""
    source = _source(request, pk)
    context = {"source": source, "clinic": source.clinic, "place": "clinic", "page": "import"}
    head, tail = render_to_string("clinic/import_run.html", context, request).split("<!-- progress -->")
    return StreamingHttpResponse(_told(source, request.user, head, tail), headers={"X-Accel-Buffering": "no"})


def _told(source, user, head, tail):
    yield head
    try:
        for written in import_file(by=user, source=source, now=timezone.now()):
            words = ngettext("%(count)s patient written", "%(count)s patients written", written)
            yield format_html("<li>{}</li>\n", words % {"count": written})
    except Refused as refusal:
        yield format_html('<li role="alert"><strong>{}</strong></li>', refusal.detail)
    else:
        yield format_html("<li><strong>{}</strong></li>", _("All are imported."))
    yield format_html('</ol><p><a href="{}">{}</a></p>', reverse("import_detail", args=[source.pk]), _("Go on"))
    yield tail


@require_POST
@admin_page
def import_undo(request, pk):
    source = _source(request, pk)
    try:
        count = undo_import(by=request.user, source=source, now=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.detail)
    else:
        words = ngettext("%(count)s record is taken back.", "%(count)s records are taken back.", count)
        messages.success(request, words % {"count": count})
    return redirect("import_detail", pk)
