"""One production installation for all tests that look at it: about ten seconds to set up."""

import pytest

from tests.infra.production import Installation, Web, build_image, database


@pytest.fixture(scope="session")
def image(tmp_path_factory):
    return build_image(tmp_path_factory.mktemp("image"))


@pytest.fixture(scope="session")
def empty(image, tmp_path_factory):
    """An installation whose database is still empty."""
    folder = tmp_path_factory.mktemp("production")
    with database(folder) as running:
        yield Installation(image, folder, running)


@pytest.fixture(scope="session")
def installation(empty):
    """... prepared, as the one-shot service does it."""
    prepared = empty.run("sh", "deploy/prepare.sh", service="prepare")
    assert prepared.returncode == 0, prepared.stderr
    empty.prepared = prepared.stdout
    return empty


@pytest.fixture(scope="session")
def web(installation):
    web = Web(installation)
    yield web
    web.process.kill()
    web.process.wait()
