"""Coming in: a secret and the birth date are judged, wrong tries are limited, and every refusal reads the same.

The limits (tries an hour unless said otherwise):

- each link or code, known or not: 5, and 20 in all since it last let somebody in (30 quiet days forget them);
- each address (an IPv6 /64 is one): 30;
- each clinic: 100; its patients then read what everybody reads who is wrong;
- all codes together: 1,000. With 100,000 codes of 60 bits open at once, one guess a year is right with a probability
  of 1,000 x 8,760 x 100,000 / 2^60 = 7.6e-7. Links carry 144 bits and need no such limit.

A try is counted before it is judged, so that tries at once cannot pass together, and taken back if it was right.
Nothing here touches a session that is open.
"""

import ipaddress
import secrets

from accounts.refusals import Refused
from patients.actions.ways import account_of
from patients.models import TryCount, WayIn

PER_WAY, PER_WAY_IN_ALL, PER_ADDRESS, PER_CLINIC, ALL_CODES = 5, 20, 30, 100, 1_000


class Unknown(Refused):
    """Unknown, expired, revoked or with another birth date: nobody is told which."""


class TooManyTries(Refused):
    """Told by the address or by what was typed, never by whether it exists."""


def enter(*, kind, secret, birth_date, address, now):
    """The way in and the account it belongs to: (way, user). Raises Unknown and TooManyTries."""
    hour = int(now.timestamp()) // 3600
    digest = WayIn.digest_of(kind, secret)
    limits = _limits(kind, digest, address)
    tries = TryCount.objects.count_tries({key: lasting for key, (lasting, _most) in limits.items()}, hour=hour)
    if any(tries[key] > most for key, (_lasting, most) in limits.items()):
        raise TooManyTries("")
    pk, known, clinic_id = _facts_of(kind, digest, now)
    clinic = f"clinic {clinic_id}"
    tries = TryCount.objects.count_tries({clinic: False}, hour=hour)
    if not secrets.compare_digest(known, birth_date.isoformat()) or tries[clinic] > PER_CLINIC:
        raise Unknown("")
    way = WayIn.objects.select_related("patient__user", "helper__user").get(pk=pk)
    TryCount.objects.take_back({key: lasting for key, (lasting, _most) in limits.items()} | {clinic: False})
    user = account_of(way=way)
    if not user.is_active:
        raise Unknown("")
    TryCount.objects.forget_before(hour)
    return way, user


def _limits(kind, digest, address):
    """key -> (whether it lasts, the most tries)."""
    limits = {
        f"way {digest}": (False, PER_WAY),
        f"way, in all {digest}": (True, PER_WAY_IN_ALL),
        f"address {kind} {_network(address)}": (False, PER_ADDRESS),
    }
    return limits | ({"codes": (False, ALL_CODES)} if kind == WayIn.Kind.CODE else {})


def _network(address):
    """The address, or the /64 an IPv6 address lies in: whoever has one has them all."""
    found = ipaddress.ip_address(address)
    if found.version == 4:
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped or ipaddress.ip_network((found, 64), strict=False))


def _facts_of(kind, digest, now):
    """(id, birth date, clinic) of the open way in; nothing, an empty date and nobody's clinic where there is none.

    No more is read before the birth date was right: rows that only a known secret has would tell it by the time.
    """
    open_ways = WayIn.objects.open_at(now).filter(kind=kind, digest=digest)
    rows = list(open_ways.values_list("pk", "patient__birth_date", "patient__clinic_id")[:1])
    pk, born, clinic_id = rows[0] if rows else (None, None, None)
    return pk, born.isoformat() if born else "", clinic_id
