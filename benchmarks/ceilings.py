"""Views that do as little as a view can: one indexed SELECT, and an answer of the size asked for.

They pass the same middleware as every page, so a ratio to them says what our own code costs.
"""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Scope


def _name_of(pk):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM patients_patient WHERE id = %s", [pk])
        return cursor.fetchone()[0]


def _page(pk, size):
    return HttpResponse(_name_of(pk).ljust(size, "."))


@login_not_required
def bare(request, size, pk):
    """For anybody."""
    return _page(pk, size)


def session(request, size, pk):
    """For who is signed in: the middleware reads session and person before it lets the request in."""
    return _page(pk, size)


class Token(APIView):
    """For a token with its scope, counted by the limit as every call of the API."""

    scope_for = {"GET": Scope.PLANS_READ}

    def get(self, request, size, pk):
        quotes = 2
        return Response(_name_of(pk).ljust(size - quotes, "."))


class Unlimited(Token):
    """The same without the limit."""

    throttle_classes = []
