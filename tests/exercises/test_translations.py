"""The library in Russian: complete, of the same shape, in Cyrillic; and what the loader refuses."""

import re
import tomllib

import pytest
from django.utils.translation import override

from exercises.actions import load_catalogue
from exercises.catalogue.translations import FIGURES, NOTES, TEXTS, VOCABULARY
from exercises.figures.shelf import shelf
from exercises.models import Advice, Exercise, ExerciseSet
from exercises.vocabulary import LIBRARY, note, words
from tests.factories import make_exercise

RUSSIAN = LIBRARY / "ru"
LATIN = re.compile(r"[A-Za-z]+\d*")
# Names of vertebrae are Latin letters in Russian too.
VERTEBRAE = re.compile(r"[CTL]\d+")
LONGEST_SENTENCE = 20
FILE, EXERCISE = "ru/classical-lumbar.toml", "lumbar-pelvic-raise"


@pytest.fixture(scope="module")
def records(shipped):
    return [*shipped.exercises, *shipped.sets, *shipped.advice]


def lines_of(value):
    return value if isinstance(value, list) else [value]


def said(record):
    """Every line of its Russian, with the English one it stands for."""
    for name, text in record.texts["ru"].items():
        yield from zip(lines_of(getattr(record, name)), lines_of(text), strict=True)


def test_every_record_has_every_text_in_russian(records):
    assert len(records) == 174
    for record in records:
        wanted = {name for name in TEXTS[record.kind] if getattr(record, name)}
        assert set(record.texts["ru"]) == wanted, record.key


def test_every_translation_is_of_a_record_the_library_holds(records):
    known = {(record.kind, record.key) for record in records}
    for path in RUSSIAN.glob("*.toml"):
        if path.name not in (VOCABULARY, FIGURES, NOTES):
            content = tomllib.loads(path.read_text())
            assert {(kind, key) for kind, found in content.items() for key in found} <= known, path.name


def test_no_line_is_left_in_english(records):
    for record in records:
        for original, line in said(record):
            foreign = [word for word in LATIN.findall(line) if not VERTEBRAE.fullmatch(word)]
            assert foreign == [], (record.key, line)
            assert line != original


def test_no_line_mixes_letters_of_two_alphabets(records):
    """A Latin “c” in a Russian word looks right and is read wrongly aloud."""
    for record in records:
        for _original, line in said(record):
            assert re.findall(r"[А-Яа-яЁё][A-Za-z]|[A-Za-z][А-Яа-яЁё]", line) == [], (record.key, line)


def test_sentences_are_short(records):
    for record in records:
        for _original, line in said(record):
            for sentence in re.split(r"[.;:!?]", line):
                assert len(sentence.split()) <= LONGEST_SENTENCE, (record.key, sentence)


LEFT, RIGHT = (
    (r"\bleft\b", r"\b(лев|влево|слева|налево)\w*"),
    (r"\bright(?! angle)\b", r"\b(прав(?!иль)|вправо|справа|направо)\w*"),
)
# English says “right” of more than sides.
NO_SIDE = re.compile(r"right (angles?|in front|down|chair)|upright", re.IGNORECASE)


@pytest.mark.parametrize(("english", "russian"), [LEFT, RIGHT], ids=["left", "right"])
def test_left_stays_left_and_right_stays_right(records, english, russian):
    seen = 0
    for record in records:
        for original, line in said(record):
            there = bool(re.search(english, NO_SIDE.sub("", original), re.IGNORECASE))
            assert there == bool(re.search(russian, line, re.IGNORECASE)), (record.key, original, line)
            seen += there
    assert seen > 15


NEVER = re.compile(r"\b(not|no|never|without|nor)\b|\bavoid\b", re.IGNORECASE)
NE = re.compile(
    r"\b(не|ни|нет|без|нельзя|никогда|только|исключен\w*|раньше|прош\w+|безболезненн\w+|неподвижн\w+)\b", re.IGNORECASE
)


def test_what_is_forbidden_stays_forbidden(records):
    for record in records:
        for original, line in said(record):
            if NEVER.search(original.replace("without delay", "")):
                assert NE.search(line), (record.key, original, line)


def test_every_word_of_the_vocabularies_has_a_russian_meaning():
    english, russian = (tomllib.loads((LIBRARY / file).read_text()) for file in (VOCABULARY, f"ru/{VOCABULARY}"))
    assert {name: list(table) for name, table in english.items()} == {
        name: list(table) for name, table in russian.items()
    }
    for table in russian.values():
        for meaning in table.values():
            assert LATIN.findall(meaning) == []


