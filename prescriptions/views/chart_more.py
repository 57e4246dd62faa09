"""The parts of a chart that look ahead and outward: proposed steps, outcome measures, texts for other records."""

from prescriptions.chart import proposals_of
from prescriptions.outcomes import courses_of


def more_of(patient, episodes, home, heard, *, now):
    """The context of chart_proposals.html and chart_outcomes.html."""
    proposed = proposals_of(patient, episodes, home, heard, now=now)
    issued = [plan for episode in episodes for plan in episode.all_plans if not plan.is_draft]
    return {
        "proposed": proposed,
        "any_proposed": any(found for _plan, found in proposed),
        "outcomes": courses_of(episodes),
        "cert_plans": issued[:5],
    }
