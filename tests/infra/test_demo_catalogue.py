"""The catalogue is loaded again exactly when it must be."""

import pytest

from prescriptions.management.commands import demo


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    """A data folder and a digest the test can change; the loads that happened are counted."""
    monkeypatch.setenv("PLUMBLINE_DATA", str(tmp_path))
    monkeypatch.setattr(demo, "catalogue_digest", lambda: "today's")
    monkeypatch.setattr(demo.Exercise.objects, "exists", lambda: True)
    monkeypatch.setattr(demo, "call_command", lambda *a, **k: None)
    demo.load_catalogue()
    return tmp_path / "catalogue.sha256"


def test_an_unchanged_catalogue_is_current(catalogue):
    assert demo.catalogue_is_current()


def test_a_changed_file_makes_it_stale(catalogue, monkeypatch):
    monkeypatch.setattr(demo, "catalogue_digest", lambda: "tomorrow's")
    assert not demo.catalogue_is_current()


def test_an_empty_database_makes_it_stale(catalogue, monkeypatch):
    monkeypatch.setattr(demo.Exercise.objects, "exists", lambda: False)
    assert not demo.catalogue_is_current()


def test_an_interrupted_load_leaves_it_stale(catalogue, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "call_command", interrupted)
    with pytest.raises(KeyboardInterrupt):
        demo.load_catalogue()
    assert not demo.catalogue_is_current()


def test_the_digest_follows_the_files_of_the_catalogue(tmp_path, monkeypatch):
    class App:
        path = tmp_path

    monkeypatch.setattr(demo.apps, "get_app_config", lambda label: App)
    (tmp_path / "library").mkdir()
    figure = tmp_path / "library" / "figure.svg"
    digests = []
    for content in ("one", "one", "two"):
        figure.write_text(content)
        digests.append(demo.catalogue_digest())
    assert digests[0] == digests[1] != digests[2]


def test_the_digest_follows_the_files_and_the_code_of_the_real_catalogue():
    app = demo.Path(demo.apps.get_app_config("exercises").path)
    assert [(app / name).exists() for name in ("library", "management/commands/load_catalogue.py")] == [True, True]
