"""Reading and searching, for every kind of resource in one way; and the two documents that anybody may read."""

from django.http import Http404
from django.utils import timezone
from django.utils.http import parse_etags
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import one_or_refuse
from accounts.api.outcomes import FHIR_JSON, as_outcome
from prescriptions.fhir.metadata import capability_statement, dose_definition
from prescriptions.fhir.reader import Reader
from prescriptions.fhir.search import bundle, check_format, filtered, included, page_of
from prescriptions.fhir.site import site_of


class FhirJSON(JSONRenderer):
    media_type = FHIR_JSON


class FhirView(APIView):
    """What all addresses share: FHIR's own media type, and an OperationOutcome for every error."""

    renderer_classes = [FhirJSON]
    schema = None  # it describes itself at /metadata; the OpenAPI document is about /api/v1/

    def get_exception_handler(self):
        return as_outcome

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        check_format(request.query_params)


class KindView(FhirView):
    kind = None

    @property
    def scope_for(self):
        return {"GET": self.kind.scope}

    def reader(self):
        return Reader(self.request.user, timezone.now(), site_of(self.request))


class Read(KindView):
    def get(self, request, pk):
        """One resource, with its version as ETag; 304 for who has it already."""
        try:
            key = self.kind.key(pk)
        except ValueError:
            raise Http404 from None
        row = one_or_refuse(self.kind.rows(request.user), self.kind.visible(request.user), pk=key)
        return _with_etag(request, self.kind.shape([row], self.reader())[0])


def _with_etag(request, resource):
    version = resource["meta"]["versionId"]
    headers = {"ETag": f'W/"{version}"'}
    known = {tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))}
    if f'"{version}"' in known or "*" in known:
        return Response(status=304, headers=headers)
    return Response(resource, headers=headers)


class Search(KindView):
    def get(self, request):
        """A page of what matches, as a Bundle."""
        reader, query, page = self.reader(), request.query_params, page_of(request.query_params)
        asked = included(self.kind, query)
        rows = filtered(self.kind.rows(request.user), self.kind, query, reader)
        found = list(rows[page.part])
        beside = [each for kind, rows_of in asked for each in kind.shape(list(rows_of(request.user, found)), reader)]
        matches = self.kind.shape(found, reader)
        shown = bundle(matches, beside, total=rows.count(), page=page, kind=self.kind, query=query, site=reader.site)
        return Response(shown)


class Open(FhirView):
    """A document for anybody: it says nothing of people."""

    authentication_classes = []
    permission_classes = []
    throttle_classes = []
    document = None

    def get(self, request):
        return Response(type(self).document(site_of(request)))


class Metadata(Open):
    document = staticmethod(capability_statement)


class DoseDefinition(Open):
    document = staticmethod(dose_definition)
