"""The library in other languages: one folder each (`ru/`), with the texts of what the library holds and nothing else.

A translation has exactly the fields its record has, as many steps and cautions, and the same numbers in each line.
One of a record that was taken out of the library waits for its return.
"""

import re

from exercises.catalogue import shapes
from exercises.catalogue.errors import LibraryError, Wrong
from exercises.catalogue.reading import check_tables, checked, parsed
from exercises.catalogue.shapes import Field
from exercises.languages import Words
from exercises.models import Advice, Exercise, ExerciseSet
from exercises.safety import publishing_faults, text_faults

LANGUAGES = ("ru",)
VOCABULARY, FIGURES, NOTES = "vocabulary.toml", "figures.toml", "notes.toml"
TEXTS = {"exercise": Exercise.TEXTS, "set": ExerciseSet.TEXTS, "advice": Advice.TEXTS}
LONGEST = {"title": 200}
NUMBER = re.compile(r"\d+(?:[.,:]\d+)?")


def read_translations(folder, library):
    """Give each record of `library` its texts in the languages `folder` has; LibraryError names the first fault."""
    kinds = {"exercise": library.exercises, "set": library.sets, "advice": library.advice}
    records = {kind: {record.key: record for record in found} for kind, found in kinds.items()}
    for language in LANGUAGES:
        for path in sorted((folder / language).glob("*.toml")):
            if path.name == VOCABULARY:
                _check_vocabulary(path, library.vocabulary, language)
            elif path.name not in (FIGURES, NOTES):
                _read_texts(path, records, language)


def _check_vocabulary(path, vocabulary, language):
    """Every word of every list has its meaning in the other language, and there is no word beside them."""
    shape = {
        name: Field(shapes.table({word: Field(shapes.text()) for word in words})) for name, words in vocabulary.items()
    }
    file = _place(path, language)
    checked(shapes.table(shape), parsed(path, file=file), file=file)


def _read_texts(path, records, language):
    file = _place(path, language)
    content = parsed(path, file=file)
    check_tables(content, records, file=file)
    for kind, found in content.items():
        checked(_table_of_tables, found, file=file, record=kind)
        for key, texts in found.items():
            name, record = f'{kind} "{key}"', records[kind].get(key)
            if record is None:
                continue
            if language in record.texts:
                raise LibraryError(file, "is translated twice", record=name)
            record.texts[language] = checked(_texts_of(record, language), texts, file=file, record=name)


def _place(path, language):
    return f"{language}/{path.name}"


def _table_of_tables(found):
    if not isinstance(found, dict) or not all(isinstance(each, dict) for each in found.values()):
        raise Wrong("write each text under a line [kind.key]")
    return found


def _texts_of(record, language):
    """A check of the translation of `record`: every text it has, no other, and nothing that may not be published."""
    said = {name: getattr(record, name) for name in TEXTS[record.kind]}
    check = shapes.table({name: Field(_like(text, LONGEST.get(name, 2000))) for name, text in said.items() if text})

    def check_texts(found):
        texts = check(found)
        for fault in _faults(record, texts, language):
            raise Wrong(f"{fault.rule}: {fault.message}", field=fault.field)
        return texts

    return check_texts


def _like(original, longest):
    return _lines_like(original) if isinstance(original, list) else _text_like(original, longest)


def _text_like(original, longest=2000):
    """A text with the numbers of `original`: a dose or an angle lost in translation is a wrong instruction."""

    def check(value):
        text = shapes.text(longest=longest)(value)
        if _numbers(text) != _numbers(original):
            raise Wrong(f"has other numbers than “{original}”")
        return text

    return check


def _numbers(text):
    return sorted(number.replace(",", ".") for number in NUMBER.findall(text))


def _lines_like(original):
    def check(value):
        lines = shapes.lines()(value)
        if len(lines) != len(original):
            raise Wrong(f"has {len(lines)} lines, the original {len(original)}")
        return [_text_like(line)(text) for line, text in zip(original, lines, strict=True)]

    return check


def _faults(record, texts, language):
    """What the PUBLISH rules have against the translation."""
    if record.kind == "exercise":
        return publishing_faults(Words(**record.columns() | texts, dose=record.dose, language=language))
    return text_faults(texts.items(), language=language)
