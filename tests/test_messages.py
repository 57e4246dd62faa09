"""The interface in Russian: what is kept is compiled, keeps its placeholders and is Russian."""

import gettext
import re

import pytest
from babel.messages.catalog import Catalog

from tests import messages
from tests.messages import extracted, in_python, in_template, kept, po_file, refreshed, untranslated

# Latin on purpose: names, formats, codes and words of the API.
LATIN = (
    "A4 API ASCII CSV FHIR fhir ICD JSON JavaScript OpenAPI PDF PIN Plumbline QR R4 US Letter UTC UTF XML cookie "
    "Content Length ETag If Match Authorization Bearer application problem json token null code relax seconds plan pdf "
    "Europe Moscow stated implied inferred practice governance lt gt C I L MB O S T Z P b D E F Y j l "
    "CERT Consensus on Exercise Reporting Template Slade and others Br J Sports Med"
)
NAMES = frozenset(LATIN.split())
PLACEHOLDER = re.compile(r"%\(\w+\)[.\d]*[a-z]|%[a-z%]|\{\w*\}")
CODES = re.compile(r"(?:ge)?\d{4}-\d\d-\d\dT[\d:]+Z|ge\d{4}-\d\d-\d\d|\bL\d+")
TAG = re.compile(r"<[^>]*>")


@pytest.fixture(scope="module")
def russian():
    return kept("ru")


def forms_of(message):
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def translated(catalog):
    return [message for message in catalog if message.id and message.string and any(forms_of(message))]


def singular(message):
    return message.id[0] if message.pluralizable else message.id


def compiled():
    with po_file("ru").with_suffix(".mo").open("rb") as stream:
        return gettext.GNUTranslations(stream)


def test_the_compiled_file_says_what_the_text_file_says(russian):
    kept_by_key = {}
    for message in translated(russian):
        key = f"{message.context}\x04{singular(message)}" if message.context else singular(message)
        numbered = [(key, number) for number in range(3)] if message.pluralizable else [key]
        kept_by_key |= dict(zip(numbered, forms_of(message), strict=True))
    there = {key: text for key, text in compiled()._catalog.items() if key}
    assert there == kept_by_key
    assert len(there) > 1000


def keys_of(catalog):
    return {(message.context, message.id) for message in catalog if message.id}


def test_every_message_of_the_source_is_kept_and_translated(russian):
    """`make messages` finds what is new and lists what still wants its Russian."""
    fresh = refreshed("ru")
    assert [message.id for message in untranslated(fresh)] == []
    assert keys_of(russian) == keys_of(fresh)


def test_a_message_that_nobody_translated_would_be_seen(monkeypatch):
    before = keys_of(refreshed("ru"))
    more = extracted()
    more.add("Nobody has translated this.")
    monkeypatch.setattr(messages, "extracted", lambda: more)
    assert keys_of(refreshed("ru")) - before == {(None, "Nobody has translated this.")}
    assert "Nobody has translated this." in [message.id for message in untranslated(refreshed("ru"))]


def test_no_translation_is_a_guess(russian):
    assert [message.id for message in russian if message.id and message.fuzzy] == []


def test_every_translation_keeps_its_placeholders_and_tags(russian):
    for message in translated(russian):
        wanted = [
            sorted(PLACEHOLDER.findall(text)) for text in ([*message.id] if message.pluralizable else [message.id])
        ]
        for form in forms_of(message):
            assert sorted(PLACEHOLDER.findall(form)) in wanted, message.id
            assert sorted(TAG.findall(form)) == sorted(TAG.findall(singular(message))), message.id


def test_every_translation_is_accepted_by_the_checkers_of_babel(russian):
    """Of what is filled in by name; in “80 % of what was due” Babel sees a placeholder that nobody fills."""
    named = [message for message in translated(russian) if "%(" in str(message.id)]
    assert [(message.id, faults) for message in named if (faults := list(message.check(russian)))] == []
    assert len(named) > 300


