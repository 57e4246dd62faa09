"""CarePlan: the paper as it was issued, its status, and what took its place."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from exercises.dosage import Dose
from exercises.models import Exercise
from prescriptions import actions
from prescriptions.models import Plan
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now


def words_of(resource):
    """The narrative as lines of text."""
    div = resource["text"]["div"]
    assert div.startswith('<div xmlns="http://www.w3.org/1999/xhtml"')
    return [
        line
        for line in re.sub(r"<(?!/?b>)[^>]+>", "\n", div).replace("<b>", "").replace("</b>", "").splitlines()
        if line
    ]


def test_it_says_what_was_issued(read, clinician, patient, issued):
    shown = read(clinician, "CarePlan", issued.pk)
    assert (shown["status"], shown["intent"], shown["language"]) == ("active", "plan", "en")
    assert shown["title"] == "Exercises: Neck, Recovery"
    assert shown["subject"] == {"reference": f"Patient/{patient.pk}", "display": "Vera Lindqvist"}
    assert shown["period"] == {"start": issued.starts_on.isoformat(), "end": issued.ends_on.isoformat()}
    assert shown["author"] == {"reference": f"Practitioner/{clinician.pk}", "display": "Anna Marlow"}
    assert shown["addresses"] == [{"reference": f"Condition/{issued.episode_id}"}]
    assert [each["coding"][0]["code"] for each in shown["category"]] == ["assess-plan", "PhysicalActivity"]
    items = list(issued.items.all())
    assert [each["reference"]["reference"] for each in shown["activity"]] == [
        f"ServiceRequest/{each.pk}" for each in items
    ]
    assert "replaces" not in shown
    assert "note" not in shown


def test_the_narrative_says_the_dose_in_words(read, clinician, episode):
    turn = factories.make_exercise(
        key="turn", laterality="each-side", dose=Dose(repetitions=3, hold_seconds=5, per_side=True, weekdays=(1, 3, 5))
    )
    plan = factories.make_plan(
        episode, by=clinician, exercises=[turn], notes=["Softly."], note="See you <soon> & well."
    )
    said = words_of(read(clinician, "CarePlan", plan.pk))
    assert said[0] == "Exercises: Neck, Recovery"
    assert "Turn 3 times each side · hold 5 seconds. Once a day, on Monday, Wednesday and Friday. Softly." in said
    assert "See you &lt;soon&gt; &amp; well." in said
    assert said[-1] == "Questions: Northfield Spine Clinic, 01632 960 147"


def test_the_words_are_those_of_the_sheet_whatever_the_catalogue_says_now(read, clinician, issued):
    before = read(clinician, "CarePlan", issued.pk)
    Exercise.objects.filter(key="chin-in").update(title="Another title", steps=["Other"], repetitions=99)
    assert read(clinician, "CarePlan", issued.pk) == before


def test_the_words_are_in_the_language_of_the_sheet_not_of_the_caller(api, clinician, issued):
    caller = api(clinician)
    answers = [
        caller.get(f"/fhir/R4/CarePlan/{issued.pk}", headers={"Accept-Language": language}).json()
        for language in ("en", "ru")
    ]
    assert answers[0] == answers[1]


def test_a_note_for_the_patient_has_its_author_and_time(read, clinician, episode):
    plan = factories.make_plan(episode, by=clinician, note="Stop if it hurts.")
    [note] = read(clinician, "CarePlan", plan.pk)["note"]
    assert (note["text"], note["authorString"]) == ("Stop if it hurts.", "Anna Marlow")
    assert note["time"].startswith(plan.issued_at.strftime("%Y-%m-%dT%H:%M:%S"))


# --- status


def test_a_draft_says_that_it_is_one_and_reads_as_it_would_be_issued(read, clinician, issued):
    draft, _created = actions.revise_plan(by=clinician, plan=issued, now=NOW())
    shown = read(clinician, "CarePlan", draft.pk)
    assert (shown["status"], words_of(shown)[1]) == ("draft", "A draft, not issued.")
    assert len(shown["activity"]) == 2
    assert "replaces" not in shown


def test_on_hold_says_why_to_clinicians_and_what_to_do_to_the_patient(read, clinician, patient_user, issued):
    actions.hold_plan(by=clinician, plan=issued, reason="Wait for the scan.", now=NOW())
    to_clinician, to_patient = (read(user, "CarePlan", issued.pk) for user in (clinician, patient_user))
    assert (to_clinician["status"], to_patient["status"]) == ("on-hold", "on-hold")
    assert [note["text"] for note in to_clinician["note"]] == ["Wait for the scan."]
    assert [note["authorString"] for note in to_clinician["note"]] == ["Anna Marlow"]
    assert [note["text"] for note in to_patient["note"]] == ["Do no exercises until a clinician lets you go on."]
    assert words_of(to_clinician)[1] == "On hold. Wait for the scan."
    assert words_of(to_patient)[1] == "On hold. Do no exercises until a clinician lets you go on."


def test_a_red_flag_puts_it_on_hold_with_a_note(read, clinician, episode, issued):
    facts = {"stage": "recovery", "red_flags": ["cauda-equina-signs"], "red_flags_screened": True}
    actions.record_assessment(by=clinician, episode=episode, facts=facts, now=NOW())
    shown = read(clinician, "CarePlan", issued.pk)
    issued.refresh_from_db()
    assert (shown["status"], [note["text"] for note in shown["note"]]) == ("on-hold", [issued.held_reason])
    assert issued.held_reason


def test_a_hold_that_was_lifted_leaves_no_note(read, clinician, issued):
    actions.hold_plan(by=clinician, plan=issued, reason="Fever.", now=NOW())
    actions.resume_plan(by=clinician, plan=issued, note="Gone.", now=NOW())
    shown = read(clinician, "CarePlan", issued.pk)
    assert (shown["status"], shown.get("note")) == ("active", None)


def test_a_paused_exercise_is_marked_in_the_narrative(read, clinician, issued):
    item = issued.items.first()
    item.paused_at = NOW()
    item.save()
    said = words_of(read(clinician, "CarePlan", issued.pk))
    assert [line for line in said if "Paused: not now." in line] == [
        line for line in said if line.startswith("Chin in")
    ]


def _stop(plan, by):
    actions.stop_plan(by=by, plan=plan, reason="Moved away.", now=NOW())


def _close(plan, by):
    today = plan.episode.patient.today(NOW())
    actions.change_episode(by=by, episode=plan.episode, changes={"closed_on": today}, now=NOW())


def _run_out(plan, by):
    Plan.objects.filter(pk=plan.pk).update(
        starts_on=plan.starts_on - timedelta(days=60), ends_on=plan.starts_on - timedelta(days=2)
    )


@pytest.mark.parametrize(
    ("happens", "status", "words"),
    [
        (_stop, "revoked", "This plan no longer holds."),
        (_close, "revoked", "This plan no longer holds."),
        (_run_out, "completed", "This plan is over."),
    ],
)
def test_the_end_has_its_word_and_the_search_finds_it_by_it(read, clinician, issued, happens, status, words):
    assert [each["id"] for each in read(clinician, "CarePlan", status="active")] == [str(issued.pk)]
    happens(issued, clinician)
    shown = read(clinician, "CarePlan", issued.pk)
    assert (shown["status"], words_of(shown)[1]) == (status, words)
    for word in ("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"):
        assert [each["id"] for each in read(clinician, "CarePlan", status=word)] == [str(issued.pk)] * (word == status)


def test_a_new_plan_says_which_it_replaces_and_the_former_is_revoked(read, clinician, issued):
    draft, _created = actions.revise_plan(by=clinician, plan=issued, now=NOW())
    second = actions.issue_plan(by=clinician, plan=draft, now=NOW())
    shown = read(clinician, "CarePlan", second.pk)
    assert (shown["status"], shown["replaces"]) == ("active", [{"reference": f"CarePlan/{issued.pk}"}])
    assert read(clinician, "CarePlan", issued.pk)["status"] == "revoked"


def test_included_requests_come_beside_the_plans(api, clinician, issued, other_patient):
    factories.make_plan(factories.make_episode(other_patient), by=clinician)
    asked = {"patient": str(issued.episode.patient_id), "_include": "CarePlan:activity-reference"}
    bundle = api(clinician).get("/fhir/R4/CarePlan", asked).json()
    modes = [(each["resource"]["resourceType"], each["search"]["mode"]) for each in bundle["entry"]]
    assert modes == [("CarePlan", "match"), *[("ServiceRequest", "include")] * 2]
    assert bundle["total"] == 1
    based = {each["resource"]["basedOn"][0]["reference"] for each in bundle["entry"][1:]}
    assert based == {f"CarePlan/{issued.pk}"}
