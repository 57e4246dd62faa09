"""Words and frames of a record for templates."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from patients.models import PAIN_SITES
from patients.vocabulary import meaning_of, name_of
from patients.vocabulary import red_flag_words as flag_words

register = template.Library()


@register.filter
def record_word(word):
    """{{ condition|record_word }}: the short name of a condition, flag or symptom."""
    return name_of(word)


@register.filter
def since(patient, condition):
    """{{ patient|since:condition }}: the day the condition was first recorded, or None."""
    day = patient.conditions_since.get(condition)
    return date.fromisoformat(day) if day else None


@register.filter
def drawing(svg):
    """{{ svg|drawing }}: an SVG that we drew ourselves, put into the page as it is."""
    return SafeString(svg)


@register.filter
def telephone(number):
    """{{ clinic.phone|telephone }}: a number that stays on one line; what is called must be read as a whole."""
    return format_html('<span class="pl-number">{}</span>', number)


@register.simple_tag
def red_flag_words():
    """{% red_flag_words %}: the words of all red flags, for a page that must know them without a network."""
    return " ".join(flag_words())


@register.filter
def pain_site(word):
    return PAIN_SITES.get(word, word)


@register.filter
def record_meaning(word):
    """{{ flag|record_meaning }}: what a flag or condition means, where its short name does not say it."""
    return meaning_of(word)


@register.filter
def age_on(patient, day):
    """{{ patient|age_on:today }}: completed years."""
    return patient.age_on(day)


@register.inclusion_tag("patients/banner.html")
def patient_banner(patient, *, today, episode=None):
    """{% patient_banner patient today=today episode=episode %}: who every page about a person is about."""
    return {"patient": patient, "episode": episode, "age": patient.age_on(today)}
