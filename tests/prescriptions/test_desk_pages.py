"""What every page of the desk costs: statements and bytes, with little on record and with much."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from prescriptions.models import Completion
from tests import desk, factories

# URL name -> statements, for any number of rows. A page that is missing here, or here and gone, fails the test.
QUERIES = {
    "alert_list": 9,
    "assess": 6,
    "episode_discharge": 7,
    "episode_edit": 4,
    "episode_new": 5,
    "episode_summary": 5,
    "exercise_detail": 5,
    "exercise_edit": 5,
    "exercise_list": 11,
    "exercise_new": 4,
    "figure_sheet": 4,
    "own_absence": 6,
    "patient_detail": 11,
    "patient_edit": 5,
    "patient_list": 8,
    "patient_new": 4,
    "plan_cert": 11,
    "plan_detail": 9,
    "plan_preview": 8,
    "plan_recheck_list": 4,
    "plan_restored_list": 5,
    "plan_set": 6,
    "prescribe": 10,
    "prescribe, everything": 10,
    "progression_rules": 3,
    "safety_figures": 9,
    "safety_rules": 3,
    "set_edit": 5,
    "set_list": 5,
    "visit": 11,
    "ways": 7,
}
BAR = 12
MOST_BYTES = 150_000


@pytest.fixture
def person(clinic, clinician, patient):
    """Assessed, with a plan of which some was done, whose exercise has a next one in its chain."""
    episode = factories.make_episode(patient)
    factories.make_exercise(key="bridge-one-leg", title="Bridge on one leg")
    bridge = factories.make_exercise(key="bridge", progression="bridge-one-leg")
    factories.make_plan(episode, by=clinician, exercises=[bridge], now=timezone.now() - timedelta(days=9))
    noted(episode, days=2, by=clinician)
    return patient


def noted(episode, *, days, by):
    """What was done and said on the last `days`, with words on each."""
    plan = episode.plans.current().get()
    for back in range(1, days + 1):
        day = timezone.now().date() - timedelta(days=back)
        words = {"reason": "It pulled at the left side, and I stopped before the last two.", "pain_during": 3}
        Completion.objects.create(item=plan.items.first(), date=day, outcome="partly", recorded_by=by, **words)
        plan.check_ins.create(date=day, kind="before", pain=4, recorded_by=by, comment="Stiff in the morning.")


def add_much(person, by):
    """A long history, a full clinic, and shelves of own exercises and sets."""
    episode = person.episodes.open().get()
    for number in range(12):
        at = timezone.now() - timedelta(days=60 - number)
        factories.make_assessment(episode, by=by, at=at, pain_now=5, note="Slept badly, walks to the shop again.")
    for number in range(8):
        exercises = [factories.make_exercise(progression="bridge-one-leg") for _each in range(4)]
        at = timezone.now() - timedelta(days=8 - number)
        plan = factories.make_plan(episode, by=by, exercises=exercises, now=at)
    noted(episode, days=80, by=by)
    for number in range(30):
        other = factories.make_patient(person.clinic, responsible=by, name=f"Person {number}")
        plan = factories.make_plan(factories.make_episode(other), by=by)
        desk.an_alert(plan)
        desk.own_set(person.clinic, by, title=f"Set {number}")


def cost(browser, pages):
    """URL name -> (statements, bytes) of every page, each opened a second time."""
    found = {}
    for name, address in pages.items():
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(address)
        assert answer.status_code == 200, (name, address)
        found[name] = len(queries), len(answer.content)
    return found


def test_no_page_needs_more_statements_for_more_rows_or_grows_out_of_bounds(browser_of, clinician, person):
    browser = browser_of(clinician)
    pages = desk.desk_pages(person, by=clinician, now=timezone.now())
    pages |= {"prescribe, everything": f"{pages['prescribe']}?region=&show=300"}
    with_little = cost(browser, pages)
    add_much(person, clinician)
    with_much = cost(browser, pages)
    largest = max(with_much, key=lambda name: with_much[name][1])
    print(f"\n{len(pages)} pages; the largest is {largest} with {with_much[largest][1]:,} bytes")
    assert {name: queries for name, (queries, _size) in with_little.items()} == QUERIES
    assert {name: queries for name, (queries, _size) in with_much.items()} == QUERIES
    assert max(QUERIES.values()) < BAR
    assert {name: size for name, (_queries, size) in with_much.items() if size > MOST_BYTES} == {}
