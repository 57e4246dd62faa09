"""Clinics and the people who work there: the only writer of both."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Clinic, Language, Membership, User


@transaction.atomic
def create_clinic(*, name, phone, **details):
    """Create a clinic; `details` are its emergency_number, time_zone and language. No two bear the same name."""
    clinic = Clinic(name=name.strip(), phone=phone.strip(), **details)
    clinic.clean_fields()
    if known := Clinic.objects.filter(name__iexact=clinic.name).first():
        raise ValidationError(
            {"name": _("There is a clinic named %(name)s already: %(id)s.") % {"name": known.name, "id": known.pk}}
        )
    clinic.save()
    return clinic


@transaction.atomic
def create_member(*, email, name, password, clinic, roles):
    """Create a person who signs in with `email` and has `roles` at `clinic`; the password must be a good one."""
    user = User(email=email.strip().lower(), name=name.strip())
    user.set_unusable_password()
    user.full_clean()
    validate_password(password, user)
    user.set_password(password)
    user.save()
    add_roles(user=user, clinic=clinic, roles=roles)
    return user


@transaction.atomic
def add_roles(*, user, clinic, roles):
    """Give `user` those of `roles` at `clinic` that are missing; returns the missing ones."""
    had = set(Membership.objects.filter(user=user, clinic=clinic).values_list("role", flat=True))
    missing = [role for role in roles if role not in had]
    for role in missing:
        Membership.objects.create(user=user, clinic=clinic, role=role)
    return missing


def choose_language(*, by, language):
    """Let `by` read in `language` from now on, whatever their record or clinic says."""
    User.objects.filter(pk=by.pk).update(language=Language(language))
