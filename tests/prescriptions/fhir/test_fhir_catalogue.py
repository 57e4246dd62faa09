"""ActivityDefinition and PlanDefinition: the exercises and the sets."""

from datetime import UTC, datetime

import pytest

from exercises.dosage import Dose
from exercises.models import Exercise, ExerciseSet, SetItem
from tests import factories
from tests.prescriptions.fhir.conftest import BASE, found, valid

pytestmark = pytest.mark.django_db
HERE = f"http://testserver{BASE}"


def whole(api, user, kind):
    """Every resource of `kind`, page after page, each checked against the published model."""
    address, shown = f"{BASE}/{kind}?_count=200", []
    while address:
        bundle = api(user).get(address).json()
        shown += found(bundle)
        address = next((link["url"] for link in bundle["link"] if link["relation"] == "next"), None)
    return shown


def test_the_whole_catalogue_is_valid_and_each_id_fits(api, library, clinician):
    exercises, sets = whole(api, clinician, "ActivityDefinition"), whole(api, clinician, "PlanDefinition")
    assert (len(exercises), len(sets)) == (Exercise.objects.count(), ExerciseSet.objects.count())
    assert len(exercises) > 130
    assert max(len(each["id"]) for each in exercises + sets) <= 64


def test_an_exercise_is_an_activity_definition(read, library, clinician):
    shown = read(clinician, "ActivityDefinition", "cervical-resisted-rotation")
    assert shown["url"] == f"{HERE}/ActivityDefinition/cervical-resisted-rotation"
    assert (shown["name"], shown["kind"], shown["status"]) == ("CervicalResistedRotation", "ServiceRequest", "active")
    assert (shown["participant"], shown["intent"]) == ([{"type": "patient"}], "order")
    assert shown["bodySite"][0]["coding"][0]["code"] == "122494005"
    assert shown["timingTiming"]["repeat"] == {"frequency": 1, "period": 1, "periodUnit": "d"}
    assert shown["usage"].splitlines()[0].startswith("3 times each side · hold 5 seconds")
    [dose] = shown["extension"]
    assert {"url": "intensityPercent", "valueDecimal": 30} in dose["extension"]
    assert {"url": "laterality", "valueCode": "each-side"} in dose["extension"]
    assert [each["coding"][0]["code"] for each in shown["topic"]] == ["classical", "recovery", "maintenance"]


def test_its_picture_and_its_sources_are_related_artifacts(api, read, library, clinician):
    related = read(clinician, "ActivityDefinition", "chin-tuck-sitting")["relatedArtifact"]
    [picture] = [each["document"] for each in related if each["type"] == "documentation"]
    assert picture["contentType"] == "image/svg+xml"
    assert picture["url"].startswith("http://testserver/figures/")
    assert api(clinician).get(picture["url"]).status_code == 200
    assert len([each for each in related if each["type"] == "citation"]) == 2


def test_an_exercise_for_any_region_has_no_body_site(read, clinician):
    walk = factories.make_exercise(region="general", dose=Dose(duration_minutes=20, weekdays=(1, 2, 3, 4, 5)))
    shown = read(clinician, "ActivityDefinition", walk.key)
    assert "bodySite" not in shown
    assert shown["timingTiming"]["repeat"] == {
        "duration": 20,
        "durationUnit": "min",
        "frequency": 5,
        "period": 1,
        "periodUnit": "wk",
    }


def test_the_version_is_that_of_the_content(read, clinician):
    exercise = factories.make_exercise()
    first = read(clinician, "ActivityDefinition", exercise.key)["version"]
    assert read(clinician, "ActivityDefinition", exercise.key)["version"] == first
    exercise.steps = ["Another way."]
    exercise.save()
    assert read(clinician, "ActivityDefinition", exercise.key)["version"] != first


