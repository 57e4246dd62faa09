"""A write sent again while the first is still under way. Its rows are committed: it shares a module with no other."""

import hashlib

import pytest
from django.db import connections

from tests import factories


@pytest.mark.django_db(transaction=True)
def test_the_same_write_still_in_progress_is_409(api, clinic, clinician, episode, library):
    factories.make_assessment(episode, by=clinician)
    number = int.from_bytes(hashlib.sha256(f"{clinician.pk}:key:slow".encode()).digest()[:8], signed=True)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [number])
        body, key = {"episode": str(episode.pk)}, {"Idempotency-Key": "slow"}
        assert api(clinician).post("/api/v1/plans/", body, headers=key).status_code == 409
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
        assert api(clinician).post("/api/v1/plans/", body, headers=key).status_code == 201
    finally:
        other.close()
