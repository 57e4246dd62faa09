"""A search: parameters to rows, rows to a page of a Bundle. What is not understood is refused, never ignored."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ValidationError

from prescriptions.fhir.parameters import BadValue, values_of

USUAL, MOST = 50, 200
JSON_NAMES = {"json", "application/json", "application/fhir+json", "text/json"}


class OtherFormat(APIException):
    status_code = 406


@dataclass(frozen=True)
class Page:
    """Which part of the rows: `size` from `number`; size 0 asks for the number of rows alone."""

    size: int
    number: int

    @property
    def part(self):
        start = (self.number - 1) * self.size
        return slice(start, start + self.size)


def check_format(query):
    """Take `_format` and `_pretty` for what they are; raise 406 for a format we do not speak."""
    for asked in query.getlist("_format"):
        if asked.replace(" ", "+").split(";")[0] not in JSON_NAMES:
            raise OtherFormat(_("Only application/fhir+json is spoken here."))


def page_of(query):
    size = _whole(query, "_count", low=0, otherwise=USUAL)
    return Page(min(size, MOST), _whole(query, "_page", low=1, otherwise=1))


def _whole(query, name, *, low, otherwise):
    if len(query.getlist(name)) > 1:
        raise ValidationError({name: [_("Send this once.")]})
    text = query.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 10 and low <= int(text)):
        raise ValidationError({name: [_("Write a whole number from %(low)s.") % {"low": low}]})
    return int(text)


RESULT = ("_count", "_page", "_format", "_pretty", "_include")


def filtered(rows, kind, query, reader):
    """`rows` that match every parameter of `query`; raises ValidationError that names those that are unknown."""
    names = [name for name in query if name not in RESULT]
    if unknown := [name for name in names if name not in kind.parameters]:
        message = _("This search parameter is not known here.")
        raise ValidationError({name: [message] for name in unknown[:100]})
    for name in names:
        for text in query.getlist(name):
            rows = rows.filter(_condition(kind.parameters[name], name, text, reader))
    return rows


def _condition(parameter, name, text, reader):
    try:
        first, *others = [parameter.condition(value, reader) for value in values_of(text)]
    except BadValue as error:
        raise ValidationError({name: [str(error)]}) from error
    for other in others:
        first |= other
    return first


def included(kind, query):
    """The kinds whose resources `_include` asks for beside the matches; raises ValidationError for others."""
    asked = query.getlist("_include")
    if [text for text in asked if text not in kind.includes]:
        raise ValidationError({"_include": [_("This cannot be included here.")]})
    return [kind.includes[text] for text in dict.fromkeys(asked)]


def bundle(matches, beside, *, total, page, kind, query, site):
    """A searchset with links to the pages around it; `beside` are the resources that were included."""
    entries = [
        {"fullUrl": site.url(each["resourceType"], each["id"]), "resource": each, "search": {"mode": mode}}
        for mode, found in (("match", matches), ("include", beside))
        for each in found
    ]
    links = [{"relation": name, "url": url} for name, url in _links(total, page, kind, query, site)]
    shown = {"entry": entries} if entries else {}
    return {"resourceType": "Bundle", "type": "searchset", "total": total, "link": links} | shown


def _links(total, page, kind, query, site):
    def address(number):
        pairs = [(name, text) for name, texts in query.lists() for text in texts if name != "_page"]
        asked = urlencode([*pairs, *([("_page", number)] if number > 1 else [])])
        return f"{site.base}/{kind.name}?{asked}".rstrip("?")

    yield "self", address(page.number)
    if page.size:
        last = max(1, -(-total // page.size))
        yield "first", address(1)
        if page.number > 1:
            yield "previous", address(min(page.number - 1, last))
        if page.number < last:
            yield "next", address(page.number + 1)
        yield "last", address(last)
