"""Writes prescriptions/safety/sentences.py: the rules' docstrings as message ids, which gettext cannot find itself."""

from pathlib import Path

import django

TARGET = Path(__file__).resolve().parent.parent / "prescriptions" / "safety" / "sentences.py"
HEAD = '''"""What the rules say, for the translators: written by `make rule-sentences`, not by hand."""

from django.utils.translation import gettext_noop as _

# fmt: off
# ruff: noqa: E501
SENTENCES = (
'''


def rendered():
    """The file as the rules of now would have it."""
    from prescriptions.safety import RULES
    from prescriptions.safety.handbook import sentence_of

    sentences = dict.fromkeys(sentence_of(rule.judge) for rule in RULES.values())
    return HEAD + "".join(f"    _({_quoted(sentence)}),\n" for sentence in sentences) + ")\n"


def _quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    django.setup()
    TARGET.write_text(rendered())
