#!/usr/bin/env python
"""Plumbline's command line."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db.utils import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as what_to_do:
        sys.exit(f"manage.py: {what_to_do}")
    except OperationalError as error:  # nothing is wrong with the command: the database is away, full or locked
        sys.exit(f"manage.py: the database does not answer as it should: {' '.join(str(error).split())}")


if __name__ == "__main__":
    main()
