"""Read what the explore pages and their files say: figures, CSV files, JSON answers, links and notes."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def read_json(client, address):
    """The JSON answer at an address."""
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.json()


def read_csv(client, address):
    """The rows of the CSV file at an address."""
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def read_svg(client, address):
    """The SVG figure at an address."""
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "image/svg+xml"
    return response.content.decode()


def read_texts(svg):
    """The texts of a figure, in order."""
    return ["".join(one.itertext()) for one in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def find_inline_figure(shown):
    """The figure inside a page."""
    return re.search(r'<svg xmlns.*?class="figure".*?</svg>', shown.html, re.DOTALL)[0]


def find_link(shown, attribute):
    """The address of the link with an attribute such as `id="swap-axes"`."""
    [tag] = [tag for tag in re.findall(r"<a [^>]*>", shown.html) if attribute in tag]
    return unescape(re.search(r'href="([^"]*)"', tag)[1])


def read_notes(shown):
    """The notes below the table: (name, axis) -> count, or None for a note without a count."""
    found = {}
    for tag in re.findall(r"<li data-note=[^>]*>", shown.html):
        attributes = dict(re.findall(r'data-([\w-]+)="([^"]*)"', tag))
        found[attributes["note"], attributes.get("axis", "")] = int(attributes["count"]) if "count" in attributes else None
    return found


def read_counted(shown):
    """How many programs the page says that it counts, and how many of them the table shows."""
    counted, in_table = re.search(r'class="cross-sentence" data-count="(\d+)" data-shown="(\d+)"', shown.html).groups()
    return int(counted), int(in_table)
