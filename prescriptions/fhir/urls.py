"""Everything under /fhir/R4/. As FHIR wants it, no address ends with a slash."""

from django.urls import path

from prescriptions.fhir.dosage import DOSE
from prescriptions.fhir.kinds import KINDS
from prescriptions.fhir.views import DoseDefinition, Metadata, Read, Search

urlpatterns = [
    path("metadata", Metadata.as_view(), name="fhir_metadata"),
    path(f"StructureDefinition/{DOSE}", DoseDefinition.as_view(), name="fhir_dose"),
    *(path(kind.name, Search.as_view(kind=kind), name=f"fhir_{kind.name}_search") for kind in KINDS),
    *(path(f"{kind.name}/<str:pk>", Read.as_view(kind=kind), name=f"fhir_{kind.name}") for kind in KINDS),
]
