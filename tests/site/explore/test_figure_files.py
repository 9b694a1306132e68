"""Figures as files: SVG, PNG and PDF hold the same figure, for the same parameters."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.site.explore import figure_files
from catalog.site.explore.drawing import FigureDrawing
from catalog.site.explore.figure_files import FIGURE_FORMS, MOST_PIXELS, ConversionTimeout, choose_scale, convert

STARTS = {"svg": b"<svg ", "png": b"\x89PNG\r\n", "pdf": b"%PDF-"}
NAMES = {
    "/explore.{}?rows=type&cols=scope&q=%3Cb%3E%00": "type-by-scope",
    "/explore.{}?rows=form&form=degree&state=AK&support=place": "form-by-count",
    "/explore/whatif.{}?rule=no-selection&release=2026.11": "what-if-no-selection",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20" fill="#fff"/></svg>'


def read_size(png):
    """The width and the height of a PNG."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


@pytest.mark.django_db
@pytest.mark.parametrize("form", FIGURE_FORMS)
@pytest.mark.parametrize("address", NAMES)
def test_a_figure_can_be_downloaded_in_every_form(client, address, form):
    response = client.get(address.format(form))
    assert (response.status_code, response["Content-Type"]) == (200, FIGURE_FORMS[form])
    assert response["Content-Disposition"] == f'inline; filename="{NAMES[address]}.{form}"'
    assert response.content.startswith(STARTS[form])
    assert response["ETag"]
    assert client.get(address.format(form), headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.django_db
def test_the_largest_table_is_a_png_of_limited_size(client):
    png = client.get("/explore.png?rows=home_state&cols=state").content
    width, height = read_size(png)
    assert width > 1500
    assert width * height <= MOST_PIXELS * 1.01
    assert len(png) < 2_000_000


@given(width=st.floats(1000, 5000), height=st.floats(100, 20_000))
def test_a_png_has_two_pixels_per_unit_or_as_many_as_are_allowed(width, height):
    scale = choose_scale(FigureDrawing(width, height, ""))
    assert 0 < scale <= 2
    assert width * height * scale**2 <= MOST_PIXELS * 1.01
    assert scale == 2 or width * height * scale**2 >= MOST_PIXELS * 0.99


def test_the_scale_sets_the_size_of_a_png():
    assert read_size(convert(SVG, "png", 2)) == (60, 40)


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_an_invalid_svg_is_an_error(form):
    with pytest.raises(subprocess.CalledProcessError):
        convert("<svg", form, 1)


def test_the_converter_gets_no_settings(monkeypatch, tmp_path):
    script = tmp_path / "environment.py"
    script.write_text("import os, sys; sys.stdout.write(repr({name for name in os.environ if name != 'LC_CTYPE'}))")
    monkeypatch.setattr(figure_files, "_CONVERTER", script)
    assert convert(SVG, "png", 1) == b"set()"


@pytest.mark.django_db
def test_a_conversion_that_takes_too_long_ends_with_503(client, monkeypatch, tmp_path):
    script = tmp_path / "endless.py"
    script.write_text("import signal; signal.pause()")
    monkeypatch.setattr(figure_files, "_CONVERTER", script)
    with pytest.raises(ConversionTimeout):
        convert(SVG, "png", 1, seconds=0.01)

    def too_long(*_args):
        raise ConversionTimeout

    monkeypatch.setattr(figure_files, "convert", too_long)
    response = client.get("/explore.png?rows=type")
    assert (response.status_code, "Retry-After" in response) == (503, True)


# prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN): what MemoryDenyWriteExecute=yes sets in the units of deploy/systemd
NO_WRITABLE_CODE = """
import ctypes, runpy, sys
ctypes.CDLL(None).prctl(65, 1, 0, 0, 0)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_the_converter_runs_where_memory_is_never_writable_and_executable(form):
    command = [sys.executable, "-I", "-c", NO_WRITABLE_CODE, str(figure_files._CONVERTER), form, "1"]
    done = subprocess.run(command, input=SVG.encode(), capture_output=True, check=True)
    assert done.stdout.startswith(STARTS[form])
