"""A plan is written in the language of the patient's record; an exercise without words in it is asked about."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import gettext, override

from accounts.refusals import Refused
from exercises.models import Exercise
from prescriptions import actions
from prescriptions.models import Override, Plan
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
OWN = "Our own stretch"


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def reader(patient):
    """The patient, whose record says Russian."""
    patient.language = "ru"
    patient.save()
    return patient


@pytest.fixture
def press():
    return Exercise.objects.get(key="cervical-occiput-press-supine")


@pytest.fixture
def own(clinic):
    return factories.make_exercise(key="our-own-stretch", clinic=clinic, title=OWN)


def drafted(episode, clinician, *exercises, now):
    factories.make_assessment(episode, by=clinician, at=now)
    lines = [actions.Line(each, each.dose) for each in exercises]
    return actions.create_draft(by=clinician, episode=episode, now=now, lines=lines)


def texts_of(line):
    return [line["title"], line["breathing"], line["purpose"], *line["steps"], *line["cautions"]]


def test_a_plan_for_somebody_who_reads_russian_is_in_russian(reader, episode, clinician, press):
    plan = factories.make_plan(episode, by=clinician, exercises=[press])
    (line,) = plan.sheet["items"]
    assert (line["title"], line["language"], plan.sheet["patient"]["language"]) == (
        "Давление затылком на подушку",
        "ru",
        "ru",
    )
    assert all(CYRILLIC.search(text) for text in texts_of(line))
    assert all(CYRILLIC.search(advice["title"]) and CYRILLIC.search(advice["text"]) for advice in plan.sheet["advice"])
    assert len(plan.sheet["advice"]) > 3


def test_the_language_of_who_issues_it_does_not_matter(patient, episode, clinician, press):
    with override("ru"):
        plan = factories.make_plan(episode, by=clinician, exercises=[press])
    assert (plan.sheet["items"][0]["title"], plan.sheet["items"][0]["language"]) == (
        "Occiput press into a pillow",
        "en",
    )
    assert not any(CYRILLIC.search(text) for text in texts_of(plan.sheet["items"][0]))


def test_the_collar_advice_is_in_the_patients_language_too(reader, episode, clinician):
    walking = Exercise.objects.get(key="acute-gentle-head-turn")
    until = datetime.now(UTC).date() + timedelta(days=7)
    factories.make_assessment(
        episode, by=clinician, stage="acute", collar=True, collar_until=until, collar_reason="", pain_now=4
    )
    plan = factories.make_plan(episode, by=clinician, exercises=[walking])
    last = plan.sheet["items"][0]["cautions"][-1]
    assert last == "При сильном обострении в шейном отделе ходите в воротнике, который вам выдал врач."


def test_an_exercise_without_breathing_is_told_to_breathe_in_its_own_language(reader, episode, clinician, clinic):
    silent = factories.make_exercise(clinic=clinic, title="Тихое", breathing="", language="ru")
    plan = factories.make_plan(episode, by=clinician, exercises=[silent])
    with override("ru"):
        calm = gettext("Breathe evenly and calmly. Do not hold the breath.")
    assert (plan.sheet["items"][0]["language"], plan.sheet["items"][0]["breathing"]) == ("ru", calm)


def test_words_that_are_missing_stop_the_issue_until_a_clinician_says_why(reader, episode, clinician, own, now):
    draft = drafted(episode, clinician, own, now=now)
    with pytest.raises(Refused) as refused:
        actions.issue_plan(by=clinician, plan=draft, now=now)
    assert [(finding.rule, finding.exercise) for finding in refused.value.findings if finding.level == "warn"] == [
        ("C-57", own.key)
    ]
    finding = next(finding for finding in refused.value.findings if finding.rule == "C-57")
    assert finding.message == "The patient reads Russian; this exercise is written in English only."
    assert Plan.objects.get().status == "draft"


def test_the_reason_is_kept_and_the_line_says_its_own_language(reader, episode, clinician, own, now):
    draft = drafted(episode, clinician, own, now=now)
    reason = actions.Reason("C-57", "Her daughter reads English to her.")
    plan = actions.issue_plan(by=clinician, plan=draft, now=now, reasons=[reason])
    assert [(line["title"], line["language"]) for line in plan.sheet["items"]] == [(OWN, "en")]
    assert Override.objects.get().reason == "Her daughter reads English to her."


def test_a_later_translation_does_not_rewrite_the_sheet(reader, episode, clinician, press):
    plan = factories.make_plan(episode, by=clinician, exercises=[press])
    Exercise.objects.filter(key=press.key).update(texts={})
    reader.language = "en"
    reader.save()
    assert Plan.objects.get(pk=plan.pk).sheet["items"][0]["title"] == "Давление затылком на подушку"


def test_the_api_gives_the_words_of_the_sheet_whatever_it_is_asked_in(api, reader, episode, clinician, press):
    plan = factories.make_plan(episode, by=clinician, exercises=[press])
    shown = api(clinician).get(f"/api/v1/plans/{plan.pk}/").json()
    assert (shown["items"][0]["title"], shown["advice"][0]["title"]) == (
        "Давление затылком на подушку",
        "Сначала — к врачу",
    )


def test_the_clinician_sees_the_catalogue_in_their_own_language(browser_of, reader, episode, clinician):
    factories.make_assessment(episode, by=clinician)
    page = browser_of(clinician).get(f"/episodes/{episode.pk}/prescribe/").content.decode()
    titles = re.findall(r'class="pl-title"[^>]*>([^<]+)<', page)
    assert "Occiput press into a pillow" in titles
    assert not any(CYRILLIC.search(title) for title in titles)


# --- pages say which language a text is in ----------------------------------------------------------------------


def marked(page, tag):
    """(lang, text) of the elements `tag` of a page that are in another language than the page."""
    return re.findall(rf'<{tag}[^>]* lang="(\w+)"[^>]*>([^<]*)', page.content.decode())


def test_a_plan_of_another_language_is_marked_on_the_clinicians_page(browser_of, reader, episode, clinician, press):
    plan = factories.make_plan(episode, by=clinician, exercises=[press])
    page = browser_of(clinician).get(f"/plans/{plan.pk}/")
    assert '<html lang="en">' in page.content.decode()
    assert ("ru", "Давление затылком на подушку") in marked(page, "a")
    assert re.search(r'<ol [^>]*lang="ru"><li>Лягте на спину', page.content.decode())
    assert re.search(r'<dl [^>]*lang="ru"><dt>Сначала — к врачу', page.content.decode())


def test_a_patients_page_in_the_language_of_the_plan_marks_nothing(browser_of, reader, episode, clinician, press):
    factories.make_plan(episode, by=clinician, exercises=[press])
    page = browser_of(reader.user).get("/today/")
    assert '<html lang="ru">' in page.content.decode()
    main = page.content.decode().split("<main")[1]
    assert ("Давление затылком на подушку" in main, " lang=" in main) == (True, False)


def test_a_patient_who_changed_the_language_still_hears_the_plan_in_its_own(
    browser_of, reader, episode, clinician, press
):
    factories.make_plan(episode, by=clinician, exercises=[press])
    browser = browser_of(reader.user)
    browser.post("/language/", {"language": "en"})
    page = browser.get("/today/")
    assert '<html lang="en">' in page.content.decode()
    assert ("ru", "Давление затылком на подушку") in marked(page, "h2")


def test_an_english_line_in_a_russian_plan_is_marked_for_the_patient(browser_of, reader, episode, clinician, own, now):
    draft = drafted(episode, clinician, own, now=now)
    actions.issue_plan(by=clinician, plan=draft, now=now, reasons=[actions.Reason("C-57", "Reads English well.")])
    page = browser_of(reader.user).get("/today/")
    assert ("en", OWN) in marked(page, "h2")


def test_an_own_exercise_is_marked_in_the_catalogue(browser_of, clinic, clinician):
    factories.make_exercise(key="nasha", clinic=clinic, title="Наша растяжка", language="ru")
    page = browser_of(clinician).get("/exercises/nasha/")
    assert ("ru", "Наша растяжка") in marked(page, "h1")


def test_what_was_done_at_home_is_told_in_the_clinicians_language(browser_of, reader, episode, clinician, press, now):
    plan = factories.make_plan(episode, by=clinician, exercises=[press])
    facts = {"date": reader.today(now), "occurrence": 1, "outcome": "skipped"}
    actions.record_completion(by=reader.user, item=plan.items.get(), now=now, **facts)
    browser = browser_of(clinician)
    assert "Occiput press into a pillow skipped" in browser.get(f"/patients/{reader.pk}/").content.decode()
    browser.post("/language/", {"language": "ru"})
    assert "Давление затылком на подушку: пропущено" in browser.get(f"/patients/{reader.pk}/").content.decode()
