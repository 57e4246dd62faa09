#!/bin/sh
# Runs once at every start, before the web service: settings, tables, the shared cache, the catalogue.
# Each step may run again; the first that fails ends it, and the web service does not start.
set -eu
python manage.py check --deploy --fail-level WARNING
python manage.py migrate --no-input
python manage.py createcachetable
python manage.py load_catalogue
