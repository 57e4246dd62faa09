"""S-20: a Norbekov session begins with its warm-up."""

from dataclasses import replace

from exercises.dosage import Dose
from exercises.vocabulary import WARM_UP_SET
from prescriptions.safety.warm_up import with_warm_up
from tests.prescriptions.safety.cases import make_case, make_item

WARM_UP = [
    make_item(key=key, method="norbekov", set_key=WARM_UP_SET, traits=traits)
    for key, traits in (("hands", []), ("ears", ["ear-pressure"]), ("neck", []))
]
HANDS, EARS, NECK = WARM_UP
UP_DOWN = make_item(key="up-down", method="norbekov")
PLAIN = make_item(key="plain")


def order(*items, **facts):
    return [item.exercise.key for item in with_warm_up(make_case(*items, **facts), items, WARM_UP)]


def test_it_is_put_in_front_of_a_norbekov_exercise():
    assert order(PLAIN, UP_DOWN) == ["hands", "ears", "neck", "plain", "up-down"]


def test_without_a_norbekov_exercise_nothing_is_added_and_nothing_moves():
    assert order(PLAIN) == ["plain"]
    assert order(PLAIN, NECK) == ["plain", "neck"]


def test_what_stands_there_already_moves_to_the_front_once_and_keeps_its_dose():
    mine = replace(NECK, dose=Dose(repetitions=2))
    items = (UP_DOWN, mine, PLAIN)
    found = with_warm_up(make_case(*items), items, WARM_UP)
    assert [item.exercise.key for item in found] == ["hands", "ears", "neck", "up-down", "plain"]
    assert found[2] is mine


def test_one_that_a_condition_speaks_against_is_left_out_unless_the_clinician_put_it_there():
    ear = frozenset({"ear-condition"})
    assert order(UP_DOWN, conditions=ear) == ["hands", "neck", "up-down"]
    assert order(UP_DOWN, EARS, conditions=ear) == ["hands", "ears", "neck", "up-down"]
