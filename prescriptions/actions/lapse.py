"""C-52: a reason to pass a warning counts for 28 days, and no longer once the facts it weighed have changed."""

from prescriptions.models import CURRENT, Override, PlanEvent

Kind = PlanEvent.Kind


def lapse_overrides(plans, *, because, by, now):
    """The reasons given for `plans` (a QuerySet) count no longer; nothing is paused, the plan asks for a review.

    `because` says what changed: the stage, a new condition, a red flag. The patient's row must be locked.
    """
    current = plans.filter(status__in=CURRENT)
    standing = Override.objects.filter(plan__in=current).counting(now)
    lapsed = list(standing.values_list("plan_id", "rule"))
    standing.update(lapsed_at=now, lapsed_because=because)
    PlanEvent.objects.bulk_create(
        PlanEvent(plan=plan, kind=Kind.LAPSED, by=by, at=now, why=because, about={"rules": _rules(lapsed, plan)})
        for plan in current
        if _rules(lapsed, plan)
    )


def _rules(lapsed, plan):
    return sorted({rule for plan_id, rule in lapsed if plan_id == plan.pk})
