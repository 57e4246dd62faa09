"""What holds for every patient, assessment and plan: generated, and compared with the specification's own tables.

`SAFETY_EXAMPLES` says for how many people the decision is taken; every tenth goes through the action that issues, fewer
through API and page. `make safety-properties` draws 20,000 and keeps the counts in docs/properties.md.
"""

import fcntl
import os
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.refusals import Refused
from exercises.vocabulary import words
from prescriptions import actions
from prescriptions.actions import issue
from prescriptions.models import Plan, Status
from prescriptions.safety import RULES, findings_for
from tests.prescriptions.builder import Builder
from tests.prescriptions.safety.codes import FLAGS
from tests.prescriptions.safety.people import (
    case_of,
    conditions,
    conflicts_of,
    lines_for,
    make_person,
    mostly,
    people,
    the_library,
    well_people,
)

pytestmark = pytest.mark.django_db
RESULT = Path(__file__).resolve().parents[3] / "docs" / "properties.md"
KEPT_FROM, ENOUGH_TO_COUNT = 20_000, 100
EXAMPLES = int(os.environ.get("SAFETY_EXAMPLES", "200"))
RED_FLAGS = frozenset(words("red_flags"))
REASON = "Weighed with the patient."
REASONS = st.sampled_from(["none", "all"])


def drawn(share):
    """Settings for a door that gets `share` of all examples."""
    calm = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(
        max_examples=max(10, round(EXAMPLES * share)), deadline=None, database=None, suppress_health_check=calm
    )


@pytest.fixture
def told(request):
    """Counts what happened; `make safety-properties` keeps the counts in docs/properties.md."""
    counted = Counter()
    yield counted
    if EXAMPLES >= KEPT_FROM:
        keep(request.node.name, counted)


def keep(name, counted):
    """Write the counts of one test into its part of the page; the other parts stay."""
    with RESULT.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        parts = dict(re.findall(r"^## (\w+)\n\n(.*?)(?=^## |\Z)", RESULT.read_text(), re.MULTILINE | re.DOTALL))
        rows = "".join(f"| {what} | {count} |\n" for what, count in sorted(counted.items()))
        parts[name] = f"| what happened | people |\n|---|---|\n{rows}\n"
        told_ = "".join(f"## {each}\n\n{text}" for each, text in sorted(parts.items()))
        RESULT.write_text(f"{RESULT.read_text().partition('## ')[0]}{told_}".rstrip() + "\n")
    RESULT.with_suffix(".lock").unlink(missing_ok=True)


class Undone:
    """Rows made inside are gone afterwards: each example begins alone."""

    def __enter__(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, *failure):
        transaction.set_rollback(True)
        self.atomic.__exit__(*failure)


def check_issued(plan, person, told):
    """An issued plan: nothing HARD in it, and a reason for each warning, by the tables and by its own findings."""
    items = list(plan.items.select_related("exercise"))
    conflicts = conflicts_of(person, items)
    passed = {(each.rule, each.exercise_id) for each in plan.overrides.all()}
    warned = {place for place, level in conflicts.items() if level == "warn"}
    assert [place for place, level in conflicts.items() if level == "hard"] == []
    assert {rule for rule, _exercise in warned} <= {rule for rule, _exercise in passed}
    assert [found for found in plan.findings if found["level"] == "hard"] == []
    assert {found["rule"] for found in plan.findings if found["level"] == "warn"} == {rule for rule, _ in passed}
    told["issued"] += 1
    told["issued with a conflict passed by a reason"] += bool(warned)


def check_refused(findings, plan, person, reasons, told):
    """A refusal: something stands that the reasons do not pass, and the findings name all that the tables know."""
    items = list(plan.items.select_related("exercise"))
    named = {(found["rule"], found["exercise"]): found["level"] for found in findings}
    for place, level in conflicts_of(person, items).items():
        assert named.get(place) == level
    hard = "hard" in named.values()
    assert hard or reasons == "none"
    told["refused as hard" if hard else "refused for want of a reason"] += 1


def check_counts(told, *names):
    """Among many people no outcome came in fewer than one of fifty."""
    total = told["all"]
    if total < ENOUGH_TO_COUNT:
        return
    assert {name: told[name] for name in names if told[name] < total / 50} == {}


def test_the_decision_passes_no_conflict_without_its_reason(library, told):
    """The decision itself, for every person that is drawn; the doors below are tried with some of them."""
    exercises, today = the_library(), date(2026, 11, 23)

    @drawn(1)
    @given(people(), REASONS)
    def check(person, reasons):
        told["all"] += 1
        lines = lines_for(person, exercises)
        findings = findings_for(case_of(person, lines, today=today), issue.JUDGED)
        named = {(found.rule, found.exercise): found.level.value for found in findings}
        conflicts = conflicts_of(person, lines)
        assert {place: named.get(place) for place in conflicts} == conflicts
        given_ = [actions.Reason(rule, REASON) for rule in RULES] if reasons == "all" else []
        try:
            issue._require_passed(findings, given_)
        except Refused:
            assert "hard" in named.values() or ("warn" in named.values() and reasons == "none")
            told["refused as hard" if "hard" in named.values() else "refused for want of a reason"] += 1
        else:
            assert "hard" not in {*conflicts.values(), *named.values()}
            assert reasons == "all" or "warn" not in {*conflicts.values(), *named.values()}
            told["issued"] += 1
            told["issued with a conflict passed by a reason"] += "warn" in conflicts.values()

    check()
    check_counts(told, "issued", "refused as hard", "refused for want of a reason")


