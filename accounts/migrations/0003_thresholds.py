"""Every number of the rules that a clinic may set, its bounds, and the history of its changes, append-only."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

REFUSE = """
CREATE FUNCTION refuse_rewriting_threshold_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the history of a clinic''s thresholds is never rewritten' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER threshold_change_is_never_rewritten BEFORE UPDATE OR DELETE ON accounts_thresholdchange
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_threshold_change();
"""
ALLOW = """
DROP TRIGGER threshold_change_is_never_rewritten ON accounts_thresholdchange;
DROP FUNCTION refuse_rewriting_threshold_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_call_counts_are_unlogged"),
    ]

    operations = [
        migrations.CreateModel(
            name="ThresholdChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("pain_during_limit", "Pain during an exercise that may not be exceeded"),
                            ("next_day_rise", "Rise of pain by the next day that pauses the exercises"),
                            ("weekly_rise", "Rise of the weekly mean over two weeks that alerts"),
                            ("high_pain", "Pain before a session from which only gentle items open"),
                            ("high_pain_days", "Days of such pain within seven that raise an alert"),
                            ("discomfort_reports", "Reports of discomfort that pause an exercise"),
                            ("discomfort_days", "Within how many days these reports count together"),
                            ("pain_value_days", "How long a pain value counts for a gate"),
                            (
                                "movement_pain_days",
                                "How long an assessment of pain on movement and inflammation counts",
                            ),
                            (
                                "supervised_sessions_wanted",
                                "Supervised sessions before home use of the lower-back sets",
                            ),
                            ("screen_days", "How long a red-flag screen counts"),
                            ("screen_days_acute", "How long it counts in the acute stage"),
                            ("escalate_hours", "Hours until an unanswered alert goes to the admins"),
                            ("escalate_urgent_hours", "Hours until an urgent or emergency alert goes to the admins"),
                            ("norbekov_lumbar_gate_warns", "The gate of the Norbekov lower-back set asks for a reason"),
                        ],
                        max_length=40,
                    ),
                ),
                ("was", models.JSONField()),
                ("became", models.JSONField()),
                ("why", models.CharField(max_length=500)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="clinic",
            name="supervised_sessions_within_bounds",
        ),
        migrations.AddField(
            model_name="clinic",
            name="discomfort_days",
            field=models.PositiveSmallIntegerField(
                default=7,
                validators=[django.core.validators.MinValueValidator(7), django.core.validators.MaxValueValidator(28)],
                verbose_name="Within how many days these reports count together",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="discomfort_reports",
            field=models.PositiveSmallIntegerField(
                default=2,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(2)],
                verbose_name="Reports of discomfort that pause an exercise",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="escalate_hours",
            field=models.PositiveSmallIntegerField(
                default=24,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(72)],
                verbose_name="Hours until an unanswered alert goes to the admins",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="escalate_urgent_hours",
            field=models.PositiveSmallIntegerField(
                default=4,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(24)],
                verbose_name="Hours until an urgent or emergency alert goes to the admins",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="high_pain",
            field=models.PositiveSmallIntegerField(
                default=7,
                validators=[django.core.validators.MinValueValidator(4), django.core.validators.MaxValueValidator(7)],
                verbose_name="Pain before a session from which only gentle items open",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="high_pain_days",
            field=models.PositiveSmallIntegerField(
                default=3,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3)],
                verbose_name="Days of such pain within seven that raise an alert",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="next_day_rise",
            field=models.PositiveSmallIntegerField(
                default=2,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(2)],
                verbose_name="Rise of pain by the next day that pauses the exercises",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="pain_during_limit",
            field=models.PositiveSmallIntegerField(
                default=5,
                validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(5)],
                verbose_name="Pain during an exercise that may not be exceeded",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="pain_value_days",
            field=models.PositiveSmallIntegerField(
                default=7,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(7)],
                verbose_name="How long a pain value counts for a gate",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="screen_days",
            field=models.PositiveSmallIntegerField(
                default=28,
                validators=[django.core.validators.MinValueValidator(7), django.core.validators.MaxValueValidator(28)],
                verbose_name="How long a red-flag screen counts",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="screen_days_acute",
            field=models.PositiveSmallIntegerField(
                default=7,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(7)],
                verbose_name="How long it counts in the acute stage",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="weekly_rise",
            field=models.PositiveSmallIntegerField(
                default=2,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(2)],
                verbose_name="Rise of the weekly mean over two weeks that alerts",
            ),
        ),
        migrations.AlterField(
            model_name="clinic",
            name="movement_pain_days",
            field=models.PositiveSmallIntegerField(
                default=28,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(28)],
                verbose_name="How long an assessment of pain on movement and inflammation counts",
            ),
        ),
        migrations.AlterField(
            model_name="clinic",
            name="norbekov_lumbar_gate_warns",
            field=models.BooleanField(
                default=False, verbose_name="The gate of the Norbekov lower-back set asks for a reason"
            ),
        ),
        migrations.AlterField(
            model_name="clinic",
            name="supervised_sessions_wanted",
            field=models.PositiveSmallIntegerField(
                default=3,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)],
                verbose_name="Supervised sessions before home use of the lower-back sets",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("pain_during_limit__range", (2, 5))), name="pain_during_limit_within_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("next_day_rise__range", (1, 2))), name="next_day_rise_within_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekly_rise__range", (1, 2))), name="weekly_rise_within_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("high_pain__range", (4, 7))), name="high_pain_within_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("high_pain_days__range", (1, 3))), name="high_pain_days_within_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("discomfort_reports__range", (1, 2))), name="discomfort_reports_within_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("discomfort_days__range", (7, 28))), name="discomfort_days_within_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("pain_value_days__range", (1, 7))), name="pain_value_days_within_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("supervised_sessions_wanted__range", (1, 12))),
                name="supervised_sessions_wanted_within_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("screen_days__range", (7, 28))), name="screen_days_within_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("screen_days_acute__range", (1, 7))), name="screen_days_acute_within_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("escalate_hours__range", (1, 72))), name="escalate_hours_within_bounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="clinic",
            constraint=models.CheckConstraint(
                condition=models.Q(("escalate_urgent_hours__range", (1, 24))),
                name="escalate_urgent_hours_within_bounds",
            ),
        ),
        migrations.AddField(
            model_name="thresholdchange",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="thresholdchange",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="threshold_changes", to="accounts.clinic"
            ),
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
