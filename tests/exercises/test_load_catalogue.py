from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from exercises.actions import load_catalogue
from exercises.catalogue import LibraryError
from exercises.models import Advice, Exercise, ExerciseSet, SetItem
from tests.factories import make_exercise

pytestmark = pytest.mark.django_db


def loaded(folder):
    return load_catalogue(folder=folder.path)


def counts(report):
    return tuple(len(entries) for entries in (report.added, report.changed, report.retired, report.unchanged))


def keys(entries):
    return [entry.key for entry in entries]


def test_the_first_load_adds_everything_there_is(empty):
    report = load_catalogue()
    assert counts(report) == (174, 0, 0, 0)
    assert (report.count("exercise"), report.count("set"), report.count("advice")) == (137, 12, 25)
    stored = [model.objects.count() for model in (Exercise, ExerciseSet, SetItem, Advice)]
    assert stored == [137, 12, 37 + 21, 25]


def test_a_second_load_changes_nothing(library):
    before = list(Exercise.objects.values()), list(SetItem.objects.values()), list(Advice.objects.values())
    assert counts(load_catalogue()) == (0, 0, 0, 174)
    assert (list(Exercise.objects.values()), list(SetItem.objects.values()), list(Advice.objects.values())) == before


def test_loading_takes_few_queries_whatever_it_does(library, folder, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        load_catalogue()
    for file in ("norbekov-cervical.toml", "classical-lumbar.toml"):
        folder.replace(file, "repetitions = ", "relax_seconds = 9\nrepetitions = 1")
        folder.replace(file, "relax_seconds = 9\n", "")
    with django_assert_max_num_queries(16):
        loaded(folder)


def test_an_exercise_is_stored_with_the_origin_of_every_number(library):
    exercise = Exercise.objects.get(key="cervical-resisted-rotation")
    assert exercise.dose.as_json() == {
        "sets": 1,
        "repetitions": 3,
        "hold_seconds": 5,
        "relax_seconds": 5,
        "rest_seconds": None,
        "duration_minutes": None,
        "intensity_percent": 30,
        "per_side": True,
        "times_per_day": 1,
        "weekdays": [1, 2, 3, 4, 5, 6, 7],
    }
    assert exercise.dose_source == {
        "sets": "default",
        "repetitions": "article",
        "hold_seconds": "article",
        "relax_seconds": "default",
        "intensity_percent": "default",
        "per_side": "article",
        "times_per_day": "default",
        "weekdays": "article",
    }
    assert exercise.source["article_line"] == 57
    assert exercise.source["dose_lines"] == {"weekdays": 60}
    assert (exercise.set_key, exercise.order_in_set) == ("classical-cervical", 2)


def test_a_set_holds_its_exercises_in_the_order_of_the_file(library):
    items = ExerciseSet.objects.get(key="classical-lumbar").items
    assert list(items.values_list("position", "exercise_id")) == [
        (1, "lumbar-pelvic-raise"),
        (2, "lumbar-supine-trunk-twist"),
        (3, "lumbar-side-lying-knee-to-belly"),
        (4, "lumbar-four-point-arching"),
    ]


def test_an_edited_number_changes_that_exercise_alone(library, folder):
    folder.replace("classical-lumbar.toml", "repetitions = 6", "repetitions = 8")
    report = loaded(folder)
    assert (keys(report.added), keys(report.changed), keys(report.retired)) == ([], ["lumbar-pelvic-raise"], [])
    assert Exercise.objects.get(key="lumbar-pelvic-raise").repetitions == 8


def test_what_leaves_the_files_is_retired_and_stays_for_old_plans(library, folder):
    folder.take("evidence-based-general.toml", "stationary-cycling")
    report = loaded(folder)
    assert keys(report.retired) == ["stationary-cycling"]
    assert Exercise.objects.get(key="stationary-cycling").retired_at is not None
    assert not Exercise.objects.current().filter(key="stationary-cycling").exists()
    assert Exercise.objects.current().count() == 136


def test_what_is_retired_is_reported_once(library, folder):
    folder.take("evidence-based-general.toml", "stationary-cycling")
    loaded(folder)
    retired_at = Exercise.objects.get(key="stationary-cycling").retired_at
    assert counts(loaded(folder)) == (0, 0, 0, 173)
    assert Exercise.objects.get(key="stationary-cycling").retired_at == retired_at


def test_what_comes_back_is_in_use_again(library, folder):
    block = folder.take("evidence-based-general.toml", "stationary-cycling")
    loaded(folder)
    folder.add("evidence-based-general.toml", block)
    report = loaded(folder)
    assert (keys(report.changed), keys(report.retired)) == (["stationary-cycling"], [])
    assert Exercise.objects.get(key="stationary-cycling").retired_at is None


def test_an_exercise_taken_out_of_a_set_changes_the_set_and_those_behind_it(library, folder):
    folder.take("classical-lumbar.toml", "lumbar-supine-trunk-twist")
    report = loaded(folder)
    assert keys(report.retired) == ["lumbar-supine-trunk-twist"]
    assert keys(report.changed) == [
        "lumbar-side-lying-knee-to-belly",
        "lumbar-four-point-arching",
        "classical-lumbar",
    ]
    items = SetItem.objects.filter(exercise_set="classical-lumbar")
    assert list(items.values_list("position", "exercise_id")) == [
        (1, "lumbar-pelvic-raise"),
        (2, "lumbar-side-lying-knee-to-belly"),
        (3, "lumbar-four-point-arching"),
    ]


def test_a_set_put_in_another_order_is_a_changed_set(library, folder):
    folder.replace("starter-lists.toml", '  "walking-programme",\n  "ninety-ninety-rest",', '  "ninety-ninety-rest",')
    report = loaded(folder)
    assert keys(report.changed) == ["starter-lumbar-acute"]
    first = SetItem.objects.filter(exercise_set="starter-lumbar-acute").first()
    assert (first.position, first.exercise_id) == (1, "ninety-ninety-rest")


def test_retired_sets_and_advice_leave_and_return_too(library, folder):
    whole = (folder.path / "advice.toml").read_text()
    (folder.path / "advice.toml").write_text(whole[: whole.rindex("[[advice]]")])
    (folder.path / "starter-lists.toml").rename(folder.path / "starter-lists.txt")
    report = loaded(folder)
    assert [entry.kind for entry in report.retired] == ["set"] * 4 + ["advice"]
    assert Advice.objects.get(key="prevention-carrying").retired_at is not None
    (folder.path / "advice.toml").write_text(whole)
    (folder.path / "starter-lists.txt").rename(folder.path / "starter-lists.toml")
    report = loaded(folder)
    assert [entry.kind for entry in report.changed] == ["set"] * 4 + ["advice"]
    assert Advice.objects.filter(retired_at=None).count() == 25


def test_a_clinics_own_entries_are_never_touched(library, clinic, folder):
    own = make_exercise(key="our-own-stretch", clinic=clinic)
    own_set = ExerciseSet.objects.create(
        key="our-set", clinic=clinic, title="Ours", method="evidence-based", region="lumbar", stages=["recovery"]
    )
    SetItem.objects.create(exercise_set=own_set, position=1, exercise=own)
    before = Exercise.objects.filter(key=own.key).values().get()
    folder.replace("classical-lumbar.toml", "repetitions = 6", "repetitions = 8")
    assert counts(loaded(folder)) == (0, 1, 0, 173)
    assert Exercise.objects.filter(key=own.key).values().get() == before
    assert list(own_set.items.values_list("exercise_id", flat=True)) == ["our-own-stretch"]


def test_a_key_that_a_clinic_has_taken_is_not_taken_over(empty, clinic):
    make_exercise(key="cat-camel", clinic=clinic, title="Our cat")
    with pytest.raises(LibraryError) as refused:
        load_catalogue()
    assert str(refused.value) == (
        'evidence-based-lumbar-mobility.toml, exercise "cat-camel", field "key": is taken by an entry of a clinic'
    )
    assert list(Exercise.objects.values_list("title", flat=True)) == ["Our cat"]


def test_a_broken_file_changes_nothing(library, folder):
    folder.replace("classical-lumbar.toml", "repetitions = 6", "repetitions = 8")
    folder.replace("norbekov-cervical.toml", "repetitions = 3", "repetitions = 300")
    with pytest.raises(LibraryError):
        loaded(folder)
    assert Exercise.objects.get(key="lumbar-pelvic-raise").repetitions == 6


def test_a_fault_found_only_while_storing_undoes_what_was_stored(empty, clinic, folder):
    ExerciseSet.objects.create(
        key="starter-lumbar-acute", clinic=clinic, title="Ours", method="evidence-based", region="lumbar", stages=[]
    )
    with pytest.raises(LibraryError):
        loaded(folder)
    assert Exercise.objects.count() == 0


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("contraindications.toml", 'level = "hard"', 'level = "advise"'),
        ("vocabulary.toml", 'pillow = "pillow"', 'pillow = "cushion"'),
    ],
)
def test_a_folder_with_another_matrix_or_vocabulary_than_the_program_is_refused(empty, folder, file, old, new):
    folder.replace(file, old, new)
    with pytest.raises(LibraryError) as refused:
        loaded(folder)
    assert str(refused.value).startswith(file)
    assert "differs from the one the program runs with" in str(refused.value)
    assert Exercise.objects.count() == 0


