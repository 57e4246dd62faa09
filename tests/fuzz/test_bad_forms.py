"""Every form with every field wrong in turn: a page that keeps what was typed, never a fault."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.test.client import BOUNDARY, encode_multipart

from tests import desk
from tests.fuzz.conftest import some
from tests.fuzz.hose import Hose

KEPT = "Kept words 17"
HALF = b"%ED%A0%80"
VALUES = ["", " ", "a\x00b", "\u202eabc", "x" * 1_000_000, "2026-02-30", "0000-01-01", "9999-12-31", "0001-01-01"]
VALUES += [
    "2026-11-22T10:00:00Z",
    "-1",
    "0",
    "9" * 5_000,
    "1e400",
    "NaN",
    "true",
    "<script>alert(1)</script>",
    "%s",
    "{{ 7 }}",
]
VALUES += ["00000000-0000-0000-0000-000000000000", "null", "[]", "../../x", "\ufffe\uffff", "٣", "1,5", "9" * 19]

FORMS = {
    "patient_new": "/patients/new/",
    "patient_edit": "/patients/{patient}/edit/",
    "episode_new": "/patients/{patient}/episodes/new/",
    "episode_edit": "/episodes/{episode}/edit/",
    "assess": "/episodes/{episode}/assess/",
    "visit": "/episodes/{episode}/visit/",
    "episode_discharge": "/episodes/{episode}/discharge/",
    "prescribe": "/episodes/{episode}/prescribe/",
    "plan_set": "/plans/{issued}/set/",
    "exercise_new": "/exercises/new/",
    "exercise_edit": "/exercises/{exercise}/edit/",
    "exercise_retire": "/exercises/{exercise}/retire/",
    "set_edit": "/sets/{set}/",
    "set_retire": "/sets/{set}/retire/",
    "alert_answer": "/alerts/{alert}/answer/",
    "plan_hold": "/plans/{issued}/hold/",
    "plan_stop": "/plans/{issued}/stop/",
    "plan_resume": "/plans/{held}/resume/",
    "plan_restored": "/plans/{held}/restored/",
    "plan_item_resume": "/plans/{issued}/items/{paused}/resume/",
    "measure_scale": "/episodes/{episode}/measures/psfs/",
    "measure_number": "/episodes/{episode}/measures/pain/",
    "clinic_details": "/clinic/",
    "clinic_thresholds": "/clinic/thresholds/",
    "member_list": "/clinic/members/",
    "member_edit": "/clinic/members/{clinician}/",
    "member_leave": "/clinic/members/{clinician}/leave/",
    "import_list": "/clinic/import/",
    "own_absence": "/absence/",
    "transfer_list": "/clinic/transfers/",
    "tokens": "/tokens/",
    "login": "/accounts/login/",
    "password_reset": "/accounts/password/reset/",
}
# These stand on the page of the plan; what they send has one field.
STEPS = {
    "plan_hold": "hold-reason",
    "plan_stop": "stop-reason",
    "plan_resume": "resume-note",
    "plan_restored": "note",
    "plan_item_resume": "{paused}-note",
    "exercise_retire": "reason",
    "set_retire": "reason",
    "alert_answer": "note",
}


# Buttons alone: what is sent with them is not read.
UNREAD = {"exercise_retire", "set_retire"}
OF_ADMINS = {name for name, address in FORMS.items() if address.startswith("/clinic/")}


class Fields(HTMLParser):
    """The fields of the forms of a page that are posted, with the values they would send."""

    def __init__(self, page):
        super().__init__()
        self.found, self.inside, self.area, self.choice = {}, False, None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        facts = dict(attributes)
        name = facts.get("name")
        if tag == "form":
            self.inside = facts.get("method", "get").lower() == "post" and "logout" not in facts.get("action", "")
        elif not (self.inside or "form" in facts) or "csrf" in (name or ""):
            return
        elif tag == "input" and name and facts.get("type") not in ("checkbox", "radio", "submit"):
            self.found.setdefault(name, facts.get("value") or "")
        elif tag == "input" and name and "checked" in facts:
            self.found[name] = facts.get("value", "on")
        elif tag == "input" and name:
            self.found.setdefault(name, "")
        elif tag == "textarea" and name:
            self.area = name
            self.found.setdefault(name, "")
        elif tag == "select" and name:
            self.choice = name
            self.found.setdefault(name, "")
        elif tag == "option" and self.choice and "selected" in facts:
            self.found[self.choice] = facts.get("value", "")
        elif tag == "button" and name and name not in self.found:
            self.found[name] = facts.get("value", "")

    def handle_endtag(self, tag):
        self.area = None if tag == "textarea" else self.area
        self.choice = None if tag == "select" else self.choice
        self.inside = self.inside and tag != "form"

    def handle_data(self, data):
        if self.area:
            self.found[self.area] += data


def as_form(facts):
    return {"body": encode_multipart(BOUNDARY, facts), "kind": f"multipart/form-data; boundary={BOUNDARY}"}


@pytest.fixture
def form(world):
    """`form(name)`: a hose signed in as the clinician, the address of the form, and the fields of its page."""
    whose = (world.patient.clinic, world.clinician)
    owned = {"exercise": desk.own_exercise(*whose).key, "set": desk.own_set(*whose).key}

    def opened(name):
        keys = ("patient", "episode", "issued", "held", "paused", "clinician", "alert")
        rows = {key: getattr(world, key).pk for key in keys} | owned
        who = world.admin if name in OF_ADMINS else world.clinician
        hose = Hose(user=None if name in ("login", "password_reset") else who, wanted="text/html; charset=utf-8")
        address = FORMS[name].format(**rows)
        page = hose.send("page", "GET", address)
        fields = {STEPS[name].format(**rows): KEPT} if name in STEPS else Fields(page.content.decode()).found
        return hose, address, {field: value for field, value in fields.items() if field != "archive"}

    return opened


@pytest.mark.parametrize("name", FORMS)
def test_a_wrong_value_is_a_page_and_never_a_fault(form, counted, name):
    hose, address, fields = form(name)
    assert fields, "the page has a form"
    for turn, field in enumerate(some(fields) if len(fields) > 20 else fields):
        for value in some(VALUES, turn):
            answer = hose.send(f"{field}={value[:20]!r}", "POST", address, **as_form(fields | {field: value}))
            assert answer.status_code in (200, 302, 400, 403, 404, 409, 429), field
    assert counted(hose) == {}


KEEPING = {
    "patient_new": ({"name": KEPT, "birth_date": "2026-02-30", "record_number": "P-77"}, "birth_date"),
    "patient_edit": ({"name": KEPT, "birth_date": "9999-12-31"}, "birth_date"),
    "episode_new": ({"diagnosis_text": KEPT, "opened_on": "0000-01-01"}, "opened_on"),
    "episode_edit": ({"diagnosis_text": KEPT, "closed_on": "2026-02-30"}, "closed_on"),
    "assess": ({"note": KEPT, "stage": "recovery", "systolic": "9999"}, "systolic"),
    "visit": ({"note": KEPT, "stage": "recovery", "decision": "keep", "systolic": "9999"}, "systolic"),
    "episode_discharge": ({"advice": KEPT, "reason": ""}, "reason"),
    "plan_set": ({"title": KEPT, "stages": ""}, "stages"),
    "exercise_new": ({"purpose": KEPT, "title": ""}, "title"),
    "exercise_edit": ({"purpose": KEPT, "hold_seconds": "-1"}, "hold_seconds"),
    "set_edit": ({"title": KEPT, "row-0-repetitions": "0", "do": ""}, "row-0-repetitions"),
    "prescribe": ({"note": KEPT, "ends_on": "2026-02-30"}, "ends_on"),
    "tokens": ({"name": KEPT, "days": "7"}, "days"),
    "plan_hold": ({"hold-reason": KEPT + "x" * 2_000}, "hold-reason"),
    "login": ({"login": KEPT, "password": "x"}, "login"),
}


@pytest.mark.parametrize("name", KEEPING)
def test_what_was_typed_is_kept_and_the_field_is_named(form, name):
    hose, address, fields = form(name)
    typed, wrong = KEEPING[name]
    answer = hose.send("kept", "POST", address, **as_form(fields | typed))
    page = unescape(answer.content.decode())
    # The door answers a wrong sign-in with 200, as its library does.
    assert answer.status_code == (200 if name == "login" else 400)
    assert KEPT in page
    # The message stands with its field.
    assert re.search(rf'name="{wrong}".{{0,3000}}?(invalid|error|pl-hard)', page, re.DOTALL)


@pytest.mark.parametrize("name", [name for name in FORMS if name not in UNREAD])
def test_bodies_no_browser_sends_are_400_pages(form, counted, name):
    hose, address, __fields = form(name)
    plain = "application/x-www-form-urlencoded"
    many = b"&".join(b"a%d=1" % number for number in range(2_500))
    parts = encode_multipart(BOUNDARY, {f"f{number}": "x" for number in range(2_500)})
    boundary = f"multipart/form-data; boundary={BOUNDARY}"
    bad = {
        "2,500 fields": (many, plain),
        "2,500 parts": (parts, boundary),
        "3 MB": (b"a=" + b"x" * 3_000_000, plain),
    }
    odd = {
        "half a character": (b"name=" + HALF + b"&note=" + HALF, plain),
        "half a part": (parts[:1000], boundary),
        "no boundary": (parts, "multipart/form-data"),
        "another charset": (b"name=\xff\xfe", plain + "; charset=utf-16"),
        "no such charset": (b"name=a", plain + "; charset=no-such-thing"),
        "nothing": (b"", ""),
        "one field ten times": (
            b"&".join(b"name=%d&region=lumbar&stage=acute" % number for number in range(10)),
            plain,
        ),
    }
    for label, (body, kind) in bad.items():
        answer = hose.send(label, "POST", address, body, kind=kind)
        assert answer.status_code in (400, 413), label
    for label, (body, kind) in odd.items():
        assert hose.send(label, "POST", address, body, kind=kind).status_code in (200, 302, 400, 403, 404, 409), label
    assert counted(hose) == {}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_without_its_csrf_token_is_a_403_page(form, name):
    hose, address, fields = form(name)
    hose.client.handler.enforce_csrf_checks = True
    assert hose.send("csrf", "POST", address, **as_form(fields)).status_code == 403
    assert hose.faults == {}


def test_the_patients_day_takes_wrong_marks_without_a_fault(world, counted):
    hose = Hose(user=world.patient_user, wanted="text/html; charset=utf-8")
    item = world.issued.items.first().pk
    for day in (world.today, "9999-12-31", "0001-01-01", "0000-00-00", "2026-02-30", "٢٠٢٦-١١-٢٢"):
        for number in some(("1", "0", "99", "9" * 30, "-1", "x")):
            address = f"/today/{day}/{item}/{number}/"
            for outcome in ("done", "", "x", "none", "a\x00b", "x" * 100_000):
                hose.send(
                    f"{address} {outcome[:9]!r}",
                    "POST",
                    address,
                    **as_form({"outcome": outcome, "why": outcome, "words": outcome}),
                )
    assert counted(hose) == {}


PAGES = [
    "/patients/?q=%00",
    "/patients/?page=0",
    "/patients/?page=9999999999999999999999",
    "/patients/?page=abc",
    "/exercises/?q=%00",
]
PAGES += [
    "/exercises/?region=x&region=y",
    "/exercises/?q=" + "x" * 60_000,
    "/patients/%00/",
    "/patients/?q=%ED%A0%80",
    "/today/%00/",
]
PAGES += [
    "/patients/?q=" + "%3F%21%25_" * 50,
    "/patients/?sort=%00&status=x&status=y",
    "/sets/%ED%A0%80/",
    "/exercises/%ED%A0%80/edit/",
]
PAGES += [
    "/exercises/%2F..%2F/",
    "/exercises/%ED%A0%80/",
    "/?next=%00",
    "/accounts/login/?next=//evil.example/",
    "/accounts/login/?next=%00",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_strange_address_of_a_page_is_answered_with_a_page(world, path):
    hose = Hose(user=world.clinician, wanted="text/html; charset=utf-8")
    assert hose.send(path, "GET", path).status_code < 500
    assert hose.faults == {}
