"""/safety/rules/"""

import re

import pytest

from accounts.thresholds import FIELDS
from exercises.vocabulary import matrix
from prescriptions.safety import RULES, Level, Moment
from prescriptions.safety.handbook import handbook, place_of, sentence_of, settings_of
from prescriptions.safety.sentences import SENTENCES
from tests import factories
from tests.prescriptions.safety.codes import CODES, PROPERTIES, PUBLISHING
from tests.rule_sentences import TARGET, rendered

URL = "/safety/rules/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def look(browser_of, clinician):
    def get(**asked):
        return browser_of(clinician).get(URL, asked)

    return get


def shown(answer):
    """The codes on the page, in its order."""
    return re.findall(r'<article class="pl-rule" id="([^"]+)"', answer.content.decode())


def card(answer, code):
    """What the page says of one rule, as text."""
    html = answer.content.decode()
    inside = re.search(rf'<article class="pl-rule" id="{code}".*?</article>', html, re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", inside).split())


# --- the set of rules


def test_the_program_holds_the_rules_of_the_specification_and_no_others():
    assert sorted([*CODES], key=place_of) == sorted([*(entry.code for entry in handbook())], key=place_of)


def test_each_rule_stands_once_and_in_the_order_of_the_specification():
    codes = [entry.code for entry in handbook()]
    assert codes == CODES


def test_only_properties_and_what_judges_a_text_have_no_function():
    assert sorted(PUBLISHING + PROPERTIES) == sorted({entry.code for entry in handbook()} - set(RULES))


def test_every_rule_says_what_it_is_where_it_comes_from_and_what_clears_it():
    for entry in handbook():
        assert entry.says, entry.code
        assert entry.source, entry.code
        assert entry.moments, entry.code
        if entry.code in PROPERTIES:
            assert (entry.level, bool(entry.kept), entry.clears_by) == (None, True, ""), entry.code
        else:
            assert entry.clears_by, entry.code
            assert entry.level in Level, entry.code


def test_a_rule_is_told_as_a_sentence_for_clinicians():
    for entry in handbook():
        assert entry.says[0].isupper(), entry.code
        assert entry.says.endswith("."), entry.code
        assert re.findall(r"\.py|_|case\b|\(\)", str(entry.says)) == [], entry.code


def test_a_sentence_is_the_first_paragraph_on_one_line():
    def judge(case):
        """It says this
        and that.

        Not this.
        """

    assert sentence_of(judge) == "It says this and that."


def test_the_translators_have_every_sentence():
    assert TARGET.read_text() == rendered()
    assert {sentence_of(rule.judge) for rule in RULES.values()} == set(SENTENCES)


def test_a_rule_of_the_matrix_tells_its_rows_and_their_levels():
    entries = {entry.code: entry for entry in handbook()}
    assert sum(len(entry.rows) for entry in entries.values()) == len(matrix())
    assert entries["C-30"].levels == [Level.HARD, Level.WARN]
    assert entries["C-32"].levels == [Level.ADVISE]


def test_a_red_flag_names_the_ticks_that_raise_it():
    ticks = {entry.code: entry.ticks for entry in handbook()}
    assert ticks["C-05"] == ("recent-significant-trauma", "suspected-fracture")
    assert ticks["S-27"] == ("syncope-or-drop-attack", "fainting", "heart-area-pain")
    assert ticks["S-01"] == ()


def test_sources_are_printed_in_full_where_they_are_known():
    cited = {entry.code: [source["citation"][:10] for source in entry.citations] for entry in handbook()}
    assert cited["C-20"] == ["Rushton A "]
    assert cited["S-06"] == []


# --- the page


def test_a_clinician_sees_all_rules_under_five_headings(look):
    answer = look()
    assert shown(answer) == [entry.code for entry in handbook()]
    sections = {name: [rule["entry"].code for rule in rules] for name, _h, rules in answer.context["sections"]}
    assert list(sections) == ["article", "flags", "pain", "conditions", "plan"]
    assert {name: (codes[0], codes[-1]) for name, codes in sections.items()} == {
        "article": ("S-01", "S-31"),
        "flags": ("C-01", "C-12"),
        "pain": ("C-13", "C-18"),
        "conditions": ("C-19", "C-41"),
        "plan": ("C-42", "C-57"),
    }


def test_a_card_tells_level_moment_source_what_clears_it_and_the_patients_words(look):
    words = card(look(), "C-12")
    assert words == (
        "C-12 Resting pressure of 180 or more over 110 or more: only breathing and resting positions until "
        "re-measured. Cannot be passed When it is issued · When the patient begins a session · When the patient "
        "reports Raised by Blood pressure of 180/110 or more Clears by A lower blood pressure, measured again. "
        "The patient reads Not today: your blood pressure was too high. Have it measured again first. "
        "(Prompt: in the next days) Source AHA-2007, ACSM-GETP11 ACSM's Guidelines for Exercise Testing and "
        "Prescription. 11th ed. 2021 (from memory) Williams MA et al. Resistance exercise in individuals with and "
        "without cardiovascular disease. Circulation 2007;116:572-584 (from memory)"
    ).replace("ACSM's", "ACSM&#x27;s")


def test_a_card_of_the_matrix_tells_condition_and_movement(look):
    words = card(look(), "C-40")
    assert "2 pairs of condition and movement" in words
    assert "Open wound or skin infection" in words
    assert "Cannot be passed" in words


def test_a_property_says_how_it_is_held(look):
    assert "S-31 Age alone never keeps an adult from exercising. Always holds" in card(look(), "S-31")
    assert "How it is held Only S-28 (under 18) and C-49 (from 75, information) read the age." in card(look(), "S-31")


def test_the_clinics_own_numbers_stand_with_the_rules_they_belong_to(look, clinic):
    type(clinic).objects.filter(pk=clinic.pk).update(screen_days=21, norbekov_lumbar_gate_warns=True)
    answer = look()
    assert "Your clinic's number How long a red-flag screen counts: 21 days" in card(answer, "C-42b")
    assert "Norbekov lower-back set asks for a reason: yes Source" in card(answer, "S-14")
    assert "Your clinic's number" not in card(answer, "C-44")


def test_who_works_at_two_clinics_sees_whose_number_it_is(look, clinician, other_clinic):
    other_clinic.memberships.create(user=clinician, role="clinician")
    type(other_clinic).objects.filter(pk=other_clinic.pk).update(supervised_sessions_wanted=5)
    words = card(look(), "S-15b")
    assert "3 times (Northfield Spine Clinic), 5 times (Southgate Physiotherapy)" in words


def test_every_setting_names_the_rules_it_is_for():
    named = {name: set(field.metadata["rules"].split(", ")) for name, field in FIELDS.items()}
    of_alerts = {name for name, field in FIELDS.items() if field.metadata["alerts"]}
    assert {name for name, codes in named.items() if codes == {""}} == of_alerts
    assert set().union(*named.values()) - {""} - set(CODES) == set()
    assert settings_of("S-14") == ["movement_pain_days", "norbekov_lumbar_gate_warns"]


def expected(keep):
    return [entry.code for entry in handbook() if keep(entry)]


@pytest.mark.parametrize("level", ["hard", "warn", "advise"])
def test_a_level_filters(look, level):
    assert shown(look(level=level)) == expected(lambda entry: level in entry.levels) != []


def test_properties_can_be_asked_for(look):
    assert shown(look(level="property")) == [code for code in CODES if code in PROPERTIES]


@pytest.mark.parametrize("moment", list(Moment))
def test_a_moment_filters(look, moment):
    assert shown(look(moment=moment.value)) == expected(lambda entry: moment in entry.moments) != []


def test_both_filters_meet(look):
    both = expected(lambda entry: "advise" in entry.levels and Moment.STAGE in entry.moments)
    assert shown(look(level="advise", moment="stage")) == both == ["S-11", "S-29"]


def test_an_empty_meeting_says_so(look):
    answer = look(level="advise", moment="publish")
    assert (answer.status_code, shown(answer)) == (200, [])
    assert "No rule fits both filters." in answer.content.decode()


@pytest.mark.parametrize("asked", [{"level": "harsh"}, {"moment": "later"}])
def test_an_unknown_word_is_named(look, asked):
    answer = look(**asked)
    assert (answer.status_code, shown(answer)) == (400, [])
    assert "A filter has a word we do not know." in answer.content.decode()


def test_it_costs_the_session_the_person_and_the_roles(browser_of, clinician, django_assert_num_queries):
    page = browser_of(clinician)
    with django_assert_num_queries(3):
        page.get(URL)


@pytest.mark.parametrize("who", ["admin", "patient_user"])
def test_it_is_for_clinicians(browser_of, request, who):
    assert browser_of(request.getfixturevalue(who)).get(URL).status_code == 403


# --- the ways to it


def test_the_menu_leads_to_it_for_clinicians_alone(browser_of, clinician, admin):
    link = f'href="{URL}"'
    assert link in browser_of(clinician).get("/patients/").content.decode()
    assert link not in browser_of(admin).get("/patients/").content.decode()


def test_a_finding_of_the_builder_leads_to_its_rule(browser_of, clinician, episode):
    factories.make_assessment(episode, by=clinician, red_flags=["constant-night-pain"])
    page = browser_of(clinician).get(f"/episodes/{episode.pk}/prescribe/").content.decode()
    assert f'href="{URL}#C-08"' in page


def test_a_finding_of_a_plan_leads_to_its_rule(browser_of, clinician, episode):
    plan = factories.make_plan(episode, by=clinician)
    plan.findings = [{"rule": "C-43", "level": "warn", "item": None, "exercise": None, "message": "Long."}]
    plan.save()
    page = browser_of(clinician).get(f"/plans/{plan.pk}/").content.decode()
    assert f'href="{URL}#C-43"' in page
