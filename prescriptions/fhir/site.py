"""Names of ours: where the resources are, and the systems and definitions that no other standard has."""

from dataclasses import dataclass

from django.conf import settings

ROOT = "/fhir/R4"


@dataclass(frozen=True)
class Site:
    """The base address of the FHIR API: what the setting says, else where the request came in."""

    base: str

    def url(self, kind, pk):
        return f"{self.base}/{kind}/{pk}"

    def system(self, name):
        """A code system of ours: exercise, stage, method, complaint."""
        return f"{self.base}/CodeSystem/{name}"

    def definition(self, name):
        """The definition of an extension of ours."""
        return f"{self.base}/StructureDefinition/{name}"

    def record_numbers(self, clinic_id):
        """The naming system of a clinic's record numbers: unique in the clinic alone."""
        return f"{self.base}/NamingSystem/record-number-{clinic_id}"


def site_of(request):
    return Site(settings.FHIR_BASE_URL.rstrip("/") or request.build_absolute_uri(ROOT))


def reference(kind, pk, display=""):
    """A reference to a resource of this server, or None where there is none."""
    return {"reference": f"{kind}/{pk}", "display": display} if pk else None