def test_the_language_of_the_caller_changes_no_version(api, library, clinician):
    address = f"{BASE}/ActivityDefinition/chin-tuck-sitting"
    told = [api(clinician).get(address, headers={"Accept-Language": each}).json() for each in ("en", "ru")]
    assert told[0] == told[1]


@pytest.fixture
def protocol(clinician):
    """A set of two exercises in strict order, the second with a dose of its own."""
    made = ExerciseSet.objects.create(
        key="two",
        title="Two for the neck",
        method="classical",
        region="cervical",
        stages=["recovery", "maintenance"],
        order_strict=True,
        precondition="Pain at most 3.",
    )
    for position, dose in enumerate([{}, {"repetitions": 9}], start=1):
        SetItem.objects.create(exercise_set=made, position=position, exercise=factories.make_exercise(), dose=dose)
    return made


def test_a_set_is_a_plan_definition_of_its_exercises(read, clinician, protocol):
    shown = read(clinician, "PlanDefinition", "two")
    assert (shown["type"]["coding"][0]["code"], shown["title"]) == ("order-set", "Two for the neck")
    [group] = shown["action"]
    for action, item in zip(group["action"], protocol.items.all(), strict=True):
        version = read(clinician, "ActivityDefinition", item.exercise_id)["version"]
        assert action["definitionCanonical"] == f"{HERE}/ActivityDefinition/{item.exercise_id}|{version}"
    numbers = [
        next(part["valuePositiveInt"] for part in action["extension"][0]["extension"] if part["url"] == "repetitions")
        for action in group["action"]
    ]
    assert numbers == [5, 9]
    assert [action["textEquivalent"] for action in group["action"]] == ["5 times", "9 times"]


def test_the_stage_is_the_condition_of_a_set(read, clinician, protocol):
    [gate] = read(clinician, "PlanDefinition", "two")["action"][0]["condition"]
    assert gate["kind"] == "applicability"
    assert gate["expression"]["description"] == "Stage: Recovery, Maintenance. Pain at most 3."
    assert gate["expression"]["language"] == "text/fhirpath"
    assert gate["expression"]["expression"] == (
        f"stage.summary.coding.where(system = '{HERE}/CodeSystem/stage' "
        "and (code = 'recovery' or code = 'maintenance')).exists()"
    )


def test_a_strict_order_is_told_and_a_free_one_is_not(read, clinician, protocol):
    first, second = read(clinician, "PlanDefinition", "two")["action"][0]["action"]
    assert second["relatedAction"] == [{"actionId": first["id"], "relationship": "after-end"}]
    assert "relatedAction" not in first
    ExerciseSet.objects.update(order_strict=False)
    free = read(clinician, "PlanDefinition", "two")["action"][0]
    assert [each.get("relatedAction") for each in free["action"]] == [None, None]
    assert free["selectionBehavior"] == "any"


def test_retired_ones_stay_readable_and_are_found_by_their_status(read, clinician, protocol):
    Exercise.objects.filter(key=protocol.items.first().exercise_id).update(retired_at=datetime.now(UTC))
    assert [each["status"] for each in read(clinician, "ActivityDefinition", status="retired")] == ["retired"]
    assert "retired" not in {each["status"] for each in read(clinician, "ActivityDefinition", status="active")}


def test_a_definition_is_found_by_its_url_and_by_its_title(read, clinician, protocol):
    assert [each["id"] for each in read(clinician, "PlanDefinition", url=f"{HERE}/PlanDefinition/two")] == ["two"]
    assert read(clinician, "PlanDefinition", url="https://other.example/PlanDefinition/two") == []
    assert [each["id"] for each in read(clinician, "PlanDefinition", title="two for")] == ["two"]
    assert [each["id"] for each in read(clinician, "PlanDefinition", _id="two,none")] == ["two"]


def test_patients_read_the_catalogue_too(api, library, patient_user):
    assert valid(api(patient_user).get(f"{BASE}/ActivityDefinition/chin-tuck-sitting").json())["status"] == "active"
