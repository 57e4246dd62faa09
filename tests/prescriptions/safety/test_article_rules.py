"""S-rules: each fires where the specification says and is silent beside it."""

import pytest

from prescriptions.safety import Moment, findings_for
from tests.prescriptions.safety.cases import (
    days_ago,
    fired,
    lumbar_article_item,
    make_case,
    make_item,
    make_visit,
)


def test_a_calm_case_raises_nothing():
    assert fired(make_case(make_item())) == []


@pytest.mark.parametrize(
    "painful",
    [
        {"pain_now": 1},
        {"pain_on_movement": 1},
        {"pain_sites": frozenset({"neck"})},
        {"pain_sites": frozenset({"back"})},
    ],
)
def test_s01_pain_needs_a_named_cause(painful):
    visit = make_visit(**painful)
    assert fired(make_case(visit=visit, named_cause=False)) == [("S-01", "hard", None)]
    assert fired(make_case(visit=visit, named_cause=True)) == []


def test_s01_fires_without_any_assessment():
    assert ("S-01", "hard", None) in fired(make_case(visits=()))


def test_s01_is_silent_without_pain_and_for_pain_elsewhere():
    assert fired(make_case(named_cause=False)) == []
    assert fired(make_case(visit=make_visit(pain_sites=frozenset({"hand"})), named_cause=False)) == []


def test_s03_refuses_an_article_item_not_meant_for_the_acute_stage():
    item = make_item(key="later", method="classical", set_key="classical-cervical", stages=["recovery"])
    assert fired(make_case(item, stage="acute", visit=make_visit(stage="acute", collar=False))) == [
        ("S-03", "hard", "later")
    ]
    assert fired(make_case(item, stage="recovery")) == []


def test_s03_spares_the_warm_up_and_evidence_based_items():
    acute = make_visit(stage="acute", collar=False)
    warm_up = make_item(method="norbekov", region="general", set_key="norbekov-warm-up", stages=["recovery"])
    thoracic = make_item(stages=["recovery"])
    assert [row[0] for row in fired(make_case(warm_up, visit=acute))] == ["S-23"]
    assert fired(make_case(thoracic, visit=acute)) == []


@pytest.mark.parametrize("stage", ["recovery", "maintenance"])
def test_s04_asks_why_an_exercise_of_another_stage(stage):
    item = make_item(key="acute-only", stages=["acute"])
    assert fired(make_case(item, stage=stage)) == [("S-04", "warn", "acute-only")]
    assert fired(make_case(make_item(stages=[stage]), stage=stage)) == []


def test_s05_asks_for_the_collar_only_at_an_acute_neck():
    undecided = make_visit(stage="acute", collar=None)
    assert fired(make_case(visit=undecided)) == [("S-05", "hard", None)]
    assert fired(make_case(visit=make_visit(stage="acute", collar=False))) == []
    assert fired(make_case(visit=make_visit(stage="acute", collar=False))) == []
    assert fired(make_case(visit=undecided, region="thoracic")) == []
    assert fired(make_case(visit=make_visit(stage="recovery", collar=None))) == []


@pytest.mark.parametrize(
    "trait",
    [
        "cx-flexion-end",
        "cx-extension-end",
        "cx-rotation-end",
        "cx-sideflex-end",
        "cx-combined",
        "cx-isometric",
        "cx-loaded",
    ],
)
def test_s06_refuses_strong_neck_movement_in_the_acute_stage(trait):
    item = make_item(key="strong", traits=[trait])
    acute = make_visit(stage="acute", collar=False)
    assert fired(make_case(item, visit=acute)) == [("S-06", "hard", "strong")]
    assert fired(make_case(item, stage="recovery")) == []


def test_s06_lets_small_neck_movement_pass():
    item = make_item(traits=["cx-mid", "tx-rotation"])
    assert fired(make_case(item, visit=make_visit(stage="acute", collar=False))) == []


CLOSED = [
    {"pain_now": 1},
    {"pain_now": None},
    {"pain_on_movement": 1},
    {"pain_on_movement": None},
    {"inflammation_settled": False},
    {"on": days_ago(8)},
]


@pytest.mark.parametrize("facts", CLOSED)
@pytest.mark.parametrize(("rule", "set_key"), [("S-13", "classical-lumbar"), ("S-14", "norbekov-lumbar")])
def test_the_lumbar_gate_is_closed(facts, rule, set_key):
    method = set_key.split("-")[0]
    item = lumbar_article_item(set_key=set_key, method=method)
    case = make_case(item, region="lumbar", visit=make_visit(**facts), supervised=3)
    assert (rule, "hard", "lumbar-pelvic-raise") in fired(case)
    assert (rule, "hard", "lumbar-pelvic-raise") in fired(case, Moment.START)