def test_by_the_action_no_conflict_is_issued_without_its_reason(clinic, clinician, library, told):
    exercises = the_library()

    @drawn(0.1)
    @given(people(), REASONS)
    def check(person, reasons):
        told["all"] += 1
        now = timezone.now()
        with Undone():
            episode = make_person(person, clinic=clinic, by=clinician, now=now)
            lines = lines_for(person, exercises)
            draft = actions.create_draft(by=clinician, episode=episode, now=now, lines=lines)
            given_ = [actions.Reason(rule, REASON) for rule in RULES] if reasons == "all" else []
            try:
                plan = actions.issue_plan(by=clinician, plan=draft, now=now, reasons=given_)
            except Refused as refusal:
                check_refused([found.as_json() for found in refusal.findings], draft, person, reasons, told)
                assert Plan.objects.get(pk=draft.pk).status == Status.DRAFT
            else:
                check_issued(plan, person, told)

    check()
    check_counts(told, "issued", "refused as hard", "refused for want of a reason")


def test_by_the_api_no_conflict_is_issued_without_its_reason(clinic, clinician, library, api, told):
    exercises, client = the_library(), api(clinician)

    @drawn(0.03)
    @given(people(), REASONS)
    def check(person, reasons):
        told["all"] += 1
        with Undone():
            episode = make_person(person, clinic=clinic, by=clinician, now=timezone.now())
            items = [_as_posted(line) for line in lines_for(person, exercises)]
            made = client.post("/api/v1/plans/", {"episode": str(episode.pk), "items": items}, format="json")
            assert made.status_code == 201, made.json()
            given_ = [{"rule": rule, "reason": REASON} for rule in RULES] if reasons == "all" else []
            address = f"/api/v1/plans/{made.json()['id']}/issue/"
            answer = client.post(address, {"overrides": given_}, format="json")
            plan = Plan.objects.get(pk=made.json()["id"])
            if answer.status_code == 200:
                check_issued(plan, person, told)
            else:
                assert (answer.status_code, plan.status) == (409, Status.DRAFT)
                check_refused(answer.json()["findings"], plan, person, reasons, told)

    check()
    check_counts(told, "issued", "refused as hard", "refused for want of a reason")


def _as_posted(line):
    return {
        "exercise": line.exercise.key,
        "side": line.side or None,
        "alternative": line.alternative or None,
        "dose": line.dose.as_json(),
    }


def test_by_the_page_no_conflict_is_issued_without_its_reason(clinic, clinician, library, browser_of, told):
    exercises, browser = the_library(), browser_of(clinician)

    @drawn(0.02)
    @given(people(), REASONS)
    def check(person, reasons):
        told["all"] += 1
        now = timezone.now()
        with Undone():
            episode = make_person(person, clinic=clinic, by=clinician, now=now)
            lines = lines_for(person, exercises)
            draft = actions.create_draft(by=clinician, episode=episode, now=now, lines=lines)
            given_ = {f"reason-{rule}": REASON for rule in RULES} if reasons == "all" else {}
            answer = Builder(browser, episode).send("issue", **given_)
            plan = Plan.objects.get(pk=draft.pk)
            if plan.status == Status.ISSUED:
                assert answer.status_code == 302
                check_issued(plan, person, told)
            else:
                assert (answer.status_code, plan.status) == (409, Status.DRAFT)
                refused = answer.context["refused"].findings
                check_refused([found.as_json() for found in refused], plan, person, reasons, told)

    check()
    check_counts(told, "issued", "refused as hard")


def test_what_comes_later_closes_what_is_live(clinic, clinician, library, told):
    """A condition recorded or a flag found after issue: no live plan goes on with what is now HARD."""
    exercises = the_library()
    flags = mostly(st.just(frozenset()), st.frozensets(st.sampled_from(sorted(FLAGS)), min_size=1, max_size=2), of=3)

    @drawn(0.05)
    @given(well_people(), conditions(), flags)
    def check(person, found, flagged):
        told["all"] += 1
        now = timezone.now()
        with Undone():
            episode = make_person(person, clinic=clinic, by=clinician, now=now)
            lines = lines_for(person, exercises)
            draft = actions.create_draft(by=clinician, episode=episode, now=now, lines=lines)
            given_ = [actions.Reason(rule, REASON) for rule in RULES]
            try:
                plan = actions.issue_plan(by=clinician, plan=draft, now=now, reasons=given_)
            except Refused:
                told["not issued"] += 1
                return
            later = sorted((person.conditions or frozenset()) | found)
            actions.change_patient(by=clinician, patient=episode.patient, changes={"conditions": later}, now=now)
            facts = {"stage": person.stage, "red_flags_screened": True, "red_flags": sorted(flagged & RED_FLAGS)}
            facts |= {"symptoms": sorted(flagged - RED_FLAGS), "collar": False, "collar_reason": "Holds it well."}
            actions.record_assessment(by=clinician, episode=episode, facts=facts, now=now)
            check_live(plan, replace(person, conditions=frozenset(later), flags=flagged), told)

    check()
    check_counts(told, "held", "went on", "with an exercise paused")


def check_live(plan, person, told):
    """Held for a flag; each exercise that a condition now forbids is paused, and no other."""
    plan = Plan.objects.get(pk=plan.pk)
    conflicts = conflicts_of(person, plan.items.select_related("exercise"))
    hard = [place for place, level in conflicts.items() if level == "hard" and place[0] != "C-12"]
    held = any(exercise is None for _rule, exercise in hard)
    assert (plan.status == Status.HELD) == held
    forbidden = {exercise for _rule, exercise in hard if exercise}
    paused = {item.exercise_id for item in plan.items.all() if item.paused}
    assert forbidden <= paused
    told["held" if held else "went on"] += 1
    told["with an exercise paused"] += bool(paused)
