"""What the writers of records promise to every caller, page or API."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from accounts.refusals import NotYours, Refused
from patients import actions
from patients.models import Assessment, Episode, Patient
from tests import factories

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
VERA = {"name": "Vera", "birth_date": date(1957, 5, 14), "record_number": "P-1"}


def fields_of(error):
    return list(error.value.error_dict)


def test_a_record_and_its_first_episode_open_together_or_not_at_all(clinic, clinician):
    opened = {"by": clinician, "clinic": clinic, "today": TODAY}
    with pytest.raises(ValidationError) as error:
        actions.open_record(patient=VERA, episode={"region": "knee"}, **opened)
    assert (fields_of(error), Patient.objects.count()) == (["region"], 0)
    patient = actions.open_record(patient=VERA, episode={"region": "lumbar"}, **opened)
    assert Episode.objects.values_list("patient", "opened_on").get() == (patient.pk, TODAY)


def test_an_episode_is_optional(clinic, clinician):
    actions.open_record(by=clinician, clinic=clinic, patient=VERA, episode=None, today=TODAY)
    assert (Patient.objects.count(), Episode.objects.count()) == (1, 0)


def test_nobody_but_a_clinician_of_the_clinic_writes(clinic, admin, stranger, patient_user, episode):
    writes = [
        (actions.open_record, {"clinic": clinic, "patient": VERA, "episode": None, "today": TODAY}),
        (actions.change_record, {"patient": episode.patient, "changes": {"phone": "1"}, "now": NOW}),
        (actions.open_episode, {"patient": episode.patient, "facts": {"region": "lumbar"}, "today": TODAY}),
        (actions.change_episode, {"episode": episode, "changes": {"closed_on": TODAY}, "now": NOW}),
        (actions.store_assessment, {"episode": episode, "facts": {"stage": "acute"}, "now": NOW}),
    ]
    for user in (admin, stranger, patient_user):
        for write, given in writes:
            with pytest.raises(NotYours):
                write(by=user, **given)
    assert (Patient.objects.count(), Episode.objects.count(), Assessment.objects.count()) == (1, 1, 0)


def test_a_field_the_action_does_not_know_is_a_mistake_of_ours(patient, clinician):
    with pytest.raises(TypeError, match="Patient has no clinic to set"):
        actions.change_record(by=clinician, patient=patient, changes={"clinic": None}, now=NOW)


def test_the_wrong_kind_of_value_is_named_before_it_is_judged(patient, clinician):
    with pytest.raises(ValidationError) as error:
        actions.change_record(by=clinician, patient=patient, changes={"birth_date": "yesterday"}, now=NOW)
    assert fields_of(error) == ["birth_date"]


def test_people_of_other_clinics_are_no_colleagues(clinic, clinician, stranger, episode):
    with pytest.raises(ValidationError) as error:
        actions.change_record(by=clinician, patient=episode.patient, changes={"responsible": stranger}, now=NOW)
    assert fields_of(error) == ["responsible"]
    facts = {"stage": "recovery", "assessed_by": stranger}
    with pytest.raises(ValidationError) as error:
        actions.store_assessment(by=clinician, episode=episode, facts=facts, now=NOW)
    assert fields_of(error) == ["assessed_by"]


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"symptoms": ["sadness"]}, "symptoms"),
        ({"pain_sites": ["knee"]}, "pain_sites"),
        ({"red_flags": ["fainting"]}, "red_flags"),
        ({"red_flags_cleared": [{"flag": "numbness", "outcome": "excluded", "note": "x"}]}, "red_flags_cleared"),
        ({"red_flags_cleared": [{"flag": "fainting", "outcome": "gone", "note": "x"}]}, "red_flags_cleared"),
        ({"red_flags_cleared": [{"flag": "fainting", "outcome": "treated", "note": " "}]}, "red_flags_cleared"),
        ({"note": "n" * 10_001}, "note"),
        ({"collar": True, "collar_reason": "r" * 2_001}, "collar_reason"),
        ({"pain_now": 11}, "pain_now"),
        ({"systolic": 301, "diastolic": 80}, "systolic"),
        ({"systolic": 120, "diastolic": 19}, "diastolic"),
        ({"stage": ""}, "stage"),
    ],
)
def test_an_assessment_is_judged_whoever_shaped_it(episode, clinician, facts, named):
    with pytest.raises(ValidationError) as error:
        actions.store_assessment(by=clinician, episode=episode, facts={"stage": "recovery"} | facts, now=NOW)
    assert fields_of(error) == [named]
    assert actions.store_assessment(by=clinician, episode=episode, facts={"stage": "recovery"}, now=NOW)


def test_the_row_is_read_again_under_the_lock(episode, clinician):
    """Closed by somebody else since the caller read it."""
    Episode.objects.filter(pk=episode.pk).update(closed_on=episode.opened_on)
    with pytest.raises(Refused):
        actions.store_assessment(by=clinician, episode=episode, facts={"stage": "recovery"}, now=NOW)


def test_an_archived_record_keeps_its_episodes_as_they_are(episode, clinician):
    Patient.objects.update(archived_at=NOW)
    with pytest.raises(Refused):
        actions.change_episode(by=clinician, episode=episode, changes={"closed_on": TODAY}, now=NOW)
    actions.change_record(by=clinician, patient=episode.patient, changes={"archived_at": None}, now=NOW)
    actions.change_episode(by=clinician, episode=episode, changes={"closed_on": TODAY}, now=NOW)


def test_a_fault_of_the_database_that_is_no_duplicate_is_not_hidden(patient, clinician, monkeypatch):
    def break_a_constraint(row, **how):
        Episode.objects.create(patient=patient, region="general", opened_on=TODAY)

    monkeypatch.setattr(Episode, "save", lambda row, **how: super(Episode, row).save(**how))
    monkeypatch.setattr(Patient, "save", break_a_constraint)
    with pytest.raises(DatabaseError, match="an_episode_has_one_spinal_region"), transaction.atomic():
        actions.change_record(by=clinician, patient=patient, changes={"phone": "1"}, now=NOW)


def test_clinicians_of_a_clinic_are_the_active_ones(clinic, clinician, colleague, admin, stranger):
    factories.make_clinician(clinic, is_active=False)
    assert set(actions.clinicians_of(clinic)) == {clinician, colleague}
