"""Who works where, and who can sign in."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import Clinic, Membership, User
from accounts.people import add_roles, create_clinic

PASSWORD = "plumbline-demo"  # noqa: S105 - printed on the screen of everybody who starts the demonstration


@dataclass(frozen=True)
class Place:
    """A clinic, its clinicians by the name stories call them, and the one hash all its people share.

    Hashing is slow on purpose; thirty people with the same password need it once.
    """

    clinic: Clinic
    clinicians: dict
    password: str

    def add_account(self, name, email, **agreed):
        return User.objects.create(name=name, email=email, password=self.password, **agreed)


def open_clinics():
    """The two clinics with their staff."""
    password = make_password(PASSWORD)
    northfield = create_clinic(
        name="Northfield Spine Clinic", phone="01632 960 147", emergency_number="999", time_zone="Europe/London"
    )
    southgate = create_clinic(
        name="Southgate Physiotherapy", phone="030 23125 147", emergency_number="112", time_zone="Europe/Berlin"
    )
    clinician, admin = Membership.Role.CLINICIAN, Membership.Role.ADMIN
    anna = _member(northfield, [clinician], "Anna Marlow", "doctor@example.org", password)
    idris = _member(northfield, [clinician], "Idris Bell", "colleague@example.org", password)
    _member(northfield, [admin], "Olga Renn", "admin@example.org", password)
    per = _member(southgate, [clinician, admin], "Per Holm", "stranger@example.org", password)
    return (
        Place(northfield, {"Anna": anna, "Idris": idris}, password),
        Place(southgate, {"Per": per}, password),
    )


def _member(clinic, roles, name, email, password):
    user = User.objects.create(name=name, email=email, password=password)
    add_roles(user=user, clinic=clinic, roles=roles)
    return user
