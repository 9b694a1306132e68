"""A figure as a file: SVG as drawn, PNG and PDF converted from it.

vl-convert converts with resvg and svg2pdf. They hold Python's interpreter lock while they work, for about a second with
the largest table, so they run in a child process and the worker keeps answering other requests.
vl-convert can also draw from Vega-Lite, but that starts V8, whose compiler needs memory that is writable and executable.
The services forbid such memory (MemoryDenyWriteExecute in deploy/systemd), and V8 then ends the whole process.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from catalog.serving.unavailable import answer_unavailable
from catalog.site.explore.drawing import WIDTH, FigureDrawing

FIGURE_FORMS = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
PRINTED_WIDTH = 7.2  # inches of a figure of the usual width: two columns of a journal
DPI = 300  # of a PNG
MOST_PIXELS = 8_000_000  # of a PNG; a larger figure is printed smaller
MOST_SECONDS = 10
_CONVERTER = Path(__file__).with_name("convert_figure.py")
_SLOW = "This figure takes too long to convert. Download it as SVG, or choose fewer rows and columns."


class ConversionTimeout(Exception):
    """Raised when a figure is not converted in time."""


def answer_figure(request: HttpRequest, drawing: FigureDrawing, form: str, name: str) -> HttpResponse:
    """Answer with the figure as a file `name` of the form "svg", "png" or "pdf"; 503 when the conversion takes too long."""
    scale = choose_scale(drawing) if form == "png" else 1
    # the converters take a number without a unit as points, and read "in" in two ways
    unit, per_inch = ("in", 1) if form == "svg" else ("", 72)
    sides = {side: getattr(drawing, side) * scale * PRINTED_WIDTH / WIDTH * per_inch for side in ("width", "height")}
    svg = render_to_string("explore/figure.svg", {"figure": drawing, "size": sides, "unit": unit})
    try:
        content = svg.encode() if form == "svg" else convert(svg, form)
    except ConversionTimeout:
        return answer_unavailable(request, _SLOW)
    response = HttpResponse(content, content_type=FIGURE_FORMS[form])
    response["Content-Disposition"] = f'inline; filename="{name}.{form}"'
    return response


def choose_scale(drawing: FigureDrawing) -> float:
    """Return how large a PNG is printed: 1, or as much as MOST_PIXELS allow."""
    pixels = drawing.width * drawing.height * (DPI * PRINTED_WIDTH / WIDTH) ** 2
    return float(min(1, (MOST_PIXELS / pixels) ** 0.5))


def convert(svg: str, form: str, seconds: float = MOST_SECONDS) -> bytes:
    """Convert an SVG to "png" or "pdf". Raises ConversionTimeout after so many seconds, CalledProcessError on an invalid SVG."""
    command = [sys.executable, "-I", str(_CONVERTER), form, str(DPI)]
    try:
        # the child needs none of our settings, and no secret
        done = subprocess.run(command, input=svg.encode(), capture_output=True, check=True, timeout=seconds, env={})
    except subprocess.TimeoutExpired as error:
        raise ConversionTimeout from error
    return done.stdout
