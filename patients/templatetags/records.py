"""Words and frames of a record for templates."""

from django import template

from exercises.vocabulary import words
from patients.models import PAIN_SITES
from patients.vocabulary import OUTCOMES, SYMPTOMS, name_of

register = template.Library()


@register.filter
def record_word(word):
    """{{ condition|record_word }}: the short name of a condition, flag or symptom."""
    return name_of(word)


@register.filter
def pain_site(word):
    return PAIN_SITES.get(word, word)


@register.filter
def clearing(outcome):
    """{{ cleared.outcome|clearing }}: how a red flag was cleared."""
    return OUTCOMES.get(outcome, outcome)


@register.filter
def question(flag):
    """{{ flag|question }}: the plain meaning of a red flag, to be asked."""
    return words("red_flags").get(flag) or SYMPTOMS.get(flag, flag)


@register.filter
def age_on(patient, day):
    """{{ patient|age_on:today }}: completed years."""
    return patient.age_on(day)


@register.inclusion_tag("patients/banner.html")
def patient_banner(patient, *, today, episode=None):
    """{% patient_banner patient today=today episode=episode %}: who this page is about, on every page about a person."""
    return {"patient": patient, "episode": episode, "age": patient.age_on(today)}
