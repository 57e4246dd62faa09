"""Counting tries must not cost a disk write each: the table survives a clean restart, and a crash may forget it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_ways_in")]
    operations = [
        migrations.RunSQL("ALTER TABLE patients_trycount SET UNLOGGED", "ALTER TABLE patients_trycount SET LOGGED")
    ]
