"""The production entry point: `gunicorn config.wsgi`. Secrets must be set; nothing is guessed here."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("PRODUCTION", "true")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
