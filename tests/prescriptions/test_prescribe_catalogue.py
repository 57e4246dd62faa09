"""The catalogue beside the builder: found by words and lists, judged before it is added."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from exercises.models import Exercise
from tests import factories
from tests.prescriptions.builder import HTMX, Builder, form_of, keys_of, make_draft

pytestmark = pytest.mark.django_db
QUERIES_OF_A_DRAFT = 10


@pytest.fixture(autouse=True)
def _nothing_but_the_tests_own(db):
    """The shipped library steps back, so that a list is what the test made."""
    Exercise.objects.update(retired_at=timezone.now())


@pytest.fixture
def assessed(episode, clinician):
    factories.make_assessment(episode, by=clinician)
    return episode


@pytest.fixture
def builder(browser_of, clinician, assessed):
    return Builder(browser_of(clinician), assessed)


def offered(answer):
    return [candidate.exercise.key for candidate in answer.context["panel"].candidates]


def test_what_fits_stands_before_what_does_not(builder):
    factories.make_exercise(key="other-stage", stages=["maintenance"])
    factories.make_exercise(key="general", region="general")
    factories.make_exercise(key="own")
    factories.make_exercise(key="other-region", region="lumbar")
    assert offered(builder.open()) == ["own", "general", "other-stage"]
    assert offered(builder.open("?region=")) == ["own", "general", "other-region", "other-stage"]


def test_words_region_position_and_method_narrow_the_list(builder):
    factories.make_exercise(key="nod", title="Slow nod", position="supine")
    factories.make_exercise(key="turn", title="Slow turn", method="classical")
    factories.make_exercise(key="bridge", title="Slow bridge", region="lumbar")
    assert offered(builder.open("?q=slow")) == ["nod", "turn"]
    assert offered(builder.open("?q=slow+NOD")) == ["nod"]
    assert offered(builder.open("?region=lumbar")) == ["bridge"]
    assert offered(builder.open("?position=supine")) == ["nod"]
    assert offered(builder.open("?exercise_method=classical")) == ["turn"]


def test_the_list_keeps_what_was_asked(builder):
    answer = builder.open("?q=slow&region=lumbar&position=supine")
    assert 'value="slow"' in answer.text
    assert '<option value="lumbar" selected>Lower back</option>' in answer.text
    assert '<option value="supine" selected>on the back</option>' in answer.text


def test_twelve_are_shown_and_more_on_request(builder):
    for number in range(14):
        factories.make_exercise(key=f"exercise-a{number:02}")
    first = builder.open()
    assert (len(offered(first)), first.context["panel"].more) == (12, 2)
    more = builder.open(f"?{first.context['panel'].more_query}")
    assert (len(offered(more)), more.context["panel"].more) == (14, 0)


@pytest.mark.parametrize("show", ["0", "-1", "many", "²", "99999"])
def test_a_number_nobody_can_mean_shows_twelve(builder, show):
    for number in range(13):
        factories.make_exercise(key=f"exercise-a{number:02}")
    assert len(offered(builder.open(f"?show={show}"))) == 12


def test_a_word_the_catalogue_does_not_know_finds_nothing_and_says_so(builder):
    factories.make_exercise(key="nod")
    answer = builder.open("?region=moon")
    assert (answer.status_code, offered(answer)) == (200, [])
    assert "The search has a word the catalogue does not know." in answer.text


def test_what_is_in_the_plan_or_retired_or_anothers_is_not_offered(builder, assessed, clinician, clinic, other_clinic):
    factories.make_exercise(key="theirs", clinic=other_clinic)
    factories.make_exercise(key="ours", clinic=clinic)
    gone = factories.make_exercise(key="gone")
    Exercise.objects.filter(pk=gone.pk).update(retired_at=assessed.assessments.get().assessed_at)
    make_draft(assessed, factories.make_exercise(key="chosen"), by=clinician)
    assert offered(builder.open()) == ["ours"]


def test_each_candidate_says_what_the_rules_would_say(builder, patient, assessed, clinician):
    patient.conditions = ["cervical-instability"]
    patient.save()
    factories.make_exercise(key="a-fine")
    factories.make_exercise(key="b-warned", stages=["recovery", "maintenance"], traits=["cx-isometric"])
    factories.make_exercise(key="c-closed", traits=["cx-rotation-end"])
    factories.make_exercise(key="d-elsewhere", region="lumbar")
    answer = builder.open("?region=")
    said = {
        candidate.exercise.key: (
            [finding.rule for finding in candidate.hard],
            [finding.rule for finding in candidate.warn],
            candidate.elsewhere,
        )
        for candidate in answer.context["panel"].candidates
    }
    assert said == {
        "a-fine": ([], [], False),
        "b-warned": ([], ["C-21"], False),
        "c-closed": (["C-21"], [], False),
        "d-elsewhere": ([], [], True),
    }
    assert answer.text.count("Will need your reason") == 1
    assert answer.text.count("Another region: Lower back") == 1


def test_a_plan_wide_reason_that_stands_anyway_is_not_laid_at_a_candidates_door(builder, patient):
    patient.conditions = None
    patient.save()
    factories.make_exercise(key="a-fine")
    [candidate] = builder.open().context["panel"].candidates
    assert (candidate.hard, candidate.warn) == ([], [])


def test_adding_comes_back_to_the_same_search(builder, assessed, clinician):
    draft = make_draft(assessed, by=clinician)
    factories.make_exercise(key="nod", title="Slow nod", region="lumbar")
    answer = builder.post(form_of(builder.open("?q=slow&region=lumbar")) | {"do": ["add:nod"]})
    address = urlsplit(answer.headers["Location"])
    assert parse_qs(address.query) == {"q": ["slow"], "region": ["lumbar"], "show": ["12"]}
    assert keys_of(draft) == ["alpha", "beta", "nod"]


def test_over_htmx_the_search_stays_beside_the_new_row(builder, assessed, clinician):
    make_draft(assessed, by=clinician)
    for key in ("nod", "nod-again"):
        factories.make_exercise(key=key, title="Slow nod")
    answer = builder.post(form_of(builder.open("?q=slow")) | {"do": ["add:nod"]}, headers=HTMX)
    assert offered(answer) == ["nod-again"]


def test_searching_beside_a_named_draft_stays_with_it(builder, assessed, clinician):
    draft = make_draft(assessed, by=clinician)
    answer = builder.open(f"?draft={draft.pk}&q=slow")
    assert f'<input type="hidden" name="draft" value="{draft.pk}">' in answer.text


def test_of_a_whole_catalogue_a_page_shows_so_many_and_names_the_way_to_the_rest(builder, assessed, clinician):
    make_draft(assessed, by=clinician)
    for number in range(74):
        factories.make_exercise(key=f"exercise-a{number:02}")
    answer = builder.open("?show=60&region=cervical")
    assert "14 more</a>" in answer.text
    answer = builder.open("?show=300&region=cervical")
    assert len(offered(answer)) == 72
    assert "2 more: a word or a filter above finds them." in answer.text


@pytest.mark.parametrize("count", [1, 12])
def test_the_queries_do_not_grow_with_the_candidates(builder, assessed, clinician, django_assert_num_queries, count):
    make_draft(assessed, by=clinician)
    for number in range(count):
        factories.make_exercise(key=f"exercise-a{number:02}")
    with django_assert_num_queries(QUERIES_OF_A_DRAFT):
        assert len(offered(builder.open())) == count
