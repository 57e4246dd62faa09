"""Every way in which a rule could be wrong: gone, always speaking, another level or moment, a row or a number off."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from prescriptions.safety import RULES, Level, Moment
from prescriptions.safety.red_flags import RULES_OF_FLAG
from prescriptions.safety.registry import Word
from tests.mutants.surgery import cuts_of, perform
from tests.prescriptions.safety.codes import ACTED

MODULES = (
    "prescriptions.safety.article",
    "prescriptions.safety.article_order",
    "prescriptions.safety.case",
    "prescriptions.safety.conditions",
    "prescriptions.safety.new_symptoms",
    "prescriptions.safety.plan_quality",
    "prescriptions.safety.red_flags",
    "prescriptions.safety.registry",
    "prescriptions.safety.responses",
    "prescriptions.safety.warm_up",
    "exercises.safety",
)
# Changes that make no difference, by module, place and what is changed (None: whatever is), and why.
EQUIVALENT = {
    ("conditions", "_judge_of", "Eq becomes NotEq"): "runs as the program starts; its rows are made wrong one by one",
    ("conditions", "register_matrix", "Eq becomes NotEq"): "runs as the program starts; its levels are changed apart",
    ("red_flags", "_FLAG_RULES", None): "read as the program starts; each of its rules is made wrong apart",
    ("red_flags", "very_high_blood_pressure", "0 becomes 1"): "a pressure nobody measured is low either way",
    ("red_flags", "very_high_blood_pressure", "0 becomes -1"): "a pressure nobody measured is low either way",
    ("article_order", "dose_beside_the_articles", "Gt becomes GtE"): "equal doses were passed over two lines before",
    ("article_order", "norbekov_items_out_of_order", "0 becomes 1"): "an exercise of a set has its place in it",
    ("article_order", "norbekov_items_out_of_order", "0 becomes -1"): "an exercise of a set has its place in it",
}


@dataclass(frozen=True)
class Mutant:
    """`kind` groups the counts; `hint` names the rule, so that its own tests run first."""

    kind: str
    name: str
    apply: Callable
    hint: str = ""


def mutants():
    """All of them."""
    return [*_of_rules(), *_of_matrix(), *_of_flags(), *_of_code()]


def _of_rules():
    for code, rule in RULES.items():
        if code not in ACTED:
            yield Mutant("rule removed", code, _judging(code, lambda case: ()), code)
            yield Mutant("rule negated", code, _judging(code, _opposite(rule.judge)), code)
        for level in set(Level) - {rule.level}:
            yield Mutant("level changed", f"{code} {level}", _replacing(code, level=level), code)
        for moment in rule.moments:
            yield Mutant("moment removed", f"{code} {moment}", _replacing(code, moments=rule.moments - {moment}), code)
        for moment in set(Moment) - rule.moments:
            yield Mutant("moment added", f"{code} {moment}", _replacing(code, moments=rule.moments | {moment}), code)


def _judging(code, judge):
    return _replacing(code, judge=judge)


def _replacing(code, **fields):
    def apply():
        RULES[code] = replace(RULES[code], **fields)

    return apply


def _opposite(judge):
    def opposite(case):
        return () if list(judge(case)) else (Word("The opposite."),)

    opposite.__doc__ = judge.__doc__
    return opposite


def _rows_of(rule):
    """The list of rows a rule of the matrix closed over, or an empty one."""
    cells = rule.judge.__closure__ or ()
    return next((cell.cell_contents for cell in cells if isinstance(cell.cell_contents, list)), [])


def _of_matrix():
    for code, rule in RULES.items():
        rows = _rows_of(rule)
        for index, row in enumerate(rows):
            name = f"{code} {row['condition']} {row['level']}"
            yield Mutant("row removed", name, _setting(rows, index, row | {"traits": frozenset()}), code)
            for level in {"hard", "warn", "advise"} - {row["level"]}:
                yield Mutant(
                    "row's level changed", f"{name} to {level}", _setting(rows, index, row | {"level": level}), code
                )
            for trait in sorted(row["traits"]):
                fewer = row | {"traits": row["traits"] - {trait}}
                yield Mutant("row's trait removed", f"{name} without {trait}", _setting(rows, index, fewer), code)


def _setting(rows, index, row):
    def apply():
        rows[index] = row

    return apply


def _of_flags():
    for flag, codes in RULES_OF_FLAG.items():
        for code in codes:
            fewer = tuple(each for each in codes if each != code)
            yield Mutant("flag's rule removed", f"{flag} {code}", _flagging(flag, fewer), code)


def _flagging(flag, codes):
    def apply():
        RULES_OF_FLAG[flag] = codes

    return apply


def _of_code():
    for name in MODULES:
        module = importlib.import_module(name)
        for cut in cuts_of(module):
            place = f"{name.replace('.', '/')}.py:{cut.line} {cut.inside}: {cut.what}"
            known = {(name.rpartition(".")[2], cut.inside, what) for what in (cut.what, None)}
            if known.isdisjoint(EQUIVALENT):
                yield Mutant("code changed", place, _cutting(module, cut), _nearest_rule(module, cut.line))


def _nearest_rule(module, line):
    """The code of the rule that stands nearest to `line`, or nothing."""
    starts = {
        code: rule.judge.__code__.co_firstlineno
        for code, rule in RULES.items()
        if rule.judge.__code__.co_filename == module.__file__ and "<locals>" not in rule.judge.__qualname__
    }
    return min(starts, key=lambda code: abs(starts[code] - line), default="")


def _cutting(module, cut):
    def apply():
        if not perform(module, cut):
            raise AssertionError(f"nothing changed: {module.__name__} {cut}")

    return apply
