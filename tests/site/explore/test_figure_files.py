"""Figures as files: SVG, PNG and PDF hold the same figure, for the same parameters."""

import re
import subprocess
import sys
from xml.etree import ElementTree

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
    assert len(png) < 4_000_000


@given(width=st.floats(1000, 5000), height=st.floats(100, 20_000))
def test_a_png_is_printed_at_full_width_unless_it_had_too_many_pixels(width, height):
    scale = choose_scale(FigureDrawing(width, height, ""))
    pixels = width * height * (scale * 2.16) ** 2  # 7.2 inches at 300 dpi for 1,000 units
    assert 0 < scale <= 1
    assert pixels <= MOST_PIXELS * 1.01
    assert scale == 1 or pixels >= MOST_PIXELS * 0.99


def read_resolution(png):
    """The pixels per inch of a PNG, across and down, from its chunk pHYs."""
    chunk = png.index(b"pHYs") + 4
    assert png[chunk + 8] == 1, "per meter"
    return tuple(round(int.from_bytes(png[chunk + start : chunk + start + 4]) * 0.0254) for start in (0, 4))


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "&figure=bars", "&figure=stacked", "&by=delivery"])
def test_every_form_is_printed_as_wide_as_two_columns_of_a_journal(client, query):
    """7.2 inches: 2,160 pixels at 300 dpi, 518.4 points."""
    address = f"/explore.{{}}?rows=type&cols=scope{query}"
    png, pdf, svg = (client.get(address.format(form)).content for form in ("png", "pdf", "svg"))
    assert read_resolution(png) == (300, 300)
    assert read_size(png)[0] == pytest.approx(2160, abs=1)
    box = re.search(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert float(box[1]) == pytest.approx(518.4, abs=0.1)
    assert float(box[2]) / 72 == pytest.approx(read_size(png)[1] / 300, abs=0.02)
    assert ElementTree.fromstring(svg).get("width") == "7.2in"
    assert pdf.rstrip().endswith(b"%%EOF")


def test_numbers_of_an_svg_are_points():
    assert read_size(convert(SVG, "png")) == (124, 83)  # 30 by 20 points at 300 dpi, rounded down


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_an_invalid_svg_is_an_error(form):
    with pytest.raises(subprocess.CalledProcessError):
        convert("<svg", form)


def test_the_converter_gets_no_settings(monkeypatch, tmp_path):
    script = tmp_path / "environment.py"
    script.write_text("import os, sys; sys.stdout.write(repr({name for name in os.environ if name != 'LC_CTYPE'}))")
    monkeypatch.setattr(figure_files, "_CONVERTER", script)
    assert convert(SVG, "png") == b"set()"


@pytest.mark.django_db
def test_a_conversion_that_takes_too_long_ends_with_503(client, monkeypatch, tmp_path):
    script = tmp_path / "endless.py"
    script.write_text("import signal; signal.pause()")
    monkeypatch.setattr(figure_files, "_CONVERTER", script)
    with pytest.raises(ConversionTimeout):
        convert(SVG, "png", seconds=0.01)

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
    command = [sys.executable, "-I", "-c", NO_WRITABLE_CODE, str(figure_files._CONVERTER), form, "300"]
    done = subprocess.run(command, input=SVG.encode(), capture_output=True, check=True)
    assert done.stdout.startswith(STARTS[form])
