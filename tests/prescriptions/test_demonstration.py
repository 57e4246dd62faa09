"""The demonstration: what a visitor finds, and that nobody real is in it."""

import os
import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import connection

from accounts.models import Clinic, Membership, User
from patients.models import Assessment, Episode, Patient
from prescriptions.cert import cert_of
from prescriptions.day import days_of
from prescriptions.demonstration import PASSWORD, fill
from prescriptions.demonstration.logs import LOG_DAYS
from prescriptions.export import cert_facts
from prescriptions.models import Alert, Completion, EndedReason, Outcome, Plan, PlanItem, Status
from tests.lasting import lasting
from tests.prescriptions.paper import every

pytestmark = pytest.mark.django_db
STAFF = ("doctor", "colleague", "admin", "stranger")


@pytest.fixture(scope="module")
def now():
    return datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # a Sunday night


@pytest.fixture(scope="module", autouse=True)
def _filled(django_db_setup, django_db_blocker, now):
    """The clinics, filled once for all tests of this module."""
    yield from lasting(django_db_blocker, lambda: fill(now=now))


def person(email):
    return User.objects.get(email=email)


def northfield():
    return Patient.objects.treated_by(person("doctor@example.org"))


def test_two_clinics_with_their_staff():
    facts = ("clinic__name", "user__name", "role")
    assert list(Membership.objects.order_by(*facts).values_list(*facts)) == [
        ("Northfield Spine Clinic", "Anna Marlow", "clinician"),
        ("Northfield Spine Clinic", "Idris Bell", "clinician"),
        ("Northfield Spine Clinic", "Olga Renn", "admin"),
        ("Southgate Physiotherapy", "Per Holm", "admin"),
        ("Southgate Physiotherapy", "Per Holm", "clinician"),
    ]


def test_patients_of_both_clinics():
    counted = Counter(Patient.objects.values_list("clinic__name", flat=True))
    assert counted == {"Northfield Spine Clinic": 16, "Southgate Physiotherapy": 4}


@pytest.mark.parametrize("name", [*STAFF, "patient", "patient-ru"])
def test_everybody_named_on_the_screen_can_sign_in(name, rf):
    user = authenticate(rf.post("/"), email=f"{name}@example.org", password=PASSWORD)
    assert user == person(f"{name}@example.org")


def test_every_address_is_an_example():
    addresses = [
        *User.objects.exclude(email=None).values_list("email", flat=True),
        *Patient.objects.values_list("email", flat=True),
    ]
    assert {address.partition("@")[2] for address in addresses} == {"example.org"}


def test_every_telephone_number_is_one_that_nobody_has():
    numbers = [*Patient.objects.values_list("phone", flat=True), *Clinic.objects.values_list("phone", flat=True)]
    assert {number[: len("01632 960")] for number in numbers} == {"01632 960", "030 23125"}


def test_a_name_in_another_script_and_a_patient_in_another_zone():
    assert northfield().filter(name__regex="[А-Яа-я]", language="ru").exclude(time_zone="Europe/London").count() == 1


# --- care


def test_every_region_and_stage_is_under_care():
    under_care = Episode.objects.filter(patient__in=northfield()).with_stage()
    assert {(episode.region, episode.stage) for episode in under_care} == {
        (region, stage)
        for region in ("cervical", "thoracic", "lumbar")
        for stage in ("acute", "recovery", "maintenance")
    }


def test_every_status_a_plan_can_have(now):
    shown = Counter(Plan.objects.with_shown_status(now).values_list("shown_status", flat=True))
    assert set(shown) == set(Status.values)
    assert shown["issued"] >= 10


def test_plans_ended_in_different_ways():
    assert set(Plan.objects.exclude(ended_reason="").values_list("ended_reason", flat=True)) == {
        EndedReason.STOPPED,
        EndedReason.EPISODE_CLOSED,
        EndedReason.FINISHED,
    }


def test_one_plan_in_three_versions_each_superseded_by_the_next():
    versions = Plan.objects.filter(episode__patient__name="Stefan Alber").order_by("version")
    assert list(versions.values_list("version", "status", "superseded_by__version")) == [
        (1, "superseded", 2),
        (2, "superseded", 3),
        (3, "issued", None),
    ]


