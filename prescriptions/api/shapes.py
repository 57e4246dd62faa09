"""What the API shows of plans, days and completions: the shapes of api.md, field for field."""

import zoneinfo
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, prefetch_related_objects
from django.db.models.functions import JSONObject
from django.urls import reverse

from exercises.figures import figure_url, picture_of
from exercises.models import Advice
from prescriptions.models import EndedReason, Override, PlanItem, Status
from prescriptions.models.plan import items_with_exercises, lapse_of
from prescriptions.safety import Moment, findings_for
from prescriptions.safety.facts import cases_for
from prescriptions.sheet import sheet_of
from prescriptions.suggestion import advice_for

LINE_FIELDS = ("title", "steps", "cautions", "breathing", "side", "alternative", "dose", "dose_source", "note")


def instant(moment):
    """UTC with Z, or None."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def person(user):
    return {"id": str(user.pk), "name": str(user)} if user else None


def for_shape(plans):
    """`plans` with everything `plan_json` shows of an issued plan, in one query."""
    overrides = Override.objects.filter(plan=OuterRef("pk")).order_by("given_at", "pk")
    paused = PlanItem.objects.filter(plan=OuterRef("pk"), paused_at__isnull=False).order_by().values("pk")
    shown = JSONObject(
        rule="rule",
        exercise="exercise_id",
        reason="reason",
        at="given_at",
        because="lapsed_because",
        by="given_by__name",
        by_id="given_by_id",
    )
    return plans.for_reading().annotate(
        shown_overrides=ArraySubquery(overrides.values(json=shown)), paused_items=ArraySubquery(paused)
    )


def plans_json(plans, *, now):
    """The shapes of `plans` (from `for_shape`). Drafts are judged now, all of them with the same few queries."""
    drafts = judged_drafts(plans, now=now)
    return [
        _shape(plan, drafts[plan.pk].sheet, Status.DRAFT, drafts[plan.pk].findings)
        if plan.is_draft
        else issued_json(plan, plan.episode.patient.today(now))
        for plan in plans
    ]


def plan_json(plan, *, now):
    """The shape of one plan; see also `plans_json`."""
    return plans_json([plan], now=now)[0]


class JudgedDraft(NamedTuple):
    """A draft as it would be issued now: its sheet, and what the rules say of it."""

    sheet: dict
    findings: list


def judged_drafts(plans, *, now):
    """Plan id -> JudgedDraft for the drafts among `plans` (for_reading), in the same few queries for any number."""
    drafts = [plan for plan in plans if plan.is_draft]
    prefetch_related_objects(drafts, items_with_exercises())
    cases = cases_for(drafts, now=now) if drafts else {}
    records = list(Advice.objects.filter(retired_at=None)) if drafts else []
    return {plan.pk: _judged(plan, cases[plan.pk], records) for plan in drafts}


def _judged(plan, case, records):
    plan.stage = case.stage
    items = list(plan.items.all())
    advice = advice_for([item.exercise for item in items], stage=case.stage, records=records)
    sheet = sheet_of(plan, items, advice, collar=bool(case.visit and case.visit.collar))
    return JudgedDraft(sheet, [each.as_json() for each in findings_for(case, (Moment.SAVE, Moment.ACTIVATE))])


def issued_json(plan, today):
    """The shape of a plan that was issued, as it reads on the patient's date `today`."""
    shown = _shape(plan, plan.sheet, plan.status_on(today), plan.findings)
    overrides = [_override(row, today) for row in plan.shown_overrides]
    return shown | {"overrides": overrides, "handout_url": reverse("plan_handout", args=[plan.pk])}


def _shape(plan, sheet, status, findings):
    finished = status == Status.ENDED and plan.status != Status.ENDED
    return {
        "id": str(plan.pk),
        "episode": str(plan.episode_id),
        "patient": str(plan.episode.patient_id),
        "version": plan.version,
        "status": str(status),
        "stage": sheet["stage"],
        "region": sheet["region"],
        "starts_on": sheet["starts_on"],
        "ends_on": sheet["ends_on"],
        "review_on": sheet["review_on"],
        "issued_at": instant(plan.issued_at),
        "issued_by": person(plan.issued_by),
        "ended_at": instant(_end_of(plan) if finished else plan.ended_at),
        "ended_reason": EndedReason.FINISHED.value if finished else plan.ended_reason or None,
        "superseded_by": str(plan.superseded_by_id) if plan.superseded_by_id else None,
        "updated_at": instant(plan.updated_at),
        "note": sheet["note"],
        "items": [_item(line, findings, plan.paused_items) for line in sheet["items"]],
        "advice": sheet["advice"],
        "findings": findings,
        "overrides": [],
        "handout_url": None,
    }


