"""manage.py draw_figures."""

import re
from io import StringIO

import pytest
from django.core.management import call_command


def run(*arguments, **options):
    out, err = StringIO(), StringIO()
    call_command("draw_figures", *arguments, stdout=out, stderr=err, **options)
    return out.getvalue()


def test_it_tells_that_all_figures_are_sound():
    assert run() == "146 of 146 figures, all sound.\n"


def test_it_lays_out_the_chosen_figures_with_their_names(tmp_path):
    sheet = tmp_path / "sheet.html"
    assert run("cat-camel", "bird-dog", sheet=sheet) == "3 of 146 figures, all sound.\n"
    assert sheet.read_text("utf-8").count("<svg ") == sheet.read_text("utf-8").count("<figcaption") == 3


def test_it_tells_the_largest_and_the_slowest(tmp_path):
    measured = run("cat-camel", "lumbar-pelvic-raise", measure=True)
    run("cat-camel", "lumbar-pelvic-raise", out=tmp_path)
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    still, moving, _ = measured.splitlines()
    largest = max(sizes["cat-camel.svg"], sizes["lumbar-pelvic-raise.svg"])
    assert re.fullmatch(
        rf"Still, at most: {largest} of 12000 bytes \([a-z-]+\), \d+ of 4000 packed .*, \d\.\d of 5 ms .*", still
    )
    largest = max(sizes["cat-camel.moving.svg"], sizes["lumbar-pelvic-raise.moving.svg"])
    assert moving.startswith(f"Moving, at most: {largest} of 12000 bytes")


def test_it_writes_a_still_and_a_moving_file_of_each(tmp_path):
    run("cat-camel", out=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cat-camel.moving.svg", "cat-camel.svg"]


def test_it_names_the_fault_and_fails(folder, capsys):
    folder.replace("figures/classical-lumbar.toml", "lean = -116", "lean = 999")
    err = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("draw_figures", folder=folder.path, stderr=err)
    assert left.value.code == 1
    assert err.getvalue() == (
        'classical-lumbar.toml, figure "lumbar-pelvic-raise", field "frames[1].lean": '
        "999 is beyond what the joint can do (-180 to 180)\n"
    )
