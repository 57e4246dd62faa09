"""The next step a record speaks for: more of an exercise, the next one of its chain, the next stage, or the review.

It only proposes. Pure: facts come in, nothing asks the clock or the database. Every number stands in RULES, which the
page for clinicians shows word for word.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from math import floor

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.dosage import Dose

WINDOW = 14
WEEK = 7
ENOUGH_SHARE = 0.8
ENOUGH_TIMES = 6
FEWEST_PAINS = 3
CALM_PAIN = 3
CALM_PAIN_DURING = 2
HARD_FELT = 4
EASY_FELT = 1
EASY_IN_A_ROW = 3
DAYS_ACUTE = 7
DAYS_RECOVERY = 28
SETTLED_PAIN = 1
STEP = 1.2


class Kind(StrEnum):
    DOSE = "dose"
    EXERCISE = "exercise"
    STAGE = "stage"
    REVIEW = "review"


RULES = (
    (
        "P-0",
        gettext_lazy("Nothing is proposed while something is wrong"),
        gettext_lazy(
            "The plan is on hold or past its end, an exercise is paused, a red flag stands, or an alert is open; and "
            "no step up while fewer than 3 pain values of the last 7 days are known, while their mean is above 3, or "
            "while it is above that of the 7 days before."
        ),
    ),
    (
        "P-1",
        gettext_lazy("Dose up, by at most a fifth"),
        gettext_lazy(
            "In the last 14 days at least 80 % of what was due and at least 6 times were done, no discomfort or "
            "spreading was reported, pain during it stayed at 2 or less, and it never felt hard (4 or 5). Repetitions "
            "go up, or the hold where a fifth of the repetitions is less than one. Never for the exercises of the "
            "article, whose dose the article states."
        ),
    ),
    (
        "P-2",
        gettext_lazy("The next exercise of the chain"),
        gettext_lazy(
            "As P-1, and the last 3 times it felt easy (1): the exercise the catalogue names as its progression, if it "
            "is meant for the stage and no rule speaks against it for this patient."
        ),
    ),
    (
        "P-3",
        gettext_lazy("The next stage"),
        gettext_lazy(
            "From acute, after at least 7 days in it with a mean pain of 3 or less that does not rise. From recovery, "
            "after at least 28 days in it with a mean pain of 1 or less over 14 days and 80 % done. Only an assessment "
            "changes the stage."
        ),
    ),
    ("P-4", gettext_lazy("The review"), gettext_lazy("The plan's review date has come.")),
)


@dataclass(frozen=True)
class Line:
    """One exercise of the plan with its last 14 days: occurrences due and done, how hard it felt (newest last)."""

    item: str
    exercise: str
    title: str
    dose: Dose
    from_article: bool = False
    due: int = 0
    done: int = 0
    felt: tuple[int, ...] = ()
    worst_pain: int | None = None
    trouble: bool = False
    # (key, title) of the progression that may be prescribed to this patient, or None
    following: tuple[str, str] | None = None


@dataclass(frozen=True)
class Record:
    """What is known of a live plan on the patient's date `today`; `pains` are (date, 0 to 10), in any order."""

    today: date
    stage: str
    stage_since: date
    review_on: date | None = None
    troubled: bool = False
    pains: tuple[tuple[date, int], ...] = ()
    lines: tuple[Line, ...] = field(default_factory=tuple)

    def mean_pain(self, *, days, before=0):
        """Mean of the `days` that end `before` days ago, today being the last at 0; None without a value."""
        last = self.today - timedelta(days=before)
        values = [pain for day, pain in self.pains if last - timedelta(days=days) < day <= last]
        return sum(values) / len(values) if values else None

    def pains_known(self):
        return sum(self.today - timedelta(days=WEEK) < day <= self.today for day, _pain in self.pains)

    @property
    def calm(self):
        """True when the pain allows a step up (P-0)."""
        mean, former = self.mean_pain(days=WEEK), self.mean_pain(days=WEEK, before=WEEK)
        return self.pains_known() >= FEWEST_PAINS and mean <= CALM_PAIN and (former is None or mean <= former)

    @property
    def share(self):
        """Occurrences done of those due, over all lines; 0 when nothing was due."""
        due = sum(line.due for line in self.lines)
        return sum(line.done for line in self.lines) / due if due else 0


