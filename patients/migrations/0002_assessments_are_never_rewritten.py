"""The database refuses to change or delete an assessment, unless a transaction says it is erasing a person."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION refuse_rewriting_assessment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('plumbline.erasing', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'an assessment is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER assessment_is_never_rewritten BEFORE UPDATE OR DELETE ON patients_assessment
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_assessment();
"""
ALLOW = """
DROP TRIGGER assessment_is_never_rewritten ON patients_assessment;
DROP FUNCTION refuse_rewriting_assessment();
"""


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
