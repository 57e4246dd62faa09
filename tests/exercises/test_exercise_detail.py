import html
import re
from datetime import UTC, datetime

import pytest

from exercises.models import Advice, Exercise
from tests.factories import make_exercise

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def look(browser_of, clinician):
    browser = browser_of(clinician)
    return lambda key: browser.get(f"/exercises/{key}/")


def spoken(markup):
    """What the markup says, without tags and with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def words_of(response):
    return spoken(response.content.decode())


def section(response, name):
    found = re.search(rf'<section[^>]* aria-labelledby="{name}".*?</section>', response.content.decode(), re.DOTALL)
    return spoken(found[0]) if found else ""


def test_a_clinician_and_an_admin_may_look(browser_of, clinician, admin):
    for person in (clinician, admin):
        assert browser_of(person).get("/exercises/cat-camel/").status_code == 200


def test_a_patient_may_not(browser_of, patient_user, clinician):
    assert browser_of(patient_user).get("/exercises/cat-camel/").status_code == 403
    assert browser_of(clinician).get("/exercises/cat-camel/").status_code == 200


def test_what_does_not_exist_is_404(look):
    assert look("no-such-thing").status_code == 404


def test_a_clinics_own_exercise_is_there_for_its_people_alone(browser_of, clinician, stranger, clinic):
    make_exercise(key="our-own-stretch", clinic=clinic)
    assert browser_of(stranger).get("/exercises/our-own-stretch/").status_code == 404
    assert browser_of(clinician).get("/exercises/our-own-stretch/").status_code == 200


def test_steps_breathing_and_cautions_are_shown(look):
    response = look("cervical-resisted-rotation")
    assert section(response, "steps") == (
        "Steps Sit or stand tall with relaxed shoulders. Lay the right palm against the right temple. "
        "Try to turn the face to the right while the palm keeps the head still. "
        "Hold the balanced effort for 5 seconds, then let go gradually. "
        "Complete 3 holds, then change hands and do the left side."
    )
    assert section(response, "breathing") == (
        "Breathing Breathe evenly and calmly; never stop the breath during effort."
    )
    assert "The head must not move; start and stop the effort gradually." in section(response, "cautions")


def test_every_number_of_the_dose_has_its_origin(look):
    assert section(look("cervical-resisted-rotation"), "dose") == (
        "Starting dose What How much Where from "
        "Sets 1 default "
        "Times 3 article, line 57 "
        "Sides each side or direction article, line 57 "
        "Hold 5 seconds article, line 57 "
        "Relax 5 seconds default "
        "Effort at most 30 % of full strength default "
        "A day once a day default "
        "A week every day article, line 60"
    )


def test_each_stage_says_what_it_rests_on(look):
    assert section(look("cervical-resisted-rotation"), "stages") == (
        "Stages Recovery Maintenance "
        "Acute Not allowed: this set starts once the condition permits more load "
        "Recovery Explicit: shown when the state of health allows it "
        "Maintenance Implied: daily performance advised, prevention asks for lifelong exercise "
        "“then the load can be increased” The article, line 55"
    )


def test_the_articles_words_are_for_clinicians(browser_of, clinician, admin):
    quote = "then the load can be increased"
    assert quote in words_of(browser_of(clinician).get("/exercises/cervical-resisted-rotation/"))
    assert quote not in words_of(browser_of(admin).get("/exercises/cervical-resisted-rotation/"))


def test_a_gate_is_explained(look):
    assert "Opened by rule S-13: no back pain at rest or on movement (NRS 0)" in section(
        look("lumbar-pelvic-raise"), "stages"
    )


def test_contraindications_are_in_plain_words_with_level_and_rule_the_strongest_first(look):
    assert section(look("prone-press-up"), "contraindications") == (
        "When not, and when with care "
        "Cannot be issued. Pregnancy, second or third trimester (C-30) "
        "Needs your reason. Lumbar spinal stenosis with neurogenic claudication (C-24) "
        "Symptomatic spondylolisthesis or spondylolysis (C-24) "
        "Vertebral fracture, unhealed or within 12 weeks (C-26) "
        "Spinal operation within 12 weeks, surgeon's clearance recorded (C-28) "
        "Fused segment in the treated region (C-28) "
        "Generalised joint hypermobility (C-35) "
        "Falls in the past year, unsteady gait or needs help from the floor (C-37) "
        "Painful wrist or hand (C-38)"
    )


def test_an_exercise_nothing_speaks_against_says_so(look):
    assert section(look("norbekov-warmup-hands"), "contraindications") == (
        "When not, and when with care No condition on record speaks against it."
    )


def test_the_advice_that_speaks_of_it_is_shown(look):
    titles = re.findall(r"<dt>([^<]+)</dt><dd>", look("thoracic-chair-backbend").content.decode())
    assert "Right chair for the backward bend" in titles
    titles = re.findall(r"<dt>([^<]+)</dt><dd>", look("thoracic-arm-circles").content.decode())
    assert "Right chair for the backward bend" not in titles
    assert "Upper-back set as prevention" in titles


def test_retired_advice_is_not_shown(look):
    assert "Loose clothes" in words_of(look("thoracic-arm-circles"))
    Advice.objects.filter(key="advice-loose-clothing").update(retired_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert "Loose clothes" not in words_of(look("thoracic-arm-circles"))


def test_easier_and_harder_ones_are_linked(look):
    text = look("bird-dog").content.decode()
    assert re.search(r'Easier</dt><dd><a href="/exercises/bird-dog-leg/">', text)
    text = look("thoracic-side-lean-arms-down").content.decode()
    assert re.search(r'Harder</dt><dd><a href="/exercises/thoracic-side-lean-arms-up/">', text)


def test_the_norbekov_label_says_what_it_is_and_the_imagery_is_shown(look):
    response = look("norbekov-cervical-up-down")
    assert "Norbekov: traditional method, no proof of cure" in words_of(response)
    assert section(response, "imagery") == (
        "Imagery Picture the spine section from the inside, moving easily; keep a light smile and a confident mood."
    )
    assert section(look("cat-camel"), "imagery") == ""


def test_sources_are_printed_in_full(look):
    assert "Blanpied PR et al. Neck Pain: Revision 2017." in section(look("chin-tuck-sitting"), "source")
    seed = section(look("cervical-resisted-rotation"), "source")
    assert "The movement stands in line 57 of the article." in seed
    assert "How that line was read: Line 57: who resists whom?" in seed
    assert "The founding article: therapeutic exercise for osteochondrosis of the spinal column" in seed


def test_a_retired_exercise_says_so(look):
    assert "Retired." not in words_of(look("cat-camel"))
    Exercise.objects.filter(key="cat-camel").update(retired_at=datetime(2026, 11, 1, 12, tzinfo=UTC))
    assert "Retired. This exercise was taken out of the catalogue on 1 November 2026" in words_of(look("cat-camel"))


def test_a_clinics_own_exercise_without_sources_is_shown(look, clinic):
    make_exercise(key="our-own-stretch", clinic=clinic, title="Our own stretch")
    response = look("our-own-stretch")
    assert (response.status_code, section(response, "source")) == (200, "")
    assert "Of your clinic" in words_of(response)


def test_every_exercise_of_the_library_has_its_page(look):
    for key in Exercise.objects.values_list("key", flat=True):
        assert look(key).status_code == 200, key


def test_the_page_takes_few_queries(look, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        look("thoracic-chair-backbend")
