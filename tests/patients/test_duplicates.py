"""Two ways to write one name."""

import pytest

from patients.duplicates import similar


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Vera Lindqvist", "Vera Lindqvist", True),
        ("Vera Lindqvist", "LINDQVIST Vera", True),
        ("Vera Lindqvist", "Wera Lindkvist", True),
        ("Anna-Maria Sol", "Anna Maria Sol", True),
        ("Вера Иванова", "Вера Ивановна", True),
        ("Vera Lindqvist", "Tomas Brandt", False),
        ("Anna Marlow", "Olga Renn", False),
    ],
)
def test_similar(one, other, alike):
    assert similar(one, other) is alike
