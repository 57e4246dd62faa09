"""The ways in of the demonstration's patient and a helper: the same in every demonstration, so known to everybody."""

from datetime import timedelta

from patients.actions import add_helper, make_way
from patients.models import Patient, WayIn

LINK, CODE = "demonstration-of-vera", "VERA-PLAN-2345"
HELPERS_LINK = "demonstration-of-karin"
BIRTH_DATE = "14 5 1957"
DAYS = 365
MADE = timedelta(days=14)  # before the demonstration is opened: the first was used since


def open_ways(*, now):
    """A link and a code for Vera, who came in by the link yesterday, and a link for her daughter."""
    then = now - MADE
    vera = Patient.objects.select_related("responsible").get(name="Vera Lindqvist")
    link = _made(vera, WayIn.Kind.LINK, LINK, now=then)
    WayIn.objects.filter(pk=link.pk).update(last_used_at=now - timedelta(days=1))
    _made(vera, WayIn.Kind.CODE, CODE.replace("-", ""), now=then)
    karin = add_helper(by=vera.responsible, patient=vera, name="Karin Lindqvist", now=then)
    _made(vera, WayIn.Kind.LINK, HELPERS_LINK, now=then, helper=karin)


def _made(patient, kind, secret, *, now, helper=None):
    """A way made as the pages make it, then given a secret that can be printed on the screen."""
    way, _secret = make_way(by=patient.responsible, patient=patient, kind=kind, helper=helper, days=DAYS, now=now)
    way.digest = WayIn.digest_of(kind, secret)
    way.save(update_fields=["digest"])
    return way
