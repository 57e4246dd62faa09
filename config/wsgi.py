"""The production entry point: `gunicorn config.wsgi`. Secrets must be set; nothing is guessed here."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PRODUCTION", "true")

CANNOT_BE_LOADED = 4  # gunicorn's own code: it ends instead of starting the same failure again and again

try:
    application = get_wsgi_application()
except ImproperlyConfigured as what_to_do:
    print(f"Plumbline cannot start: {what_to_do}", file=sys.stderr)
    sys.exit(CANNOT_BE_LOADED)
