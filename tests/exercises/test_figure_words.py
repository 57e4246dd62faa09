"""What a figure shows, in the language of whoever reads."""

import pytest
from django.utils.translation import override

from exercises.catalogue import LibraryError
from exercises.figures import check_figures, figure_alt, shelf

FILE = "xx/figures.toml"
RAISE = "[figure.lumbar-pelvic-raise]\n"


@pytest.fixture
def told(folder, monkeypatch):
    """`told(text)`: the figures' words with `text` as those of a language."""

    def tell(text):
        (folder.path / "xx").mkdir(exist_ok=True)
        (folder.path / FILE).write_text(text, "utf-8")
        monkeypatch.setattr(shelf, "LIBRARY", folder.path)
        shelf._words.cache_clear()
        return folder.path

    yield tell
    shelf._words.cache_clear()


def test_the_words_are_those_of_the_readers_language(told):
    told(RAISE + 'alt = "Таз поднимается."')
    assert figure_alt("lumbar-pelvic-raise", language="xx") == "Таз поднимается."
    assert figure_alt("lumbar-pelvic-raise", language="en").startswith("Lying on the back")


def test_the_language_of_the_page_is_taken_unless_another_is_named(told, settings):
    settings.LANGUAGES = [("en", "English"), ("xx", "Another")]
    told(RAISE + 'alt = "Таз поднимается."')
    with override("xx"):
        assert figure_alt("lumbar-pelvic-raise") == "Таз поднимается."
    with override("en-gb"):
        assert figure_alt("lumbar-pelvic-raise").startswith("Lying on the back")
    with override(None):
        assert figure_alt("lumbar-pelvic-raise").startswith("Lying on the back")


def test_a_figure_without_a_translation_keeps_its_words(told):
    told(RAISE + 'alt = "Таз поднимается."')
    assert figure_alt("cat-camel", language="xx").startswith("On hands and knees")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[figure.lumbar-somersault]\nalt = "Да."',
            'xx/figures.toml, figure "lumbar-somersault": there is no such figure',
        ),
        (
            RAISE + 'alt = "Да."\ntitle = "Нет."',
            'xx/figures.toml, figure "lumbar-pelvic-raise": has its words in `alt`, and nothing else',
        ),
        (RAISE + 'alt = " "', 'xx/figures.toml, figure "lumbar-pelvic-raise", field "alt": is empty'),
        (RAISE + "alt = 7", 'xx/figures.toml, figure "lumbar-pelvic-raise", field "alt": is empty'),
        ('[alt]\ncat-camel = "Да."', "xx/figures.toml: write each text under a line [figure.key]"),
    ],
)
def test_words_that_cannot_be_taken_are_refused_by_file_figure_and_reason(told, text, said):
    with pytest.raises(LibraryError) as caught:
        check_figures(told(text))
    assert str(caught.value) == said


def test_words_that_are_not_toml_are_refused(told):
    with pytest.raises(LibraryError, match=r"^xx/figures\.toml: "):
        check_figures(told("[figure"))
