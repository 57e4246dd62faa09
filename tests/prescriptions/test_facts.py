"""How assessments become the facts the rules judge."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from prescriptions import actions
from prescriptions.models import Alert, CheckIn, Plan
from prescriptions.safety.facts import case_of_episode, cases_for, check_ins_of, heard_of
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def history(episode, clinician):
    """`history({…}, {…})`: assessments given oldest first, a day apart; returns the case of the episode."""

    def of(*visits, on=None):
        for age, facts in enumerate(reversed(visits)):
            at = NOW - timedelta(days=age, minutes=1)
            factories.make_assessment(facts.pop("of", episode), by=clinician, at=at, **facts)
        return case_of_episode(on or episode, now=NOW)

    return of


def cleared(flag):
    return [{"flag": flag, "outcome": "excluded", "note": "Checked by imaging."}]


def test_a_flag_stands_until_it_is_cleared_with_a_note(history):
    assert history({"red_flags": ["myelopathy-signs"]}).flags == {"myelopathy-signs"}


def test_leaving_a_flag_out_later_clears_nothing(history):
    assert history({"red_flags": ["myelopathy-signs"]}, {}).flags == {"myelopathy-signs"}


def test_clearing_clears_that_flag_alone(history):
    case = history(
        {"red_flags": ["myelopathy-signs", "suspected-fracture"]}, {"red_flags_cleared": cleared("suspected-fracture")}
    )
    assert case.flags == {"myelopathy-signs"}


def test_a_flag_said_again_after_clearing_stands_again(history):
    again = {"red_flags": ["suspected-fracture"]}
    assert history(dict(again), {"red_flags_cleared": cleared("suspected-fracture")}, dict(again)).flags == {
        "suspected-fracture"
    }


@pytest.mark.parametrize("symptom", ["fainting", "heart-area-pain"])
def test_a_symptom_that_is_a_flag_stands_as_one(history, symptom):
    assert history({"symptoms": [symptom, "headache"]}).flags == {symptom}


def test_a_flag_stands_for_all_episodes_of_the_person(history, patient):
    other = factories.make_episode(patient, region="lumbar")
    assert history({"of": other, "red_flags": ["myelopathy-signs"]}).flags == {"myelopathy-signs"}


def test_high_pressure_stands_until_measured_again(history):
    assert history({"systolic": 185, "diastolic": 95}, {}).blood_pressure == (185, 95)


def test_a_lower_measurement_lifts_the_pressure_and_its_flag(history):
    case = history({"red_flags": ["blood-pressure-180-110"]}, {"systolic": 135, "diastolic": 85})
    assert (case.flags, case.blood_pressure) == (frozenset(), (135, 85))


def test_the_stage_is_that_of_the_newest_assessment(history):
    assert history({"stage": "acute"}, {"stage": "recovery"}).stage == "recovery"


def test_supervised_sessions_count_over_all_episodes_of_the_region(history, patient):
    closed = factories.make_episode(patient, region="cervical", closed_on=timezone.now().date())
    case = history({"of": closed, "supervised_session": True}, {"supervised_session": True}, {})
    assert case.regions["cervical"].supervised_sessions == 2


def test_a_region_without_an_open_episode_has_no_visits(history, patient):
    closed = factories.make_episode(patient, region="lumbar", closed_on=timezone.now().date())
    case = history({"of": closed}, {})
    assert case.regions["lumbar"].visits == ()


def test_pain_counts_for_seven_days(episode, clinician):
    factories.make_assessment(episode, by=clinician, at=NOW - timedelta(days=7), pain_now=4)
    case = case_of_episode(episode, now=NOW)
    region = case.regions["cervical"]
    assert (region.pain_now(case.today, days=7), region.pain_now(case.today + timedelta(days=1), days=7)) == (4, None)


def test_an_issued_plan_keeps_the_thresholds_it_was_issued_under(episode, clinician, clinic):
    plan = factories.make_plan(episode, by=clinician)
    assert plan.thresholds == clinic.thresholds.as_json()
    assert "escalate_hours" not in plan.thresholds


def case_under(clinic, plan, **settings):
    """The case of `plan` after its clinic took other settings."""
    type(clinic).objects.filter(pk=clinic.pk).update(**settings)
    shown = Plan.objects.for_reading().with_items().get(pk=plan.pk)
    return cases_for([shown], now=NOW)[plan.pk]


def test_a_looser_setting_does_not_reach_a_plan_and_a_stricter_one_does(episode, clinician, clinic):
    type(clinic).objects.filter(pk=clinic.pk).update(screen_days=14)
    plan = factories.make_plan(episode, by=clinician)
    assert case_under(clinic, plan, screen_days=28).thresholds.screen_days == 14
    assert case_under(clinic, plan, screen_days=10).thresholds.screen_days == 10


def test_a_draft_is_judged_by_the_settings_of_today(episode, clinician, clinic):
    type(clinic).objects.filter(pk=clinic.pk).update(screen_days=14)
    plan = factories.make_plan(episode, by=clinician)
    draft, _created = actions.revise_plan(by=clinician, plan=plan, now=NOW)
    assert case_under(clinic, draft, screen_days=28).thresholds.screen_days == 28


def test_check_ins_a_page_has_fetched_are_heard_as_those_the_rules_fetch(patient, clinician):
    """One of each kind: recent, old, old with a symptom, taken back, next day, waiting, answered, and of a closed
    episode."""
    episodes = [factories.make_episode(patient, region=region) for region in ("cervical", "lumbar")]
    neck, back = (factories.make_plan(episode, by=clinician) for episode in episodes)
    about = {"patient": patient, "plan": neck, "cause": "red_flag"}
    answered = Alert.objects.create(acknowledged_at=NOW, acknowledged_by=clinician, **about)
    open_alert = Alert.objects.create(**about)
    told = [
        (neck, 0, {"pain": 3}),
        (neck, 42, {"pain": 3}),
        (neck, 44, {"pain": 3}),
        (neck, 300, {"pain": 3, "symptoms": ["numbness"]}),
        (neck, 4, {"pain": 3, "symptoms": ["numbness", "headache"], "taken_back": ["headache"]}),
        (neck, 5, {"kind": "next_day", "pain": 3}),
        (neck, 6, {"kind": "report", "symptoms": ["fainting"], "alert": open_alert}),
        (neck, 7, {"kind": "report", "symptoms": ["fainting"], "alert": answered}),
        (back, 8, {"pain": 3, "symptoms": [], "discomfort": True}),
    ]
    for plan, days, facts in told:
        at = NOW - timedelta(days=days)
        facts = {"kind": "before", "recorded_at": at, "recorded_by": clinician} | facts
        plan.check_ins.create(date=patient.today(at), **facts)
    actions.change_episode(by=clinician, episode=back.episode, changes={"closed_on": patient.today(NOW)}, now=NOW)
    back.episode.refresh_from_db()
    fetched = CheckIn.objects.annotate(answered=F("alert__acknowledged_at")).order_by("-date", "-recorded_at")
    heard = heard_of(fetched, {neck.pk: neck.episode, back.pk: back.episode}, now=NOW)
    assert len(heard) == len(told) - 1  # more than 42 days old, and nothing ticked
    assert heard == check_ins_of([patient.pk], now=NOW)