def test_every_figure_is_told_in_russian_with_its_sides():
    told = tomllib.loads((RUSSIAN / FIGURES).read_text())["figure"]
    assert set(told) == set(shelf())
    for key, figure in shelf().items():
        alt = told[key]["alt"]
        assert LATIN.findall(alt) == [], key
        for english, russian in (LEFT, RIGHT):
            there = bool(re.search(english, NO_SIDE.sub("", figure.alt), re.IGNORECASE))
            assert there == bool(re.search(russian, alt, re.IGNORECASE)), (key, figure.alt, alt)


def notes_of(record):
    source = record.source
    yield from source.get("stage_basis", {}).values()
    yield from source.get("reading", [])
    yield from source.get("gate", {}).get("requires", [])
    yield from [source["certainty_note"]] if "certainty_note" in source else []


def test_every_note_on_where_an_exercise_comes_from_is_translated(shipped):
    wanted = {note for record in shipped.exercises for note in notes_of(record)}
    wanted |= {source["checked"] for source in shipped.sources.values()}
    kept = tomllib.loads((RUSSIAN / NOTES).read_text())["note"]
    assert [each["original"] for each in kept if each["original"] not in wanted] == []
    assert {each["original"] for each in kept} == wanted
    with override("ru"):
        assert note("clinician confirms that inflammation has settled") == "врач подтверждает, что воспаление утихло"
    assert note("never written") == "never written"


def test_every_russian_file_says_how_to_edit_it():
    for path in RUSSIAN.glob("*.toml"):
        opening = path.read_text().split("\n\n")[0]
        assert "# Как править" in path.read_text(), path.name
        assert opening.startswith("# "), path.name


# --- one accessor ----------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def test_a_record_speaks_the_language_it_is_asked_in(library):
    exercise = Exercise.objects.get(key=EXERCISE)
    assert exercise.in_language("ru").title == "Подъём таза"
    assert exercise.in_language("en").title == "Pelvic raise"
    assert len(exercise.in_language("ru").steps) == len(exercise.steps) == 5
    assert exercise.in_language("ru").mental_imagery == ""


def test_a_record_speaks_the_language_of_who_is_reading(library):
    exercise, advice = Exercise.objects.get(key=EXERCISE), Advice.objects.get(key="prevention-weight")
    listed = ExerciseSet.objects.get(key="starter-lumbar-acute")
    with override("ru"):
        assert (str(exercise), str(advice)) == ("Подъём таза", "Умеренный вес")
        assert (exercise.words.language, str(listed)) == ("ru", "Стартовый список: поясница, острая стадия")
    assert (str(exercise), exercise.words.language) == ("Pelvic raise", "en")


def test_what_is_not_translated_stands_whole_in_its_own_language(db, clinic):
    own = make_exercise(clinic=clinic, title="Our own stretch", texts={})
    told = own.in_language("ru")
    assert (told.language, told.title, told.steps) == (
        "en",
        "Our own stretch",
        ["Sit tall.", "Move slowly.", "Come back."],
    )
    assert (own.is_told_in("en"), own.is_told_in("ru")) == (True, False)


def test_what_a_clinic_wrote_in_russian_is_told_in_russian(db, clinic):
    own = make_exercise(clinic=clinic, title="Наша растяжка", language="ru")
    assert (own.in_language("ru").title, own.in_language("ru").language) == ("Наша растяжка", "ru")
    assert (own.is_told_in("ru"), own.is_told_in("en"), own.in_language("en").language) == (True, False, "ru")


def test_a_corrected_translation_reaches_the_database(library, folder):
    folder.replace(FILE, "Подъём таза", "Поднимание таза")
    report = load_catalogue(folder=folder.path)
    assert [entry.key for entry in report.changed] == [EXERCISE]
    assert Exercise.objects.get(key=EXERCISE).in_language("ru").title == "Поднимание таза"


def test_a_vocabulary_is_read_in_the_language_of_who_is_reading():
    assert words("equipment")["mat"] == "exercise mat or firm carpet"
    with override("ru"):
        assert words("equipment")["mat"] == "коврик или плотный ковёр"
        assert words("equipment", "en")["mat"] == "exercise mat or firm carpet"
