"""The database keeps an issued sheet word for word, and the events of an issued plan for good."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION refuse_rewriting_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sheet IS NOT NULL AND NEW.sheet IS DISTINCT FROM OLD.sheet
       AND current_setting('plumbline.erasing', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION 'an issued sheet is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sheet_is_never_rewritten BEFORE UPDATE ON prescriptions_plan
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_sheet();

CREATE FUNCTION refuse_rewriting_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('plumbline.erasing', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' AND NOT EXISTS (
        SELECT 1 FROM prescriptions_plan WHERE id = OLD.plan_id AND status <> 'draft'
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'what happened to a plan is never rewritten' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER event_is_never_rewritten BEFORE UPDATE OR DELETE ON prescriptions_planevent
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_event();
"""
ALLOW = """
DROP TRIGGER event_is_never_rewritten ON prescriptions_planevent;
DROP FUNCTION refuse_rewriting_event();
DROP TRIGGER sheet_is_never_rewritten ON prescriptions_plan;
DROP FUNCTION refuse_rewriting_sheet();
"""


class Migration(migrations.Migration):
    dependencies = [("prescriptions", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
