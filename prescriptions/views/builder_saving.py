"""Keeping what was typed, unless a colleague changed the draft meanwhile."""

import zoneinfo
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from accounts.refusals import Stale
from exercises.wording import dose_words, frequency_words
from prescriptions import actions
from prescriptions.models import Plan, PlanEvent, Status
from prescriptions.views.builder_page import draft_among, lines_of, plans_of


@dataclass(frozen=True)
class Conflict:
    """The draft is not as the page had it: who did what, when, and both versions side by side."""

    event: PlanEvent | None
    own: bool
    lines: list
    issued: Plan | None
    zone: str

    @property
    def what_happened(self):
        """One sentence: who did what, and when by the clinic's clock."""
        if self.event is None:
            return _("This draft was deleted meanwhile.")
        at = self.event.at.astimezone(zoneinfo.ZoneInfo(self.zone))
        facts = {"who": self.event.by or _("Somebody"), "time": time_format(at, "TIME_FORMAT")}
        if self.own:
            said = (
                _("You issued this draft at %(time)s.")
                if self.issued
                else _("You changed this draft at %(time)s, in another window.")
            )
        else:
            said = (
                _("%(who)s issued this draft at %(time)s.")
                if self.issued
                else _("%(who)s changed this draft at %(time)s.")
            )
        return said % facts

    @property
    def whose(self):
        return _("The other window's") if self.own or self.event is None else _("%(who)s's") % {"who": self.event.by}


def save(desk, typed, *, keep=False):
    """The draft with what was typed in it. Raises Stale when it is not the draft the page was made from.

    `keep`: the clinician has seen the other version and wants this one.
    """
    named, stamp = seen_by(typed, keep=keep)
    facts = typed.facts(desk.reasons)
    if desk.draft and says_the_same(desk.draft, typed.lines, facts):
        return desk.draft
    if (str(desk.draft.pk) if desk.draft else "") != named:
        raise Stale(_("This draft was changed meanwhile."))
    if desk.draft is None:
        return _create(desk, typed, facts)
    return actions.change_draft(
        by=desk.user, plan=desk.draft, now=desk.now, lines=typed.lines, seen=unchanged_since(stamp), **facts
    )


def seen_by(typed, *, keep=False):
    """The draft and the moment of its last change that the page was made from, or "" for none."""
    names = ("keep_plan", "keep_seen") if keep else ("plan", "seen")
    return [typed.data.get(name, "") for name in names]


def _create(desk, typed, facts):
    return actions.create_draft(
        by=desk.user,
        episode=desk.episode,
        now=desk.now,
        method=desk.method,
        lines=typed.lines,
        seen=no_draft_yet(desk),
        **facts,
    )


def no_draft_yet(desk):
    def check(episode):
        if Plan.objects.treated_by(desk.user).filter(episode=episode, status=Status.DRAFT).exists():
            raise Stale(_("There is a draft meanwhile."))

    return check


def unchanged_since(stamp):
    """A check to run under the lock: the plan is as it was when the page said `stamp`."""

    def check(plan):
        if plan.updated_at.isoformat() != stamp:
            raise Stale(_("This draft was changed meanwhile."))

    return check


def says_the_same(plan, lines, facts):
    return lines_of(plan) == lines and all(getattr(plan, name) == value for name, value in facts.items())


def conflict_of(desk, typed):
    """What stands in the way now, read again. Refresh the desk to it, so that the choice is between what is."""
    named = typed.data.get("plan", "")
    desk.plans = plans_of(desk.user, desk.episode)
    desk.draft = draft_among(desk.plans, named)
    about = next((plan for plan in desk.plans if str(plan.pk) == named), desk.draft)
    event = about.events.select_related("by").first() if about else None
    return Conflict(
        event=event,
        own=event is not None and event.by_id == desk.user.pk,
        lines=side_by_side(desk, typed) if desk.draft and typed.is_valid() else [],
        issued=about if about and not about.is_draft else None,
        zone=desk.patient.clinic.time_zone,
    )


def side_by_side(desk, typed):
    """(what, mine in words, theirs in words): every exercise of either version, mine first, and what else differs."""
    mine, theirs = _in_words(typed.lines), _in_words(lines_of(desk.draft))
    exercises = [(key[0], mine.get(key, ""), theirs.get(key, "")) for key in {**mine, **theirs}]
    fields = [
        (field.label, _shown(typed.plan_fields.cleaned_data[field.name]), _shown(getattr(desk.draft, field.name)))
        for field in typed.plan_fields
    ]
    reasons = [
        (_("Your reason for %(rule)s") % {"rule": rule}, text, desk.draft.reasons.get(rule, ""))
        for rule, text in typed.reasons.items()
    ]
    return exercises + [row for row in (*fields, *reasons) if row[1] != row[2]]


def _in_words(lines):
    """(title, which one of that title) -> dose in words."""
    words = {}
    for line in lines:
        title = line.exercise.words.title
        count = sum(1 for known, _n in words if known == title)
        dose = dose_words(line.dose, laterality=line.exercise.laterality, side=line.side)
        words[title, count] = ", ".join(filter(None, [dose, frequency_words(line.dose), line.note]))
    return words


def _shown(value):
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else value or ""
