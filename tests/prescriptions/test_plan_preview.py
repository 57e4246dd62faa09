"""/plans/<uuid>/preview/, and the builder's way to it"""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.models import Plan
from tests import factories

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)  # a Wednesday


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def url(plan):
    return f"/plans/{getattr(plan, 'pk', plan)}/preview/"


@pytest.fixture
def draft(clinician, episode, time_machine):
    time_machine.move_to(NOON)
    factories.make_assessment(episode, by=clinician)
    exercises = [
        factories.make_exercise(key=key, title=key.capitalize(), dose=Dose(repetitions=5, weekdays=days))
        for key, days in (("alpha", (3, 4)), ("beta", (4,)))
    ]
    lines = [actions.Line(each, each.dose, note="Slowly.") for each in exercises]
    return actions.create_draft(by=clinician, episode=episode, now=NOON, lines=lines, note="Well done so far.")


def test_the_draft_is_shown_by_the_patients_own_page(browser_of, clinician, draft):
    answer = browser_of(clinician).get(url(draft))
    page = text_of(answer)
    assert answer.templates[0].name == "prescriptions/plan_preview.html"
    assert "Preview for Vera Lindqvist: nothing is noted here." in page
    assert "Alpha 5 times" in page
    assert "Beta" not in page  # not due on a Wednesday
    assert "Well done so far." in page
    assert 'fieldset class="pl-preview" disabled' in answer.content.decode()


def test_it_is_what_the_patient_sees_after_issuing(browser_of, clinician, patient_user, draft):
    def shown(answer):
        main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0]
        steps = re.sub(r'(value|action|id|href|for|aria-\w+)="[^"]*"', "", main)
        return " ".join(re.sub(r"<[^>]+>", " ", steps).split())

    preview = shown(browser_of(clinician).get(url(draft)))
    actions.issue_plan(by=clinician, plan=draft, now=NOON)
    assert shown(browser_of(patient_user).get("/today/")) == preview


def test_nothing_is_stored_by_looking(browser_of, clinician, draft):
    browser_of(clinician).get(url(draft))
    draft.refresh_from_db()
    assert (draft.status, draft.sheet, draft.issued_at) == ("draft", None, None)


def test_a_plan_that_starts_later_is_shown_on_its_first_day(browser_of, clinician, draft):
    actions.change_draft(by=clinician, plan=draft, now=NOON, starts_on=(NOON + timedelta(days=2)).date())
    assert browser_of(clinician).get(url(draft)).context["page"].date.isoformat() == "2026-11-25"


def test_an_empty_draft_can_be_looked_at(browser_of, clinician, draft):
    actions.change_draft(by=clinician, plan=draft, now=NOON, lines=[])
    assert browser_of(clinician).get(url(draft)).status_code == 200


def test_only_drafts_have_a_preview(browser_of, clinician, draft):
    actions.issue_plan(by=clinician, plan=draft, now=NOON)
    assert browser_of(clinician).get(url(draft)).status_code == 404


def test_the_builder_saves_first_and_then_shows_it(browser_of, clinician, episode, draft):
    typed = {"do": "preview", "plan": str(draft.pk), "seen": draft.updated_at.isoformat(), "row": "1"}
    typed |= {"row-1-exercise": "alpha", "row-1-repetitions": "7", "row-1-times_per_day": "1", "row-1-days": "1234567"}
    dates = {name: getattr(draft, name).isoformat() for name in ("starts_on", "ends_on", "review_on")}
    answer = browser_of(clinician).post(f"/episodes/{episode.pk}/prescribe/", typed | dates)
    assert answer["Location"] == url(draft)
    assert Plan.objects.get().items.get().repetitions == 7


def test_who_may_open_it(client, browser_of, admin, stranger, patient_user, draft):
    assert client.get(url(draft)).status_code == 302
    assert browser_of(admin).get(url(draft)).status_code == 403
    assert browser_of(stranger).get(url(draft)).status_code == 404
    assert browser_of(patient_user).get(url(draft)).status_code == 403
    assert browser_of(stranger).get(url(uuid.uuid4())).status_code == 404


def test_totals_say_a_session_and_the_fullest_day(browser_of, clinician, episode, draft):
    page = text_of(browser_of(clinician).get(f"/episodes/{episode.pk}/prescribe/"))
    assert "2 exercises 1 min a session, once a day 1 min on the fullest day" in page


def test_the_fullest_day_counts_every_session_of_its_exercises(browser_of, clinician, episode, draft):
    long = factories.make_exercise(key="long", dose=Dose(duration_minutes=10, times_per_day=3, weekdays=(1, 2)))
    short = factories.make_exercise(key="short", dose=Dose(duration_minutes=4, times_per_day=3, weekdays=(2, 5)))
    lines = [actions.Line(each, each.dose) for each in (long, short)]
    actions.change_draft(by=clinician, plan=draft, now=NOON, lines=lines)
    page = text_of(browser_of(clinician).get(f"/episodes/{episode.pk}/prescribe/"))
    assert "14 min a session, 3 times a day 42 min on the fullest day" in page
