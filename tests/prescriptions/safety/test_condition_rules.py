"""C-20 to C-41: every row of the matrix, and what eases it."""

import pytest

from exercises.vocabulary import matrix, words
from prescriptions.safety.conditions import CONDITION_RULES, spoken_against
from tests.prescriptions.safety.cases import fired, make_case, make_item

ROWS = [(row, trait) for row in matrix() for trait in sorted(row["traits"])]


def name(value):
    return f"{value['condition']}-{value['rule']}" if isinstance(value, dict) else value


@pytest.mark.parametrize(("row", "trait"), ROWS, ids=name)
def test_each_row_of_the_matrix_fires_at_its_level(row, trait):
    item = make_item(key="it", traits=[trait])
    levels = {
        each["level"]
        for each in matrix()
        if (each["condition"], each["rule"]) == (row["condition"], row["rule"]) and trait in each["traits"]
    }
    strongest = next(level for level in ("hard", "warn", "advise") if level in levels)
    with_condition = fired(make_case(item, conditions=frozenset({row["condition"]})))
    assert (row["rule"], strongest, "it") in with_condition
    assert [found for found in with_condition if found[0] == row["rule"]] == [(row["rule"], strongest, "it")]
    assert fired(make_case(item)) == []


def test_every_condition_speaks_in_some_rule():
    spoken = {row["condition"] for row in matrix()} | {"spinal-surgery-uncleared", "pregnancy-warning-signs"}
    assert spoken == set(words("patient_conditions"))


@pytest.mark.parametrize(
    ("condition", "rule"), [("spinal-surgery-uncleared", "C-27"), ("pregnancy-warning-signs", "C-29")]
)
def test_some_conditions_close_every_item(condition, rule):
    items = make_item(key="one"), make_item(key="two")
    found = fired(make_case(*items, conditions=frozenset({condition})))
    assert found == [(rule, "hard", "one"), (rule, "hard", "two")]


@pytest.mark.parametrize(
    ("pressure", "expected"),
    [((139, 89), []), ((140, 80), [("C-32", "advise", "it")]), ((120, 90), [("C-32", "advise", "it")])],
)
def test_a_measured_pressure_counts_as_hypertension(pressure, expected):
    case = make_case(make_item(key="it", traits=["isometric-light"]), blood_pressure=pressure)
    assert fired(case) == expected


@pytest.mark.parametrize("chosen", ["in-bed", "sitting"])
def test_c37_and_c38_ease_where_a_bed_or_chair_is_chosen(chosen):
    floor = make_item(key="it", traits=["floor-transfer"], alternative=chosen)
    assert fired(make_case(floor, conditions=frozenset({"balance-impairment"}))) == [("C-37", "advise", "it")]
    knees = make_item(key="it", traits=["kneeling-load"], alternative=chosen)
    assert fired(make_case(knees, conditions=frozenset({"knee-disorder"}))) == [("C-38", "advise", "it")]


def test_c37_eases_the_way_to_the_floor_only():
    item = make_item(key="it", traits=["floor-transfer", "single-leg"], alternative="sitting")
    assert fired(make_case(item, conditions=frozenset({"balance-impairment"}))) == [("C-37", "warn", "it")]


def test_another_alternative_eases_nothing():
    item = make_item(key="it", traits=["kneeling-load"], alternative="standing")
    assert fired(make_case(item, conditions=frozenset({"knee-disorder"}))) == [("C-38", "warn", "it")]


def test_an_alternative_position_that_is_a_trait_counts_as_one():
    item = make_item(key="it", position="side-lying", alternative="prone")
    assert fired(make_case(item, conditions=frozenset({"pregnancy-2-3"}))) == [("C-30", "hard", "it")]
    lying = make_item(key="it", position="side-lying")
    assert fired(make_case(lying, conditions=frozenset({"pregnancy-2-3"}))) == []


def test_a_hard_row_of_c38_is_never_eased():
    item = make_item(key="it", traits=["hip-twist"], alternative="in-bed")
    assert fired(make_case(item, conditions=frozenset({"hip-replacement-recent"}))) == [("C-38", "hard", "it")]


def test_spoken_against_counts_warnings_and_refusals_but_not_hints():
    ears = make_item(traits=["ear-pressure"])
    light = make_item(traits=["isometric-light"])
    assert spoken_against(make_case(conditions=frozenset({"ear-condition"})), ears) is True
    assert spoken_against(make_case(conditions=frozenset({"hypertension"})), light) is False
    assert spoken_against(make_case(), ears) is False


def test_section_2_3_is_complete():
    assert sorted(CONDITION_RULES) == [f"C-{number}" for number in range(20, 42)]
