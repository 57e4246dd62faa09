"""What the other tests leave open: each of these fails when one comparison, number or word of a rule is off."""

from dataclasses import replace

import pytest

from exercises.dosage import Dose
from prescriptions.safety import Moment, findings_for
from prescriptions.safety.case import Region
from tests.prescriptions.safety.cases import (
    days_ago,
    fired,
    lumbar_article_item,
    make_case,
    make_item,
    make_visit,
)
from tests.prescriptions.safety.test_article_order_rules import norbekov
from tests.prescriptions.safety.test_plan_measure_rules import of_set


def test_s01_counts_pain_in_the_breastbone():
    visit = make_visit(pain_sites=frozenset({"chest"}))
    assert fired(make_case(visit=visit, named_cause=False)) == [("S-01", "hard", None)]


@pytest.mark.parametrize("older", [{"pain_on_movement": 5}, {"inflammation_settled": False}])
def test_s13_asks_the_newest_visit_and_not_an_older_one(older):
    visits = (make_visit(), make_visit(on=days_ago(3), **older))
    assert fired(make_case(lumbar_article_item(), region="lumbar", visits=visits, supervised=3)) == []


def test_s15b_is_silent_without_a_lumbar_set():
    assert fired(make_case(make_item(region="lumbar"), region="lumbar", supervised=1)) == []


@pytest.mark.parametrize(
    ("set_key", "lowered", "level"),
    [
        ("classical-lumbar", True, "hard"),
        ("norbekov-lumbar", False, "hard"),
        ("norbekov-lumbar", True, "warn"),
    ],
)
def test_c18_warns_only_for_the_set_and_the_clinic_that_lowered_it(set_key, lowered, level):
    item = lumbar_article_item(set_key=set_key, method=set_key.partition("-")[0])
    settings = {"norbekov_lumbar_gate_warns": lowered}
    case = make_case(item, region="lumbar", visit=make_visit(on=days_ago(8)), supervised=3, settings=settings)
    assert [row for row in fired(case, Moment.START) if row[0] == "C-18"] == [("C-18", level, item.exercise.key)]


@pytest.mark.parametrize(
    ("regions", "fires"),
    [
        (["norbekov-thoracic", "norbekov-lumbar"], False),
        (["norbekov-lumbar", "norbekov-thoracic"], True),
        (["norbekov-lumbar", "norbekov-warm-up"], True),
        (["norbekov-warm-up", "norbekov-cervical"], False),
    ],
)
def test_s21_knows_the_place_of_every_set(regions, fires):
    items = [norbekov(set_key, 1, region=set_key.partition("-")[2]) for set_key in regions]
    assert (("S-21", "warn", None) in fired(make_case(*items))) == fires


def test_a_plan_is_judged_by_the_newest_visit():
    visits = (make_visit(), make_visit(on=days_ago(3), posture_deviation=True))
    assert fired(make_case(visits=visits)) == []
    assert fired(make_case(visits=visits[::-1])) == [("S-28", "warn", None)]


@pytest.mark.parametrize(
    ("pressure", "counts"),
    [
        ((139, 89), False),
        ((140, 89), True),
        ((139, 90), True),
        ((179, 109), True),
        ((180, 95), False),
        ((150, 110), False),
    ],
)
def test_a_measured_pressure_counts_as_hypertension_between_its_bounds(pressure, counts):
    case = make_case(make_item(key="it", traits=["isometric-light"]), blood_pressure=pressure)
    assert [row for row in fired(case) if row[0] != "C-12"] == ([("C-32", "advise", "it")] if counts else [])


def test_c32_tells_to_count_aloud_and_the_others_name_the_movement():
    item = make_item(key="it", traits=["isometric-light", "isometric-hold"])
    found = findings_for(make_case(item, conditions=frozenset({"hypertension"})), (Moment.SAVE,))
    said = {finding.rule: finding.message for finding in found}
    assert said == {
        "C-31": "Hypertension, treated or 140-179/90-109: muscle effort held longer or harder than that, so straining "
        "tempts breath-holding.",
        "C-32": "Hypertension, treated or 140-179/90-109: count aloud and keep breathing.",
    }


@pytest.mark.parametrize("region", ["cervical", "thoracic", "lumbar"])
def test_c44_sees_a_double_load_of_every_region(region):
    items = [of_set(method, region=region) for method in ("classical", "norbekov")]
    assert ("C-44", "warn", None) in fired(make_case(*items, region=region))


def test_c44_is_about_sets_and_not_about_single_exercises():
    items = [make_item(key=method, method=method, region="cervical") for method in ("classical", "norbekov")]
    assert [row for row in fired(make_case(*items)) if row[0] == "C-44"] == []


@pytest.mark.parametrize(("hold", "fires"), [(26, False), (27, True)])
def test_c43_counts_sixty_seconds_a_minute(hold, fires):
    item = make_item(dose=Dose(sets=1, repetitions=61, hold_seconds=hold))
    assert item.dose.session_seconds() == 61 * (hold + 3)
    assert fired(make_case(item)) == ([("C-43", "warn", None)] if fires else [])


@pytest.mark.parametrize("number", ["sets", "repetitions", "hold_seconds", "intensity_percent"])
def test_c45_compares_every_number_of_the_load(number):
    before = Dose(sets=5, repetitions=10, hold_seconds=10, intensity_percent=50)
    for share, expected in ((1.2, []), (1.4, [("C-45", "warn", "it")])):
        item = make_item(key="it", dose=before.overlaid({number: round(getattr(before, number) * share)}))
        assert fired(make_case(item, former={"it": before})) == expected


def test_a_region_without_visits_has_no_pain_value():
    assert Region().pain_now(days_ago(0), days=7) is None
    assert Region().pain_is_old(days_ago(0), days=7) is False


def test_exercises_that_are_only_considered_are_told_apart_by_their_keys():
    items = [replace(make_item(key=key, difficulty=4), id=None) for key in ("one", "two")]
    assert fired(make_case(*items)) == [("C-50b", "warn", "one"), ("C-50b", "warn", "two")]


def test_of_two_words_of_one_rule_and_level_the_first_stays():
    stated = Dose(sets=1, repetitions=3, hold_seconds=5)
    item = make_item(key="it", method="classical", dose=stated)
    item.exercise.dose_source = {"repetitions": "article", "hold_seconds": "article"}
    more = replace(item, dose=stated.overlaid({"repetitions": 4, "hold_seconds": 6}))
    (found,) = findings_for(make_case(more), (Moment.SAVE,))
    assert (found.rule, found.message) == ("S-08", "More than the article states: times 3.")
