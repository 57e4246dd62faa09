"""/plans/<uuid>/set/, and starting a plan from a set in the builder"""

import re
import uuid

import pytest

from exercises.dosage import Dose
from exercises.models import ExerciseSet
from exercises.own import Place, add_set
from prescriptions.models import Plan
from tests import factories


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def url(plan):
    return f"/plans/{getattr(plan, 'pk', plan)}/set/"


@pytest.fixture
def plan(clinician, episode):
    tuck = factories.make_exercise(key="tuck", title="Chin tuck", dose=Dose(sets=1, repetitions=5))
    return factories.make_plan(episode, by=clinician, exercises=[tuck], note="For Vera alone.")


def test_a_plan_is_saved_as_a_set_of_its_clinic(browser_of, clinician, clinic, plan):
    browser = browser_of(clinician)
    assert "What it will hold Chin tuck, 5 times" in text_of(browser.get(url(plan)))
    answer = browser.post(url(plan), {"title": "Neck, gentle", "stages": ["acute", "recovery"], "shared": "on"})
    assert answer["Location"] == "/sets/"
    kept = ExerciseSet.objects.get(clinic=clinic)
    assert (kept.title, kept.region, kept.stages) == ("Neck, gentle", "cervical", ["acute", "recovery"])
    assert [item.exercise_id for item in kept.items.all()] == ["tuck"]
    assert kept.owner is None


def test_unshared_it_is_kept_for_oneself(browser_of, clinician, clinic, plan):
    browser_of(clinician).post(url(plan), {"title": "Mine", "stages": ["acute"]})
    assert ExerciseSet.objects.get(clinic=clinic).owner == clinician


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"title": ""}, "Write a title."),
        ({"title": "Heals the neck"}, "Rule S-24: promises a cure."),
        ({"stages": ["chronic"]}, "chronic"),
        ({"stages": []}, "Tick at least one stage."),
    ],
)
def test_what_is_wrong_is_named(browser_of, clinician, plan, answers, words):
    answer = browser_of(clinician).post(url(plan), {"title": "Neck", "stages": ["acute"]} | answers)
    assert answer.status_code == 400
    assert words in text_of(answer)
    assert not ExerciseSet.objects.filter(clinic__isnull=False).exists()


def test_a_retired_exercise_keeps_the_plan_from_being_saved(browser_of, clinician, plan):
    plan.items.get().exercise.__class__.objects.filter(key="tuck").update(retired_at="2026-11-01T12:00:00Z")
    answer = browser_of(clinician).post(url(plan), {"title": "Neck", "stages": ["acute"]})
    assert answer.status_code == 400
    assert "No longer in the catalogue: Chin tuck." in text_of(answer)


def test_who_may_open_it(client, browser_of, admin, stranger, patient_user, plan):
    assert client.get(url(plan)).status_code == 302
    assert browser_of(admin).get(url(plan)).status_code == 403
    assert browser_of(patient_user).get(url(plan)).status_code == 403
    assert browser_of(stranger).get(url(plan)).status_code == 404
    assert browser_of(stranger).get(url(uuid.uuid4())).status_code == 404


# --- in the builder


@pytest.fixture
def kept(clinic, clinician):
    exercise = factories.make_exercise(key="from-the-set", title="From the set", dose=Dose(sets=1, repetitions=5))
    facts = {"title": "Neck, gentle", "region": "cervical", "stages": ["recovery"], "language": "en", "shared": True}
    return add_set(by=clinician, clinic=clinic, places=[Place(exercise, Dose(sets=2, repetitions=7))], **facts)


def shown(answer):
    return [
        (row.exercise.key, row.judged_as.dose.sets, row.judged_as.dose.repetitions) for row in answer.context["rows"]
    ]


def test_the_builder_offers_the_set_and_starts_from_it(browser_of, clinician, episode, kept):
    factories.make_assessment(episode, by=clinician)
    browser = browser_of(clinician)
    address = f"/episodes/{episode.pk}/prescribe/"
    assert f'href="?set={kept.key}">Neck, gentle<' in browser.get(address).content.decode()
    answer = browser.get(address, {"set": kept.key})
    assert shown(answer) == [("from-the-set", 2, 7)]
    assert f'name="set" value="{kept.key}"' in answer.content.decode()


def test_sets_of_another_region_or_clinic_are_not_offered(browser_of, clinician, patient, stranger, kept):
    lumbar = factories.make_episode(patient, region="lumbar")
    factories.make_assessment(lumbar, by=clinician)
    assert "Neck, gentle" not in text_of(browser_of(clinician).get(f"/episodes/{lumbar.pk}/prescribe/"))


@pytest.mark.parametrize("key", ["no-such-set", "classical-cervical", "a b", "x" * 101])
def test_an_unknown_set_falls_back_to_the_suggestion(browser_of, clinician, episode, kept, key):
    factories.make_assessment(episode, by=clinician)
    answer = browser_of(clinician).get(f"/episodes/{episode.pk}/prescribe/", {"set": key})
    assert answer.status_code == 200
    assert "from-the-set" not in [row.exercise.key for row in answer.context["rows"]]


def test_a_draft_can_be_started_again_from_the_set(browser_of, clinician, episode, kept):
    plan = factories.make_plan(episode, by=clinician)
    browser = browser_of(clinician)
    browser.post(f"/plans/{plan.pk}/revise/")
    draft = Plan.objects.get(status="draft")
    page = browser.get(f"/episodes/{episode.pk}/prescribe/")
    assert f'<option value="set:{kept.key}">Neck, gentle</option>' in page.content.decode()
    typed = {"do": "restart", "restart_method": f"set:{kept.key}", "plan": str(draft.pk)}
    browser.post(f"/episodes/{episode.pk}/prescribe/", typed | {"seen": draft.updated_at.isoformat()})
    assert [item.exercise_id for item in draft.items.all()] == ["from-the-set"]
