"""The figures of a folder, judged before they are taken: data, joints, contacts, and whether all are there."""

import tomllib
from itertools import pairwise
from pathlib import Path

from exercises.catalogue.errors import LibraryError
from exercises.figures.data import BASES, read_figures
from exercises.figures.joints import faults, slides
from exercises.figures.motion import STEPS, Motion


def check_figures(folder):
    """Raise LibraryError, with file, figure and reason, for the first fault in `folder`/figures; else return the figures.

    Every key must be an exercise of `folder`, and every exercise of a file named under `complete` must have a figure.
    """
    folder = Path(folder)
    figures = read_figures(folder / "figures")
    exercises = {path.stem: _keys(path) for path in sorted(folder.glob("*.toml"))}
    known = {key for keys in exercises.values() for key in keys}
    for key, figure in figures.items():
        if key not in known:
            raise LibraryError(figure.file, "there is no such exercise", record=f'figure "{key}"')
        for fault in faults_of(figure):
            raise LibraryError(figure.file, fault, record=f'figure "{key}"')
    _check_complete(folder / "figures" / BASES, exercises, figures)
    return figures


def _keys(path):
    return [block["key"] for block in tomllib.loads(path.read_text("utf-8-sig")).get("exercise", [])]


def _check_complete(path, exercises, figures):
    for name in tomllib.loads(path.read_text("utf-8-sig")).get("complete", []):
        for key in exercises.get(name, ()):
            if key not in figures:
                raise LibraryError(path.name, f"{name} is listed as complete", record=f'figure "{key}"', field="is missing")


def faults_of(figure):
    """What is anatomically or mechanically wrong in any moment of the motion, in words."""
    motion = Motion(figure)
    for first, second in sorted(set(pairwise(figure.play)) | {figure.shown}):
        for step in range(STEPS + 1):
            part = step / STEPS
            bone = motion.at(first, second, part)
            pose = motion.poses[first].angles, motion.poses[second].angles
            angles = {name: value + (pose[1][name] - value) * part for name, value in pose[0].items()}
            for fault in (*faults(bone, angles), *slides(motion, first, second, bone)):
                yield f"between frames {first} and {second}: {fault}"
