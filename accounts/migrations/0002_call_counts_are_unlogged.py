"""Counting calls must not cost a disk write each: the table survives a clean restart, and a crash may forget it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL("ALTER TABLE accounts_callcount SET UNLOGGED", "ALTER TABLE accounts_callcount SET LOGGED")
    ]
