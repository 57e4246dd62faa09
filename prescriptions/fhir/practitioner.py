"""Practitioner: the clinicians a caller meets elsewhere, by name. The e-mail they sign in with is nobody's business."""

from django.db.models import Q

from accounts.models import Clinic, Membership, Scope, User
from patients.models import Patient
from prescriptions.fhir import parameters
from prescriptions.fhir.kind import Kind
from prescriptions.fhir.values import finished
from prescriptions.models import Completion, Plan


def practitioners_known_to(user):
    """Colleagues, also former ones, and whoever is responsible for, wrote or recorded what `user` may read."""
    role = Membership.Role.CLINICIAN
    clinicians = Membership.objects.filter(role=role)
    colleagues = clinicians.filter(clinic__in=Clinic.objects.worked_at_by(user))
    recorders = Completion.objects.filter(item__plan__in=Plan.objects.owned_by(user)).values("recorded_by")
    plans = Plan.objects.readable_by(user)
    return User.objects.filter(
        Q(pk__in=colleagues.values("user"))
        | Q(pk__in=Patient.objects.visible_to(user).values("responsible"))
        | Q(pk__in=plans.filter(issued_by__isnull=False).values("issued_by"))
        | Q(pk__in=Plan.objects.treated_by(user).values("created_by"))
        | Q(pk__in=clinicians.filter(user__in=recorders).values("user"))
    )


def practitioners(users, reader):
    """The Practitioners of `users`."""
    return [
        finished(
            {
                "resourceType": "Practitioner",
                "id": str(user.pk),
                "active": user.is_active,
                "name": [{"use": "official", "text": str(user)}],
            }
        )
        for user in users
    ]


PRACTITIONER = Kind(
    name="Practitioner",
    scope=Scope.PATIENTS_READ,
    rows=lambda user: practitioners_known_to(user).order_by("name", "pk"),
    visible=practitioners_known_to,
    shape=practitioners,
    parameters={
        "_id": parameters.ids(),
        "name": parameters.Parameter("string", lambda text, reader: Q(name__istartswith=text)),
    },
)