def command(*arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command("load_catalogue", *arguments, stdout=out, stderr=err)
    except SystemExit as stopped:
        return stopped.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_the_command_counts_what_it_did(empty):
    first = "137 exercises, 12 sets, 25 advice: 174 added, 0 changed, 0 retired.\n"
    assert command() == (0, first, "")
    assert command() == (0, "137 exercises, 12 sets, 25 advice: 0 added, 0 changed, 0 retired.\n", "")


def test_the_command_names_what_changed_and_what_left(library, folder):
    folder.take("evidence-based-general.toml", "stationary-cycling")
    folder.replace("classical-lumbar.toml", "repetitions = 6", "repetitions = 8")
    assert command("--folder", str(folder.path)) == (
        0,
        (
            "136 exercises, 12 sets, 25 advice: 0 added, 1 changed, 1 retired.\n"
            "Changed: exercise lumbar-pelvic-raise, Pelvic raise\n"
            "Retired: exercise stationary-cycling, Stationary cycling\n"
        ),
        "",
    )


def test_the_command_names_what_is_new_when_it_is_little(library, folder):
    block = folder.take("evidence-based-general.toml", "stationary-cycling")
    folder.add("evidence-based-general.toml", block)
    folder.add("evidence-based-general.toml", block.replace("stationary-cycling", "nordic-walking"))
    assert command("--folder", str(folder.path))[1] == (
        "138 exercises, 12 sets, 25 advice: 1 added, 0 changed, 0 retired.\n"
        "Added: exercise nordic-walking, Stationary cycling\n"
    )


def test_the_command_says_one_line_about_a_broken_file_and_fails(library, folder):
    folder.replace("classical-cervical.toml", "hold_seconds = 5", "hold_seconds = 500")
    assert command("--folder", str(folder.path)) == (
        1,
        "",
        (
            'classical-cervical.toml, exercise "cervical-occiput-press-supine", field "dose.hold_seconds": '
            "500 is outside 0 to 300\n"
        ),
    )


def test_retiring_keeps_the_moment_in_utc(library, folder):
    before = datetime.now(UTC)
    folder.take("evidence-based-general.toml", "stationary-cycling")
    loaded(folder)
    assert before <= Exercise.objects.get(key="stationary-cycling").retired_at <= datetime.now(UTC)
