"""What the actions refuse, and that nothing is left behind when they do."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.refusals import Gone, NotYours, Refused, Stale
from exercises.models import Exercise, ExerciseSet, SetItem
from patients.models import Episode
from prescriptions import actions
from prescriptions.actions.alert import raise_alert
from prescriptions.models import Alert, CheckIn, Completion, Plan, PlanEvent, Reminders
from prescriptions.safety.facts import case_of_episode
from prescriptions.suggestion import suggest
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
NOW = timezone.now()


@pytest.fixture
def assessed(episode, clinician):
    factories.make_assessment(episode, by=clinician)
    return episode


@pytest.fixture
def draft(assessed, clinician):
    return actions.create_draft(by=clinician, episode=assessed, now=NOW)


@pytest.fixture
def issued(draft, clinician):
    return actions.issue_plan(by=clinician, plan=draft, now=NOW)


def has_not_seen_it(_row):
    raise Stale("changed meanwhile")


def test_a_closed_episode_takes_no_plan(assessed, clinician, patient):
    Episode.objects.filter(pk=assessed.pk).update(closed_on=patient.today(NOW))
    with pytest.raises(Refused, match="closed"):
        actions.create_draft(by=clinician, episode=assessed, now=NOW)
    assert Plan.objects.count() == 0


def test_an_archived_record_takes_no_plan(assessed, clinician, patient):
    patient.archived_at = NOW
    patient.save()
    with pytest.raises(Refused, match="archived"):
        actions.create_draft(by=clinician, episode=assessed, now=NOW)


def test_whoever_has_not_seen_the_newest_state_changes_nothing(assessed, issued, clinician):
    with pytest.raises(Stale):
        actions.create_draft(by=clinician, episode=assessed, now=NOW, seen=has_not_seen_it)
    with pytest.raises(Stale):
        actions.revise_plan(by=clinician, plan=issued, now=NOW, seen=has_not_seen_it)
    with pytest.raises(Stale):
        actions.hold_plan(by=clinician, plan=issued, reason="Wait.", now=NOW, seen=has_not_seen_it)
    assert list(Plan.objects.values_list("status", flat=True)) == ["issued"]


def test_a_draft_whose_episode_was_closed_is_not_issued(draft, assessed, clinician, patient):
    Episode.objects.filter(pk=assessed.pk).update(closed_on=patient.today(NOW))
    with pytest.raises(Refused, match="closed"):
        actions.issue_plan(by=clinician, plan=draft, now=NOW)


def test_an_empty_plan_is_not_issued(assessed, clinician):
    empty = actions.create_draft(by=clinician, episode=assessed, now=NOW, lines=[])
    with pytest.raises(Refused, match="no exercises"):
        actions.issue_plan(by=clinician, plan=empty, now=NOW)


def test_a_plan_with_a_retired_exercise_is_not_issued(draft, clinician):
    Exercise.objects.filter(key="cervical-resisted-rotation").update(retired_at=NOW)
    with pytest.raises(Refused, match="Head turn held by the hand"):
        actions.issue_plan(by=clinician, plan=draft, now=NOW)


def test_a_reason_names_an_exercise_of_the_plan(draft, clinician):
    reason = actions.Reason("S-04", "He has done it for years.", exercise="bird-dog")
    with pytest.raises(ValidationError) as wrong:
        actions.issue_plan(by=clinician, plan=draft, now=NOW, reasons=[reason])
    assert list(wrong.value.message_dict) == ["overrides.0.exercise"]


def test_a_reason_for_one_exercise_does_not_cover_another(assessed, clinician, patient):
    patient.conditions = ["vertigo"]
    patient.save()
    keys = ["cervical-nod-forward-back-sitting", "neck-rotation-active"]
    exercises = Exercise.objects.in_bulk(keys)
    lines = [actions.Line(exercises[key], exercises[key].dose) for key in keys]
    draft = actions.create_draft(by=clinician, episode=assessed, now=NOW, lines=lines)
    one = actions.Reason("C-36", "Dizziness is settled now.", exercise=keys[0])
    with pytest.raises(Refused) as refused:
        actions.issue_plan(by=clinician, plan=draft, now=NOW, reasons=[one])
    assert "C-36" in str(refused.value)
    both = [one, actions.Reason("C-36", "Only to the painless range.", exercise=keys[1])]
    issued = actions.issue_plan(by=clinician, plan=draft, now=NOW, reasons=both)
    assert issued.overrides.count() == 2


def test_an_exercise_that_is_not_paused_cannot_be_resumed(issued, clinician):
    with pytest.raises(Refused, match="not paused"):
        actions.resume_item(by=clinician, plan=issued, item=issued.items.first(), note="Go on.", now=NOW)


@pytest.mark.parametrize("step", ["hold_plan", "stop_plan"])
def test_a_draft_can_be_neither_held_nor_stopped(draft, clinician, step):
    with pytest.raises(Refused):
        getattr(actions, step)(by=clinician, plan=draft, reason="No.", now=NOW)
    assert PlanEvent.objects.filter(plan=draft).count() == 1


def test_a_superseded_plan_is_not_revised(issued, clinician):
    second, _created = actions.revise_plan(by=clinician, plan=issued, now=NOW)
    actions.issue_plan(by=clinician, plan=second, now=NOW)
    with pytest.raises(Refused):
        actions.revise_plan(by=clinician, plan=issued, now=NOW)


def test_a_draft_is_not_done(draft, clinician, patient):
    with pytest.raises(Refused, match="draft"):
        actions.record_completion(
            by=clinician, item=draft.items.first(), date=patient.today(NOW), now=NOW, outcome="done"
        )
    assert Completion.objects.count() == 0


def test_nobody_else_records_for_a_patient(issued, stranger, other_patient, patient):
    for person in (stranger, other_patient.user):
        with pytest.raises(NotYours):
            actions.record_completion(
                by=person, item=issued.items.first(), date=patient.today(NOW), now=NOW, outcome="done"
            )


def test_an_alert_keeps_its_gravest_cause(patient, issued):
    def alert(rule, severity):
        return raise_alert(
            patient=patient,
            plan=issued,
            cause=Alert.Cause.RED_FLAG,
            rule=rule,
            level="hard",
            severity=severity,
            message=rule,
            now=NOW,
        )

    for rule, severity in [("C-06", "prompt"), ("C-01", "emergency"), ("C-04", "urgent")]:
        alert(rule, severity)
    assert list(Alert.objects.values_list("rule", "severity", "count")) == [("C-01", "emergency", 3)]


@pytest.fixture
def set_with_regression(assessed, patient):
    """A starter set of the neck whose one exercise has a warned trait and an easier form."""
    patient.conditions = ["vertigo"]
    patient.save()
    ExerciseSet.objects.filter(region="cervical").update(retired_at=NOW)
    easier = factories.make_exercise(key="easier")
    harder = factories.make_exercise(key="harder", traits=["gaze-demand"], regression="easier")
    own = ExerciseSet.objects.create(key="one", title="One", method="classical", region="cervical", stages=["recovery"])
    SetItem.objects.create(exercise_set=own, position=1, exercise=harder)
    return easier


def proposed(episode):
    suggestion = suggest(case_of_episode(episode, now=NOW))
    return [item.exercise.key for item in suggestion.items], [exercise.key for exercise, _f in suggestion.left_out]


def test_a_warned_exercise_gives_way_to_its_regression(assessed, set_with_regression):
    assert proposed(assessed) == (["easier"], ["harder"])


def test_a_regression_that_is_direction_specific_does_not_stand_in(assessed, set_with_regression):
    Exercise.objects.filter(key="easier").update(goals=["directional-preference"])
    assert proposed(assessed) == (["harder"], [])


def test_a_regression_that_is_warned_itself_does_not_stand_in(assessed, set_with_regression):
    Exercise.objects.filter(key="easier").update(traits=["head-down"])
    assert proposed(assessed) == (["harder"], [])


def test_an_alert_is_not_answered_without_a_note(issued, patient, clinician):
    spoken = {"rule": "C-15", "level": "warn", "severity": "prompt", "message": "Pain rises."}
    alert = raise_alert(patient=patient, plan=issued, cause=Alert.Cause.PAIN_RESPONSE, now=NOW, **spoken)
    for note in (" ", "x" * 10_001):
        with pytest.raises(ValidationError) as refusal:
            actions.acknowledge_alert(by=clinician, alert=alert, note=note, now=NOW)
        assert list(refusal.value.message_dict) == ["note"]
    assert Alert.objects.filter(acknowledged_at=None).count() == 1


def said_today(issued, patient_user, **facts):
    day = issued.episode.patient.today(NOW)
    facts = {"kind": "before", "pain": 1, "symptoms": []} | facts
    return actions.record_check_in(by=patient_user, plan=issued, date=day, now=NOW, **facts)


def test_a_check_in_of_endless_words_is_not_stored(issued, patient_user):
    with pytest.raises(ValidationError) as refusal:
        said_today(issued, patient_user, comment="x" * 10_001)
    assert (list(refusal.value.message_dict), CheckIn.objects.count()) == (["comment"], 0)


def test_a_check_in_does_not_take_the_id_of_another(issued, patient_user):
    first = said_today(issued, patient_user).check_in
    with pytest.raises(Refused, match="already used"):
        said_today(issued, patient_user, kind="after", id=first.pk)
    assert CheckIn.objects.get().kind == "before"


def test_where_no_flag_was_ticked_taking_back_changes_nothing(issued, patient_user):
    row = said_today(issued, patient_user, symptoms=["muscle-tension"]).check_in
    events = PlanEvent.objects.count()
    taken_back = actions.take_back_ticks(by=patient_user, check_in=row, now=NOW)
    assert (taken_back.symptoms, taken_back.taken_back) == (["muscle-tension"], [])
    assert PlanEvent.objects.count() == events


def test_much_pain_told_of_a_plan_that_was_stopped_meanwhile_pauses_nothing_and_still_alerts(
    issued, patient, patient_user, clinician
):
    actions.stop_plan(by=clinician, plan=issued, reason="A scan comes first.", now=NOW)
    item, day = issued.items.first(), patient.today(NOW)
    felt = {"pain_during": 9, "discomfort": True}
    actions.record_completion(by=patient_user, item=item, date=day, now=NOW, outcome="done", **felt)
    assert not issued.items.exclude(paused_at=None).exists()
    assert Alert.objects.filter(patient=patient, plan=issued, cause="pain_response").count() == 1


def test_care_does_not_end_for_a_reason_that_is_none(assessed, clinician):
    with pytest.raises(ValidationError) as refusal:
        actions.discharge_episode(by=clinician, episode=assessed, reason="because", now=NOW)
    assessed.refresh_from_db()
    assert (list(refusal.value.message_dict), assessed.closed_on) == (["reason"], None)


def test_a_visit_decides_one_of_the_things_there_are(assessed, issued, clinician):
    facts = {"stage": "recovery", "red_flags": [], "red_flags_screened": True, "pain_now": 0}
    before = assessed.assessments.count()
    with pytest.raises(ValidationError) as refusal:
        actions.record_visit(by=clinician, episode=assessed, facts=facts, decision="wait", now=NOW)
    assert (list(refusal.value.message_dict), assessed.assessments.count()) == (["decision"], before)


def test_a_stranger_does_not_close_the_calendar(patient, patient_user, stranger):
    actions.make_feed(by=patient_user, patient=patient, now=NOW)
    with pytest.raises(NotYours):
        actions.revoke_feed(by=stranger, patient=patient, now=NOW)
    assert Reminders.objects.exclude(feed_digest=None).count() == 1


def test_a_draft_that_was_deleted_meanwhile_is_gone(draft, clinician):
    actions.delete_draft(by=clinician, plan=Plan.objects.get(pk=draft.pk))
    with pytest.raises(Gone):
        actions.issue_plan(by=clinician, plan=draft, now=NOW)
