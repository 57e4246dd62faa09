"""A file of the library as data, and a fault in it with the place where it stands."""

import re
import tomllib

from exercises.catalogue import shapes
from exercises.catalogue.errors import LibraryError, Wrong


def parsed(path, *, file=""):
    """The content of a TOML file. An editor's byte order mark is forgiven, anything else that is not TOML is not."""
    file = file or path.name
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise LibraryError(file, "the file is missing") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise LibraryError(file, "is not UTF-8 text; save the file as UTF-8", line=line) from None
    except tomllib.TOMLDecodeError as error:
        reason, line, column = re.fullmatch(
            r"(.*?)(?: \(at line (\d+), column (\d+)\))?", str(error), re.DOTALL
        ).groups()
        raise LibraryError(file, f"{reason} (column {column})" if column else reason, line=line) from None


def checked(check, value, *, file, record="", inside=""):
    """`check(value)`, with the fault placed in its file and record."""
    try:
        return check(value)
    except Wrong as wrong:
        place = ".".join(part for part in (inside, wrong.field) if part)
        raise LibraryError(file, wrong.reason, record=record, field=place) from None


def check_tables(content, known, *, file):
    for name in content:
        if name not in known:
            raise LibraryError(file, f'"{name}" is not known here{shapes.hint(name, known)}')
