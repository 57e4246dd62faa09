"""/alerts/, /alerts/count/ and /alerts/<uuid>/answer/"""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.jobs import ran
from accounts.models import Membership
from prescriptions.models import Alert, Plan, PlanItem
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/alerts/"
COUNT = "/alerts/count/"


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def make_alert(patient, *, ago=timedelta(hours=1), cause="pain_response", level="warn", rule="C-15", **fields):
    at = datetime.now(UTC) - ago
    defaults = {"severity": "prompt", "message": f"{rule} of {patient.name}", "rules": [rule]}
    return Alert.objects.create(
        patient=patient, cause=cause, level=level, rule=rule, raised_at=at, last_raised_at=at, **defaults | fields
    )


def shown(answer):
    return [row.alert.message for row in answer.context["rows"]]


@pytest.fixture
def patient_of(clinic):
    def make(person, name):
        return factories.make_patient(clinic, responsible=person, name=name)

    return make


def away(person, clinic, *, deputy, start=None, until=None):
    until = until or datetime.now(UTC).date() + timedelta(days=3)
    days = {"away_from": start or until - timedelta(days=7), "away_until": until}
    Membership.objects.filter(user=person, clinic=clinic, role="clinician").update(**days, deputy=deputy)


# --- what it shows


def test_hard_stands_first_and_then_the_oldest(browser_of, clinician, patient_of):
    vera, tomas = patient_of(clinician, "Vera"), patient_of(clinician, "Tomas")
    make_alert(vera, ago=timedelta(hours=1), message="new")
    make_alert(tomas, ago=timedelta(hours=9), message="old")
    make_alert(vera, cause="red_flag", level="hard", message="hard")
    assert shown(browser_of(clinician).get(URL)) == ["hard", "old", "new"]


def test_an_alert_says_who_what_when_and_what_was_done_already(browser_of, clinician, episode, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    plan = factories.make_plan(episode, by=clinician)
    Plan.objects.filter(pk=plan.pk).update(status="held")
    make_alert(episode.patient, cause="red_flag", level="hard", rule="S-27", plan=plan, message="Fainting.", count=3)
    words = text_of(browser_of(clinician).get(URL))
    assert "Fainting. Nov. 22, 2026, 11 a.m." in words or "Fainting. 22 November 2026, 11:00" in words
    assert "Vera Lindqvist" in words
    assert "All sessions are stopped. The patient was told to call the clinic or 112. Reported 3 times." in words
    assert "Rule S-27" in words


def test_paused_exercises_are_named(browser_of, clinician, episode):
    plan = factories.make_plan(episode, by=clinician, exercises=[factories.make_exercise(title="Chin tuck")])
    PlanItem.objects.filter(plan=plan).update(paused_at=datetime.now(UTC))
    make_alert(episode.patient, rule="C-14", plan=plan)
    assert "Paused until you resume it: Chin tuck." in text_of(browser_of(clinician).get(URL))


def test_a_new_symptom_says_that_the_next_session_waits(browser_of, clinician, patient):
    make_alert(patient, cause="new_symptom", rule="S-27b")
    assert "The next session waits for your answer." in text_of(browser_of(clinician).get(URL))


def test_without_alerts_it_says_so(browser_of, clinician):
    answer = browser_of(clinician).get(URL)
    assert (shown(answer), "No open alerts." in text_of(answer)) == ([], True)


# --- whose


def test_mine_are_those_of_my_patients(browser_of, clinician, colleague, patient_of):
    make_alert(patient_of(clinician, "Vera"), message="mine")
    make_alert(patient_of(colleague, "Tomas"), message="theirs")
    assert shown(browser_of(clinician).get(URL)) == ["mine"]
    assert shown(browser_of(colleague).get(URL)) == ["theirs"]


def test_the_clinics_are_mine_first_even_where_others_are_graver(browser_of, clinician, colleague, patient_of):
    make_alert(patient_of(colleague, "Tomas"), level="hard", message="theirs, hard")
    make_alert(patient_of(clinician, "Vera"), message="mine")
    assert shown(browser_of(clinician).get(URL, {"show": "clinic"})) == ["mine", "theirs, hard"]


def test_a_deputy_sees_what_an_absent_colleague_would(browser_of, clinic, clinician, colleague, patient_of):
    make_alert(patient_of(colleague, "Tomas"), message="theirs")
    assert shown(browser_of(clinician).get(URL)) == []
    away(colleague, clinic, deputy=clinician)
    answer = browser_of(clinician).get(URL)
    assert (shown(answer), "Patient of Idris Bell" in text_of(answer)) == (["theirs"], True)
    assert browser_of(clinician).get(COUNT).json() == {"open": 1}
    assert shown(browser_of(colleague).get(URL)) == []


@pytest.mark.parametrize(("until", "expected"), [("2026-11-22", 1), ("2026-11-21", 0)])
def test_the_last_day_away_is_a_day_away(
    browser_of, clinic, clinician, colleague, patient_of, time_machine, until, expected
):
    time_machine.move_to("2026-11-22T12:00:00Z")
    make_alert(patient_of(colleague, "Tomas"))
    away(colleague, clinic, deputy=clinician, until=date.fromisoformat(until))
    assert browser_of(clinician).get(COUNT).json() == {"open": expected}


def test_another_clinic_is_never_seen(browser_of, stranger, clinician, patient):
    make_alert(patient)
    for show in ("open", "answered", "clinic"):
        assert shown(browser_of(stranger).get(URL, {"show": show})) == []
    assert shown(browser_of(clinician).get(URL)) != []


def test_who_may_open_it(client, browser_of, admin, patient_user):
    for path in (URL, COUNT):
        assert client.get(path).status_code == 302
    for person in (admin, patient_user):
        assert [browser_of(person).get(path).status_code for path in (URL, COUNT)] == [403, 403]


# --- the answer


def test_answer_opens_the_form_beside_the_list(browser_of, clinician, patient):
    alert = make_alert(patient)
    answer = browser_of(clinician).get(URL, {"answer": str(alert.pk)})
    assert answer.context["asked"].alert == alert
    assert f'action="{URL}{alert.pk}/answer/?show=open"' in answer.content.decode()


@pytest.mark.parametrize("asked", ["", "nonsense", factories.NOBODY])
def test_an_answer_to_nothing_opens_no_form(browser_of, clinician, patient, asked):
    make_alert(patient)
    answer = browser_of(clinician).get(URL, {"answer": asked})
    assert (answer.status_code, answer.context["asked"]) == (200, None)


def test_a_note_answers_it_and_it_moves_to_the_answered(browser_of, clinician, patient):
    alert = make_alert(patient, message="Pain rose.")
    page = browser_of(clinician)
    answer = page.post(f"{URL}{alert.pk}/answer/", {"note": "Called, rest two days."}, follow=True)
    assert answer.redirect_chain == [(URL, 302)]
    assert "The alert about Vera Lindqvist is answered." in text_of(answer)
    assert shown(answer) == []
    alert.refresh_from_db()
    assert (alert.note, alert.acknowledged_by) == ("Called, rest two days.", clinician)
    after = page.get(URL, {"show": "answered"})
    assert (shown(after), "“Called, rest two days.”" in text_of(after)) == (["Pain rose."], True)


def test_any_colleague_of_the_clinic_may_answer_and_a_stranger_finds_nothing(browser_of, colleague, stranger, patient):
    alert = make_alert(patient)
    assert browser_of(stranger).post(f"{URL}{alert.pk}/answer/", {"note": "Mine now."}).status_code == 404
    assert browser_of(colleague).post(f"{URL}{alert.pk}/answer/", {"note": "I was on call."}).status_code == 302


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("", "Write what was found."),
        ("   ", "Write what was found."),
        ("x" * 2_001, "Ensure this value has at most 2000 characters (it has 2001)."),
    ],
)
def test_a_note_that_is_none_is_named_and_stays_typed(browser_of, clinician, patient, note, said):
    alert = make_alert(patient)
    answer = browser_of(clinician).post(f"{URL}{alert.pk}/answer/", {"note": note})
    assert (answer.status_code, answer.context["note"]) == (400, note)
    assert said in text_of(answer)
    alert.refresh_from_db()
    assert alert.acknowledged_at is None


