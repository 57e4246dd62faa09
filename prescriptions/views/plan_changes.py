"""What changed between two versions of a plan, for the plan's own page."""

from dataclasses import dataclass

from prescriptions.changes import ADDED, CHANGED, MOVED, REMOVED, Change, changes_between
from prescriptions.models import Plan
from prescriptions.sheet import sheet_of

ICONS = {ADDED: "plus", REMOVED: "remove", CHANGED: "info", MOVED: "up"}


@dataclass(frozen=True)
class Compared:
    """The plan beside the version `against`; `versions` are all it can be compared with, newest first."""

    against: int
    versions: list[int]
    changes: list[Change]

    @property
    def shown(self):
        return [(change, ICONS[change.kind]) for change in self.changes]


def compared(user, plan, asked):
    """`plan` Compared with the version `asked` for, or with the newest before it; None when there is none."""
    issued = Plan.objects.treated_by(user).filter(episode=plan.episode, sheet__isnull=False).exclude(pk=plan.pk)
    sheets = dict(issued.order_by("-version").values_list("version", "sheet"))
    earlier = [version for version in sheets if version < plan.version]
    against = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
    against = against if against in sheets else next(iter(earlier), None)
    if against is None:
        return None
    new = plan.sheet or sheet_of(plan, plan.items.select_related("exercise"), ())
    return Compared(against, list(sheets), changes_between(sheets[against], new))
