"""One plan read by a record system, which polls: the query is written once, and the same row is the same bytes."""

import json
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language
from rest_framework.renderers import JSONRenderer

from accounts.api.conditions import etag_of_bytes
from accounts.models import User
from accounts.statements import Statement
from patients.models import Episode, Patient
from prescriptions.api.shapes import for_shape, issued_json
from prescriptions.models import Plan, Status

KEPT = 500  # plans a process remembers, about 15 kB each
PLAN = ("id", "version", "status", "ends_on", "issued_at", "issued_by_id", "ended_at", "ended_reason")
PLAN += ("superseded_by_id", "updated_at", "findings", "sheet", "episode_id")
EPISODE = ("id", "patient_id")
PATIENT = ("id", "time_zone")
ISSUER = ("id", "name", "email")
JSON = {"findings", "sheet"}


RELATED = (("episode__", EPISODE), ("episode__patient__", PATIENT), ("issued_by__", ISSUER))
COLUMNS = (*PLAN, *(path + name for path, names in RELATED for name in names), "shown_overrides", "paused_items")
ZONE = COLUMNS.index("episode__patient__time_zone")


def _read(user, pk):
    plans = for_shape(Plan.objects.readable_by(User(pk=user))).exclude(status=Status.DRAFT).filter(pk=pk)
    return plans.order_by().values_list(*COLUMNS)


READ = Statement(_read, "user", "pk")


class Answer(NamedTuple):
    content: bytes
    etag: str


def issued_plan(user, pk, *, now):
    """The Answer to who reads an issued plan; None where `user` may not read it, or it is a draft, or not there."""
    rows = READ.rows(user=user.pk, pk=pk)
    if not rows:
        return None
    row = tuple(tuple(value) if isinstance(value, list) else value for value in rows[0])
    today = Patient(time_zone=row[ZONE]).today(now)
    return _answer(row, today, get_language())


@lru_cache(maxsize=KEPT)
def _answer(row, today, language):
    """What was read, in JSON. It depends on nothing but the arguments, `language` being the active one."""
    content = JSONRenderer().render(issued_json(_plan_of(dict(zip(COLUMNS, row, strict=True))), today))
    return Answer(content, etag_of_bytes(content))


def _plan_of(row):
    """The plan of a row. What the row does not hold is deferred: asked for, it would be fetched, not guessed."""
    plan = _instance(Plan, PLAN, row, "")
    plan.episode = _instance(Episode, EPISODE, row, "episode__")
    plan.episode.patient = _instance(Patient, PATIENT, row, "episode__patient__")
    plan.issued_by = _instance(User, ISSUER, row, "issued_by__")
    plan.shown_overrides = [json.loads(each) for each in row["shown_overrides"]]
    plan.paused_items = row["paused_items"]
    return plan


def _instance(model, names, row, path):
    fields = [field.attname for field in model._meta.concrete_fields if field.attname in names]
    values = [json.loads(row[path + name]) if name in JSON else row[path + name] for name in fields]
    return model.from_db("default", fields, values)
