"""The library's files, read and checked as a whole. Nothing here touches the database."""

from exercises.catalogue.errors import LibraryError
from exercises.catalogue.library import Library, read_library
from exercises.catalogue.records import AdviceRecord, ExerciseRecord, SetRecord

__all__ = ["AdviceRecord", "ExerciseRecord", "Library", "LibraryError", "SetRecord", "read_library"]