@pytest.mark.parametrize(
    ("note", "status"),
    [("a\x00b", 400), ("x" * 1_000_000, 400), ("\u202etxet", 302), ("<script>alert(1)</script>", 302)],
)
def test_strange_notes_are_refused_or_kept_as_text(browser_of, clinician, patient, note, status):
    alert = make_alert(patient)
    page = browser_of(clinician)
    assert page.post(f"{URL}{alert.pk}/answer/", {"note": note}).status_code == status
    assert "<script>alert" not in page.get(URL, {"show": "answered"}).content.decode()


def test_whoever_comes_second_is_told_by_whom_and_keeps_what_was_typed(browser_of, clinician, colleague, patient):
    alert = make_alert(patient)
    browser_of(colleague).post(f"{URL}{alert.pk}/answer/", {"note": "I called her."})
    answer = browser_of(clinician).post(f"{URL}{alert.pk}/answer/", {"note": "Calling her now."})
    words = text_of(answer)
    assert answer.status_code == 409
    assert "Idris Bell has answered this alert already. “I called her.”" in words
    assert "Calling her now." in words


def test_opening_the_address_of_an_answer_changes_nothing(browser_of, clinician, patient):
    alert = make_alert(patient)
    assert browser_of(clinician).get(f"{URL}{alert.pk}/answer/").status_code == 405


@pytest.mark.parametrize(("hours", "said"), [(None, False), (1, False), (3, True)])
def test_the_inbox_says_when_nobody_passes_alerts_on(browser_of, clinician, hours, said):
    if hours:
        ran("escalate_alerts", now=datetime.now(UTC) - timedelta(hours=hours))
    words = text_of(browser_of(clinician).get(URL))
    assert ("Alerts that nobody answers are passed on to nobody at the moment." in words) == said


# --- how much it costs, and the header


def test_the_queries_do_not_grow_with_the_alerts(browser_of, clinician, patient_of, django_assert_num_queries):
    page = browser_of(clinician)
    for names in (["Vera"], ["Tomas", "Mirela"]):
        for name in names:
            patient = patient_of(clinician, name)
            plan = factories.make_plan(factories.make_episode(patient), by=clinician)
            make_alert(patient, plan=plan)
        with django_assert_num_queries(9):
            page.get(URL)


def test_the_header_leads_clinicians_to_it_and_asks_how_many(browser_of, clinician, admin):
    html = browser_of(clinician).get("/exercises/").content.decode()
    assert f'href="{URL}"' in html
    assert f'data-url="{COUNT}"' in html
    assert URL not in browser_of(admin).get("/exercises/").content.decode()


def test_the_number_is_of_open_alerts_alone(browser_of, clinician, patient):
    make_alert(patient)
    make_alert(patient, cause="red_flag", acknowledged_at=datetime.now(UTC), acknowledged_by=clinician)
    assert browser_of(clinician).get(COUNT).json() == {"open": 1}


def test_the_chart_leads_to_the_answer(browser_of, clinician, patient):
    alert = make_alert(patient)
    html = browser_of(clinician).get(f"/patients/{patient.pk}/").content.decode()
    assert f'href="{URL}?show=clinic&amp;answer={alert.pk}#answer"' in html
