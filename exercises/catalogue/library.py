"""A folder of the library, read as a whole: either all of it holds together, or a LibraryError says what does not."""

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from exercises.catalogue import blocks, shapes
from exercises.catalogue.errors import LibraryError
from exercises.catalogue.reading import check_tables, checked, parsed
from exercises.catalogue.records import advice_record, exercise_record, set_record
from exercises.catalogue.translations import read_translations

VOCABULARY, CONTRAINDICATIONS, SOURCES = "vocabulary.toml", "contraindications.toml", "sources.toml"
TABLES = (
    "equipment",
    "movement_direction",
    "muscles",
    "goals",
    "difficulty",
    "breathing",
    "exercise_traits",
    "patient_conditions",
    "red_flags",
    "certainty",
)


@dataclass
class Library:
    """All that the files say. Records are in the order of the files."""

    vocabulary: dict = field(default_factory=dict)
    contraindications: list = field(default_factory=list)
    sources: dict = field(default_factory=dict)
    exercises: list = field(default_factory=list)
    sets: list = field(default_factory=list)
    advice: list = field(default_factory=list)


def read_library(folder):
    """Every file of `folder`, checked completely; LibraryError names file, record, field and reason otherwise."""
    folder = Path(folder)
    if not folder.is_dir():
        raise LibraryError(str(folder), "there is no such folder")
    library = Library(vocabulary=_vocabulary(folder), sources=_sources(folder))
    library.contraindications = _contraindications(folder, library.vocabulary)
    shape = blocks.exercise(library.vocabulary, library.sources)
    for path in sorted(folder.glob("*.toml")):
        if path.name not in (VOCABULARY, CONTRAINDICATIONS, SOURCES):
            _read_records(path, library, shape)
    if not library.exercises:
        raise LibraryError(str(folder), "holds no exercises")
    _check_keys(library)
    _check_references(library)
    read_translations(folder, library)
    return library


def _named(kind, found, number):
    """How a record is called in a message: by its key, or by its place when it has none."""
    key = found.get("key", found.get("condition")) if isinstance(found, dict) else None
    return f'{kind} "{key}"' if isinstance(key, str) else f"{kind} number {number}"


def _blocks(content, kind, *, file):
    """The [[kind]] blocks of a file, each with the name messages call it by."""
    found = content.get(kind, [])
    if not isinstance(found, list) or not all(isinstance(block, dict) for block in found):
        raise LibraryError(file, f"write each {kind} under a line [[{kind}]]")
    return [(block, _named(kind, block, number)) for number, block in enumerate(found, 1)]


def _vocabulary(folder):
    content = parsed(folder / VOCABULARY)
    check_tables(content, TABLES, file=VOCABULARY)
    for name in TABLES:
        meanings = content.get(name)
        if not isinstance(meanings, dict) or not meanings:
            raise LibraryError(VOCABULARY, f"write the words under a line [{name}]", record=name)
        for word, meaning in meanings.items():
            checked(shapes.slug(longest=40), word, file=VOCABULARY, record=name, inside=word)
            checked(shapes.text(), meaning, file=VOCABULARY, record=name, inside=word)
    return content


def _sources(folder):
    content = parsed(folder / SOURCES)
    check_tables(content, ("source",), file=SOURCES)
    sources = {}
    for block, name in _blocks(content, "source", file=SOURCES):
        source = checked(shapes.table(blocks.SOURCE), block, file=SOURCES, record=name)
        if source["key"] in sources:
            raise LibraryError(SOURCES, "stands twice", record=name, field="key")
        sources[source.pop("key")] = source
    return sources


def _contraindications(folder, vocabulary):
    content = parsed(folder / CONTRAINDICATIONS)
    check_tables(content, ("contraindication",), file=CONTRAINDICATIONS)
    check = shapes.table(blocks.contraindication(vocabulary))
    return [
        checked(check, block, file=CONTRAINDICATIONS, record=name)
        for block, name in _blocks(content, "contraindication", file=CONTRAINDICATIONS)
    ]


def _read_records(path, library, shape):
    """The exercises, sets and advice of one file. A [set] heads its file and holds its exercises in order."""
    file, content = path.name, parsed(path)
    check_tables(content, ("set", "exercise", "advice"), file=file)
    heading = content.pop("set") if isinstance(content.get("set"), dict) else None
    places = {"set_key": heading.get("key", "")} if heading else {}
    order = count(1)
    exercises = [
        _record(exercise_record, *named, file, shape=shape, **places, order_in_set=next(order) if places else None)
        for named in _blocks(content, "exercise", file=file)
    ]
    library.exercises += exercises
    if heading:
        keys = [record.key for record in exercises]
        library.sets.append(_record(set_record, heading, _named("set", heading, 1), file, exercises=keys))
    library.sets += [_record(set_record, *named, file) for named in _blocks(content, "set", file=file)]
    for named in _blocks(content, "advice", file=file):
        library.advice.append(_record(advice_record, *named, file, position=len(library.advice) + 1))


def _record(make, block, name, file, **more):
    return checked(lambda found: make(found, file=file, **more), block, file=file, record=name)


def _check_keys(library):
    for records in (library.exercises, library.sets, library.advice):
        first = {}
        for record in records:
            if first.setdefault(record.key, record) is not record:
                raise _fault(record, "key", f"stands twice, also in {first[record.key].file}")


def _check_references(library):
    known = {record.key for record in library.exercises}
    for record in library.exercises:
        near = [("progression", record.progression), ("regression", record.regression)]
        for name, key in [*near, *(("related", key) for key in record.source.get("related", []))]:
            if key == record.key:
                raise _fault(record, name, "names the exercise itself")
            if key and key not in known:
                raise _fault(record, name, f'there is no exercise "{key}"{shapes.hint(key, known)}')
    for record in [*library.sets, *library.advice]:
        for key in record.exercises:
            if key not in known:
                raise _fault(record, "exercises", f'there is no exercise "{key}"{shapes.hint(key, known)}')


def _fault(record, field_name, reason):
    return LibraryError(record.file, reason, record=f'{record.kind} "{record.key}"', field=field_name)
