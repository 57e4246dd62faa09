"""Episodes as lists and charts show them: with their stage and the plan that counts now, in a fixed number of queries."""

from django.db.models import OuterRef, Subquery

from patients.models import Episode
from prescriptions.models import CURRENT, Plan


def with_current_plan(episodes, *, now):
    """Annotate `stage` and `current_plan`: the id of the issued or held plan that is not past its end, or None."""
    live = Plan.objects.filter(episode=OuterRef("pk")).with_shown_status(now).filter(shown_status__in=CURRENT)
    return episodes.with_stage().annotate(current_plan=Subquery(live.values("pk")[:1]))


def shown_episode(episode, *, now):
    """`episode` read again, annotated."""
    return with_current_plan(Episode.objects.filter(pk=episode.pk), now=now).get()
