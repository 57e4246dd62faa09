"""The parts of a chart that look ahead and outward: proposed steps, outcome measures, texts for other records."""

from prescriptions.actions import open_proposals
from prescriptions.models import CURRENT, Plan
from prescriptions.outcomes import courses_of
from prescriptions.overview import PAPER


def more_of(patient, episodes, *, now):
    """The context of chart_proposals.html and chart_outcomes.html."""
    today = patient.today(now)
    shown = [plan for episode in episodes for plan in episode.all_plans if not plan.is_draft]
    current = [plan.pk for plan in shown if plan.status_on(today) in CURRENT]
    live = Plan.objects.filter(episode__patient=patient, pk__in=current).for_reading().with_items().defer(*PAPER)
    plans = [] if patient.archived_at else list(live.order_by("pk"))
    found = open_proposals(plans, now=now)
    proposed = [(plan, found[plan.pk]) for plan in plans]
    return {
        "proposed": proposed,
        "any_proposed": any(found for _plan, found in proposed),
        "outcomes": courses_of(patient, episodes),
        "cert_plans": shown[:5],
    }
