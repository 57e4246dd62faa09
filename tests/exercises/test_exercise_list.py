import re
from datetime import UTC, datetime

import pytest

from exercises.figures import figure_url
from exercises.models import Exercise
from tests.factories import make_exercise

pytestmark = pytest.mark.usefixtures("library")


def shown(response):
    """Keys of the cards, in order."""
    return re.findall(r'class="stretched-link" href="/exercises/([a-z0-9-]+)/"', response.content.decode())


def count_of(response, name, word):
    """The number beside a box, None when the box is not there."""
    label = rf'for="{name}-{word}">[^<]*<span class="text-muted ms-auto">(\d+)</span>'
    found = re.search(label, response.content.decode())
    return int(found[1]) if found else None


@pytest.fixture
def look(browser_of, clinician):
    browser = browser_of(clinician)
    return lambda query="": browser.get(f"/exercises/{query}")


def test_a_clinician_and_an_admin_may_look(browser_of, clinician, admin):
    for person in (clinician, admin):
        assert browser_of(person).get("/exercises/").status_code == 200


def test_a_patient_may_not(browser_of, patient_user, clinician):
    assert browser_of(patient_user).get("/exercises/").status_code == 403
    assert browser_of(clinician).get("/exercises/").status_code == 200


def test_a_visitor_is_sent_to_sign_in(client):
    response = client.get("/exercises/")
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/exercises/")


def test_the_page_counts_the_library_and_shows_the_first_cards(look):
    response = look()
    assert "137 in the library" in response.content.decode()
    assert len(shown(response)) == 48
    assert ("Page 1 of 3" in response.content.decode(), len(shown(look("?page=3")))) == (True, 41)


def test_all_pages_together_show_every_exercise_once(look):
    found = [key for number in (1, 2, 3) for key in shown(look(f"?page={number}"))]
    assert sorted(found) == sorted(Exercise.objects.values_list("key", flat=True))


def test_paging_keeps_the_filters(look):
    assert 'href="?stage=recovery&amp;page=2"' in look("?stage=recovery").content.decode()


def test_a_filter_by_set_shows_what_it_says(look):
    response = look("?region=lumbar&method=classical")
    assert shown(response) == [
        "lumbar-pelvic-raise",
        "lumbar-supine-trunk-twist",
        "lumbar-side-lying-knee-to-belly",
        "lumbar-four-point-arching",
    ]
    assert "4 exercises" in response.content.decode()


def test_boxes_say_how_many_each_would_give_beside_the_other_filters(look):
    response = look()
    assert [count_of(response, "region", word) for word in ("cervical", "thoracic", "lumbar", "general")] == [
        40,
        27,
        55,
        15,
    ]
    response = look("?method=classical")
    assert [count_of(response, "region", word) for word in ("cervical", "thoracic", "lumbar", "general")] == [
        9,
        6,
        4,
        0,
    ]
    assert [count_of(response, "method", word) for word in ("classical", "norbekov", "evidence-based")] == [
        19,
        18,
        100,
    ]


def test_chosen_boxes_stay_chosen(look):
    text = look("?region=lumbar&equipment=pool&q=walk").content.decode()
    assert re.search(r'value="lumbar" checked', text)
    assert re.search(r"<details[^>]* open>", text)
    assert 'value="walk"' in text
    assert not re.search(r'value="cervical" checked', text)


def test_the_words_search_titles_and_purposes(look):
    assert shown(look("?q=chin+tuck")) == ["chin-tuck-wall", "chin-tuck-supine", "chin-tuck-sitting"]
    assert shown(look("?q=CHIN+wall")) == ["chin-tuck-wall"]


def test_nothing_found_says_so_and_leads_back(look):
    text = look("?q=trampoline").content.decode()
    assert "No exercise fits all of these filters." in text
    assert '<a href="/exercises/">Show all exercises</a>' in text


def test_an_untouched_form_shows_everything(look):
    assert "137 exercises" in look("?q=&region=&page=").content.decode()


def test_an_unknown_word_is_named_beside_its_filter(look):
    response = look("?region=knee")
    assert response.status_code == 400
    assert shown(response) == []
    assert "knee is not one of the available choices" in response.content.decode()


def test_typed_words_are_shown_as_text(look):
    response = look("?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert (response.status_code, b"<script>alert" in response.content) == (200, False)


@pytest.mark.parametrize("number", ["0", "-1", "999", "x"])
def test_a_page_that_is_not_there_becomes_one_that_is(look, number):
    assert len(shown(look(f"?page={number}"))) in (48, 41)


def test_retired_exercises_are_not_listed(look):
    assert "chin-tuck-wall" in shown(look("?q=chin+tuck"))
    Exercise.objects.filter(key="chin-tuck-wall").update(retired_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert shown(look("?q=chin+tuck")) == ["chin-tuck-supine", "chin-tuck-sitting"]


def test_a_clinics_own_exercise_is_shown_to_its_people_alone(browser_of, clinician, stranger, clinic):
    make_exercise(key="our-own-stretch", clinic=clinic, title="Quokka stretch")
    own = browser_of(clinician).get("/exercises/?q=quokka")
    assert (shown(own), "1 of your clinic" in own.content.decode()) == (["our-own-stretch"], True)
    other = browser_of(stranger).get("/exercises/?q=quokka")
    assert (shown(other), "1 of your clinic" in other.content.decode()) == ([], False)


def test_a_card_without_a_picture_of_its_own_shows_its_position(look, clinic):
    make_exercise(key="our-own-stretch", clinic=clinic, title="Quokka stretch", position="standing")
    image = f'<img class="pl-figure" src="{figure_url("position-standing")}" alt="A person standing upright."'
    assert look("?q=quokka").content.decode().count(image) == 1


def test_a_card_says_the_dose_with_the_count_first(look):
    assert (
        '<span class="pl-dose">3 times each side <span>· hold 5 seconds · relax 5 seconds · '
        "at most 30 % of full strength</span></span>" in look("?q=held+hand").content.decode()
    )


def test_queries_do_not_grow_with_the_cards(look, django_assert_num_queries):
    with django_assert_num_queries(11):
        assert len(shown(look("?q=pallof"))) == 1
    with django_assert_num_queries(11):
        assert len(shown(look())) == 48


def test_only_equipment_that_leads_somewhere_is_offered(look):
    assert (count_of(look(), "equipment", "pool"), count_of(look(), "equipment", "mirror")) == (1, None)
    response = look("?q=trampoline")
    assert (count_of(response, "equipment", "pool"), count_of(response, "region", "lumbar")) == (None, 0)
