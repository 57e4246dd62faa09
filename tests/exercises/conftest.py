"""The library as it is shipped, and copies of it that a test may break."""

import shutil

import pytest

from exercises.catalogue import read_library
from exercises.figures import inspection
from exercises.models import Advice, Exercise, ExerciseSet, SetItem
from exercises.vocabulary import LIBRARY


@pytest.fixture(scope="session")
def shipped():
    """The records of the files."""
    return read_library(LIBRARY)


@pytest.fixture(scope="session")
def exercise_of(shipped):
    """`exercise_of(key)`: one of those records."""
    return {record.key: record for record in shipped.exercises}.__getitem__


class Folder:
    """A copy of the library's files that a test may edit."""

    def __init__(self, path):
        self.path = path

    def replace(self, file, old, new):
        """Put `new` for the first `old` in a file; `old` must be there, or the test tests nothing."""
        text = (self.path / file).read_text("utf-8")
        assert old in text
        (self.path / file).write_text(text.replace(old, new, 1), "utf-8")

    def add(self, file, text):
        with (self.path / file).open("a", encoding="utf-8") as stream:
            stream.write(text)

    def take(self, file, key):
        """Take the [[exercise]] block of `key` out of a file; return it, to put it back."""
        text = (self.path / file).read_text("utf-8")
        start = text.index(f'[[exercise]]\nkey = "{key}"')
        end = text.find("[[exercise]]", start + 1)
        block = text[start:] if end == -1 else text[start:end]
        (self.path / file).write_text(text.replace(block, ""), "utf-8")
        return block


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(LIBRARY, tmp_path / "library")
    return Folder(tmp_path / "library")


@pytest.fixture
def empty(db):
    """A database without a catalogue."""
    for model in (SetItem, ExerciseSet, Exercise, Advice):
        model.objects.all().delete()


@pytest.fixture(scope="session", autouse=True)
def _each_figure_is_inspected_once():
    """Drawing takes most of a load. A figure that a test has changed is another one."""
    taken, inspect = set(), inspection._check_drawing

    def inspect_once(figure):
        if repr(figure) not in taken:
            inspect(figure)
            taken.add(repr(figure))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inspection, "_check_drawing", inspect_once)
        yield
