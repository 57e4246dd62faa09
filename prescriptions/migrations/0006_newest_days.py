"""A plan knows the newest day with something done and the newest it was heard of, kept by the database."""

from django.db import migrations, models

KEEP = """
CREATE FUNCTION keep_newest_days_of(plan uuid) RETURNS void LANGUAGE sql AS $$
    UPDATE prescriptions_plan p
    SET done_on = said.done,
        heard_on = GREATEST(said.heard, (SELECT max(k.date) FROM prescriptions_checkin k WHERE k.plan_id = plan))
    FROM (SELECT max(c.date) FILTER (WHERE c.outcome IN ('done', 'partly')) AS done, max(c.date) AS heard
          FROM prescriptions_completion c JOIN prescriptions_planitem i ON i.id = c.item_id WHERE i.plan_id = plan) said
    WHERE p.id = plan;
$$;

CREATE FUNCTION keep_newest_day_done() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    theirs uuid;
BEGIN
    SELECT plan_id INTO theirs FROM prescriptions_planitem WHERE id = COALESCE(NEW.item_id, OLD.item_id);
    IF TG_OP = 'INSERT' THEN
        UPDATE prescriptions_plan SET
            heard_on = GREATEST(heard_on, NEW.date),
            done_on = CASE WHEN NEW.outcome IN ('done', 'partly') THEN GREATEST(done_on, NEW.date) ELSE done_on END
        WHERE id = theirs AND (
            heard_on IS NULL OR heard_on < NEW.date
            OR (NEW.outcome IN ('done', 'partly') AND (done_on IS NULL OR done_on < NEW.date)));
    ELSE
        PERFORM keep_newest_days_of(theirs);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER newest_day_done_is_kept AFTER INSERT OR UPDATE OR DELETE ON prescriptions_completion
    FOR EACH ROW EXECUTE FUNCTION keep_newest_day_done();

CREATE FUNCTION keep_newest_day_heard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE prescriptions_plan SET heard_on = NEW.date
    WHERE id = NEW.plan_id AND (heard_on IS NULL OR heard_on < NEW.date);
    RETURN NULL;
END $$;
CREATE TRIGGER newest_day_heard_is_kept AFTER INSERT ON prescriptions_checkin
    FOR EACH ROW EXECUTE FUNCTION keep_newest_day_heard();

SELECT keep_newest_days_of(id) FROM prescriptions_plan;
"""
FORGET = """
DROP TRIGGER newest_day_heard_is_kept ON prescriptions_checkin;
DROP FUNCTION keep_newest_day_heard();
DROP TRIGGER newest_day_done_is_kept ON prescriptions_completion;
DROP FUNCTION keep_newest_day_done();
DROP FUNCTION keep_newest_days_of(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("prescriptions", "0005_rechecked")]
    operations = [
        migrations.AddField("plan", "done_on", models.DateField(editable=False, null=True)),
        migrations.AddField("plan", "heard_on", models.DateField(editable=False, null=True)),
        migrations.RunSQL(KEEP, FORGET),
    ]
