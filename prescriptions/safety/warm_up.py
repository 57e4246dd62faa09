"""S-20: a Norbekov session begins with its warm-up, in order, whatever was typed."""

from exercises.vocabulary import WARM_UP_SET, Method
from prescriptions.safety.conditions import spoken_against


def is_warm_up(exercise):
    """True for the four exercises of the general warm-up (WARMUP of the rules)."""
    return exercise.set_key == WARM_UP_SET


def needs_warm_up(items):
    """True if `items` hold a Norbekov exercise other than the warm-up."""
    return any(item.exercise.method == Method.NORBEKOV and not is_warm_up(item.exercise) for item in items)


def with_warm_up(case, items, warm_up):
    """`items` with the warm-up in front where a Norbekov item asks for it.

    `warm_up` are the set's four Items in order. One that a condition speaks against is left out unless the
    clinician put it there; those already among `items` keep their dose and move to the front.
    """
    if not needs_warm_up(items):
        return list(items)
    chosen = {item.exercise.key: item for item in items if is_warm_up(item.exercise)}
    front = [
        chosen.get(item.exercise.key, item)
        for item in warm_up
        if item.exercise.key in chosen or not spoken_against(case, item)
    ]
    return front + [item for item in items if not is_warm_up(item.exercise)]


def missing_because_of_a_condition(case):
    """Titles of warm-up exercises that a Norbekov plan lacks; after `with_warm_up` only conditions explain it."""
    if not needs_warm_up(case.items):
        return []
    present = {item.exercise.key for item in case.items}
    return [title for key, title in case.warm_up.items() if key not in present]
