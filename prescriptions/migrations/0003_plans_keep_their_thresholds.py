"""A plan keeps the thresholds it was issued under; those that were issued before get their clinic's of today."""

from django.db import migrations, models

FILL = """
UPDATE prescriptions_plan plan SET thresholds = (
    SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(clinic)) WHERE key IN (
        'pain_during_limit', 'next_day_rise', 'weekly_rise', 'high_pain', 'high_pain_days', 'discomfort_reports',
        'discomfort_days', 'pain_value_days', 'movement_pain_days', 'supervised_sessions_wanted', 'screen_days',
        'screen_days_acute', 'norbekov_lumbar_gate_warns'
    )
)
FROM patients_episode episode, patients_patient patient, accounts_clinic clinic
WHERE plan.status <> 'draft' AND episode.id = plan.episode_id AND patient.id = episode.patient_id
    AND clinic.id = patient.clinic_id
"""


class Migration(migrations.Migration):
    dependencies = [("prescriptions", "0002_paper_is_never_rewritten"), ("accounts", "0003_thresholds")]
    operations = [
        migrations.AddField("plan", "thresholds", models.JSONField(blank=True, default=dict)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
