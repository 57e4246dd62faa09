"""The builder as a browser without JavaScript sees it: the fields of its form, to be changed and sent back."""

from html.parser import HTMLParser

from django.utils import timezone

from prescriptions import actions
from tests import factories

FORM = "plan-form"
HTMX = {"HX-Request": "true"}


class _Fields(HTMLParser):
    """Collects what the form `plan-form` would send, fields outside of it with form="plan-form" among them."""

    def __init__(self):
        super().__init__()
        self.sent, self.buttons, self.forms = {}, [], []
        self.select = self.area = self.option = None

    def ours(self, attributes):
        return attributes.get("form", self.forms[-1] if self.forms else None) == FORM

    def send(self, name, value):
        self.sent.setdefault(name, []).append(value)

    def handle_starttag(self, tag, attributes):
        attributes = {name: value if value is not None else "" for name, value in attributes}
        if tag == "form":
            self.forms.append(attributes.get("id"))
        elif tag == "option" and self.select:
            self.first = self.first if self.first is not None else attributes["value"]
            self.option = attributes["value"] if "selected" in attributes else self.option
        elif "name" in attributes and self.ours(attributes):
            self.field(tag, attributes)

    def field(self, tag, attributes):
        name = attributes["name"]
        if tag == "button":
            self.buttons.append(attributes["value"])
        elif tag == "select":
            self.select, self.option, self.first = name, None, None
        elif tag == "textarea":
            self.area, self.text = name, ""
        elif attributes.get("type") != "checkbox" or "checked" in attributes:
            self.send(name, attributes.get("value", "on" if attributes.get("type") == "checkbox" else ""))

    def handle_data(self, data):
        if self.area:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.forms.pop()
        elif tag == "select" and self.select:
            self.send(self.select, self.first if self.option is None else self.option)
            self.select = None
        elif tag == "textarea" and self.area:
            self.send(self.area, self.text.removeprefix("\n"))
            self.area = None


def form_of(answer):
    """What the page's form would send as it stands: name -> list of values."""
    return _read(answer).sent


def buttons_of(answer):
    """The values of the buttons named `do`, in the order of the page."""
    return _read(answer).buttons


def _read(answer):
    fields = _Fields()
    fields.feed(answer.text)
    return fields


def titles_of(answer):
    """The titles of the rows, in their order."""
    return [row.exercise.title for row in answer.context["rows"]]


def keys_of(plan):
    """The exercises of a plan as it is stored, in their order."""
    return list(plan.items.order_by("position").values_list("exercise", flat=True))


class Builder:
    """The builder of one episode, used by the person `browser` is signed in as."""

    def __init__(self, browser, episode):
        self.browser = browser
        self.path = f"/episodes/{episode.pk}/prescribe/"

    def open(self, query=""):
        return self.browser.get(f"{self.path}{query}")

    def send(self, do, *, headers=None, query="", **changes):
        """Open the page, change fields of its form and send it; `do` None is a field that changed by itself."""
        typed = form_of(self.open(query)) | ({"do": [do]} if do else {}) | changes
        return self.post(typed, headers=headers, query=query)

    def post(self, typed, *, headers=None, query=""):
        """Send what an earlier page had; over htmx with `headers` HTMX."""
        return self.browser.post(f"{self.path}{query}", typed, headers=headers)


def make_draft(episode, *exercises, by):
    """A draft of `exercises` at their own dose; of two plain ones, Alpha and Beta, when none are given."""
    if not exercises:
        exercises = [factories.make_exercise(key=key, title=key.capitalize()) for key in ("alpha", "beta")]
    lines = [actions.Line(exercise, exercise.dose) for exercise in exercises]
    return actions.create_draft(by=by, episode=episode, now=timezone.now(), lines=lines)