def test_one_without_any_plan_and_one_with_only_a_draft():
    without = northfield().exclude(episodes__plans__isnull=False)
    only_draft = northfield().filter(episodes__plans__status="draft").exclude(episodes__plans__issued_at__isnull=False)
    assert [patient.name for patient in without] == ["Elif Sarrant"]
    assert [patient.name for patient in only_draft] == ["Ottokar Weil"]


def test_one_was_never_asked_for_conditions_and_others_have_some():
    assert northfield().filter(conditions=None).count() == 1
    assert northfield().filter(conditions__len__gte=1).count() >= 5


def test_a_red_flag_holds_its_plan_and_raises_an_alert():
    plan = Plan.objects.get(status=Status.HELD, episode__patient__in=northfield())
    assert {finding["rule"] for finding in plan.findings if finding["level"] == "hard"} == {"C-10", "S-27"}
    assert Alert.objects.get(plan=plan).cause == Alert.Cause.RED_FLAG


def test_one_exercise_is_paused_by_a_new_condition():
    assert list(PlanItem.objects.exclude(paused_at=None).values_list("exercise", flat=True)) == ["aquatic-walking"]


def test_what_stands_on_a_live_plan_is_covered():
    """A HARD finding only on a held plan or a paused exercise; for every warning a written reason."""
    for plan in Plan.objects.current().prefetch_related("items", "overrides"):
        reasons = {override.rule for override in plan.overrides.all()}
        paused = {str(item.pk) for item in plan.items.all() if item.paused}
        held = plan.status == Status.HELD
        uncovered = [
            finding
            for finding in plan.findings
            if (finding["level"] == "hard" and not held and finding["item"] not in paused)
            or (finding["level"] == "warn" and finding["rule"] not in reasons)
        ]
        assert uncovered == []


def test_nothing_lies_in_the_future(now):
    assert Plan.objects.filter(updated_at__gt=now).count() == 0
    assert Assessment.objects.filter(assessed_at__gt=now).count() == 0
    assert Completion.objects.filter(recorded_at__gt=now).count() == 0


def test_every_constraint_holds():
    """Foreign keys are checked at the end of a transaction, which here never comes."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- what was done at home


def test_the_patient_has_something_to_do_today_and_four_weeks_of_logs(now):
    plans = Plan.objects.owned_by(person("patient@example.org"))
    [day] = days_of(plans.current().for_reading().with_items(), None, now=now)
    assert day.allowed
    assert len(day.tasks) >= 3
    assert not any(task.done for task in day.tasks)
    logged = Completion.objects.filter(item__plan__in=plans).dates("date", "day")
    assert logged[0] == day.date - timedelta(days=LOG_DAYS)
    assert len(logged) >= 22


@pytest.mark.parametrize("email", ["patient@example.org", "patient-ru@example.org"])
def test_the_patients_have_something_to_do_on_any_day_it_is_opened(email):
    plan = Plan.objects.owned_by(person(email)).current().get()
    assert {day for item in plan.items.all() for day in item.weekdays} == {1, 2, 3, 4, 5, 6, 7}


def test_the_patient_who_reads_russian_is_told_everything_in_russian_and_answers_so():
    patient = Patient.objects.get(user=person("patient-ru@example.org"))
    plan = Plan.objects.owned_by(patient.user).current().get()
    logged = Completion.objects.filter(item__plan=plan).exclude(reason="")
    said = [
        patient.name,
        plan.note,
        *(item.note for item in plan.items.exclude(note="")),
        *(text for line in plan.sheet["items"] for text in (line["title"], *line["steps"])),
        *logged.values_list("reason", flat=True),
        *plan.check_ins.exclude(comment="").values_list("comment", flat=True),
    ]
    assert len(said) > 20
    assert [text for text in said if not re.search("[а-я]", text) or re.search("[A-Za-z]", text)] == []


def test_the_logs_are_as_people_are():
    outcomes = Counter(Completion.objects.values_list("outcome", flat=True))
    total = outcomes.total()
    assert total > 1000
    assert 0.8 < outcomes[Outcome.DONE] / total < 0.95
    assert outcomes[Outcome.PARTLY] > 20
    assert outcomes[Outcome.SKIPPED] > 20
    assert not Completion.objects.filter(outcome=Outcome.SKIPPED, reason="").exists()


def test_one_has_done_nothing_for_a_week(now):
    newest = Completion.objects.filter(item__plan__episode__patient__name="Mirela Kovan").latest("date").date
    assert (now.date() - newest).days >= 7


def test_no_log_lies_outside_its_plan_or_after_its_end():
    for row in Completion.objects.select_related("item__plan__episode__patient"):
        plan = row.item.plan
        assert plan.starts_on <= row.date <= plan.ends_on
        assert row.date.isoweekday() in row.item.weekdays
        assert row.occurrence <= row.item.times_per_day
        if plan.ended_at:
            assert row.date < plan.episode.patient.today(plan.ended_at)


def test_pain_eases_over_the_assessments():
    episode = Episode.objects.get(patient__user=person("patient@example.org"))
    assert list(episode.assessments.order_by("assessed_at").values_list("pain_now", flat=True)) == [7, 5, 4, 3]


# --- the plan for a paper: the 16 items of Slade and others 2016, table 1, read one by one


@pytest.fixture
def told(now):
    """What the CERT text says of Vera's third plan, by item; and the sheet it is made from."""
    vera = Patient.objects.get(user__email="patient@example.org")
    plan = Plan.objects.get(episode__patient=vera, version=3)
    facts = cert_facts(plan, today=vera.today(now))
    return {entry.number: entry.text for entry in cert_of(plan.sheet, facts)}, plan.sheet


