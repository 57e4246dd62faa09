"""An absence from a day on: the deputy answers from that day, and what changes or ends it beforehand."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import timezone

from accounts import members
from accounts.models import Clinic, Membership, MembershipChange, QueuedMail
from patients.actions import handover
from patients.duty import answering_clinician, is_unanswered
from tests import factories

pytestmark = pytest.mark.django_db
PATH = "/absence/"
# a Thursday where the clinic is, at half past eleven at night in London: already Friday further east
THURSDAY = date(2026, 11, 26)
NIGHT = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def page(browser_of, clinician, clinic, time_machine):
    time_machine.move_to(NIGHT)
    Clinic.objects.update(time_zone="Europe/London")
    return browser_of(clinician)


def away(clinic, deputy, *, start, until):
    return {"clinic": clinic.pk, "about": "away", "start": start, "until": until, "deputy": deputy.pk}


def stored(person):
    membership = Membership.objects.get(user=person, role="clinician")
    return membership.away_from, membership.away_until, membership.deputy


def errors_of(answer):
    return answer.status_code, list(answer.context["places"][0].form.errors)


def answering(patient, *days):
    return [answering_clinician(patient, THURSDAY + count * DAY).name for count in days]


def test_the_deputy_answers_from_the_first_day_to_the_last(page, clinic, clinician, colleague, patient):
    typed = away(clinic, colleague, start=THURSDAY + 4 * DAY, until=THURSDAY + 6 * DAY)
    assert page.post(PATH, typed).status_code == 302
    them, deputy = clinician.name, colleague.name
    assert answering(patient, 0, 3, 4, 6, 7) == [them, them, deputy, deputy, them]


def test_the_alerts_change_hands_at_midnight_where_the_clinic_is(
    page, browser_of, clinic, clinician, colleague, patient, time_machine
):
    patient.alerts.create(cause="pain_response", level="warn", message="Look.")
    page.post(PATH, away(clinic, colleague, start=THURSDAY + DAY, until=THURSDAY + DAY))

    def waiting(person, at):
        time_machine.move_to(at)
        return browser_of(person).get("/alerts/").context["waiting"]

    seen = [
        (waiting(clinician, at), waiting(colleague, at))
        for at in (NIGHT, NIGHT + timedelta(hours=1), NIGHT + timedelta(hours=24), NIGHT + timedelta(hours=25))
    ]
    assert seen == [(1, 0), (0, 1), (0, 1), (1, 0)]


@pytest.mark.parametrize(
    ("start", "until", "fields"),
    [
        (0, 0, []),
        (366, 366, []),
        (-1, 3, ["start"]),
        (4, 3, ["until"]),
        (0, 367, ["until"]),
        (367, 367, ["until"]),
        (-2, -1, ["start", "until"]),
    ],
)
def test_the_days_at_their_bounds(page, clinic, clinician, colleague, start, until, fields):
    """From today, at most a year ahead, and the last day not before the first."""
    typed = away(clinic, colleague, start=THURSDAY + start * DAY, until=THURSDAY + until * DAY)
    answer = page.post(PATH, typed)
    if not fields:
        assert (answer.status_code, stored(clinician)[0]) == (302, typed["start"])
        return
    assert errors_of(answer) == (400, fields)
    form = answer.context["places"][0].form
    assert (form["start"].value(), form["until"].value()) == (typed["start"].isoformat(), typed["until"].isoformat())
    assert stored(clinician) == (None, None, None)


@pytest.mark.parametrize(("zone", "first"), [("Pacific/Auckland", 1), ("America/Los_Angeles", 0)])
def test_today_is_that_of_the_clinic_and_the_first_day_by_default(page, clinic, clinician, colleague, zone, first):
    Clinic.objects.update(time_zone=zone)
    assert page.get(PATH).context["places"][0].form.initial == {"start": THURSDAY + first * DAY}
    early = away(clinic, colleague, start=THURSDAY + (first - 1) * DAY, until=THURSDAY + 3 * DAY)
    assert errors_of(page.post(PATH, early)) == (400, ["start"])
    assert page.post(PATH, early | {"start": ""}).status_code == 302
    assert stored(clinician)[0] == THURSDAY + first * DAY


def test_nonsense_for_the_first_day_is_named(page, clinic, colleague):
    typed = away(clinic, colleague, start="Monday", until=THURSDAY + DAY)
    assert errors_of(page.post(PATH, typed)) == (400, ["start"])


def test_it_stands_on_the_page_of_the_clinician_and_of_the_members_until_called_off(
    page, browser_of, admin, clinic, clinician, colleague
):
    page.post(PATH, away(clinic, colleague, start=THURSDAY + 4 * DAY, until=THURSDAY + 6 * DAY))
    said = f"Away from 30 November 2026 until 2 December 2026; {colleague.name} answers then."
    own = page.get(PATH).content.decode()
    assert (said in own, "Call it off" in own, "I am back" in own) == (True, True, False)
    for path in ("/clinic/members/", f"/clinic/members/{clinician.pk}/"):
        assert said in browser_of(admin).get(path).content.decode()
    browser_of(clinician).post(PATH, {"clinic": clinic.pk, "about": "back"})
    assert stored(clinician) == (None, None, None)
    history = page.get(PATH).context["places"][0].history
    told = [(each.start, each.until, each.called_off) for each in history]
    assert told == [(None, None, True), (THURSDAY + 4 * DAY, THURSDAY + 6 * DAY, False)]
    assert said not in browser_of(admin).get("/clinic/members/").content.decode()


def test_an_absence_said_before_there_were_first_days_is_still_told(page, clinic, clinician, colleague):
    about = {"until": THURSDAY.isoformat(), "deputy": str(colleague.pk)}
    MembershipChange.objects.create(clinic=clinic, user=clinician, kind="away", by=clinician, about=about)
    assert "Away until 26 November 2026;" in page.get(PATH).content.decode()


def test_the_deputy_is_told_from_when_until_when(page, clinic, clinician, colleague):
    page.post(PATH, away(clinic, colleague, start=THURSDAY + 4 * DAY, until=THURSDAY + 6 * DAY))
    subject = f"You stand in for {clinician.name} from 30 November 2026 until 2 December 2026"
    mail = QueuedMail.objects.get()
    assert (mail.to, mail.subject) == (colleague.email, subject)


def test_the_same_said_again_leaves_no_second_line_and_sends_no_second_mail(page, clinic, colleague):
    typed = away(clinic, colleague, start=THURSDAY + 4 * DAY, until=THURSDAY + 6 * DAY)
    assert [page.post(PATH, typed).status_code for _each in "12"] == [302, 302]
    assert (MembershipChange.objects.count(), QueuedMail.objects.count()) == (1, 1)
    page.post(PATH, typed | {"until": THURSDAY + 7 * DAY})
    assert (MembershipChange.objects.count(), QueuedMail.objects.count()) == (2, 2)


# --- changed, begun, overlapping ----------------------------------------------------------------------------


def test_what_is_said_anew_takes_the_place_of_what_was_said(page, clinic, clinician, colleague, patient):
    """Two absences do not stand side by side, whether they overlap or not: the newest word counts."""
    third = factories.make_clinician(clinic)
    page.post(PATH, away(clinic, colleague, start=THURSDAY + 4 * DAY, until=THURSDAY + 6 * DAY))
    for start, until in ((5, 8), (1, 2)):
        page.post(PATH, away(clinic, third, start=THURSDAY + start * DAY, until=THURSDAY + until * DAY))
        assert stored(clinician) == (THURSDAY + start * DAY, THURSDAY + until * DAY, third)
    assert answering(patient, 1, 4) == [third.name, clinician.name]


def test_one_that_has_begun_keeps_its_first_day_or_begins_later(
    page, browser_of, clinic, clinician, colleague, patient, time_machine
):
    page.post(PATH, away(clinic, colleague, start=THURSDAY, until=THURSDAY + 6 * DAY))
    time_machine.move_to(NIGHT + 2 * DAY)
    browser_of(clinician)
    initial = page.get(PATH).context["places"][0].form.initial
    assert initial == {"start": THURSDAY, "until": THURSDAY + 6 * DAY, "deputy": colleague.pk}
    longer = away(clinic, colleague, start=THURSDAY, until=THURSDAY + 9 * DAY)
    assert page.post(PATH, longer).status_code == 302
    assert errors_of(page.post(PATH, longer | {"start": THURSDAY + DAY})) == (400, ["start"])
    assert errors_of(page.post(PATH, longer | {"start": THURSDAY - DAY})) == (400, ["start"])
    assert stored(clinician) == (THURSDAY, THURSDAY + 9 * DAY, colleague)
    assert page.post(PATH, longer | {"start": THURSDAY + 4 * DAY}).status_code == 302
    assert answering(patient, 2, 3, 4) == [clinician.name, clinician.name, colleague.name]


def test_one_that_is_over_lends_its_first_day_to_none(page, browser_of, clinic, clinician, colleague, time_machine):
    page.post(PATH, away(clinic, colleague, start=THURSDAY, until=THURSDAY + DAY))
    time_machine.move_to(NIGHT + 2 * DAY)
    browser_of(clinician)
    again = away(clinic, colleague, start=THURSDAY, until=THURSDAY + 9 * DAY)
    assert errors_of(page.post(PATH, again)) == (400, ["start"])


# --- nobody would be there ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "until", "status"), [(1, 3, 302), (1, 4, 400), (6, 9, 400), (7, 9, 302), (1, 9, 400)]
)
def test_two_do_not_stand_in_for_each_other_on_any_day(
    page, browser_of, clinic, clinician, colleague, start, until, status
):
    page.post(PATH, away(clinic, colleague, start=THURSDAY + 4 * DAY, until=THURSDAY + 6 * DAY))
    typed = away(clinic, clinician, start=THURSDAY + start * DAY, until=THURSDAY + until * DAY)
    answer = browser_of(colleague).post(PATH, typed)
    assert answer.status_code == status
    if status == 400:
        assert errors_of(answer) == (400, ["deputy"])
        assert stored(colleague) == (None, None, None)


def test_who_leaves_hands_their_deputyship_to_nobody_for_whom_the_absent_stand_in(
    page, browser_of, admin, clinic, clinician, colleague
):
    """Anna's deputy leaves; Ben, whose deputy she is on one of the days, cannot follow."""
    leaver, third = factories.make_clinician(clinic), factories.make_clinician(clinic)
    page.post(PATH, away(clinic, leaver, start=THURSDAY + 4 * DAY, until=THURSDAY + 6 * DAY))
    browser_of(colleague).post(PATH, away(clinic, clinician, start=THURSDAY + 6 * DAY, until=THURSDAY + 8 * DAY))
    office, path = browser_of(admin), f"/clinic/members/{leaver.pk}/leave/"
    answer = office.post(path, {"deputy": colleague.pk})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["deputy"])
    assert stored(clinician)[2] == leaver
    assert office.post(path, {"deputy": third.pk}).status_code == 302
    assert stored(clinician)[2] == third