def test_no_translation_is_left_in_latin_letters(russian):
    for message in translated(russian):
        for form in forms_of(message):
            bare = CODES.sub("", TAG.sub("", PLACEHOLDER.sub("", form)))
            foreign = [word for word in re.findall(r"[A-Za-z]+\d*", bare) if word not in NAMES]
            allowed = set(re.findall(r"[A-Za-z_]+", singular(message)))
            assert [word for word in foreign if word not in allowed or word.islower()] == [], (message.id, form)


def test_no_translation_mixes_letters_of_two_alphabets(russian):
    for message in translated(russian):
        for form in forms_of(message):
            bare = TAG.sub("", PLACEHOLDER.sub(" ", form))
            assert re.findall(r"[А-Яа-яЁё][A-Za-z]|[A-Za-z][А-Яа-яЁё]", bare) == [], form


def test_a_translation_begins_and_ends_as_its_message_does(russian):
    """Spaces at the ends join sentences; a full stop is read aloud."""
    for message in translated(russian):
        for form in forms_of(message):
            original = singular(message)
            assert (form[:1].isspace(), form[-1:].isspace()) == (original[:1].isspace(), original[-1:].isspace()), form


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 упражнений"),
        (1, "1 упражнение"),
        (2, "2 упражнения"),
        (5, "5 упражнений"),
        (11, "11 упражнений"),
        (12, "12 упражнений"),
        (21, "21 упражнение"),
        (22, "22 упражнения"),
        (111, "111 упражнений"),
    ],
)
def test_numbers_bend_their_words_as_russian_does(count, said):
    assert compiled().ngettext("%(count)s exercise", "%(count)s exercises", count) % {"count": count} == said


# --- how messages are found ------------------------------------------------------------------------------------


def test_messages_of_python_are_found_as_they_are_written():
    source = """
from django.utils.translation import gettext as _
_("One"), gettext_lazy("Two " "parts"), ngettext("%(n)d day", "%(n)d days", n)
pgettext("a plan", "Hold"), translation.gettext("Three"), _(name), f(_)
"""
    found = {(None, "One", None), (None, "Two parts", None), (None, "%(n)d day", "%(n)d days")}
    assert set(in_python(source)) == found | {("a plan", "Hold", None), (None, "Three", None)}


def test_messages_of_templates_are_found_as_they_are_written():
    source = """{% load i18n %}<p title="{% translate 'Say “it’s”' %}">{{ day|date:_("l j F") }}</p>
{% blocktranslate count count=n %}{{ count }} thing{% plural %}{{ count }} things{% endblocktranslate %}
{% translate "Hold" context "a plan" %}{% blocktranslate trimmed %}
  100 % sure
{% endblocktranslate %}"""
    assert list(in_template(source)) == [
        (None, "Say “it’s”", None),
        (None, "l j F", None),
        (None, "%(count)s thing", "%(count)s things"),
        ("a plan", "Hold", None),
        (None, "100 %% sure", None),
    ]


def test_every_kind_of_source_is_searched():
    files = {file for message in extracted() for file, _line in message.locations}
    assert {file.split("/")[0] for file in files} == {
        "accounts",
        "config",
        "exercises",
        "patients",
        "prescriptions",
        "templates",
    }
    assert "templates/account/messages/logged_in.txt" in files or "templates/patients/way_mail.txt" in files


def test_a_message_with_too_few_forms_counts_as_untranslated():
    catalog = Catalog(locale="ru")
    catalog.add("whole", "целое")
    catalog.add("none", "")
    catalog.add("guess", "догадка", flags=["fuzzy"])
    catalog.add(("day", "days"), ("день", "дня", ""))
    catalog.add(("hour", "hours"), ("час", "часа", "часов"))
    assert [message.id for message in untranslated(catalog)] == ["none", "guess", ("day", "days")]
