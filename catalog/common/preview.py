"""The pictures that chats and social networks show next to a link: one for each kind of program, one for other pages.

They are files in static/public/preview/, drawn by `manage.py draw_previews`.
"""

from __future__ import annotations

from html import escape

WIDTH, HEIGHT = 1200, 630
OTHER = "catalog"
# file name (a kind of program) -> what the picture says
PREVIEWS = {
    OTHER: ("Find a program that", "helps you lead"),
    "degree": ("A degree", "for teachers who lead"),
    "certificate": ("A certificate", "for teachers who lead"),
    "endorsement": ("A license endorsement", "for teachers who lead"),
    "certification": ("A certification", "for teachers who lead"),
    "microcredential": ("A microcredential", "for teachers who lead"),
    "fellowship": ("A fellowship", "for teachers"),
    "award": ("An award", "for teachers"),
    "council": ("A council seat", "for teachers"),
    "ambassador": ("An ambassador role", "for teachers"),
    "role": ("A leader role", "for teachers"),
    "network": ("A network", "of teachers who lead"),
    "institute": ("Training", "for teachers who lead"),
}


def preview_of(kind: str) -> str:
    """Return the file name of the picture for a kind of program."""
    return kind if kind in PREVIEWS else OTHER


def describe_preview(name: str) -> str:
    """Return the words in a picture, for those who do not see it. Raises KeyError for a name that is not in PREVIEWS."""
    return f"{' '.join(PREVIEWS[name])}. Teacher Leadership Program Catalog"


def draw_preview(name: str) -> str:
    """Return a picture as SVG. Raises KeyError for a name that is not in PREVIEWS."""
    first, second = map(escape, PREVIEWS[name])
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">
<rect width="{WIDTH}" height="{HEIGHT}" fill="#fbfaf7"/>
<rect width="{WIDTH}" height="14" fill="#1f3a5f"/>
<g fill-opacity="0.86"><circle cx="905" cy="240" r="105" fill="#1f6fb2"/><circle cx="1025" cy="240" r="105" fill="#b85c00"/>
<circle cx="965" cy="343" r="105" fill="#0f7a55"/></g>
<g font-family="Georgia, 'Liberation Serif', serif" font-weight="700" fill="#1b1d21">
<text x="80" y="270" font-size="66">{first}</text><text x="80" y="350" font-size="56">{second}</text></g>
<g font-family="'Liberation Sans', Arial, sans-serif" fill="#555a63">
<text x="80" y="545" font-size="34">Teacher Leadership Program Catalog</text></g>
</svg>"""
