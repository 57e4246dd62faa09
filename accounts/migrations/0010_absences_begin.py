"""An absence has a first day. Those that stand began at once, so yesterday is early enough for them in every zone."""

from django.db import migrations, models

BEGUN = """
    UPDATE accounts_membership SET away_from = LEAST(CURRENT_DATE - 1, away_until) WHERE away_until IS NOT NULL
"""
WHO_IS_AWAY = "who_is_away_has_a_deputy"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_job_runs")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="away_from",
            field=models.DateField(blank=True, null=True, verbose_name="away from"),
        ),
        migrations.RunSQL(BEGUN, migrations.RunSQL.noop),
        # the deferred triggers of the table have to be judged before it can be altered
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.RemoveConstraint(model_name="membership", name=WHO_IS_AWAY),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("away_from", None), ("away_until", None), ("deputy", None)),
                    models.Q(
                        ("away_from__isnull", False),
                        ("away_until__isnull", False),
                        ("deputy__isnull", False),
                        ("role", "clinician"),
                    ),
                    _connector="OR",
                ),
                name=WHO_IS_AWAY,
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("away_until__gte", models.F("away_from"))),
                name="an_absence_begins_before_it_ends",
            ),
        ),
    ]
