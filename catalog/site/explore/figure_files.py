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
from catalog.site.explore.drawing import FigureDrawing

FIGURE_FORMS = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
MOST_PIXELS = 4_000_000  # of a PNG; larger figures get fewer pixels per unit
MOST_SECONDS = 10
_CONVERTER = Path(__file__).with_name("convert_figure.py")
_SLOW = "This figure takes too long to convert. Download it as SVG, or choose fewer rows and columns."


class ConversionTimeout(Exception):
    """Raised when a figure is not converted in time."""


def answer_figure(request: HttpRequest, drawing: FigureDrawing, form: str, name: str) -> HttpResponse:
    """Answer with the figure as a file `name` of the form "svg", "png" or "pdf"; 503 when the conversion takes too long."""
    svg = render_to_string("explore/figure.svg", {"figure": drawing, "standalone": True})
    try:
        content = svg.encode() if form == "svg" else convert(svg, form, choose_scale(drawing))
    except ConversionTimeout:
        return answer_unavailable(request, _SLOW)
    response = HttpResponse(content, content_type=FIGURE_FORMS[form])
    response["Content-Disposition"] = f'inline; filename="{name}.{form}"'
    return response


def choose_scale(drawing: FigureDrawing) -> float:
    """Return the pixels per unit of a PNG: 2, or as many as MOST_PIXELS allow."""
    return float(min(2, (MOST_PIXELS / (drawing.width * drawing.height)) ** 0.5))


def convert(svg: str, form: str, scale: float, seconds: float = MOST_SECONDS) -> bytes:
    """Convert an SVG to "png" or "pdf". Raises ConversionTimeout after so many seconds, CalledProcessError on an invalid SVG."""
    command = [sys.executable, "-I", str(_CONVERTER), form, str(scale)]
    try:
        # the child needs none of our settings, and no secret
        done = subprocess.run(command, input=svg.encode(), capture_output=True, check=True, timeout=seconds, env={})
    except subprocess.TimeoutExpired as error:
        raise ConversionTimeout from error
    return done.stdout
