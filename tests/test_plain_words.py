"""Plain words for patients: no sentence of their pages, mails and advice is longer than twenty words."""

import re
from pathlib import Path

import pytest

from prescriptions.safety import RULES
from tests import slim_bootstrap
from tests.messages import ROOT, in_python, in_template, kept

LONGEST = 20
# Python whose words patients read: the views and forms of their pages, and what the rules and mails say to them.
THEIRS = [
    *("accounts/adapter.py", "patients/way_forms.py", "patients/way_mail.py", "patients/views/own_details.py"),
    *("patients/views/way_enter.py", "patients/views/welcome.py", "prescriptions/actions/log.py"),
    *("prescriptions/actions/check_in.py", "prescriptions/actions/news.py", "prescriptions/actions/reminders.py"),
    *("prescriptions/calendar_feed.py", "prescriptions/forms/check_in.py", "prescriptions/forms/reminders.py"),
    *("prescriptions/reminding.py", "prescriptions/views/check_in.py", "prescriptions/views/mail_links.py"),
    *("prescriptions/views/progress.py", "prescriptions/views/reminders.py"),
]
SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")


def words_in(text):
    """The words of each sentence of `text`; tags and placeholders count as one word at most."""
    plain = re.sub(r"<[^>]+>", "", text)
    return [sentence.split() for sentence in SENTENCE_ENDS.split(plain)]


def too_long(texts):
    return [text for text in texts if max(map(len, words_in(text))) > LONGEST]


def shown_to_patients():
    """Every message of their templates and of the Python above, in English."""
    views = sorted((ROOT / "prescriptions" / "views").glob("today*.py"))
    desk = {"header.html"}  # part of base.html, which their layout replaces
    for name, source in slim_bootstrap.templates().items():
        if name not in desk:
            yield from in_template(source)
    for path in [*(ROOT / name for name in THEIRS), *views]:
        yield from in_python(Path(path).read_text())


@pytest.fixture(scope="module")
def messages():
    found = {each for _context, *forms in shown_to_patients() for each in forms if each}
    assert len(found) > 350
    return found


def test_no_sentence_of_the_interface_is_longer_than_twenty_words(messages):
    assert too_long(messages) == []


def test_nor_is_one_in_russian(messages):
    forms = [
        (message.string,) if isinstance(message.string, str) else tuple(message.string)
        for message in kept("ru")
        if message.id and (message.id if isinstance(message.id, str) else message.id[0]) in messages
    ]
    assert len(forms) > 350
    assert too_long({form for each in forms for form in each}) == []


def test_what_the_rules_say_to_patients_is_as_short():
    said = {str(rule.patient_message) for rule in RULES.values() if rule.patient_message}
    assert len(said) > 10
    assert too_long(said) == []


def test_a_long_sentence_would_be_seen():
    words = ["word"] * LONGEST
    assert too_long({f"{' '.join(words)}. Another."}) == []
    assert too_long({f"{' '.join(words)} more. Another."}) != []
