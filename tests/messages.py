"""The messages of the interface: found in the source, kept in locale/, compiled for gettext. See `make messages`.

Nothing but Python is needed: Django's lexer turns templates into calls, `ast` finds the calls, Babel keeps the files.
"""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("accounts", "config", "exercises", "patients", "prescriptions")
LANGUAGES = ("ru",)
# Function -> the places of its arguments that are (context, singular, plural); None where it takes none.
CALLS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(gettext|ngettext|pgettext|npgettext|_)\(\s*({TEXT}(?:\s*,\s*{TEXT})*)")
# The file says what is translated, not when: two people who extract the same source write the same bytes.
WRITTEN = datetime(2026, 11, 25, tzinfo=UTC)


def extracted():
    """Every message of the source as a Babel catalogue, each with the files it stands in."""
    catalog = Catalog(charset="utf-8", fuzzy=False)
    for path in sources():
        found = in_template(path.read_text()) if path.suffix != ".py" else in_python(path.read_text())
        for context, singular, plural in found:
            message = (singular, plural) if plural else singular
            catalog.add(message, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return catalog


def sources():
    """The files whose words people read, in a fixed order."""
    for app in SOURCES:
        yield from sorted(path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    yield from sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def in_python(source):
    """(context, singular, plural) of each call whose texts are written out."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", None))
            texts = [each.value if isinstance(each, ast.Constant) else None for each in node.args]
            if name in CALLS and isinstance(_at(texts, CALLS[name][1]), str):
                yield tuple(_at(texts, place) for place in CALLS[name])


def in_template(source):
    """The same for a template."""
    for name, arguments in CALL.findall(templatize(source)):
        texts = ast.literal_eval(f"[{arguments}]")
        yield tuple(_at(texts, place) for place in CALLS[name])


def _at(texts, place):
    return None if place is None or place >= len(texts) else texts[place]


def po_file(language):
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def kept(language):
    """The catalogue of locale/, or an empty one."""
    if not po_file(language).exists():
        return Catalog(locale=language, fuzzy=False)
    with po_file(language).open("rb") as stream:
        return read_po(stream, locale=language)


def write(language, catalog):
    """Write the catalogue and its compiled form."""
    catalog.project, catalog.version, catalog.fuzzy = "Plumbline", "1", False
    catalog.creation_date = catalog.revision_date = WRITTEN
    catalog.last_translator = catalog.language_team = ""
    catalog.header_comment = "# Русские тексты Plumbline. Термины: docs/glossary-ru.md; проверка: make messages."
    po_file(language).parent.mkdir(parents=True, exist_ok=True)
    with po_file(language).open("wb") as stream:
        write_po(stream, catalog, width=120, include_lineno=False, ignore_obsolete=True, sort_by_file=True)
    with po_file(language).with_suffix(".mo").open("wb") as stream:
        write_mo(stream, _whole(catalog))


def _whole(catalog):
    """Without what has no translation yet: Babel would compile a plural of empty forms as English."""
    whole = Catalog(locale=catalog.locale, charset="utf-8", fuzzy=False, creation_date=WRITTEN, revision_date=WRITTEN)
    missing = {(message.context, message.id) for message in untranslated(catalog)}
    for message in catalog:
        if message.id and (message.context, message.id) not in missing:
            whole.add(message.id, message.string, context=message.context)
    return whole


def refreshed(language):
    """The kept catalogue with the messages of the source as it is now; none is guessed from another like it."""
    catalog = kept(language)
    catalog.update(extracted(), no_fuzzy_matching=True)
    return catalog


def untranslated(catalog):
    """The messages without a translation, or with one of too few forms, or marked as a guess."""
    for message in catalog:
        if message.id:
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            wanted = catalog.num_plurals if message.pluralizable else 1
            if message.fuzzy or len([form for form in forms if form]) != wanted:
                yield message


def main():
    for language in LANGUAGES:
        catalog = refreshed(language)
        write(language, catalog)
        missing = list(untranslated(catalog))
        for message in missing:
            print(f"{', '.join(file for file, _line in message.locations)}: {message.id!r}")
        print(f"{language}: {len(catalog)} messages, {len(missing)} without a translation")


if __name__ == "__main__":
    main()
