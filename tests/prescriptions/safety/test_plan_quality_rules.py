"""C-42, C-42c, C-50, and how several findings speak at once (C-55)."""

from prescriptions.safety import RULES, Moment, finding_of, findings_for
from tests.prescriptions.safety.cases import days_ago, fired, make_case, make_item, make_visit


def test_c42_refuses_without_a_screen_in_this_episode():
    assert fired(make_case(visit=make_visit(red_flags_screened=False))) == [("C-42", "hard", None)]
    visits = (make_visit(red_flags_screened=False), make_visit(on=days_ago(5)))
    assert fired(make_case(visits=visits)) == []


def test_c42c_asks_when_conditions_were_never_asked():
    assert fired(make_case(conditions=None)) == [("C-42c", "warn", None)]
    assert fired(make_case(conditions=frozenset())) == []


def test_c50_refuses_difficulty_above_2_in_the_acute_stage():
    acute = make_visit(stage="acute", collar=False)
    hard, easy = (make_item(key=key, difficulty=level) for key, level in [("hard", 3), ("easy", 2)])
    assert fired(make_case(hard, easy, visit=acute)) == [("C-50", "hard", "hard")]
    assert fired(make_case(hard)) == []


def test_all_findings_are_reported_the_strongest_level_first():
    item = make_item(key="it", method="classical", stages=["recovery"], difficulty=3, traits=["cx-isometric"])
    case = make_case(item, visit=make_visit(stage="acute", collar=False), conditions=None)
    assert fired(case) == [
        ("S-03", "hard", "it"),
        ("S-06", "hard", "it"),
        ("C-50", "hard", "it"),
        ("C-42c", "warn", None),
    ]


def test_the_same_rule_on_the_same_item_speaks_once_at_its_strongest():
    item = make_item(key="it", traits=["cx-rotation-end", "cx-isometric"])
    case = make_case(item, conditions=frozenset({"cervical-arterial-disease"}))
    assert fired(case) == [("C-20", "hard", "it")]


def test_a_finding_has_the_shape_of_the_contract():
    found = findings_for(make_case(conditions=None), (Moment.ACTIVATE,))[0].as_json()
    assert list(found) == ["rule", "level", "item", "exercise", "message", "patient_message", "urgency", "clears_by"]
    assert (found["rule"], found["level"], found["item"], found["exercise"]) == ("C-42c", "warn", None, None)


def test_an_action_can_raise_a_rules_finding_itself():
    finding = finding_of("S-02", "Only a clinician may do this.")
    assert (finding.rule, finding.level.value, finding.message) == ("S-02", "hard", "Only a clinician may do this.")


def test_every_rule_says_its_source_and_what_clears_it():
    assert [code for code, rule in RULES.items() if not (rule.source and str(rule.clears_by))] == []
