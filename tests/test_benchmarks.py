"""The benchmark measures what it says: its rows are true to the rules, its ceilings answer, its sums are right."""

import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from benchmarks.alone import measured, pages_of
from benchmarks.client import Count
from benchmarks.clinics import load
from benchmarks.table import cpu_ms, drawn, middle_half, ratios, rows_of
from benchmarks.targets import FROM_PROXY, Cast, Cost, Target, ceilings, cost_of, product
from patients.models import Patient
from prescriptions.models import Completion, Plan, PlanItem
from prescriptions.schedule import due_on
from tests.lasting import lasting


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker):
    yield from lasting(django_db_blocker, lambda: load(patients=8, completions=50, now=datetime.now(UTC)))


@pytest.fixture
def clinics(_loaded, db, settings):
    """Eight patients with 50 completions, and the site with its ceilings."""
    settings.ROOT_URLCONF = "benchmarks.urls"


# --- the rows -----------------------------------------------------------------------------------------------


def test_as_many_patients_and_completions_are_loaded_as_asked_for(clinics):
    assert (Patient.objects.count(), Plan.objects.count(), Completion.objects.count()) == (8, 8, 50)


def test_completions_are_spread_evenly(clinics):
    counts = [Completion.objects.filter(item__plan=plan).count() for plan in Plan.objects.all()]
    assert sorted(counts) == [6, 6, 6, 6, 6, 6, 7, 7]


def test_each_sheet_names_the_items_of_its_own_plan(clinics):
    for plan in Plan.objects.all():
        assert [line["id"] for line in plan.sheet["items"]] == [str(item.pk) for item in plan.items.all()]
        assert plan.sheet["patient"]["name"] == plan.episode.patient.name


def test_the_dose_of_a_sheet_is_the_dose_of_its_item(clinics):
    items = {str(item.pk): item.dose.as_json() for item in PlanItem.objects.all()}
    assert {line["id"]: line["dose"] for plan in Plan.objects.all() for line in plan.sheet["items"]} == items


def test_a_completion_notes_what_was_due_on_its_day(clinics):
    for done in Completion.objects.select_related("item__plan"):
        pairs = [(done.item_id, done.item.dose)]
        plan = done.item.plan
        due = due_on(pairs, done.date, starts_on=plan.starts_on, ends_on=plan.ends_on)
        assert done.occurrence in [each.occurrence for each in due]


def test_every_row_passes_the_checks_of_its_model(clinics):
    for model in (Patient, Plan, PlanItem, Completion):
        for row in model.objects.all():
            row.validate_constraints()


# --- what is measured ---------------------------------------------------------------------------------------


def test_every_page_and_call_answers_as_expected(clinics):
    targets = product(Cast())
    assert [target.name for target in targets] == [
        *("today page", "patient list page", "plan", "plan, unchanged (304)", "exercise list"),
    ]
    assert all(cost_of(target).queries > 1 for target in targets)


def test_an_answer_of_another_status_ends_the_measurement(clinics):
    with pytest.raises(SystemExit, match="answers 302, not 200"):
        cost_of(Target("today page", [(reverse("today"), FROM_PROXY)]))


def test_ceilings_answer_as_many_bytes_as_asked_for(clinics):
    costs = {target.name: cost_of(target) for target in ceilings(Cast(), page=9_000, plan=6_000)}
    assert costs == {
        "bare": Cost(1, 9_000),
        "session": Cost(3, 9_000),
        "session again": Cost(3, 9_000),
        "token": Cost(3, 6_000),
        "token, no limit": Cost(2, 6_000),
    }


def test_the_session_ceiling_turns_a_visitor_away(clinics, client):
    place = reverse("ceiling_session", args=[100, Patient.objects.first().pk])
    assert client.get(place).status_code == 302
    assert client.get(place.replace("session", "bare")).status_code == 200


def test_the_token_ceiling_refuses_a_call_without_a_token(clinics, client):
    assert client.get(reverse("ceiling_token", args=[100, Patient.objects.first().pk])).status_code == 401


# --- the table ----------------------------------------------------------------------------------------------


def counts(*requests, cpu=0.5):
    return [Count(each, seconds=2.0, errors=0, cpu=cpu) for each in requests]


def test_ratios_are_taken_within_a_round():
    assert ratios(counts(50, 10), counts(100, 40)) == [0.5, 0.25]


def test_a_round_in_which_the_ceiling_answered_nothing_is_left_out():
    assert ratios(counts(50, 10, 0), counts(100, 0, 40)) == [0.5, 0.0]


def test_cpu_is_summed_over_all_rounds():
    assert cpu_ms(counts(100, 400)) == 2.0


def test_the_middle_half_of_few_values_is_all_of_them():
    assert middle_half([3, 1, 2]) == (1, 3)
    assert middle_half([1, 2, 3, 4, 5]) == (2, 4)


def test_a_row_has_medians_ratios_queries_and_bytes():
    measured = {"page": counts(40, 60, 50), "most": counts(100, 100, 100)}
    rows = list(rows_of([Target("page", [], "most")], measured, {"page": Cost(6, 12_000)}))
    assert rows == [
        ("page", "25", "20 to 30", "most", "0.50", "0.40 to 0.60", "10.00", "0.50", "6", "12,000"),
    ]


def test_a_ceiling_of_nothing_has_no_ratio():
    rows = list(rows_of([Target("bare", [])], {"bare": counts(100)}, {"bare": Cost(1, 10)}))
    assert rows == [("bare", "50", "50 to 50", "", "", "", "5.00", "", "1", "10")]


def test_the_table_is_aligned_markdown():
    assert (
        drawn([("a", "1"), ("bb", "22")], head=("", "n/s")) == "|    | n/s |\n| -- | --: |\n| a  |   1 |\n| bb |  22 |"
    )


def test_the_command_says_what_it_takes():
    said = subprocess.run([sys.executable, "-m", "benchmarks", "--help"], capture_output=True, text=True, check=True)
    assert re.findall(r"--(\w+)", said.stdout.partition("options:")[2]) == [
        *("help", "quick", "clinics", "patients", "completions", "rounds", "requests"),
    ]


def test_pages_measured_alone_are_told_beside_the_first(clinics):
    found = measured(pages_of(Cast()), 2)
    assert [each.name for each in found] == ["session", "patient list", "patient list, searched"]
    assert found[0].ratio == 1
    assert found[1].ratio > 1
    assert all(each.clock > 0 and each.cpu > 0 for each in found)


def test_a_page_that_does_not_answer_ends_the_measurement(clinics):
    with pytest.raises(SystemExit, match="answers 404"):
        measured({"nowhere": ("/nowhere/", Cast().in_browser(Cast().clinicians[0]))}, 1)
