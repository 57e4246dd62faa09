"""Every page of the desk, taken from the site map, about one patient of whom there is something on each."""

from datetime import timedelta

from django.urls import reverse

from exercises.models import Exercise
from exercises.own import FACTS, Place, add_exercise, add_set
from prescriptions import actions
from prescriptions.models import Alert, Plan
from tests import factories
from tests.test_every_url import ALL

# Answers to a form only: opened by hand they lead back, or nowhere.
POSTED = {
    "alert_answer",
    "exercise_retire",
    "helper_add",
    "helper_end",
    "patient_calendar_stop",
    "plan_hand_over",
    "plan_hold",
    "plan_item_resume",
    "plan_recheck",
    "plan_restored",
    "plan_resume",
    "plan_revise",
    "plan_stop",
    "proposal_answer",
    "set_retire",
    "way_revoke",
}
# Files and numbers, no pages.
FILES = {"alert_count", "clinic_record", "patient_record", "plan_cert_file"}


def desk_pages(patient, *, by, now):
    """URL name -> address of every page a clinician may open, about `patient`, who has a plan; makes what it needs."""
    plan = Plan.objects.current().get(episode__patient=patient)
    draft, _created = actions.revise_plan(by=by, plan=plan, now=now)
    exercise, kept = own_exercise(patient.clinic, by), own_set(patient.clinic, by)
    keys = {"patients": patient.pk, "episodes": plan.episode_id, "plans": plan.pk, "alerts": an_alert(plan).pk}
    keys |= {"exercises": exercise.key, "sets": kept.key}
    waiting_since_a_restore(patient.clinic, by=by, now=now)
    special = {"plan_preview": draft.pk, "episode_summary": discharged(patient, by=by, now=now).pk}
    pages = {}
    for pattern, route in ALL:
        role = getattr(pattern.callback, "role", None)
        if role in ("clinician", "member") and pattern.name not in POSTED | FILES:
            names = list(pattern.pattern.converters)
            key = special.get(pattern.name, keys.get(route.split("/")[0]))
            pages[pattern.name] = reverse(pattern.name, kwargs=dict.fromkeys(names, key))
    return pages


def own_exercise(clinic, by, *, title="Chin glide"):
    like = factories.make_exercise(title=title, figure="", traits=[])
    facts = {name: getattr(like, name) for name in FACTS}
    facts["figure"] = Exercise.objects.filter(clinic=None).exclude(pk=like.pk).first().key
    facts |= {"cautions": ["Stop if it hurts."], "purpose": "A calm neck."}
    like.delete()
    return add_exercise(by=by, clinic=clinic, facts=facts, dose=like.dose)


def own_set(clinic, by, *, title="Gentle neck"):
    exercise = factories.make_exercise()
    places = [Place(exercise, exercise.dose)]
    facts = {"region": "cervical", "stages": ["recovery"], "language": "en", "shared": True}
    return add_set(by=by, clinic=clinic, title=title, places=places, **facts)


def an_alert(plan):
    words = {"cause": "pain_response", "level": "warn", "rule": "C-15", "message": "Pain rises from day to day."}
    return Alert.objects.create(patient=plan.episode.patient, plan=plan, **words)


def waiting_since_a_restore(clinic, *, by, now):
    """Another person's plan that waits until a clinician has looked."""
    other = factories.make_patient(clinic, responsible=by, name="Ada Holt")
    plan = factories.make_plan(factories.make_episode(other), by=by, now=now - timedelta(days=1))
    actions.hold_restored(by=None, plan=plan, restored_to=now - timedelta(hours=9), now=now)


def discharged(patient, *, by, now):
    """An episode of the thoracic spine that is over, with its summary."""
    episode = factories.make_episode(patient, region="thoracic")
    factories.make_plan(episode, by=by, now=now - timedelta(days=1))
    actions.discharge_episode(by=by, episode=episode, reason="reached", advice="Walk every day.", now=now)
    return episode
