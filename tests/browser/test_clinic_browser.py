"""The admin's members and import with undo, and a visit with a proposal declined and accepted, in a real browser."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Membership, QueuedMail
from exercises.dosage import Dose
from patients.models import Patient
from prescriptions.models import CheckIn, Completion, Plan, ProposalAnswer
from tests import factories
from tests.browser.conftest import DESK


@pytest.fixture
def desk(page_of):
    """`desk(user)` is a page of a browser signed in as `user`, or as nobody yet, and goes to paths."""

    def opened(user=None):
        page = page_of(user, viewport=DESK)
        page.set_default_timeout(30_000)
        return page

    return opened


def test_a_member_is_invited_joins_becomes_admin_and_takes_over_the_patients_of_one_who_leaves(
    desk, admin, clinician, patient
):
    page = desk(admin)
    page.goto("/clinic/members/")
    page.get_by_label("Name").fill("Nina Falk")
    page.get_by_label("E-mail").fill("nina@example.org")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("The invitation is on its way")).to_be_visible()
    link = re.search(r"/invitations/\S+", QueuedMail.objects.get().body)[0]
    guest = desk()
    guest.goto(link)
    guest.get_by_label("Password").fill("a-long-and-odd-one-42")
    guest.get_by_role("button", name="Choose this password and join").click()
    expect(guest.get_by_role("heading", name="Patients")).to_be_visible()

    page.goto("/clinic/members/")
    page.get_by_role("link", name=re.compile(r"Roles and absence\s*: Nina Falk")).click()
    page.get_by_label("admin", exact=True).check()
    page.get_by_role("button", name="Save the roles").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("link", name=re.compile(r"Deactivate\s*: Anna Marlow")).click()
    page.get_by_role("button", name="Deactivate").click()
    expect(page.get_by_text("Choose another active clinician of this clinic.").first).to_be_visible()
    page.get_by_label("New responsible clinician").select_option(label="Nina Falk")
    page.get_by_role("button", name="Deactivate").click()
    expect(page.get_by_text("Anna Marlow does not work here any more.")).to_be_visible()
    nina = Membership.objects.filter(user__email="nina@example.org")
    assert sorted(nina.values_list("role", flat=True)) == ["admin", "clinician"]
    assert Patient.objects.get().responsible.name == "Nina Falk"
    guest.goto("/patients/")
    expect(guest.get_by_role("link", name=patient.name)).to_be_visible()


def test_a_file_is_checked_imported_and_taken_back(desk, admin, clinician, tmp_path):
    file = tmp_path / "people.csv"
    page = desk(admin)
    file.write_text("name,birth_date,record_number\nVera,31.02.1957,A-1\n")
    page.goto("/clinic/import/")
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("1 thing is wrong")).to_be_visible()
    file.write_text("name,birth_date,record_number\nVera,14.05.1957,A-1\nTomas,1964-08-03,A-2\n")
    page.get_by_role("link", name="Choose another file").click()
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import 2 patients").click()
    expect(page.get_by_text("All are imported.")).to_be_visible()
    assert Patient.objects.count() == 2
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("button", name="Take the import back").click()
    expect(page.get_by_text("2 records are taken back.")).to_be_visible()
    assert Patient.objects.count() == 0


@pytest.fixture
def calm_plan(patient, clinician):
    """Two exercises, each done every day for two calm weeks."""
    start, today = timezone.now() - timedelta(days=14), patient.today(timezone.now())
    episode = factories.make_episode(patient, region="lumbar")
    factories.make_assessment(episode, by=clinician, at=start, pain_now=2)
    dose = Dose(sets=1, repetitions=10)
    exercises = [factories.make_exercise(key=key, region="lumbar", dose=dose) for key in ("bridge", "plank")]
    plan = factories.make_plan(episode, by=clinician, exercises=exercises, now=start)
    for days in range(14):
        facts = {"date": today - timedelta(days=days), "recorded_by": clinician}
        CheckIn.objects.create(plan=plan, kind="before", pain=2, **facts)
        for item in plan.items.all():
            Completion.objects.create(item=item, outcome="done", difficulty=2, **facts)
    return plan


def test_a_visit_with_one_step_declined_and_one_accepted(desk, clinician, patient, calm_plan):
    """Declined on the chart, taken at the visit; the wrong decision first, which loses nothing that was typed."""
    page = desk(clinician)
    page.goto(f"/patients/{patient.pk}/")
    page.get_by_role("button", name=re.compile(r"Decline\s*: Plank")).click()
    expect(page.get_by_role("button", name=re.compile(r"Decline\s*: Plank"))).to_have_count(0)
    page.goto(f"/episodes/{calm_plan.episode_id}/visit/")
    steps = page.get_by_role("radiogroup", name=re.compile("12 repetitions in place of 10"))
    expect(steps).to_have_count(1)
    page.get_by_role("radio", name="Recovery").check()
    page.get_by_label("No to all").check()
    page.get_by_label("Keep the plan").check()
    page.get_by_label("Why").fill("It has become easy.")
    steps.get_by_label("Accept").check()
    page.get_by_role("button", name="Save the visit").click()
    expect(page.get_by_text("You accept a step").first).to_be_visible()
    expect(steps.get_by_label("Accept")).to_be_checked()
    expect(page.get_by_label("Why")).to_have_value("It has become easy.")
    page.get_by_label("Progress: more load").check()
    page.get_by_role("button", name="Save the visit").click()
    expect(page.get_by_text("The visit is recorded.")).to_be_visible()
    draft = Plan.objects.get(status="draft")
    assert {item.exercise_id: item.repetitions for item in draft.items.all()} == {"bridge": 12, "plank": 10}
    answers = ProposalAnswer.objects.order_by("pk").values_list("answer", "words")
    assert [(answer, words.split(":")[0]) for answer, words in answers] == [
        ("declined", "Plank"),
        ("accepted", "Bridge"),
    ]
