"""The registered rules against the specification's own words: levels, moments, flags and the matrix."""

import pytest

from exercises.vocabulary import matrix
from prescriptions.safety import RULES, Moment, findings_for
from prescriptions.safety.handbook import handbook
from prescriptions.safety.red_flags import HIGH_PRESSURE, RULES_OF_FLAG, TO_DO
from tests.prescriptions.safety.cases import fired, make_case, make_item
from tests.prescriptions.safety.codes import FLAGS, RULES_TOLD, URGENCIES
from tests.prescriptions.safety.matrix_rows import ROWS

PAIRS = [(rule, condition, level, trait) for rule, condition, level, traits in ROWS for trait in traits.split()]
STRENGTH = ["advise", "warn", "hard"]
URGENT = [(code, urgency) for urgency, codes in URGENCIES.items() for code in codes]


@pytest.mark.parametrize("code", list(RULES_TOLD))
def test_a_rule_has_the_level_and_the_moments_of_the_specification(code):
    entry = next(entry for entry in handbook() if entry.code == code)
    level = entry.level.value if entry.level else "-"
    assert (level, {moment.value for moment in entry.moments}) == RULES_TOLD[code]


def test_no_rule_is_missing():
    assert {entry.code for entry in handbook()} == set(RULES_TOLD)


def test_the_librarys_matrix_has_the_rows_of_the_specification():
    told = sorted((rule, condition, level, sorted(traits.split())) for rule, condition, level, traits in ROWS)
    kept = sorted((row["rule"], row["condition"], row["level"], sorted(row["traits"])) for row in matrix())
    assert kept == told


@pytest.mark.parametrize(("rule", "condition", "level", "trait"), PAIRS)
def test_a_condition_meets_a_trait_at_the_level_told(rule, condition, level, trait):
    told = [each[2] for each in PAIRS if (each[0], each[1], each[3]) == (rule, condition, trait)]
    case = make_case(make_item(key="it", traits=[trait]), conditions=frozenset({condition}))
    assert [found for found in fired(case) if found[0] == rule] == [(rule, max(told, key=STRENGTH.index), "it")]
    assert fired(make_case(make_item(traits=[trait]))) == []


@pytest.mark.parametrize("condition", sorted({row[1] for row in ROWS}))
def test_a_condition_meets_no_other_trait(condition):
    traits = {trait for _rule, known, _level, trait in PAIRS if known == condition}
    others = sorted({trait for *_row, trait in PAIRS} - traits)
    assert fired(make_case(make_item(traits=others), conditions=frozenset({condition}))) == []


def test_every_flag_has_the_rules_of_the_specification():
    assert {flag: list(codes) for flag, codes in RULES_OF_FLAG.items()} == FLAGS


@pytest.mark.parametrize("flag", sorted(FLAGS))
@pytest.mark.parametrize("moment", [Moment.ACTIVATE, Moment.START, Moment.REPORT])
def test_a_flag_fires_its_rules_and_no_other(flag, moment):
    item = "moving" if flag == HIGH_PRESSURE else None
    case = make_case(make_item(key="moving"), flags=frozenset({flag}))
    assert sorted(fired(case, moment)) == sorted((code, "hard", item) for code in FLAGS[flag])


@pytest.mark.parametrize(("code", "urgency"), URGENT)
def test_a_flags_rule_says_how_urgent_it_is_and_what_to_do(code, urgency):
    flag = next(flag for flag, codes in FLAGS.items() if code in codes)
    found = findings_for(make_case(make_item(), flags=frozenset({flag})), (Moment.START,))
    said = {finding.rule: finding for finding in found}[code]
    expected = RULES["C-12"].patient_message if code == "C-12" else TO_DO[urgency]
    assert (said.urgency, said.patient_message) == (urgency, str(expected))


def test_emergency_urgent_and_prompt_say_different_things():
    assert "emergency number now" in str(TO_DO["emergency"])
    assert "today" in str(TO_DO["urgent"])
    assert "next days" in str(TO_DO["prompt"])