def _end_of(plan):
    """The instant after the plan's last day where the patient lives."""
    zone = zoneinfo.ZoneInfo(plan.episode.patient.time_zone)
    return datetime.combine(plan.ends_on + timedelta(days=1), time.min, tzinfo=zone)


def _item(line, findings, paused):
    return {
        "id": line["id"],
        "position": line["position"],
        "exercise": line["exercise"],
        **{name: line[name] for name in LINE_FIELDS},
        "paused": any(str(pk) == line["id"] for pk in paused),
        "figure_url": figure_url(picture_of(line["exercise"], figure=line.get("figure", ""))),
        "findings": [finding for finding in findings if finding["item"] == line["id"]],
    }


def _override(row, today):
    given_at = datetime.fromisoformat(row["at"])
    return {
        "rule": row["rule"],
        "exercise": row["exercise"],
        "reason": row["reason"],
        "given_by": {"id": row["by_id"], "name": row["by"]},
        "given_at": instant(given_at),
        "lapsed": str(lapse_of(given_at, row["because"], today)) or None,
    }


def suggestion_json(suggestion):
    """The shape of a suggestion; its items can be posted to plans/ as they are."""
    return {
        "stage": suggestion.stage,
        "region": suggestion.region,
        "items": [
            {
                "exercise": item.exercise.key,
                "side": item.side or None,
                "alternative": item.alternative or None,
                "note": "",
                "dose": item.dose.as_json(),
            }
            for item in suggestion.items
        ],
        "left_out": [
            {"exercise": exercise.key, "findings": [finding.as_json() for finding in findings]}
            for exercise, findings in suggestion.left_out
        ],
        "findings": [finding.as_json() for finding in suggestion.findings],
        "advice": [
            {"key": record.key, "title": record.words.title, "text": record.words.text} for record in suggestion.advice
        ],
    }


def completion_json(completion):
    return {
        "id": str(completion.pk),
        "item": str(completion.item_id),
        "date": completion.date.isoformat(),
        "occurrence": completion.occurrence,
        "outcome": completion.outcome,
        "pain_during": completion.pain_during,
        "difficulty": completion.difficulty,
        "discomfort": completion.discomfort,
        "spreading": completion.spreading,
        "reason": completion.reason,
        "recorded_at": instant(completion.recorded_at),
        "recorded_by": person(completion.recorded_by),
        "against_advice": completion.against_advice,
    }


def check_in_json(check_in):
    return {
        "id": str(check_in.pk),
        "date": check_in.date.isoformat(),
        "kind": check_in.kind,
        "occurrence": check_in.occurrence,
        "pain": check_in.pain,
        "symptoms": check_in.symptoms,
        "discomfort": check_in.discomfort,
        "comment": check_in.comment,
        "recorded_by": person(check_in.recorded_by),
    }


def alert_json(alert):
    return {
        "id": str(alert.pk),
        "patient": str(alert.patient_id),
        "plan": str(alert.plan_id) if alert.plan_id else None,
        "rule": alert.rule or None,
        "level": alert.level,
        "severity": alert.severity,
        "count": alert.count,
        "message": alert.message,
        "raised_at": instant(alert.raised_at),
        "last_raised_at": instant(alert.last_raised_at),
        "acknowledged_at": instant(alert.acknowledged_at),
        "acknowledged_by": person(alert.acknowledged_by),
        "note": alert.note,
    }


def day_json(day):
    """The shape of `plans/{id}/days/{date}/`."""
    return {
        "date": day.date.isoformat(),
        "status": str(day.status),
        "start": {"allowed": day.allowed, "findings": [finding.as_json() for finding in day.findings]},
        "items": [
            {
                "item": task.item_id,
                "exercise": task.line["exercise"],
                "title": task.line["title"],
                "dose": task.line["dose"],
                "allowed": task.allowed,
                "paused": task.paused,
                "findings": [finding.as_json() for finding in task.findings],
                "occurrences": [
                    {"occurrence": occurrence, "completion": completion_json(done) if done else None}
                    for occurrence, done in task.occurrences.items()
                ],
            }
            for task in day.tasks
        ],
    }
