"""What the loader refuses of a translation: file, record, field and reason are named."""

import re
from collections import Counter

import pytest

from exercises.catalogue import LibraryError, read_library
from tests.exercises.test_translations import EXERCISE, FILE

PURPOSE = "Strengthens buttocks and back muscles without weight on the spine."


def refusal(folder):
    with pytest.raises(LibraryError) as caught:
        read_library(folder.path)
    return str(caught.value)


def block_of(text, key):
    start = text.index(f"[exercise.{key}]")
    return text[start : text.index("\n\n", start)]


def edited(folder, change):
    """The block of the exercise, changed by `change`."""
    path = folder.path / FILE
    text = path.read_text()
    block = block_of(text, EXERCISE)
    assert change(block) != block
    path.write_text(text.replace(block, change(block)))


AT = f'{FILE}, exercise "{EXERCISE}"'


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            lambda block: block.replace("title = ", "titel = "),
            'field "titel": is not known here; did you mean "title"?',
        ),
        (lambda block: re.sub(r"breathing = .*\n", "", block), 'field "breathing": is missing'),
        (lambda block: re.sub(r"steps = \[\n.*\n", "steps = [\n", block), 'field "steps": has 4 lines, the original 5'),
        (lambda block: re.sub(r"purpose = .*", 'purpose = ""', block), 'field "purpose": is empty'),
        (
            lambda block: re.sub(r"purpose = .*", 'purpose = "Поднимите таз 12 раз."', block),
            f'field "purpose": has other numbers than “{PURPOSE}”',
        ),
        (
            lambda block: re.sub(r"breathing = .*", 'breathing = "Задержите дыхание."', block),
            'field "breathing": S-16: asks to hold the breath',
        ),
        (
            lambda block: re.sub(r"purpose = .*", 'purpose = "Излечивает спину."', block),
            'field "purpose": S-24: promises a cure',
        ),
        (lambda block: block + "\nequipment = []", 'field "equipment": is not known here'),
    ],
)
def test_a_translation_of_another_shape_is_refused(folder, change, why):
    edited(folder, change)
    assert refusal(folder) == f"{AT}, {why}"


def test_a_record_translated_twice_is_refused(folder):
    text = (folder.path / FILE).read_text()
    (folder.path / "ru/more.toml").write_text(block_of(text, EXERCISE) + "\n")
    assert refusal(folder) == f'ru/more.toml, exercise "{EXERCISE}": is translated twice'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[exercises.a]\n", '"exercises" is not known here; did you mean "exercise"?'),
        ("[[exercise]]\nkey = 1\n", "exercise: write each text under a line [kind.key]"),
        ("[exercise]\na = 1\n", "exercise: write each text under a line [kind.key]"),
    ],
)
def test_a_file_that_is_no_translation_is_refused(folder, text, why):
    (folder.path / "ru/more.toml").write_text(text)
    assert refusal(folder) in {f"ru/more.toml: {why}", f"ru/more.toml, {why}"}


def test_a_fast_neck_is_refused_in_russian_too(folder):
    folder.replace("ru/classical-cervical.toml", "Мягко надавите затылком", "Резко надавите затылком")
    assert refusal(folder).endswith('field "steps": S-09: asks for a jerking, swinging or fast movement of the neck')


def test_a_vocabulary_with_a_word_too_few_or_too_many_is_refused(folder):
    folder.replace("ru/vocabulary.toml", 'mirror = "зеркало"\n', "")
    assert refusal(folder) == 'ru/vocabulary.toml, field "equipment.mirror": is missing'
    folder.replace(
        "ru/vocabulary.toml", "[movement_direction]", 'mirror = "зеркало"\nlamp = "лампа"\n[movement_direction]'
    )
    assert refusal(folder).startswith('ru/vocabulary.toml, field "equipment.lamp": is not known here')


def test_a_translation_of_what_was_taken_out_waits_for_it(folder):
    folder.take("evidence-based-general.toml", "stationary-cycling")
    assert Counter("ru" in record.texts for record in read_library(folder.path).exercises) == {True: 136}


def test_a_library_without_translations_is_a_library(folder):
    for path in (folder.path / "ru").glob("*.toml"):
        path.unlink()
    assert {len(record.texts) for record in read_library(folder.path).exercises} == {0}
