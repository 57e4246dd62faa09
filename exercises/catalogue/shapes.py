"""The shape of a record: which fields it has, and what each may hold. A check returns its value or raises Wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from exercises.catalogue.errors import Wrong

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RULE = re.compile(r"[SC]-\d{2}[a-z]?")


@dataclass(frozen=True)
class Field:
    """One field: its check, whether it must be there, and what makes its stand-in when it is not (None: nothing)."""

    check: Callable
    required: bool = True
    absent: Callable | None = None


def optional(check, absent=str):
    return Field(check, required=False, absent=absent)


def left_out(check):
    """An optional field that is not in the answer unless it was given."""
    return Field(check, required=False)


def hint(word, known):
    """`; did you mean "…"?` when a known word is close, else nothing."""
    close = get_close_matches(str(word), [str(each) for each in known], n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


def text(*, longest=2000):
    def check(value):
        if not isinstance(value, str):
            raise Wrong("must be text in quotes")
        if not value.strip():
            raise Wrong("is empty")
        if CONTROL.search(value):
            raise Wrong("must stand on one line, without control characters")
        if len(value) > longest:
            raise Wrong(f"is longer than {longest} characters")
        return value

    return check


def matching(pattern, example, *, longest=100):
    check_text = text(longest=longest)

    def check(value):
        if not pattern.fullmatch(check_text(value)):
            raise Wrong(f'"{value}" is not written like {example}')
        return value

    return check


def slug(*, longest=100):
    return matching(SLUG, "chin-tuck-sitting (small letters, digits and hyphens)", longest=longest)


def rule():
    return matching(RULE, "S-13 or C-15")


def whole(low, high):
    def check(value):
        if isinstance(value, bool) or not isinstance(value, int):
            raise Wrong("must be a whole number without quotes")
        if not low <= value <= high:
            raise Wrong(f"{value} is outside {low} to {high}")
        return value

    return check


def yes_no(value):
    if not isinstance(value, bool):
        raise Wrong("must be true or false, without quotes")
    return value


def word(known):
    def check(value):
        if not isinstance(value, str):
            raise Wrong("must be one word in quotes")
        if value not in known:
            raise Wrong(f'"{value}" is not a known word{hint(value, known)}')
        return value

    return check


def items(check_each, *, at_least=0, twice=False):
    """A list whose every entry passes `check_each`; the same entry twice is a slip unless `twice`."""

    def check(value):
        if not isinstance(value, list):
            raise Wrong("must be a list in square brackets")
        found = [check_each(each) for each in value]
        if len(found) < at_least:
            raise Wrong("is empty")
        if not twice and len(set(found)) < len(found):
            raise Wrong(f'names "{next(each for each in found if found.count(each) > 1)}" twice')
        return found

    return check


def words(known, *, at_least=0):
    return items(word(known), at_least=at_least)


def lines(*, at_least=0):
    return items(text(), at_least=at_least, twice=True)


def table(shape):
    """A table with the fields of `shape`; an absent one has its stand-in in the answer, if it has any."""

    def check(value):
        if not isinstance(value, dict):
            raise Wrong("must be a table")
        for name in value:
            if name not in shape:
                raise Wrong(f"is not known here{hint(name, shape)}", field=name)
        return {
            name: _field(value, name, field)
            for name, field in shape.items()
            if name in value or field.required or field.absent
        }

    return check


def _field(value, name, field):
    if name not in value:
        if field.required:
            raise Wrong("is missing", field=name)
        return field.absent()
    try:
        return field.check(value[name])
    except Wrong as wrong:
        raise wrong.under(name) from None
