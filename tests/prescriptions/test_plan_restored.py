"""`manage.py hold_restored TIME` and /plans/restored/: after a restore nothing runs until a clinician has looked."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from prescriptions import actions
from prescriptions.models import Plan, PlanEvent
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/plans/restored/"
BACKUP = "2026-11-25T02:00+00:00"
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
NOTE = {"note": "Asked on the phone: nothing has changed."}


@pytest.fixture(autouse=True)
def _morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def plan(episode, clinician):
    return factories.make_plan(episode, by=clinician, now=NOW - timedelta(days=3))


def restore(time=BACKUP):
    out = StringIO()
    call_command("hold_restored", time, stdout=out)
    return out.getvalue()


def statuses():
    return dict(Plan.objects.values_list("pk", "status"))


def plan_of(name, clinic, clinician, **fields):
    patient = factories.make_patient(clinic, responsible=clinician, name=name)
    return factories.make_plan(factories.make_episode(patient), by=clinician, now=NOW - timedelta(days=3), **fields)


# --- the command


def test_every_running_plan_waits_and_says_why(plan, other_clinic, stranger):
    abroad = plan_of("Ada Holt", other_clinic, stranger)
    assert restore() == "held 2\n"
    assert statuses() == {plan.pk: "held", abroad.pk: "held"}
    plan.refresh_from_db()
    event = PlanEvent.objects.filter(plan=plan).latest("at")
    assert (event.kind, event.by, event.why) == ("held", None, plan.held_reason)
    assert event.about == {"restored_to": "2026-11-25T02:00:00+00:00"}
    assert plan.held_reason == (
        "The records stand as they did at 25 November 2026, 02:00, before a loss of data. "
        "A later change would be missing."
    )


def test_the_clinics_zone_and_language_tell_when(plan, clinic):
    type(clinic).objects.update(time_zone="Europe/Berlin", language="ru")
    restore()
    plan.refresh_from_db()
    assert "25 ноября 2026, 03:00" in plan.held_reason


def test_a_second_run_finds_nothing_to_do(plan):
    assert [restore(), restore()] == ["held 1\n", "held 0\n"]
    assert PlanEvent.objects.filter(plan=plan, kind="held").count() == 1


def test_what_does_not_run_stays_as_it_is(plan, episode, clinic, clinician):
    actions.revise_plan(by=clinician, plan=plan, now=NOW)
    waits, stopped = plan_of("Ada", clinic, clinician), plan_of("Bo", clinic, clinician)
    actions.hold_plan(by=clinician, plan=waits, reason="Wait for the scan.", now=NOW)
    actions.stop_plan(by=clinician, plan=stopped, reason="Surgery.", now=NOW)
    over = plan_of("Cy", clinic, clinician)
    Plan.objects.filter(pk=over.pk).update(ends_on=NOW.date() - timedelta(days=1))
    before = statuses()
    assert restore() == "held 1\n"
    assert statuses() == before | {plan.pk: "held"}
    assert Plan.objects.held_by_restore().get() == plan
    waits.refresh_from_db()
    assert waits.held_reason == "Wait for the scan."


@pytest.mark.parametrize("wrong", ["yesterday", "2026-13-01T02:00", "25 November", "2026-11-26T09:01", ""])
def test_a_time_that_is_none_or_is_to_come_changes_nothing(plan, wrong):
    with pytest.raises(CommandError, match=r"“.*” (is no time|has not come yet)"):
        restore(wrong)
    assert statuses() == {plan.pk: "issued"}


def test_a_time_without_a_zone_is_utc(plan):
    restore("2026-11-25 02:00:07")
    plan.refresh_from_db()
    assert plan.restored_to == datetime(2026, 11, 25, 2, 0, 7, tzinfo=UTC)


def test_the_patient_is_asked_to_wait_and_is_offered_no_mark(plan, browser_of, patient_user):
    page = browser_of(patient_user)
    factories.check_in_before(plan)
    assert 'value="done"' in page.get("/today/").text
    restore()
    shown = page.get("/today/").text
    assert ("Your plan is paused." in shown, 'value="done"' in shown) == (True, False)


# --- the list and its button


def test_the_list_of_patients_says_so_until_all_were_looked_at(plan, browser_of, clinician):
    page = browser_of(clinician)
    assert page.get("/patients/").context["restored"]["plans"] == 0
    assert LIST not in page.get("/patients/").text
    restore()
    answer = page.get("/patients/")
    assert answer.context["restored"] == {"plans": 1, "to": datetime(2026, 11, 25, 2, tzinfo=UTC)}
    assert LIST in answer.text
    assert page.post(f"/plans/{plan.pk}/restored/", NOTE).status_code == 302
    assert LIST not in page.get("/patients/").text


def test_ones_own_patients_come_first_and_other_clinics_never(
    plan, clinic, colleague, clinician, other_clinic, stranger, browser_of
):
    theirs = plan_of("Ada", clinic, colleague)
    plan_of("Per", other_clinic, stranger)
    restore()
    assert [each.pk for each in browser_of(clinician).get(LIST).context["page"]] == [plan.pk, theirs.pk]
    assert [each.pk for each in browser_of(colleague).get(LIST).context["page"]] == [theirs.pk, plan.pk]


def test_a_plan_that_was_looked_at_goes_on_with_the_note(plan, browser_of, clinician):
    restore()
    answer = browser_of(clinician).post(f"/plans/{plan.pk}/restored/", NOTE, follow=True)
    plan.refresh_from_db()
    assert (plan.status, plan.held_reason, plan.restored_to) == ("issued", "", None)
    event = PlanEvent.objects.get(plan=plan, kind="resumed")
    assert (event.by, event.why) == (clinician, NOTE["note"])
    assert [str(said) for said in answer.context["messages"]] == ["Plan 1 of Vera Lindqvist goes on."]
    assert list(answer.context["page"]) == []


def test_a_plan_held_anew_for_another_reason_is_no_longer_of_the_restore(plan, clinician):
    restore()
    actions.resume_plan(by=clinician, plan=plan, now=NOW, **NOTE)
    actions.hold_plan(by=clinician, plan=plan, reason="Wait for the scan.", now=NOW)
    assert not Plan.objects.held_by_restore().exists()


def test_without_a_note_it_waits_and_the_field_is_named(plan, browser_of, clinician):
    restore()
    answer = browser_of(clinician).post(f"/plans/{plan.pk}/restored/", {"note": "  "})
    assert (answer.status_code, answer.context["said"]["wrong"]) == (400, "Write what was found.")
    assert f'aria-describedby="e-{plan.pk}"' in answer.text
    assert statuses() == {plan.pk: "held"}


def test_what_still_closes_the_plan_is_said_beside_it_and_the_note_stays(plan, browser_of, clinician):
    restore()
    factories.make_assessment(plan.episode, by=clinician, at=NOW, red_flags=["cauda-equina-signs"])
    answer = browser_of(clinician).post(f"/plans/{plan.pk}/restored/", NOTE)
    assert answer.status_code == 409
    assert answer.context["said"]["findings"][0].level == "hard"
    assert f'value="{NOTE["note"]}"' in answer.text
    assert statuses() == {plan.pk: "held"}


def test_a_plan_that_was_stopped_meanwhile_is_refused_in_words(plan, browser_of, clinician):
    restore()
    actions.stop_plan(by=clinician, plan=plan, reason="Surgery.", now=NOW)
    answer = browser_of(clinician).post(f"/plans/{plan.pk}/restored/", NOTE)
    assert (answer.status_code, statuses()) == (409, {plan.pk: "ended"})


def test_who_may_open_and_press(plan, browser_of, clinician, admin, patient_user, stranger):
    restore()
    for person in (admin, patient_user):
        assert browser_of(person).get(LIST).status_code == 403
        assert browser_of(person).post(f"/plans/{plan.pk}/restored/", NOTE).status_code == 403
    assert browser_of(stranger).post(f"/plans/{plan.pk}/restored/", NOTE).status_code == 404
    assert browser_of(clinician).get(f"/plans/{plan.pk}/restored/").status_code == 405
    assert statuses() == {plan.pk: "held"}


def test_one_plan_and_three_cost_the_same_queries(plan, clinic, clinician, browser_of, django_assert_num_queries):
    page = browser_of(clinician)
    restore()
    with django_assert_num_queries(5):
        page.get(LIST)
    for name in ("Ada", "Bo"):
        plan_of(name, clinic, clinician)
    restore()
    with django_assert_num_queries(5):
        assert len(page.get(LIST).context["page"]) == 3
