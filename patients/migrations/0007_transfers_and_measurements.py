"""Patients who go to another clinic; outcome measures, which the database never lets be rewritten."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

REFUSE = """
CREATE FUNCTION refuse_rewriting_measurement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('plumbline.erasing', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'an outcome measure is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER measurement_is_never_rewritten BEFORE UPDATE OR DELETE ON patients_measurement
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_measurement();
"""
ALLOW = """
DROP TRIGGER measurement_is_never_rewritten ON patients_measurement;
DROP FUNCTION refuse_rewriting_measurement();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_staff"),
        ("patients", "0006_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Measurement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("measure", models.CharField(max_length=20)),
                ("version", models.CharField(max_length=60)),
                ("language", models.CharField(max_length=2)),
                (
                    "mode",
                    models.CharField(
                        choices=[("with_clinician", "with the clinician"), ("by_patient", "by the patient")],
                        max_length=14,
                    ),
                ),
                ("answers", models.JSONField()),
                ("score", models.DecimalField(decimal_places=2, max_digits=5)),
                ("on", models.DateField()),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measurements", to="patients.episode"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["on", "recorded_at"],
                "indexes": [models.Index(fields=["episode", "measure", "on"], name="patients_me_episode_65f4ec_idx")],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("offered", "offered"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="offered",
                        max_length=9,
                    ),
                ),
                ("offered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="transfers", to="patients.patient"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfers_out", to="accounts.clinic"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfers_in", to="accounts.clinic"
                    ),
                ),
            ],
            options={
                "ordering": ["-offered_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "offered")),
                        fields=("patient",),
                        name="one_open_offer_per_patient",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", models.F("target")), _negated=True),
                        name="a_transfer_goes_elsewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("status", "offered")),
                            models.Q(
                                models.Q(("status", "offered"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_decided_transfer_says_who_and_when",
                    ),
                ],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