@dataclass(frozen=True)
class Proposal:
    """One next step with the reason for it; `dose` and `following` say what would change."""

    kind: Kind
    rule: str
    words: str
    reason: str
    item: str = ""
    dose: Dose | None = None
    following: tuple[str, str] | None = None


def proposals_for(record):
    """The Proposals for `record`: the review first, then the stage, then one a line of the plan."""
    found = list(_review(record))
    if record.troubled or not record.calm:
        return found
    found += _stage(record)
    for line in record.lines:
        found += _step_of(line)
    return found


def _review(record):
    if record.review_on and record.review_on <= record.today:
        yield Proposal(Kind.REVIEW, "P-4", _("Review the plan."), _("The review date has come."))


def _stage(record):
    days = (record.today - record.stage_since).days
    mean, fortnight = record.mean_pain(days=WEEK), record.mean_pain(days=WINDOW)
    if record.stage == "acute" and days >= DAYS_ACUTE:
        reason = _("%(days)s days acute, mean pain of the last week %(pain).1f.") % {"days": days, "pain": mean}
        yield Proposal(Kind.STAGE, "P-3", _("Assess for the stage of recovery."), reason)
    settled = fortnight <= SETTLED_PAIN and record.share >= ENOUGH_SHARE
    if record.stage == "recovery" and days >= DAYS_RECOVERY and settled:
        facts = {"days": days, "pain": fortnight, "share": round(100 * record.share)}
        reason = _("%(days)s days in recovery, mean pain of two weeks %(pain).1f, %(share)s %% done.") % facts
        yield Proposal(Kind.STAGE, "P-3", _("Assess for the stage of maintenance."), reason)


def _step_of(line):
    """The step of one exercise, if its record speaks for one: the next exercise before more of the same."""
    if not _ready(line):
        return
    last = line.felt[-EASY_IN_A_ROW:]
    reason = _("Done %(done)s of %(due)s times in two weeks without trouble.") % {"done": line.done, "due": line.due}
    if line.following and len(last) == EASY_IN_A_ROW and set(last) == {EASY_FELT}:
        words = _("%(title)s: go on to %(next)s.") % {"title": line.title, "next": line.following[1]}
        easy = _("The last %(times)s times felt easy.") % {"times": EASY_IN_A_ROW}
        yield Proposal(Kind.EXERCISE, "P-2", words, f"{reason} {easy}", line.item, following=line.following)
    elif not line.from_article and (more := raised(line.dose)):
        yield Proposal(Kind.DOSE, "P-1", _more_words(line, more), reason, line.item, dose=more)


def _ready(line):
    often = line.due and line.done / line.due >= ENOUGH_SHARE and line.done >= ENOUGH_TIMES
    hurt = line.worst_pain is not None and line.worst_pain > CALM_PAIN_DURING
    return bool(often) and not (line.trouble or hurt or any(felt >= HARD_FELT for felt in line.felt))


def raised(dose):
    """`dose` with one number a fifth higher at most: repetitions, else the hold; None when a fifth is less than one."""
    for name in ("repetitions", "hold_seconds"):
        now = getattr(dose, name)
        if now and floor(now * STEP) > now and floor(now * STEP) <= 100:
            return replace(dose, **{name: floor(now * STEP)})
    return None


def _more_words(line, more):
    if more.repetitions != line.dose.repetitions:
        facts = {"title": line.title, "old": line.dose.repetitions, "new": more.repetitions}
        return _("%(title)s: %(new)s repetitions in place of %(old)s.") % facts
    facts = {"title": line.title, "old": line.dose.hold_seconds, "new": more.hold_seconds}
    return _("%(title)s: hold %(new)s seconds in place of %(old)s.") % facts
