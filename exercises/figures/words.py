"""What each figure shows, in the languages of the library: one `figures.toml` in each language's folder."""

import tomllib

from exercises.catalogue.errors import LibraryError

FILE = "figures.toml"


def read_words(folder, figures):
    """language -> key -> the movement in words, from `folder`/ru/figures.toml and its like.

    Each figure is a line [figure.key] with its `alt`. LibraryError names file, figure and reason of the first fault; a
    figure may be missing, its words are then those of the figure file.
    """
    return {path.parent.name: _told(path, figures) for path in sorted(folder.glob(f"*/{FILE}"))}


def _told(path, figures):
    file = f"{path.parent.name}/{path.name}"
    try:
        found = tomllib.loads(path.read_text("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LibraryError(file, error) from None
    if set(found) != {"figure"} or not isinstance(found["figure"], dict):
        raise LibraryError(file, "write each text under a line [figure.key]")
    return {key: _alt(key, said, figures, file) for key, said in found["figure"].items()}


def _alt(key, said, figures, file):
    name = f'figure "{key}"'
    if key not in figures:
        raise LibraryError(file, "there is no such figure", record=name)
    if not isinstance(said, dict) or set(said) != {"alt"}:
        raise LibraryError(file, "has its words in `alt`, and nothing else", record=name)
    if not isinstance(said["alt"], str) or not said["alt"].strip():
        raise LibraryError(file, "is empty", record=name, field="alt")
    return said["alt"]
