"""The part of Bootstrap that the patient's pages use: found in their templates, written by `make slim-bootstrap`.

A rule stays when every class it names stands somewhere in those templates; a custom property when something reads it.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor" / "bootstrap-5.3.9"
WHOLE, SLIM = VENDOR / "bootstrap.min.css", VENDOR / "bootstrap.patient.css"
# Pages that all stand in the patient's layout: signing in, and the day, some parts of which a view draws.
THEIRS = ("account/", "allauth/", "mfa/", "prescriptions/today")
# Pages whose layout depends on who reads them, and the one that has none.
NAMED = {"prescriptions/measure.html", "400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}
# Classes that forms give their fields.
GIVEN = {"form-control", "form-select", "is-invalid"}
OURS = [ROOT / "static" / name for name in ("theme.css", "plumbline.css", "today.css")]
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
NEGATED = re.compile(r":not\([^()]*\)")


def templates():
    """The patient's pages and all they are made of: name -> source."""
    folder = ROOT / "templates"
    sources = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.html")}
    found = {name for name, text in sources.items() if name.startswith(THEIRS) or '"patient_base.html"' in text}
    waiting = found | NAMED
    while waiting:
        found |= waiting
        parts = {part for name in waiting for part in re.findall(r'"([\w/]+\.html)"', sources[name])}
        waiting = (parts & sources.keys()) - found
    return {name: sources[name] for name in sorted(found)}


def classes():
    """Every word of those templates and of our scripts: more than the classes, never fewer."""
    scripts = [path.read_text() for path in (ROOT / "static").glob("*.js")]
    return set(re.findall(r"[\w-]+", " ".join([*templates().values(), *scripts]))) | GIVEN


def rules(css):
    """(what stands before the brace, what stands in it) of each rule of `css`, in order."""
    depth, start, before = 0, 0, ""
    for place in re.finditer(r"[{}]", css):
        if place[0] == "{":
            if depth == 0:
                before, start = css[start : place.start()], place.end()
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                yield before, css[start : place.start()]
                start = place.end()


def slim(css, used):
    """The rules of `css` whose classes are all `used`."""
    kept = []
    for before, body in rules(css):
        if before.startswith("@keyframes"):
            continue  # nothing on these pages spins or pulses
        if before.startswith("@"):
            inner = slim(body, used)
            kept += [f"{before}{{{inner}}}"] if inner else []
        else:
            selectors = [each for each in _split(before) if _is_used(each, used)]
            kept += [f"{','.join(selectors)}{{{body}}}"] if selectors else []
    return "".join(kept)


def _split(selectors):
    return re.split(r",(?![^()]*\))", selectors)


def _is_used(selector, used):
    return set(CLASS.findall(NEGATED.sub("", selector))) <= used


def without_unread(css, readers):
    """`css` without custom properties that neither itself nor `readers` read."""
    read = set(re.findall(r"var\((--[\w-]+)", css + readers))
    fewer = re.sub(r"(--bs-[\w-]+):[^;{}]*(;|(?=}))", lambda found: found[0] if found[1] in read else "", css)
    fewer = re.sub(r"[^{}]+\{\}", "", fewer)
    return css if fewer == css else without_unread(fewer, readers)


def made():
    """The file as it has to be."""
    whole = WHOLE.read_text()
    banner, css = re.match(r'@charset "UTF-8";(/\*!.*?\*/)(.*)', whole, re.DOTALL).groups()
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    slimmed = without_unread(slim(css, classes()), "".join(path.read_text() for path in OURS))
    return f'@charset "UTF-8";{banner}\n{slimmed}\n'


if __name__ == "__main__":
    SLIM.write_text(made())
