"""A small clinic in which every call of the API can succeed, with the address, headers and body that make it so."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from drf_spectacular.generators import SchemaGenerator

from accounts.api.conditions import etag_of
from exercises.dosage import Dose
from patients.models import Episode, Patient
from prescriptions import actions
from prescriptions.actions.alert import raise_alert
from prescriptions.api.examples import EXAMPLES, with_real_ids
from prescriptions.api.reach import shown_plan
from prescriptions.api.shapes import plan_json
from prescriptions.models import Alert, Completion, Plan, PlanItem
from tests import factories

SET_KEY = "classical-cervical"


@dataclass(frozen=True)
class Call:
    """One operation of the document."""

    name: str
    method: str
    path: str
    operation: dict = field(hash=False, compare=False)

    @property
    def writes(self):
        return self.method != "get"

    @property
    def takes_body(self):
        return "requestBody" in self.operation


@cache
def document():
    """The OpenAPI document, as it is served."""
    return SchemaGenerator().get_schema(request=None, public=True)


def calls():
    """Every operation of the document."""
    return [
        Call(operation["operationId"], method, path, operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]


@dataclass
class World:
    """People and rows; `address`, `headers` and `body` make any call one that succeeds for the clinician."""

    clinician: object
    admin: object
    patient_user: object
    stranger: object
    patient: Patient
    episode: Episode
    issued: Plan
    draft: Plan
    held: Plan
    paused: PlanItem
    done: Completion
    alert: Alert
    today: object

    def address(self, call):
        values = {"key": SET_KEY if "sets" in call.path else "cervical-resisted-rotation", "item": self.paused.pk}
        return call.path.format(id=self._row(call).pk, date=self.today, **values)

    def _row(self, call):
        if "/plans/" in call.path:
            drafts = {"plan_change", "plan_delete", "plan_issue"}
            return self.draft if call.name in drafts else self.held if call.name == "plan_resume" else self.issued
        owners = {
            "/patients/": self.patient,
            "/episodes/": self.episode,
            "/completions/": self.done,
            "/alerts/": self.alert,
        }
        return next((row for part, row in owners.items() if call.path.startswith(f"/api/v1{part}")), self.patient)

    def headers(self, call):
        if call.name != "plan_change":
            return {}
        shown = plan_json(shown_plan(self.clinician, self.draft.pk), now=datetime.now(UTC))
        return {"If-Match": etag_of(shown)}

    def body(self, call):
        item = self.issued.items.first().pk
        example = with_real_ids(EXAMPLES.get(call.name, {}), episode=self.episode.pk, item=item, today=self.today)
        return example | ({"occurrence": 2} if call.name == "completion_create" else {})


def make_world(clinic, other_clinic):
    """Vera's neck has an issued plan and a draft that revises it, her lower back a plan on hold."""
    doctor = factories.make_clinician(clinic, email="anna.marlow@example.org", name="Anna Marlow")
    user = factories.make_user(email="vera.lindqvist@example.org", name="Vera Lindqvist")
    patient = factories.make_patient(clinic, responsible=doctor, user=user, record_number="P-10482")
    now = datetime.now(UTC)
    issued = _plan(patient, doctor, "cervical", now - timedelta(minutes=2))
    held = _plan(patient, doctor, "lumbar", now - timedelta(minutes=1))
    actions.hold_plan(by=doctor, plan=held, reason="Wait for the scan.", now=now)
    draft, _created = actions.revise_plan(by=doctor, plan=issued, now=now)
    first, paused = issued.items.all()
    PlanItem.objects.filter(pk=paused.pk).update(paused_at=now)
    today = patient.today(now)
    return World(
        clinician=doctor,
        admin=factories.make_admin(clinic, email="olga.renn@example.org", name="Olga Renn"),
        patient_user=user,
        stranger=factories.make_clinician(other_clinic, email="per.holm@example.org", name="Per Holm"),
        patient=patient,
        episode=issued.episode,
        issued=issued,
        draft=draft,
        held=held,
        paused=paused,
        done=actions.record_completion(by=doctor, item=first, date=today, now=now, outcome="done"),
        alert=_answerable_alert(patient, issued, now),
        today=today,
    )


def _answerable_alert(patient, plan, now):
    spoken = {"rule": "C-15", "level": "warn", "severity": "prompt", "message": "Pain rises."}
    return raise_alert(patient=patient, plan=plan, cause=Alert.Cause.PAIN_RESPONSE, now=now, **spoken)


def _plan(patient, doctor, region, now):
    episode = factories.make_episode(patient, region=region)
    dose = Dose(repetitions=5, times_per_day=3)
    plain = [factories.make_exercise(region="general", dose=dose) for _two in "12"]
    return factories.make_plan(episode, by=doctor, exercises=plain, now=now)
