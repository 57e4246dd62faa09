"""S-08 to S-29 beside the gates: dose, order, sides and advice, each at its boundary."""

from datetime import date

import pytest

from exercises.dosage import EVERY_DAY, Dose
from prescriptions.safety import Moment, findings_for
from prescriptions.safety.article_order import age_on
from tests.prescriptions.safety.cases import TODAY, fired, make_case, make_item, make_visit

TENSE = Dose(sets=1, repetitions=3, hold_seconds=5, relax_seconds=5)


def article_item(*, given=None, source=None, **fields):
    """An article exercise whose dose TENSE is stated by the article, prescribed at `given`."""
    defaults = {"key": "stated", "method": "classical", "dose": TENSE}
    item = make_item(**defaults | fields)
    item.exercise.dose_source = source or dict.fromkeys(("repetitions", "hold_seconds", "relax_seconds"), "article")
    return item if given is None else type(item)(exercise=item.exercise, dose=given, id=item.id)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"hold_seconds": 6}, [("S-08", "warn", "stated")]),
        ({"hold_seconds": 4}, [("S-08", "advise", "stated")]),
        ({"repetitions": 4}, [("S-08", "warn", "stated")]),
        ({"relax_seconds": None}, [("S-08", "advise", "stated")]),
        ({"sets": 2}, []),
    ],
)
def test_s08_compares_with_what_the_article_states(change, expected):
    item = article_item(given=TENSE.overlaid(change))
    assert fired(make_case(item)) == expected


def test_s08_is_silent_about_our_own_defaults_and_other_methods():
    longer = TENSE.overlaid({"hold_seconds": 30})
    assert fired(make_case(article_item(given=longer, source={"hold_seconds": "default"}))) == []
    assert fired(make_case(article_item(given=longer, method="evidence-based"))) == []


@pytest.mark.parametrize(
    ("fields", "fires"),
    [
        ({"traits": ["ballistic"]}, True),
        ({"steps": ["Swing the head to the left."]}, True),
        ({"steps": ["Turn the head with a quick jerk."]}, True),
        ({"steps": ["Turn slowly, without swinging or jerking."]}, False),
        ({"traits": ["cx-mid"], "steps": ["Turn the head slowly."]}, False),
    ],
)
def test_s09_refuses_rough_movement_of_the_neck(fields, fires):
    item = make_item(key="neck", region="cervical", **fields)
    assert fired(make_case(item)) == ([("S-09", "hard", "neck")] if fires else [])


def test_s09_is_about_the_neck_alone():
    item = make_item(region="thoracic", traits=["ballistic"])
    assert fired(make_case(item, region="thoracic")) == []


@pytest.mark.parametrize(("days", "expected"), [(EVERY_DAY, []), (EVERY_DAY[:6], [("S-10", "advise", "neck")])])
def test_s10_advises_the_neck_set_daily(days, expected):
    item = make_item(key="neck", set_key="classical-cervical", dose=Dose(repetitions=3, weekdays=days))
    assert fired(make_case(item)) == expected


@pytest.mark.parametrize("moment", [Moment.SAVE, Moment.START])
def test_s12_asks_about_the_chair(moment):
    item = make_item(key="thoracic-chair-backbend", region="thoracic")
    case = make_case(item, region="thoracic")
    assert fired(case, moment) == [("S-12", "advise", "thoracic-chair-backbend")]
    assert "chair" in findings_for(case, (moment,))[0].patient_message
    assert fired(make_case(make_item(region="thoracic"), region="thoracic"), moment) == []


def norbekov(set_key, order, region="cervical"):
    key = f"{set_key}-{order}"
    return make_item(key=key, method="norbekov", set_key=set_key, order_in_set=order, region=region)


def test_s21_wants_neck_before_upper_back_and_the_order_of_each_set():
    neck, neck_two = norbekov("norbekov-cervical", 1), norbekov("norbekov-cervical", 2)
    back = norbekov("norbekov-thoracic", 1)
    assert fired(make_case(neck, neck_two, back), Moment.SAVE)[-1:] != [("S-21", "warn", None)]
    assert ("S-21", "warn", None) in fired(make_case(back, neck))
    assert ("S-21", "warn", None) in fired(make_case(neck_two, neck))
    assert ("S-21", "warn", None) not in fired(make_case(neck, make_item(), neck_two))


def test_s23_asks_about_the_warm_up_in_the_acute_stage():
    item = norbekov("norbekov-warm-up", 1, region="general")
    acute = make_visit(stage="acute", collar=False)
    assert ("S-23", "warn", "norbekov-warm-up-1") in fired(make_case(item, visit=acute))
    assert fired(make_case(item)) == []


@pytest.mark.parametrize("laterality", ["alternating", "each-side", "both-directions"])
@pytest.mark.parametrize(("side", "fires"), [("left", True), ("right", True), ("both", False)])
def test_s26_asks_when_one_side_of_two_is_prescribed(laterality, side, fires):
    item = make_item(key="it", laterality=laterality, side=side)
    assert fired(make_case(item)) == ([("S-26", "warn", "it")] if fires else [])


@pytest.mark.parametrize(("side", "fires"), [("", True), ("left", False), ("right", False), ("both", False)])
def test_s26b_wants_the_affected_side(side, fires):
    item = make_item(key="it", laterality="affected-side", side=side)
    assert fired(make_case(item)) == ([("S-26b", "hard", "it")] if fires else [])


@pytest.mark.parametrize(("born", "fires"), [(date(2008, 11, 24), True), (date(2008, 11, 23), False)])
def test_s28_is_about_people_under_eighteen(born, fires):
    assert fired(make_case(birth_date=born)) == ([("S-28", "warn", None)] if fires else [])


def test_s28_is_about_a_deviating_posture_too():
    assert fired(make_case(visit=make_visit(posture_deviation=True))) == [("S-28", "warn", None)]


def test_s31_age_alone_never_blocks_an_adult():
    assert fired(make_case(birth_date=date(2004, 5, 1))) == []


@pytest.mark.parametrize(("born", "age"), [(date(2000, 11, 23), 26), (date(2000, 11, 24), 25), (date(2000, 2, 29), 26)])
def test_age_counts_completed_years(born, age):
    assert age_on(born, TODAY) == age


def test_s18_speaks_at_the_first_session_only():
    assert fired(make_case(first_session=True), Moment.START) == [("S-18", "advise", None)]
    assert fired(make_case(), Moment.START) == []


def test_s22_goes_with_norbekov_items():
    assert fired(make_case(norbekov("norbekov-cervical", 1)), Moment.START) == [("S-22", "advise", None)]
    assert fired(make_case(make_item()), Moment.START) == []


@pytest.mark.parametrize(
    ("region", "stage", "expected"),
    [
        ("thoracic", "maintenance", ["S-11", "S-29"]),
        ("cervical", "maintenance", ["S-29"]),
        ("thoracic", "recovery", []),
    ],
)
def test_s11_and_s29_speak_when_maintenance_begins(region, stage, expected):
    found = fired(make_case(region=region, visit=make_visit(stage=stage)), Moment.STAGE)
    assert sorted(rule for rule, _level, _item in found) == expected
