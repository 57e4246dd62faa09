"""Fields and serializers that take what the contract says and nothing near it."""

import re
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.fields import empty


class Text(serializers.CharField):
    """A string, and only a string: a number is not turned into one."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A JSON integer: neither a string of digits nor a fraction nor true."""

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class YesNo(serializers.BooleanField):
    """true or false, no words for them."""

    def to_internal_value(self, data):
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


def calendar_date(text):
    """The date written YYYY-MM-DD. Raises ValueError for any other way to write one, and for a date there is not."""
    if not (isinstance(text, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text)):
        raise ValueError(text)
    return date.fromisoformat(text)


class Day(serializers.DateField):
    """A calendar date written YYYY-MM-DD: no week numbers, no time of day."""

    def to_internal_value(self, value):
        try:
            return calendar_date(value)
        except ValueError:
            self.fail("invalid", format="YYYY-MM-DD")


class Key(serializers.UUIDField):
    """A UUID written as a string."""

    def to_internal_value(self, data):
        if not isinstance(data, str) or len(data) != 36:
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class Word(serializers.ChoiceField):
    """One word of a closed vocabulary."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


def words_from(vocabulary, **options):
    """A list of words of a closed vocabulary, none twice."""
    return Words(child=Word(choices=list(vocabulary)), **options)


class Words(serializers.ListField):
    """A list of words, none twice. What is wrong with one of them is said of the field, not of a place in the list."""

    def to_internal_value(self, data):
        try:
            return list(dict.fromkeys(super().to_internal_value(data)))
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            messages = [message for place in error.detail.values() for message in place]
            raise serializers.ValidationError(messages) from error


class Person(serializers.Serializer):
    """People read as id and name."""

    id = serializers.UUIDField(read_only=True)
    name = serializers.CharField(source="__str__", read_only=True)


class Strict(serializers.Serializer):
    """A request or answer whose unknown fields are errors: nothing is silently dropped."""

    def run_validation(self, data=empty):
        if isinstance(data, Mapping):
            writable = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := [name for name in data if name not in writable]:
                message = str(_("This field is not known here or cannot be set."))
                raise serializers.ValidationError({name: [message] for name in unknown[:100]})
        return super().run_validation(data)


class Nothing(Strict):
    """An empty body."""
