"""The figures of a folder, judged before they are taken: data, joints, contacts, words, and whether all are there."""

import tomllib
from itertools import pairwise
from pathlib import Path

from exercises.catalogue.errors import LibraryError
from exercises.figures.data import BASES, POSITION, read_figures
from exercises.figures.joints import faults, slides
from exercises.figures.motion import STEPS, Motion
from exercises.figures.svg import still_svg
from exercises.figures.words import read_words
from exercises.vocabulary import Position


def check_figures(folder, *, retired=(), all_drawn=True):
    """The figures of `folder`/figures by exercise key; LibraryError names file, figure and reason of the first fault.

    Every key must be an exercise of `folder`, one `retired` from it (old plans still show it) or a position. With
    `all_drawn`, every exercise of a file listed as complete must have a figure; a clinic's new exercise need not.
    """
    folder = Path(folder)
    if not (folder / "figures").is_dir():
        return {}
    figures = read_figures(folder / "figures")
    exercises = {path.stem: _keys(path) for path in sorted(folder.glob("*.toml"))}
    drawable = {key for keys in (*exercises.values(), retired) for key in keys}
    drawable |= {POSITION + word for word in Position.values}
    for key, figure in figures.items():
        if key not in drawable:
            raise _fault(figure, "there is no such exercise")
        _check_drawing(figure)
    if all_drawn:
        _check_complete(folder / "figures" / BASES, exercises, figures)
    read_words(folder, figures)
    return figures


def _fault(figure, reason):
    return LibraryError(figure.file, reason, record=f'figure "{figure.key}"')


def _check_drawing(figure):
    try:
        still_svg(figure)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise _fault(figure, f"cannot be drawn: {type(error).__name__} {error}") from error
    for fault in faults_of(figure):
        raise _fault(figure, fault)


def _keys(path):
    return [block["key"] for block in tomllib.loads(path.read_text("utf-8-sig")).get("exercise", []) if "key" in block]


def _check_complete(path, exercises, figures):
    for name in tomllib.loads(path.read_text("utf-8-sig")).get("complete", []):
        for key in exercises.get(name, ()):
            if key not in figures:
                reason = f"has no figure, and {name} is listed as complete"
                raise LibraryError(path.name, reason, record=f'exercise "{key}"')


def faults_of(figure):
    """What is anatomically or mechanically wrong in any moment of the motion, in words."""
    motion = Motion(figure)
    for first, second in sorted(set(pairwise(figure.play)) | {figure.shown}):
        for step in range(STEPS + 1):
            part = step / STEPS
            bone, angles = motion.at(first, second, part), motion.angles(first, second, part)
            for fault in (*faults(bone, angles), *slides(motion, first, second, bone)):
                yield f"between frames {first} and {second}: {fault}"
