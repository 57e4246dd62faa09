import pytest
from django.db import IntegrityError, transaction

from exercises.models import Advice, Exercise, ExerciseSet, SetItem
from exercises.vocabulary import Stage
from tests.factories import make_exercise


def test_contraindications_follow_from_the_traits():
    assert Exercise(traits=["ear-pressure"]).contraindications() == [
        {"condition": "ear-condition", "level": "warn", "rule": "C-41"}
    ]
    assert Exercise(traits=[]).contraindications() == []


def test_of_several_traits_the_strongest_level_counts_once_per_condition_and_rule():
    rows = Exercise(traits=["cx-mid", "cx-rotation-end"]).contraindications()
    assert [row for row in rows if row["condition"] == "cervical-arterial-disease"] == [
        {"condition": "cervical-arterial-disease", "level": "hard", "rule": "C-20"}
    ]


def test_two_rules_for_one_condition_stay_two():
    rows = Exercise(traits=["isometric-light", "isometric-hold"]).contraindications()
    assert [row for row in rows if row["condition"] == "hypertension"] == [
        {"condition": "hypertension", "level": "warn", "rule": "C-31"},
        {"condition": "hypertension", "level": "advise", "rule": "C-32"},
    ]


def test_the_catalogue_of_a_person_is_the_library_and_the_clinics_own(
    library, clinic, other_clinic, clinician, stranger, patient_user
):
    make_exercise(key="ours", clinic=clinic)
    make_exercise(key="theirs", clinic=other_clinic)
    for person, own in ((clinician, {"ours"}), (stranger, {"theirs"}), (patient_user, set())):
        visible = Exercise.objects.visible_to(person)
        assert set(visible.exclude(clinic=None).values_list("key", flat=True)) == own
        assert visible.filter(clinic=None).count() == 137


@pytest.mark.parametrize(
    ("narrowed", "spoken"),
    [
        ({}, True),
        ({"methods": ["classical"]}, True),
        ({"methods": ["norbekov"]}, False),
        ({"regions": ["cervical"]}, True),
        ({"regions": ["lumbar"]}, False),
        ({"exercises": ["nod"]}, True),
        ({"exercises": ["turn"]}, False),
        ({"stages": ["acute"]}, False),
    ],
)
def test_advice_speaks_of_what_it_names_and_of_all_where_it_names_nothing(narrowed, spoken):
    exercise = Exercise(key="nod", method="classical", region="cervical", stages=["recovery"])
    advice = Advice(**{"stages": ["recovery", "maintenance"]} | narrowed)
    assert advice.speaks_of(exercise, stage=Stage.RECOVERY) is spoken
    assert advice.concerns(exercise) is spoken


def test_an_exercise_in_a_set_cannot_be_deleted(db):
    exercise = make_exercise()
    group = ExerciseSet.objects.create(key="set", title="Set", method="classical", region="lumbar", stages=["recovery"])
    SetItem.objects.create(exercise_set=group, position=1, exercise=exercise)
    with pytest.raises(IntegrityError), transaction.atomic():
        exercise.delete()


def test_two_exercises_cannot_share_a_place_in_a_set(db):
    group = ExerciseSet.objects.create(key="set", title="Set", method="classical", region="lumbar", stages=["recovery"])
    SetItem.objects.create(exercise_set=group, position=1, exercise=make_exercise())
    SetItem.objects.create(exercise_set=group, position=2, exercise=make_exercise())
    with pytest.raises(IntegrityError), transaction.atomic():
        SetItem.objects.create(exercise_set=group, position=1, exercise=make_exercise())


def test_things_of_the_catalogue_are_called_by_their_names(db):
    group = ExerciseSet(key="set", title="Neck set")
    assert [str(each) for each in (Exercise(title="Nod"), group, Advice(title="Loose clothes"))] == [
        "Nod",
        "Neck set",
        "Loose clothes",
    ]
    assert str(SetItem(exercise_set=group, position=2, exercise_id="nod")) == "2. nod"
