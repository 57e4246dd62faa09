"""The data folder of the embedded mode: <data>/postgres, <data>/postgres.log and <data>/secret_key."""

import os
import secrets

from django.conf import settings

from config.settings import data_folder

from .server import locked


def in_use():
    """Whether this installation uses the embedded database: DATABASE_URL replaces it."""
    return settings.DATABASES["default"]["ENGINE"] == "config.embedded"


def durable():
    """False in the test suite, which sets PLUMBLINE_VOLATILE and throws its data away."""
    return not os.environ.get("PLUMBLINE_VOLATILE")


def cluster():
    """The folder of the PostgreSQL cluster. A volatile cluster never shares one with kept data."""
    return data_folder() / ("postgres" if durable() else "postgres-volatile")


def keep_secret_key():
    """The secret key of this data folder, made on the first call: sessions outlive a restart."""
    kept = data_folder() / "secret_key"
    with locked(kept):
        if not kept.exists():
            draft = kept.with_name("secret_key.new")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(50))
            draft.rename(kept)
    return kept.read_text()
