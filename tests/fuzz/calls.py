"""Random calls made from the document, with ids that exist often enough for the call to succeed."""

from datetime import UTC, datetime, timedelta
from functools import cache

from hypothesis import strategies as st
from schemathesis import GenerationMode

KEYS = ["cervical-resisted-rotation", "cervical-nod-forward-back-sitting", "cervical-occiput-press-supine"]
ZONES = ["Europe/London", "Asia/Kathmandu", "UTC", "Pacific/Kiritimati"]
REASON = "Asked on the phone, the record follows."


class Real:
    """Values of fields that the document calls a string and that must name something, or lie near today."""

    def __init__(self, world):
        self.world, self.day = world, world.today
        self.people = [str(world.clinician.pk)]
        self.values = {
            "clinic": [str(world.patient.clinic_id)],
            "responsible": self.people,
            "assessed_by": self.people,
            "episode": [str(world.episode.pk), str(world.held.episode_id)],
            "patient": [str(world.patient.pk)],
            "item": [str(pk) for pk in world.issued.items.values_list("pk", flat=True)],
            "time_zone": ZONES,
            "rule": ["C-42c", "S-04", "S-13"],
            "reason": [REASON],
            "note": ["", "Softly.", "\u202eword"],
            "collar_reason": [REASON],
            "birth_date": ["1957-05-14", "2001-02-28"],
            "email": ["", "vera@example.org"],
            "record_number": ["P-1", "P-2", "П-3"],
            "name": ["Vera", "Вера", "\u202eareV"],
            "opened_on": self._days(0, -20),
            "closed_on": [*self._days(0), None],
            "starts_on": self._days(0, 5),
            "ends_on": self._days(20, 40),
            "review_on": [*self._days(10), None],
            "collar_until": [*self._days(7), None],
            "date": self._days(0, -1, -7),
            "assessed_at": [self._moment(hours=1), self._moment(days=29)],
            "archived_at": [self._moment(hours=1), None],
            "updated_since": [self._moment(days=1), "2026-01-01T00:00:00Z"],
            "systolic": [132],
            "diastolic": [84],
            "occurrence": [2, 3],
        }

    def _days(self, *numbers):
        return [(self.day + timedelta(days=number)).isoformat() for number in numbers]

    def _moment(self, **back):
        return (datetime.now(UTC) - timedelta(**back)).isoformat().replace("+00:00", "Z")


def settled(draw, call, body, real):
    """`body` with everything in it that must name something or fit together made so."""
    if not isinstance(body, dict):
        return body
    found = {name: _value(draw, name, value, real) for name, value in body.items()}
    if {"systolic", "diastolic"} & set(found):
        found |= {"systolic": 132, "diastolic": 84}
    if found.get("collar") == "no":
        found["collar_reason"] = REASON
    if call.name == "check_in_create":  # pain belongs to every kind but a report, and symptoms are closed words
        found |= {"pain": 3, "symptoms": []}
    absent = {
        "patients_create": "archived_at",
        "episodes_change": "region",
        "patients_change": "id",
        "plan_issue": "id",
    }
    if call.name.endswith("_change"):
        found.pop("id", None)
    found.pop(absent.get(call.name), None)
    return found


def _whole(value):
    """7.0 is an integer to JSON Schema, and none to us."""
    return int(value) if isinstance(value, float) else value


def _value(draw, name, value, real):
    if name == "items":
        return [_item(draw, each) for each in value or []][:5]
    if name == "overrides":
        return [{"rule": draw(st.sampled_from(real.values["rule"])), "reason": REASON} for _each in value or []][:3]
    if name == "red_flags_cleared":
        return [{**each, "note": REASON} for each in value or []][:1]
    return draw(st.sampled_from(real.values[name])) if name in real.values else _whole(value)


def _item(draw, item):
    dose = {name: _whole(number) for name, number in item.get("dose", {}).items() if name != "repetitions" or number}
    dose |= {"weekdays": [1, 3, 5]} if "weekdays" in dose else {}
    return {"exercise": draw(st.sampled_from(KEYS)), "note": "Softly.", "dose": dose}


def random_calls(operation, call, world, real):
    """Draws (case, fits): `fits` when the case keeps to the document and everything it names exists."""
    headers = world.headers(call) if call.name == "plan_change" else {}

    @cache  # a strategy is made and checked once, not for each call
    def cases(mode, exact, fits):
        fixed = {"path_parameters": _path(call, world)} if exact and "{" in call.path else {}
        return operation.as_strategy(mode, **fixed | ({"headers": headers} if fits and headers else {}))

    return _random_call(call, cases, headers, real)


@st.composite
def _random_call(draw, call, cases, headers, real):
    fits = draw(st.integers(0, 9)) < 7
    exact = fits or draw(st.booleans())
    mode = GenerationMode.POSITIVE if fits or draw(st.booleans()) else GenerationMode.NEGATIVE
    case = draw(cases(mode, exact, fits))
    if fits:
        case.body = settled(draw, call, case.body, real)
        case.query = {name: _value(draw, name, value, real) for name, value in (case.query or {}).items()}
        case.query = {name: value for name, value in case.query.items() if name != "page"}
        for header in ("If-Match", "Idempotency-Key", "If-None-Match"):
            if header not in headers:
                case.headers.pop(header, None)
    return case, fits


def _path(call, world):
    parts = zip(call.path.split("/"), world.address(call).split("/"), strict=True)
    return {name.strip("{}"): value for name, value in parts if name.startswith("{")}