def test_a_demonstration_plan_is_told_item_by_item(told):
    said, _sheet = told
    assert {number: said[number] for number in ("1", "2", "3", "5", "6", "9", "10", "12")} == {
        "1": "comfortable shoes, step counter or phone (optional), exercise mat or firm carpet, stable chair",
        "2": "Anna Marlow, clinician of the clinic; no further qualification is recorded.",
        "3": "Individually.",
        "5": "Occurrences done of those due by the plan, marked by the patient on the day or up to seven days later.",
        "6": "A mark for what was done, a page that shows the progress, and reminders for who wants them.",
        "9": "All of it is done at home, alone, unless item 4 says otherwise.",
        "10": "Nothing.",
        "12": "At home; prescribed at Northfield Spine Clinic.",
    }
    assert said["4"].startswith("Unsupervised at home; 1 supervised session of this region is recorded. Shown on a")
    assert [line.split(" ")[0] for line in said["7a"].splitlines()[1:]] == ["P-0", "P-1", "P-2", "P-3", "P-4"]
    assert said["7b"] == (
        "Compared with plan 2, which came before it:\nAdded: Bird-dog, leg only "
        "(6 times each side · hold 5 seconds · relax 2 seconds, once a day, Monday to Friday)."
    )
    assert said["11"].startswith("None was recorded. Highest pain during an exercise: ")
    assert said["14a"] == "Tailored to the person."
    assert said["14b"].startswith("By region (lower back), stage (recovery), conditions and findings")
    assert said["15"].endswith("The clinician set numbers of: Walking programme, Bridge, Sit to stand.")
    assert said["16a"].endswith("done, partly done or skipped; nobody watches.")
    due = re.fullmatch(r"(\d+) of (\d+) occurrences done, \d+ more in part \((\d+) %\)\.", said["16b"])
    assert round(100 * int(due[1]) / int(due[2])) == int(due[3])


def test_every_exercise_of_it_can_be_replicated_and_its_dose_is_whole(told):
    said, sheet = told
    days, *doses = said["13"].splitlines()
    assert days == "Planned for 42 days."
    assert doses[4] == "5. Bridge: 10 times · hold 3 seconds · relax 2 seconds · once a day, Monday to Friday"
    exercises = said["8"].splitlines()
    assert len(exercises) == len(doses) == len(sheet["items"]) == 7
    for line, exercise, dose in zip(sheet["items"], exercises, doses, strict=True):
        assert exercise.startswith(f"{line['position']}. {line['title']}. Starting position: ")
        assert all(words in exercise for words in (*line["steps"], *line["cautions"]))
        assert dose.startswith(f"{line['position']}. {line['title']}: ")


def test_it_holds_nothing_somebody_typed_and_no_name_of_the_patient(told):
    said, sheet = told
    typed = [line["note"] for line in sheet["items"] if line["note"]] + [sheet["note"], sheet["patient"]["name"]]
    assert len(typed) == 4
    assert [words for words in typed if words in "\n".join(said.values())] == []


def test_every_handout_stays_on_its_page_and_has_all_its_letters():
    """In Russian, which is the longer one; `make handouts` draws both languages on both papers, to be looked at."""
    complaints = every.looked_through(os.environ.get("HANDOUTS", ""))
    assert len(complaints) >= 20
    assert {name: words for name, words in complaints.items() if words} == {}
