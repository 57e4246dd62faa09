"""Words of plans for templates."""

from django import template

register = template.Library()


@register.filter
def status_on(plan, day):
    """{{ plan|status_on:today }}: how the status reads on the patient's day; `.label` is its word."""
    return plan.status_on(day)
