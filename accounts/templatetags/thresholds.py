"""Controls and values of the admin's pages."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


def _classes(field):
    kind = "form-select" if hasattr(field.field, "choices") else "form-control"
    return f"{kind} is-invalid" if field.errors else kind


@register.filter
def control(field):
    """The control of a form field, drawn by the theme, marked when something is wrong with it."""
    return field.as_widget(attrs={"class": _classes(field)})


@register.filter
def described_by_bounds(field):
    """The same for a number whose bounds stand beside it."""
    return field.as_widget(attrs={"class": _classes(field), "aria-describedby": f"bounds_{field.name}"})


@register.filter
def setting(value):
    """A stored value in words: yes or no, or the number."""
    return {True: _("yes"), False: _("no")}[value] if isinstance(value, bool) else value
