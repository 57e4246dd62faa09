"""docs/hazards.md: each hazard has its row, and what the rows name exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT / "docs" / "hazards.md"
FIELDS = ["Severity (proposal)", "Cause", "Control", "Test", "Residual risk", "State"]
SEVERITIES = {"Minor", "Significant", "Considerable", "Major", "Catastrophic"}


def hazards_of(text):
    """Code of a hazard -> its fields."""
    parts = re.split(r"^## (H\d\d) ", text, flags=re.MULTILINE)[1:]
    return {
        code: dict(re.findall(r"^- \*\*([^*]+):\*\* (.+)$", body, re.MULTILINE))
        for code, body in zip(parts[::2], parts[1::2], strict=True)
    }


HAZARDS = hazards_of(LOG.read_text())


def named(text):
    """Everything between backticks that looks like a path or a test."""
    return [name for name in re.findall(r"`([^`]+)`", text) if "/" in name and " " not in name]


def missing(name, root=ROOT):
    """True if the path, or the test in that file, does not exist."""
    path, _colons, test = name.partition("::")
    file = root / path
    if not file.exists():
        return True
    return bool(test) and f"\ndef {test}(" not in file.read_text()


def test_all_hazards_stand_in_order_each_once():
    codes = re.findall(r"^## (H\d\d) ", LOG.read_text(), re.MULTILINE)
    assert codes == [f"H{number:02}" for number in range(1, 26)]


@pytest.mark.parametrize("code", HAZARDS)
def test_a_hazard_says_everything(code):
    hazard = HAZARDS[code]
    assert list(hazard) == FIELDS
    assert hazard["Severity (proposal)"] in SEVERITIES
    assert re.fullmatch(r"controlled|(partly open|open): .+", hazard["State"])


@pytest.mark.parametrize("code", HAZARDS)
def test_what_a_hazard_names_exists(code):
    text = " ".join(HAZARDS[code].values())
    assert [name for name in named(text) if missing(name)] == []


@pytest.mark.parametrize("code", [code for code, hazard in HAZARDS.items() if not hazard["State"].startswith("open")])
def test_a_control_has_its_place_and_its_test(code):
    assert named(HAZARDS[code]["Control"])
    assert [name for name in named(HAZARDS[code]["Test"]) if "::test_" in name] == named(HAZARDS[code]["Test"]) != []


def test_the_check_sees_a_test_or_path_that_is_gone():
    here = "tests/test_hazards.py"
    assert missing(f"{here}::test_that_nobody_wrote")
    assert missing("prescriptions/no_such_module.py")
    assert not missing(f"{here}::test_all_hazards_stand_in_order_each_once")
