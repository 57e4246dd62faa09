"""What may be wrong with a file as a whole, and the one line that says so."""

import pytest

from exercises.catalogue import LibraryError, read_library

NECK = "classical-cervical.toml"


def fault(folder):
    with pytest.raises(LibraryError) as refused:
        read_library(folder.path)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[exersise]]\n", '"exersise" is not known here; did you mean "exercise"?'),
        ("[[contraindication]]\n", '"contraindication" is not known here'),
        ("exercise = 5\n", "write each exercise under a line [[exercise]]"),
        ("exercise = [5]\n", "write each exercise under a line [[exercise]]"),
        ("[advice]\n", "write each advice under a line [[advice]]"),
        ("set = 5\n", "write each set under a line [[set]]"),
    ],
)
def test_a_block_that_is_none_is_named(folder, text, reason):
    (folder.path / "extra.toml").write_text(text)
    assert fault(folder) == f"extra.toml: {reason}"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[[exercise]]\nkey = "a\n', "broken.toml, line 2: "),
        ("[[exercise]]\nkey == 5\n", "broken.toml, line 2: "),
        ('[[exercise]]\nkey = "a"\nkey = "b"\n', "broken.toml, line 3: "),
        ('[[exercise]]\nsteps = ["a", "b"', "broken.toml: "),
    ],
)
def test_a_slip_of_the_pen_names_file_and_line(folder, text, line):
    (folder.path / "broken.toml").write_text(text)
    assert fault(folder).startswith(line)


def test_a_file_in_another_encoding_names_the_line(folder):
    (folder.path / "broken.toml").write_bytes('[[exercise]]\nkey = "a"\ntitle = "Übung"\n'.encode("latin-1"))
    assert fault(folder) == "broken.toml, line 3: is not UTF-8 text; save the file as UTF-8"


def test_windows_line_ends_and_a_byte_order_mark_are_forgiven(folder):
    path = folder.path / NECK
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read_library(folder.path).exercises) == 137


def test_letters_of_any_language_are_taken(folder):
    folder.replace(NECK, "Occiput press into a pillow", "Давление затылком на подушку")
    titles = {record.key: record.title for record in read_library(folder.path).exercises}
    assert titles["cervical-occiput-press-supine"] == "Давление затылком на подушку"


@pytest.mark.parametrize("file", ["vocabulary.toml", "contraindications.toml", "sources.toml"])
def test_the_files_that_all_others_refer_to_must_be_there(folder, file):
    (folder.path / file).unlink()
    assert fault(folder) == f"{file}: the file is missing"


def test_a_folder_that_is_not_there_is_named(folder):
    folder.path /= "nowhere"
    assert fault(folder) == f"{folder.path}: there is no such folder"


def test_a_folder_without_exercises_retires_nothing_by_mistake(folder):
    for path in folder.path.glob("*.toml"):
        if path.name not in ("vocabulary.toml", "contraindications.toml", "sources.toml"):
            path.unlink()
    assert fault(folder) == f"{folder.path}: holds no exercises"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "contraindications.toml",
            'condition = "cervical-arterial-disease"',
            'condition = "cold"',
            'contraindications.toml, contraindication "cold", field "condition": "cold" is not a known word',
        ),
        (
            "contraindications.toml",
            'level = "hard"',
            'level = "block"',
            (
                'contraindications.toml, contraindication "cervical-arterial-disease", field "level": '
                '"block" is not a known word'
            ),
        ),
        (
            "contraindications.toml",
            'rule = "C-20"',
            'rule = "C20"',
            (
                'contraindications.toml, contraindication "cervical-arterial-disease", field "rule": '
                '"C20" is not written like S-13 or C-15'
            ),
        ),
        (
            "contraindications.toml",
            '["cx-rotation-end", "cx-extension-end", "cx-combined"]',
            "[]",
            'contraindications.toml, contraindication "cervical-arterial-disease", field "traits": is empty',
        ),
        ("sources.toml", 'checked = "read', 'cheked = "read', 'sources.toml, source "SEED", field "cheked": '),
        ("sources.toml", 'key = "NICE-NG59"', 'key = "SEED"', 'sources.toml, source "SEED", field "key": stands twice'),
        ("vocabulary.toml", "[equipment]", "[equipmnt]", 'vocabulary.toml: "equipmnt" is not known here; did you mean'),
        (
            "vocabulary.toml",
            'pillow = "pillow"',
            "pillow = 1",
            'vocabulary.toml, equipment, field "pillow": must be text',
        ),
        ("vocabulary.toml", 'pillow = "pillow"', '"soft pillow" = "pillow"', 'vocabulary.toml, equipment, field "soft'),
        ("vocabulary.toml", "pillow = ", "cushion = ", '"pillow" is not a known word'),
    ],
)
def test_faults_in_the_common_files_are_named_too(folder, file, old, new, expected):
    folder.replace(file, old, new)
    assert expected in fault(folder)


def test_a_vocabulary_without_one_of_its_tables_is_refused(folder):
    text = (folder.path / "vocabulary.toml").read_text()
    (folder.path / "vocabulary.toml").write_text(text[: text.index("[certainty]")])
    assert fault(folder) == "vocabulary.toml, certainty: write the words under a line [certainty]"
