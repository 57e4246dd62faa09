#!/usr/bin/env python
"""Plumbline's command line."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as what_to_do:
        sys.exit(f"manage.py: {what_to_do}")


if __name__ == "__main__":
    main()
