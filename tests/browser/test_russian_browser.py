"""Every page a patient sees, in Russian on a narrow telephone: its language is said, and nothing is cut off."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from exercises.models import Exercise
from tests import factories

NARROW = {"width": 320, "height": 640}
PAGES = [
    ("/today/", "на сегодня"),
    ("/today/check-in/", "Как сильно"),
    ("/today/{yesterday}/", "Вчера"),
    ("/today/{tomorrow}/", "Завтра"),
    ("/progress/", "Как прошло"),
    ("/me/", "Ваши данные"),
    ("/me/measures/", "Как вы себя чувствуете?"),
    ("/reminders/", "Напоминания"),
    ("/welcome/", "С чем вы согласились"),
    ("/today/report/", "Сообщить в клинику"),
    ("/code/", "Ваши упражнения"),
    ("/nothing/", "Здесь для вас ничего нет"),
]
DOOR = [
    ("/accounts/login/", "Войти"),
    ("/accounts/login/code/", "Код придёт через минуту"),
    ("/accounts/password/reset/", "Новый пароль"),
    ("/code/", "Ваши упражнения"),
    ("/reminders/stop/x/", "Больше не присылать"),
]
# Names stay as they are written; so does the name of another language in the switch.
NAMES = re.compile(r"Plumbline|Vera( Lindqvist)?|Anna Marlow|Northfield Spine Clinic|English|Letter|\S+@\S+")
# What leaves the screen sideways, what a box hides, and words broken inside a button: text, or nothing.
CUT = r"""() => {
  const width = document.documentElement.clientWidth, found = [];
  const shown = node => { const s = getComputedStyle(node), r = node.getBoundingClientRect();
    return r.width > 1 && r.height > 1 && s.visibility !== "hidden" && !node.closest(".visually-hidden, svg, title"); };
  if (document.documentElement.scrollWidth > width) found.push("the page is wider than the screen");
  for (const node of document.querySelectorAll("body *")) {
    if (!shown(node)) continue;
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    const text = node.textContent.trim().slice(0, 40);
    if (box.right > width + 1 || box.left < -1) found.push("outside: " + text);
    if (style.overflowX === "hidden" && node.scrollWidth > node.clientWidth + 1) found.push("hidden: " + text);
    if (node.matches(".btn") && text) {
      const range = document.createRange(), walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
      for (let leaf; (leaf = walk.nextNode()); ) {
        if (!shown(leaf.parentElement)) continue;
        for (const word of leaf.data.matchAll(/\S+/g)) {
          range.setStart(leaf, word.index); range.setEnd(leaf, word.index + word[0].length);
          const lines = new Set([...range.getClientRects()].filter(r => r.width > 1).map(r => Math.round(r.top)));
          if (lines.size > 1) found.push("broken: " + word[0]);
        }
      }
    }
  }
  return found;
}"""


@pytest.fixture
def reader(library, patient, episode, clinician, patient_user):
    """A patient who reads Russian, agreed, and has a plan of long and short names with a timer, sides and imagery."""
    patient.language = "ru"
    patient.save()
    patient_user.agreed_at = timezone.now()
    patient_user.save()
    keys = ("cervical-occiput-press-supine", "cervical-resisted-rotation", "head-repositioning")
    exercises = [Exercise.objects.get(key=key) for key in keys]
    factories.make_assessment(episode, by=clinician, supervised_session=True)
    now = timezone.now() - timedelta(days=3)
    factories.make_plan(episode, by=clinician, exercises=exercises, now=now, note="Утром и вечером.")
    return patient_user


def paths(now):
    day = timedelta(days=1)
    days = {"yesterday": (now - day).date().isoformat(), "tomorrow": (now + day).date().isoformat()}
    return [(path.format(**days), words) for path, words in PAGES]


def look(page, path, words):
    page.goto(path)
    assert page.get_attribute("html", "lang") == "ru", path
    assert words in page.inner_text("body"), path
    return [(path, complaint) for complaint in [*page.evaluate(CUT), *english_in(page)]]


def english_in(page):
    return re.findall(r"[A-Za-z]{2,}", NAMES.sub("", page.inner_text("body")))


def test_no_page_of_a_patient_is_cut_in_russian_on_a_narrow_telephone(page_of, reader, patient):
    page = page_of(reader, viewport=NARROW, locale="ru-RU")
    now = timezone.now().astimezone(ZoneInfo(patient.time_zone))
    found = [complaint for path, words in paths(now) for complaint in look(page, path, words)]
    page.goto("/today/")
    page.click("text=Меню")
    found += [("menu", complaint) for complaint in page.evaluate(CUT)]
    assert found == []


def test_every_fold_of_the_day_opens_without_cutting_anything(page_of, reader):
    page = page_of(reader, viewport=NARROW)
    page.goto("/today/")
    page.evaluate(
        "document.querySelectorAll('main details').forEach(fold => { fold.removeAttribute('name'); fold.open = true; })"
    )
    assert page.evaluate(CUT) == []
    assert "Осторожно" in page.inner_text("main")


def test_the_door_is_not_cut_in_russian_either(page_of, reader):
    page = page_of(None, viewport=NARROW, locale="ru-RU")
    assert [complaint for path, words in DOOR for complaint in look(page, path, words)] == []


def test_these_tests_see_what_is_cut_or_english(page_of, reader):
    page = page_of(reader, viewport=NARROW)
    page.goto("/today/")
    page.evaluate("document.querySelector('h1').style.width = '900px'")
    assert "the page is wider than the screen" in page.evaluate(CUT)
    page.goto("/today/")
    page.evaluate(
        "const b = document.querySelector('.btn-main'); b.style.width = '5rem'; b.style.overflowWrap = 'anywhere'"
    )
    assert "broken: упражнениям" in page.evaluate(CUT)
    page.evaluate("document.querySelector('h1').textContent = 'Hello, Vera'")
    assert english_in(page) == ["Hello"]
