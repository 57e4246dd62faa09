"""/patients/<uuid>/: pain and sessions on one axis, the plan line by line, what was said at home, open alerts."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from exercises.dosage import Dose
from prescriptions import actions
from prescriptions.actions.steps import save_with_event
from prescriptions.models import Alert, Completion
from prescriptions.schedule import Kind
from tests import factories

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def url(patient):
    return f"/patients/{patient.pk}/"


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON)


@pytest.fixture
def plan(clinician, episode):
    """Acute for 20 days, recovery for 10; the second plan runs since then."""
    chin = factories.make_exercise(key="chin-tuck", title="Chin tuck", dose=Dose(repetitions=5, times_per_day=2))
    turn = factories.make_exercise(key="slow-turn", title="Slow turn")
    for back, stage, pain in ((30, "acute", 7), (10, "recovery", 4)):
        at = NOON - timedelta(days=back)
        factories.make_assessment(episode, by=clinician, at=at, stage=stage, pain_now=pain)
        plan = factories.make_plan(episode, by=clinician, exercises=[chin, turn], now=at + timedelta(minutes=9))
    return plan


def done(plan, back, *, item=0, occurrence=1, outcome="done", **facts):
    Completion.objects.create(
        item=plan.items.all()[item],
        date=NOON.date() - timedelta(days=back),
        occurrence=occurrence,
        outcome=outcome,
        recorded_by=plan.issued_by,
        **facts,
    )


def check_in(plan, back, pain, **facts):
    facts = {"kind": "before", "recorded_by": plan.issued_by} | facts
    at = NOON - timedelta(days=back, hours=2)
    plan.check_ins.create(date=at.date(), pain=pain, recorded_at=at, **facts)


def care_of(answer):
    (care,) = answer.context["care"]
    return care


# --- the plot


def test_the_plot_begins_with_the_first_assessment_and_knows_stages_and_versions(browser_of, clinician, plan):
    plot = care_of(browser_of(clinician).get(url(plan.episode.patient)))["plot"]
    assert (plot.days[0].day, len(plot.days)) == (NOON.date() - timedelta(days=30), 31)
    assert [(band.name, band.label) for band in plot.stages] == [("acute", "Acute"), ("recovery", "Recovery")]
    assert [name for _x, _y, name, _last in plot.versions] == ["Plan 1", "Plan 2"]


def test_pain_is_what_was_said_before_the_exercises_and_else_what_the_assessment_found(browser_of, clinician, plan):
    check_in(plan, 10, 6)
    check_in(plan, 3, 2)
    check_in(plan, 3, 3, kind="after")
    plot = care_of(browser_of(clinician).get(url(plan.episode.patient)))["plot"]
    assert [(day.day.day, day.pain) for day in plot.days if day.pain is not None] == [(23, 7), (12, 6), (19, 2)]
    assert plot.title.startswith("Pain was 7 on 23 October 2026 and 2 on 19 November 2026.")


def test_days_are_counted_and_stand_in_the_table_behind_the_plot(browser_of, clinician, plan):
    for occurrence in (1, 2):
        done(plan, 2, occurrence=occurrence)
    done(plan, 2, item=1, pain_during=3)
    done(plan, 1, outcome="partly", pain_during=5)
    answer = browser_of(clinician).get(url(plan.episode.patient))
    plot = care_of(answer)["plot"]
    by_day = {day.day.day: (day.due, day.done, day.partly, day.kind, day.during) for day in plot.days}
    assert by_day[20] == (3, 3, 0, Kind.DONE, 3)
    assert by_day[21] == (3, 0, 1, Kind.PARTLY, 5)
    assert by_day[19] == (3, 0, 0, Kind.MISSED, None)
    assert (plot.done, plot.due) == (1, 22)  # the acute plan was over after 14 days
    assert "Sat 21 Nov 3 0 1 5" in text_of(answer)


def test_a_hold_is_drawn_and_its_days_count_nothing(browser_of, clinician, plan):
    actions.hold_plan(by=clinician, plan=plan, reason="Away.", now=NOON - timedelta(days=6))
    actions.resume_plan(by=clinician, plan=plan, note="Back.", now=NOON - timedelta(days=3))
    plot = care_of(browser_of(clinician).get(url(plan.episode.patient)))["plot"]
    assert [(band.name, band.label) for band in plot.holds] == [("hold", "On hold")]
    assert [day.due for day in plot.days[-7:]] == [0, 0, 0, 0, 3, 3, 3]


def test_an_episode_without_anything_has_no_plot(browser_of, clinician, episode):
    assert care_of(browser_of(clinician).get(url(episode.patient)))["plot"] is None


def test_at_most_twelve_weeks_are_shown(browser_of, clinician, episode):
    factories.make_assessment(episode, by=clinician, at=NOON - timedelta(days=29 * 7))
    plot = care_of(browser_of(clinician).get(url(episode.patient)))["plot"]
    assert (len(plot.days), [band.x for band in plot.stages]) == (84, [34.0])


def test_two_open_episodes_have_a_plot_each(browser_of, clinician, plan):
    lumbar = factories.make_episode(plan.episode.patient, region="lumbar")
    factories.make_assessment(lumbar, by=clinician)
    page = text_of(browser_of(clinician).get(url(lumbar.patient)))
    assert "Pain and sessions: Neck" in page
    assert "Pain and sessions: Lower back" in page


# --- the plan


def test_the_plan_tells_dose_days_done_and_newest_pain(browser_of, clinician, plan):
    done(plan, 2, item=1, pain_during=2)
    done(plan, 1, item=1, pain_during=6)
    page = text_of(browser_of(clinician).get(url(plan.episode.patient)))
    assert "Chin tuck 5 times, twice a day 0 of 9 days not said" in page
    assert "Slow turn 5 times, once a day 2 of 9 days 6" in page


def test_a_paused_exercise_says_so(browser_of, clinician, plan):
    item = plan.items.first()
    save_with_event(plan, "item_paused", by=clinician, now=NOON, about={"item": str(item.pk)})
    assert "Chin tuck paused" in text_of(browser_of(clinician).get(url(plan.episode.patient)))


# --- what was said at home, and alerts


def test_remarks_and_check_ins_with_words_stand_among_what_happened(browser_of, clinician, plan):
    done(plan, 3, item=1, outcome="skipped", reason="It hurts more")
    done(plan, 3, outcome="partly", discomfort=True, reason="Stopped at five.")
    done(plan, 2)  # a plain tick tells nothing
    check_in(plan, 2, 5, comment="Stiff when I get up.", symptoms=["numbness", "headache"], taken_back=["headache"])
    check_in(plan, 1, 4)
    answer = browser_of(clinician).get(url(plan.episode.patient))
    told = [(entry.title, entry.words) for entry in answer.context["newest"][:2]]
    assert told == [
        ("Check-in: before the exercises.", "Pain 5. Ticked: Numbness. “Stiff when I get up.”"),
        (
            "Sessions.",
            "Chin tuck partly done (discomfort in the spine): Stopped at five. Slow turn skipped: It hurts more.",
        ),
    ]


def test_open_alerts_stand_on_top_the_gravest_first(browser_of, clinician, plan):
    patient = plan.episode.patient
    Alert.objects.create(patient=patient, cause="pain_response", level="warn", rule="C-15", message="Pain rises.")
    Alert.objects.create(patient=patient, cause="red_flag", level="hard", rule="C-10", message="Fainted.")
    page = text_of(browser_of(clinician).get(url(patient)))
    assert page.index("Fainted. Rule C-10.") < page.index("Pain rises. Rule C-15.") < page.index("Next step")
    Alert.objects.update(acknowledged_at=NOON, acknowledged_by=clinician)
    assert "Pain rises." not in text_of(browser_of(clinician).get(url(patient)))


def test_a_glance_tells_where_it_began(browser_of, clinician, plan):
    assert "Pain at the last assessment 4 was 7 at the start" in text_of(
        browser_of(clinician).get(url(plan.episode.patient))
    )