def close_the_row(clinic):
    """For the same days to come the third has named the first; at once the first names the second, and the second the
    third. What became of it, and whether nobody would be there."""
    one, two, three = (factories.make_clinician(clinic) for _each in "123")
    gate, now = threading.Barrier(2), timezone.now()
    today = clinic.today(now)
    days = {"start": today + DAY, "until": today + 3 * DAY, "today": today, "now": now}
    handover.set_away(by=three, clinic=clinic, member=three, deputy=one, **days)

    def name(pair):
        member, deputy = pair
        try:
            gate.wait(timeout=10)
            handover.set_away(by=member, clinic=clinic, member=member, deputy=deputy, **days)
            return "away"
        except ValidationError:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(name, [(one, two), (two, three)]))
    return outcomes, is_unanswered(one, clinic, first=today, last=days["until"])


@pytest.mark.django_db(transaction=True)
def test_two_who_close_the_row_of_deputies_at_once_do_not_both_pass(clinic):
    assert close_the_row(clinic) == (["away", "refused"], False)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_be_away_and_nobody_there(clinic, monkeypatch):
    judged = threading.Barrier(2)
    real = handover.is_unanswered

    def both_judge_before_either_commits(*args, **days):
        found = real(*args, **days)
        if threading.current_thread() is not threading.main_thread():
            judged.wait(timeout=10)
        return found

    monkeypatch.setattr(members, "_lock_for", lambda clinic, member, by: clinic)
    monkeypatch.setattr(handover, "is_unanswered", both_judge_before_either_commits)
    assert close_the_row(clinic) == (["away", "away"], True)
