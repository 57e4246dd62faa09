"""C-01 to C-12 and S-27: which flag stops what."""

import pytest

from exercises.vocabulary import words
from prescriptions.safety import Moment, findings_for
from prescriptions.safety.red_flags import HIGH_PRESSURE, RULES_OF_FLAG, STOPPING_FLAGS
from tests.prescriptions.safety.cases import fired, make_case, make_item


def test_every_red_flag_of_the_vocabulary_has_its_rule():
    assert set(words("red_flags")) - set(RULES_OF_FLAG) == set()
    assert set(RULES_OF_FLAG) - set(words("red_flags")) == {"fainting", "heart-area-pain"}


@pytest.mark.parametrize("flag", sorted(STOPPING_FLAGS))
@pytest.mark.parametrize("moment", [Moment.ACTIVATE, Moment.START, Moment.REPORT])
def test_a_flag_fires_each_of_its_rules_on_the_whole_plan(flag, moment):
    case = make_case(make_item(), flags=frozenset({flag}))
    assert sorted(fired(case, moment)) == sorted((code, "hard", None) for code in RULES_OF_FLAG[flag])


def test_no_flag_no_finding():
    assert fired(make_case(make_item()), *Moment) == []


@pytest.mark.parametrize(
    ("flag", "urgency"),
    [
        ("cauda-equina-signs", "emergency"),
        ("progressive-neurological-deficit", "urgent"),
        ("unexplained-weight-loss", "prompt"),
        ("thunderclap-headache", "emergency"),
        ("unstable-cardiac-disease", "emergency"),
    ],
)
def test_a_flag_tells_the_patient_what_to_do(flag, urgency):
    found = findings_for(make_case(flags=frozenset({flag})), (Moment.START,))
    assert [(finding.urgency, bool(finding.patient_message)) for finding in found] == [(urgency, True)]


@pytest.mark.parametrize(
    ("pressure", "closed"), [((179, 109), False), ((180, 80), True), ((120, 110), True), (None, False)]
)
def test_c12_closes_items_at_180_or_110(pressure, closed):
    case = make_case(make_item(key="moving"), blood_pressure=pressure)
    hard = [row for row in fired(case, Moment.ACTIVATE, Moment.START) if row[0] == "C-12"]
    assert hard == ([("C-12", "hard", "moving")] if closed else [])


def test_c12_follows_the_ticked_flag_too_and_is_no_stop_for_the_plan():
    case = make_case(make_item(key="moving"), flags=frozenset({HIGH_PRESSURE}))
    assert fired(case, Moment.START) == [("C-12", "hard", "moving")]


@pytest.mark.parametrize(
    ("directions", "closed"),
    [
        (["breathing"], False),
        (["positional-rest"], False),
        (["breathing", "positional-rest"], False),
        (["breathing", "flexion"], True),
        ([], True),
    ],
)
def test_c12_spares_breathing_and_resting_positions(directions, closed):
    case = make_case(make_item(key="it", movement_direction=directions), blood_pressure=(190, 100))
    assert fired(case, Moment.START) == ([("C-12", "hard", "it")] if closed else [])
