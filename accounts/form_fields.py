"""Fields that forms of more than one app ask with."""

from django import forms


def date_field(**options):
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)
