"""An assessed episode of the neck, its draft and its issued plan, all made over the API."""

import pytest

from tests import factories
from tests.prescriptions.api_plans.paths import path


@pytest.fixture
def assessed(library, episode, clinician):
    """An episode of the neck in recovery, screened and calm."""
    factories.make_assessment(episode, by=clinician)
    return episode


@pytest.fixture
def client(api, clinician):
    return api(clinician)


@pytest.fixture
def draft(client, assessed):
    return client.post("/api/v1/plans/", {"episode": str(assessed.pk)}).json()


@pytest.fixture
def issued(client, draft):
    return client.post(path(draft, "issue"), {}).json()
