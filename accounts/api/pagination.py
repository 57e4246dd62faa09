"""Lists in pages: count, next, previous, results."""

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination


def _whole(text, *, low, high, name):
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text) <= high):
        raise ValidationError(
            {name: [_("Write a whole number from %(low)s to %(high)s.") % {"low": low, "high": high}]}
        )
    return int(text)


class Pages(PageNumberPagination):
    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def get_schema_operation_parameters(self, view):
        bounds = {"page": {"minimum": 1}, "page_size": {"minimum": 1, "maximum": self.max_page_size}}
        return [
            {"name": name, "in": "query", "required": False, "schema": {"type": "integer", **bound}}
            for name, bound in bounds.items()
        ]

    def get_paginated_response_schema(self, schema):
        link = {"type": ["string", "null"], "format": "uri"}
        fields = {"count": {"type": "integer", "minimum": 0}, "next": link, "previous": link, "results": schema}
        return {"type": "object", "required": list(fields), "properties": fields}

    def get_page_size(self, request):
        asked = request.query_params.get("page_size")
        return self.page_size if asked is None else _whole(asked, low=1, high=200, name="page_size")

    def get_page_number(self, request, paginator):
        return _whole(request.query_params.get("page", "1"), low=1, high=max(paginator.num_pages, 1), name="page")
