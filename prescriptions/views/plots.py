"""Small pictures of four weeks, drawn on the server: attributes only, so that the strict style policy holds."""

from dataclasses import dataclass

from prescriptions.schedule import Kind

PAIN_WEEKS = 7


@dataclass(frozen=True)
class Strip:
    """28 days as marks, one path for each kind of mark."""

    done: str
    half: str
    outlined: str
    rest: str


def strip_of(kinds):
    """The Strip of `kinds`, oldest first: weeks of seven marks with a gap between them."""
    places = [(7 * number + 5 * (number // 7), kind) for number, kind in enumerate(kinds)]
    return Strip(
        done="".join(f"M{x} 4h6v14h-6z" for x, kind in places if kind == Kind.DONE),
        half="".join(f"M{x} 11h6v7h-6z" for x, kind in places if kind == Kind.PARTLY),
        outlined="".join(f"M{x}.75 4.75h4.5v12.5h-4.5z" for x, kind in places if kind in OUTLINED),
        rest="".join(f"M{x + 1.5:g} 9.5h3v3h-3z" for x, kind in places if kind == Kind.REST),
    )


OUTLINED = (Kind.PARTLY, Kind.MISSED, Kind.OPEN)


@dataclass(frozen=True)
class Spark:
    """Seven weekly means on a fixed scale of 0 to 10, so that rows compare; `x`, `y` is the newest."""

    points: str
    x: float
    y: float
    value: int


def spark_of(pains, *, today):
    """The Spark of (date, pain) pairs, or None without any in seven weeks."""
    weeks = [[] for _week in range(PAIN_WEEKS)]
    for day, pain in pains:
        back = (today - day).days // 7
        if 0 <= back < PAIN_WEEKS:
            weeks[-1 - back].append(pain)
    means = [(4 + 10.7 * week, 22 - 2 * sum(found) / len(found)) for week, found in enumerate(weeks) if found]
    if not means:
        return None
    newest = max(pains)[1]
    x, y = means[-1]
    return Spark(" ".join(f"{x:.1f},{y:.1f}" for x, y in means), round(x, 1), round(y, 1), round(newest))
