"""Outcome measures: what is asked, how it is scored, and which change matters. Pure: no writes, no clock.

Shown as improved: at least the important change and at least 30 % of the first value, where a share is given; as worse:
at least the important change in the other direction. Where the numbers come from stands with each measure, and what of
it could be confirmed in docs/measures.md.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patients.roland_morris import STATEMENTS

IMPORTANT_SHARE = Decimal("0.3")


class Change(StrEnum):
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSE = "worse"


@dataclass(frozen=True)
class Measure:
    """One measure: its scale, the direction that is better, and the important change in points (None: not known).

    `plain` is what the patient's pages call it.
    """

    key: str
    name: str
    plain: str
    version: str
    least: int
    most: int
    important: Decimal | None
    source: str
    higher_is_better: bool = False
    share: bool = True
    only_total: bool = False
    from_start: bool = False
    regions: tuple[str, ...] = ("cervical", "thoracic", "lumbar")

    def change(self, first, last):
        """(points towards better, Change) between the scores `first` and `last`; None without a known change."""
        if self.important is None:
            return None
        gained = last - first if self.higher_is_better else first - last
        if self.from_start:  # the answer itself is the change since the start
            gained = last
        enough = not self.share or gained >= IMPORTANT_SHARE * first
        if gained >= self.important and enough:
            return gained, Change.IMPROVED
        return gained, Change.WORSE if gained <= -self.important else Change.UNCHANGED

    def written(self, score):
        """`score` in words: “4 of 10”, and with its sign where 0 is the middle."""
        number = number_format(score.normalize(), use_l10n=True)
        if self.from_start:
            return f"+{number}" if score > 0 else number.replace("-", "−")
        return _("%(score)s of %(most)s") % {"score": number, "most": self.most}


NPRS = Measure(
    "pain",
    gettext_lazy("Pain (NPRS)"),
    gettext_lazy("Your pain"),
    "NPRS 0-10, mean of the last 24 hours",
    0,
    10,
    Decimal(2),
    gettext_lazy(
        "2 points and 30 % of the first value (low back: Ostelo 2008). Neck: from 1.5 points, but only 4 are surely "
        "more than chance (Kovacs 2008). Recovered: 0 (Kamper 2010)."
    ),
)
PSFS = Measure(
    "psfs",
    gettext_lazy("Patient-specific functional scale"),
    gettext_lazy("What is hard for you"),
    "PSFS, 3 to 5 activities, own wording",
    0,
    10,
    Decimal(2),
    gettext_lazy("2 points of the mean, 3 of one activity, are more than chance (Stratford 1995)."),
    higher_is_better=True,
    share=False,
)
GLOBAL = Measure(
    "global",
    gettext_lazy("Global change"),
    gettext_lazy("Better or worse?"),
    "11 steps, -5 to +5",
    -5,
    5,
    Decimal("2.5"),
    gettext_lazy("2.5 of the 11 steps, so 3 whole ones (low back pain: Bobos 2020)."),
    higher_is_better=True,
    share=False,
    from_start=True,
)
ROLAND_MORRIS = Measure(
    "roland-morris",
    gettext_lazy("Roland-Morris"),
    gettext_lazy("Your back today"),
    "RDQ-24, English, 1983",
    0,
    24,
    Decimal(5),
    gettext_lazy(
        "5 points and 30 % of the first value (Ostelo 2008). Recovered: 2 or less (Kamper 2010). The form: Roland and "
        "Morris 1983."
    ),
    regions=("lumbar",),
)
ODI = Measure(
    "odi",
    gettext_lazy("Oswestry (total only)"),
    gettext_lazy("Oswestry (total only)"),
    "ODI, total in percent",
    0,
    100,
    Decimal(10),
    gettext_lazy("10 points and 30 % of the first value (Ostelo 2008). The questions are licensed and not shown here."),
    only_total=True,
    regions=("lumbar",),
)
NDI = Measure(
    "ndi",
    gettext_lazy("Neck Disability Index (total only)"),
    gettext_lazy("Neck Disability Index (total only)"),
    "NDI, total 0-50",
    0,
    50,
    Decimal(10),
    gettext_lazy(
        "10 points: 7.5 are important, but less than 10.2 may be chance (Young 2009). The questions are licensed and "
        "not shown here."
    ),
    share=False,
    only_total=True,
    regions=("cervical",),
)
MEASURES = {measure.key: measure for measure in (NPRS, PSFS, GLOBAL, ROLAND_MORRIS, ODI, NDI)}
LEAST_ACTIVITIES, MOST_ACTIVITIES = 3, 5


def score(measure, answers):
    """The score of `answers` (the raw dict that is stored), a Decimal. Raises ValidationError naming the answer.

    `{"value": n}` for one number; `{"activities": [{"name", "value"}]}` for the PSFS, whose score is their mean to two
    decimals; `{"ticked": [1 … 24]}` for Roland-Morris, whose score is their count: what is not ticked counts 0.
    """
    if measure is PSFS:
        return _psfs(answers.get("activities", []))
    if measure is ROLAND_MORRIS:
        ticked = answers.get("ticked")
        if not isinstance(ticked, list) or not set(ticked) <= set(range(1, len(STATEMENTS) + 1)):
            raise ValidationError({"ticked": _("Choose among the statements.")})
        return Decimal(len(set(ticked)))
    return Decimal(_whole("value", answers.get("value"), measure))


def _psfs(activities):
    if not LEAST_ACTIVITIES <= len(activities) <= MOST_ACTIVITIES:
        words = _("Name %(least)s to %(most)s activities, and give each its number.")
        raise ValidationError({"activities": words % {"least": LEAST_ACTIVITIES, "most": MOST_ACTIVITIES}})
    total = 0
    for number, activity in enumerate(activities, start=1):
        if not activity.get("name", "").strip():
            raise ValidationError({f"name_{number}": _("Name the activity.")})
        total += _whole(f"value_{number}", activity.get("value"), PSFS)
    return (Decimal(total) / len(activities)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _whole(name, value, measure):
    if type(value) is not int or not measure.least <= value <= measure.most:
        words = _("Choose a whole number from %(least)s to %(most)s.")
        raise ValidationError({name: words % {"least": measure.least, "most": measure.most}})
    return value