@pytest.mark.parametrize("set_key", ["classical-lumbar", "norbekov-lumbar"])
def test_the_lumbar_gate_is_open_without_pain(set_key):
    item = lumbar_article_item(set_key=set_key, method="classical")
    case = make_case(item, region="lumbar", visit=make_visit(on=days_ago(7)), supervised=3)
    assert fired(case) == []


def test_the_lumbar_gate_reads_the_newest_pain_value_and_not_an_older_one():
    item = lumbar_article_item()
    visits = (make_visit(pain_now=None), make_visit(on=days_ago(3), pain_now=4))
    assert fired(make_case(item, region="lumbar", visits=visits, supervised=3)) == [
        ("S-13", "hard", "lumbar-pelvic-raise")
    ]
    visits = (make_visit(pain_now=None), make_visit(on=days_ago(3), pain_now=0))
    assert fired(make_case(item, region="lumbar", visits=visits, supervised=3)) == []


@pytest.mark.parametrize(("age", "expected"), [(5, []), (6, [("S-13", "hard", "lumbar-pelvic-raise")])])
def test_movement_pain_and_inflammation_hold_for_the_clinics_days(age, expected):
    visit = make_visit(on=days_ago(age))
    case = make_case(
        lumbar_article_item(), region="lumbar", visit=visit, supervised=3, settings={"movement_pain_days": 5}
    )
    assert fired(case) == expected


@pytest.mark.parametrize(("age", "expected"), [(3, []), (4, ["S-13", "C-18"])])
def test_a_pain_value_counts_for_the_clinics_days(age, expected):
    visit, settings = make_visit(on=days_ago(age)), {"pain_value_days": 3}
    case = make_case(lumbar_article_item(), region="lumbar", visit=visit, supervised=3, settings=settings)
    assert [row[0] for row in fired(case)] == expected


def test_the_lumbar_gate_is_closed_without_an_episode_of_that_region():
    case = make_case(lumbar_article_item(), region="cervical", supervised=3)
    assert [row[0] for row in fired(case)] == ["S-13", "S-15", "C-56"]


def test_a_clinic_may_lower_the_norbekov_gate_to_a_warning():
    item = lumbar_article_item(set_key="norbekov-lumbar", method="norbekov")
    visit = make_visit(pain_now=2)
    lowered = {"norbekov_lumbar_gate_warns": True}
    case = make_case(item, region="lumbar", visit=visit, supervised=3, settings=lowered)
    assert [row for row in fired(case) if row[0] == "S-14"] == [("S-14", "warn", "lumbar-pelvic-raise")]
    classical = make_case(lumbar_article_item(), region="lumbar", visit=visit, supervised=3, settings=lowered)
    assert fired(classical) == [("S-13", "hard", "lumbar-pelvic-raise")]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (0, [("S-15", "hard", "lumbar-pelvic-raise")]),
        (1, [("S-15b", "warn", None)]),
        (2, [("S-15b", "warn", None)]),
        (3, []),
    ],
)
def test_s15_wants_supervised_sessions_of_the_lumbar_sets(held, expected):
    assert fired(make_case(lumbar_article_item(), region="lumbar", supervised=held)) == expected


def test_s15_is_about_article_items_of_the_lumbar_region_only():
    assert fired(make_case(make_item(region="lumbar"), region="lumbar")) == []


def test_s15b_follows_the_clinics_number():
    case = make_case(lumbar_article_item(), region="lumbar", supervised=1, settings={"supervised_sessions_wanted": 1})
    assert fired(case) == []


def test_s20_says_which_warm_up_a_condition_left_out():
    neck = make_item(key="norbekov-cervical-up-down", method="norbekov", set_key="norbekov-cervical")
    hands = make_item(key="norbekov-warmup-hands", method="norbekov", region="general", set_key="norbekov-warm-up")
    titles = {"norbekov-warmup-ear-massage": "Ear massage", "norbekov-warmup-hands": "Hands"}
    case = make_case(hands, neck, warm_up=titles)
    found = findings_for(case, (Moment.SAVE,))
    assert [(f.rule, f.level.value, f.message) for f in found] == [
        ("S-20", "advise", "Left out of the warm-up because of a condition: Ear massage.")
    ]


def test_s30_asks_once_for_all_evidence_based_items_of_an_acute_lower_back():
    items = [make_item(key=key, region="lumbar") for key in ("one", "two")]
    case = make_case(*items, region="lumbar", visit=make_visit(stage="acute"))
    assert fired(case) == [("S-30", "warn", None)]
    assert "one, two" in findings_for(case, (Moment.SAVE,))[0].message


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("cervical", [("S-30", "advise", None)]),
        ("thoracic", [("C-56", "advise", "some-exercise")]),
        ("general", []),
    ],
)
def test_s30_elsewhere(region, expected):
    acute = make_visit(stage="acute", collar=False)
    assert fired(make_case(make_item(region=region), visit=acute)) == expected


def test_s30_is_silent_after_the_acute_stage():
    assert fired(make_case(make_item(region="lumbar"), region="lumbar", stage="recovery")) == []
