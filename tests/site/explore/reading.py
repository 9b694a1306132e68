"""Read what the explore pages and their files say: figures, CSV files, JSON answers, links and notes."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from xml.etree import ElementTree

from django.http import QueryDict

from catalog.browse.crosstabs.crosstab import read_crosstab
from catalog.browse.live_snapshot import live_snapshot
from tests.helpers import page
from tests.site.page_reader import CrossTable, explore

# every kind of crosstab: choices in crossed facets, support, state, search, bounds, a sponsor, rule, release, a fixed list
ADDRESSES = [
    explore("type", "sponsor_type"),
    explore("type"),
    explore("form", query="state=OH"),
    explore("support", "type"),
    explore("support", "form", "support=prepare&support=place&form=award&form=fellowship"),
    explore("type", "support", "support=recognize"),
    explore("support", query="support=prepare&support=place"),
    explore("form", "sponsor_type", "support=prepare&support=place"),
    explore("state", "scope", "state=OH&state=TX"),
    explore("scope", "state", "q=science&state=OH"),
    explore("home_state", "delivery", "home_state=OH&home_state=CA&home_state=unstated"),
    explore("type", "form", "q=science+fellowship&form=fellowship"),
    explore("pays", "receives", "experience_max=3&founded_min=1990&duration_max=12"),
    explore("credential", "model", "seen_min=2022"),
    explore("type", "sponsor_type", "rule=no-credential&type=credential&type=community-of-practice"),
    explore("support", "scope", "rule=no-credential&state=NY"),
    explore("type", "scope", "rule=no-credential&rule=no-selection"),
    explore("type", "focus", "release=2026.11&focus=science"),
    explore("type", "entry", "release=2026.11&rule=no-credential&q=teacher"),
    explore("deadline_month", "grade", "list=_w8&release=2026.11"),
    explore("status", "confidence", "sponsor=arizona-k12-center"),
    explore("type", "delivery", "base=stated"),
    explore("founded", "type", "base=stated&state=OH"),
    explore("duration", "pays", "base=stated&-form=degree&founded=stated"),
    explore("type", "seen", "-type=award&seen=stated"),
]


SHOWS = ["count", "row", "column", "total"]


def make_crossing(address):
    return read_crosstab(QueryDict(address.partition("?")[2]), live_snapshot())


def read_table(client, address):
    return CrossTable(page(client, address))


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


def read_titles(svg):
    """The titles of the parts of a figure that count programs: ``Award, National: 34 programs``."""
    titles = [one.text for one in ElementTree.fromstring(svg).iter(f"{SVG}title")]
    return [title for title in titles[1:] if re.search(r": [\d,]+ programs?$", title)]
