"""The database keeps the duty: every record that is not archived has a responsible clinician who is active and works
at its clinic, and so does every deputy of somebody who is away. Judged at commit, so that a handover may take steps.

Each side locks what it judges by (FOR SHARE), so that a patient given to somebody and that person's leaving, at the
same time, cannot both pass.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION is_active_clinician(clinic uuid, person uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
        WHERE m.clinic_id = clinic AND m.user_id = person AND m.role = 'clinician' AND u.is_active
        FOR SHARE OF m, u;
    RETURN FOUND;
END $$;

CREATE FUNCTION refuse_duty(duty text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'this must be an active clinician of the clinic' USING ERRCODE = 'check_violation', CONSTRAINT = duty;
END $$;

CREATE FUNCTION judge_patient() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    patient record;
BEGIN
    SELECT clinic_id, responsible_id INTO patient FROM patients_patient WHERE id = NEW.id AND archived_at IS NULL;
    IF FOUND AND NOT is_active_clinician(patient.clinic_id, patient.responsible_id) THEN
        PERFORM refuse_duty('responsible_is_an_active_clinician');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION judge_responsible() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    clinic uuid;
    person uuid := COALESCE(to_jsonb(OLD)->>'user_id', to_jsonb(OLD)->>'id')::uuid;
BEGIN
    FOR clinic IN
        SELECT DISTINCT clinic_id FROM patients_patient WHERE responsible_id = person AND archived_at IS NULL
    LOOP
        IF NOT is_active_clinician(clinic, person) THEN
            PERFORM refuse_duty('responsible_is_an_active_clinician');
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE FUNCTION judge_deputy() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    away record;
    was uuid := COALESCE(to_jsonb(OLD)->>'user_id', to_jsonb(OLD)->>'id')::uuid;
    names uuid := (to_jsonb(NEW)->>'deputy_id')::uuid;
BEGIN
    FOR away IN SELECT DISTINCT clinic_id, deputy_id FROM accounts_membership WHERE deputy_id IN (was, names) LOOP
        IF NOT is_active_clinician(away.clinic_id, away.deputy_id) THEN
            PERFORM refuse_duty('deputy_is_an_active_clinician');
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE CONSTRAINT TRIGGER responsible_is_an_active_clinician
    AFTER INSERT OR UPDATE OF clinic_id, responsible_id, archived_at ON patients_patient
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION judge_patient();
CREATE CONSTRAINT TRIGGER responsible_is_an_active_clinician
    AFTER DELETE OR UPDATE OF user_id, clinic_id, role ON accounts_membership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION judge_responsible();
CREATE CONSTRAINT TRIGGER responsible_is_an_active_clinician
    AFTER UPDATE OF is_active ON accounts_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION judge_responsible();
CREATE CONSTRAINT TRIGGER deputy_is_an_active_clinician
    AFTER INSERT OR DELETE OR UPDATE ON accounts_membership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION judge_deputy();
CREATE CONSTRAINT TRIGGER deputy_is_an_active_clinician
    AFTER UPDATE OF is_active ON accounts_user
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION judge_deputy();
"""
TAKE_AWAY = """
DROP TRIGGER deputy_is_an_active_clinician ON accounts_user;
DROP TRIGGER deputy_is_an_active_clinician ON accounts_membership;
DROP TRIGGER responsible_is_an_active_clinician ON accounts_user;
DROP TRIGGER responsible_is_an_active_clinician ON accounts_membership;
DROP TRIGGER responsible_is_an_active_clinician ON patients_patient;
DROP FUNCTION judge_deputy();
DROP FUNCTION judge_responsible();
DROP FUNCTION judge_patient();
DROP FUNCTION refuse_duty(text);
DROP FUNCTION is_active_clinician(uuid, uuid);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0004_try_counts_are_unlogged"),
        ("accounts", "0007_away_with_a_deputy"),
    ]
    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, TAKE_AWAY)]
