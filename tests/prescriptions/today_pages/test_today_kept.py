"""What is kept of a sheet's words between two requests: the same page, in each language, for each person."""

import pytest
from django.core.cache import caches

from tests import factories
from tests.prescriptions.today_pages.pages import make_five, press, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    caches["sheets"].clear()


def speak(user, language):
    user.language = language
    user.save()


def test_the_page_reads_the_same_from_nothing_and_from_what_is_kept(plan, visit):
    first, again = text_of(visit()), text_of(visit())
    assert first == again
    assert first.count("Sit tall.") == 5
    caches["sheets"].clear()
    assert text_of(visit()) == first


def test_something_is_kept_and_it_is_what_is_shown(plan, visit, item):
    visit()
    kept = caches["sheets"]._cache
    assert len(kept) == 10
    assert text_of(visit()).count("Sit tall.") == 5


def test_each_language_has_its_own(plan, visit, patient_user):
    english = text_of(visit())
    assert len(caches["sheets"]._cache) == 10
    speak(patient_user, "ru")
    russian = text_of(visit())
    assert len(caches["sheets"]._cache) == 20
    speak(patient_user, "en")
    assert text_of(visit()) == english
    speak(patient_user, "ru")
    assert text_of(visit()) == russian


def test_the_words_of_another_plan_are_its_own(plan, visit, browser_of, episode, clinician, other_patient):
    visit()
    theirs = factories.make_plan(
        factories.make_episode(other_patient),
        by=clinician,
        exercises=[factories.make_exercise(title="Only theirs", steps=["Look up."])],
        notes=["For Tomas alone."],
        now=plan.issued_at,
    )
    assert theirs.sheet["items"][0]["note"] == "For Tomas alone."
    shown = text_of(browser_of(other_patient.user).get("/today/"))
    assert "Look up." in shown
    assert "For Tomas alone." in shown
    assert "Sit tall." not in shown


def test_what_was_noted_shows_although_the_words_are_kept(plan, visit, phone, item):
    before = text_of(visit())
    press(phone, item, "done")
    after = text_of(visit())
    assert "0 of 5 done" in before
    assert "1 of 5 done" in after


def test_a_new_plan_shows_its_own_words(episode, clinician, visit, plan):
    assert "Slower this time." not in text_of(visit())
    make_five(episode, by=clinician, notes=["Slower this time."])
    assert "Slower this time." in text_of(visit())
