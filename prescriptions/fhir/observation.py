"""Observation: pain from 0 to 10, told with an exercise or in a check-in."""

from datetime import timedelta

from django.db.models import Case, DateField, F, Prefetch, UUIDField, Value, When
from django.db.models.functions import Cast
from django.utils.translation import override

from accounts.models import Scope
from prescriptions.api.shapes import instant
from prescriptions.fhir import parameters
from prescriptions.fhir.codes import PAIN_SCORE, SURVEY
from prescriptions.fhir.kind import Kind
from prescriptions.fhir.procedure import based_on, completions_for, log_parameters, subject_of, told_in
from prescriptions.fhir.site import reference
from prescriptions.fhir.values import annotation, concept, finished, quantity
from prescriptions.models import CheckIn, CheckInKind, Completion, Plan

WORDS = ("registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown")
ORDER = ("-told_on", "-recorded_at", "pk")


class Pains:
    """Rows of several tables as one list: each is filtered by itself, a page is cut from all of them together."""

    def __init__(self, *sources):
        self.sources = sources

    def filter(self, *conditions, **columns):
        return Pains(*(source.filter(*conditions, **columns) for source in self.sources))

    def count(self):
        return sum(source.count() for source in self.sources)

    def exists(self):
        return any(source.exists() for source in self.sources)

    def first(self):
        return next((row for source in self.sources if (row := source.first())), None)

    def __getitem__(self, part):
        keys = [source.order_by().values_list("told_on", "recorded_at", "pk") for source in self.sources]
        order = [pk for _day, _at, pk in keys[0].union(*keys[1:], all=True).order_by(*ORDER)[part]]
        rows = {row.pk: row for source in self.sources for row in source.filter(pk__in=order)}
        return [rows[pk] for pk in order]


def _told(completions, check_ins):
    """Both with the columns that a search asks for."""
    next_day = Cast(F("date") + timedelta(days=1), DateField())
    day = Case(When(kind=CheckInKind.NEXT_DAY, then=next_day), default=F("date"))
    return Pains(
        completions.filter(pain_during__isnull=False).annotate(
            told_under=F("item__plan"),
            told_of=F("item__plan__episode__patient"),
            told_with=F("item"),
            told_on=F("date"),
            moment=Value(""),
        ),
        check_ins.filter(pain__isnull=False).annotate(
            told_under=F("plan"),
            told_of=F("plan__episode__patient"),
            told_with=Value(None, UUIDField()),
            told_on=day,
            moment=F("kind"),
        ),
    )


def pains_for(user):
    """The pain `user` may read of."""
    plans = Plan.objects.readable_by(user).select_related("episode__patient")
    check_ins = CheckIn.objects.readable_by(user).select_related("recorded_by")
    return _told(completions_for(user), check_ins.prefetch_related(Prefetch("plan", plans)))


def observations(rows, reader):
    """The Observations of `rows` (from `pains_for`)."""
    return [finished(_of_check_in(row, reader) if isinstance(row, CheckIn) else _of_completion(row)) for row in rows]


def _of_completion(completion):
    plan, _line = told_in(completion)
    return _observation(completion, plan, completion.pain_during) | {
        "basedOn": based_on(completion),
        "partOf": [reference("Procedure", completion.pk)],
    }


def _of_check_in(check_in, reader):
    plan = check_in.plan
    with override(plan.sheet["patient"]["language"]):
        kind = CheckInKind(check_in.kind)
        moment = concept((reader.site.system("check-in"), kind.value, kind.label), text=kind.label)
    return _observation(check_in, plan, check_in.pain, moment) | {
        "basedOn": [reference("CarePlan", plan.pk)],
        "note": [annotation(check_in.comment, by=check_in.recorded_by, at=check_in.recorded_at)],
    }


def _observation(row, plan, pain, *more):
    return {
        "resourceType": "Observation",
        "id": str(row.pk),
        "meta": {"lastUpdated": instant(row.recorded_at)},
        "status": "final",
        "category": [concept(SURVEY), *more],
        "code": concept(PAIN_SCORE, text=PAIN_SCORE[2]),
        "subject": subject_of(plan),
        "effectiveDateTime": row.told_on.isoformat(),
        "issued": instant(row.recorded_at),
        "performer": [subject_of(plan)],
        "valueQuantity": quantity(pain, "{score}"),
    }


def _category(text, reader):
    """Survey is said of all; a check-in also says at which moment."""
    system, code = parameters.token_of(text)
    ours = system in (None, reader.site.system("check-in")) and code in CheckInKind.values
    moment = parameters.Q(moment=code) if ours else parameters.NONE
    return parameters.fixed(SURVEY).condition(text, reader) | moment


OBSERVATION = Kind(
    name="Observation",
    scope=Scope.PLANS_READ,
    rows=pains_for,
    visible=lambda user: _told(Completion.objects.visible_to(user), CheckIn.objects.visible_to(user)),
    shape=observations,
    parameters=log_parameters("told_under", "told_with", "told_on")
    | {
        "patient": parameters.reference("Patient", "told_of"),
        "subject": parameters.reference("Patient", "told_of"),
        "status": parameters.words(lambda reader: {"final": parameters.ALL}, known=WORDS),
        "code": parameters.fixed(PAIN_SCORE),
        "category": parameters.Parameter("token", _category),
    },
)
