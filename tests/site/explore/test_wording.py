"""A cross-table is described the same way everywhere: page, figure, CSV, citation, methods paragraph and API."""

import re

import pytest

from tests.browse import oracle
from tests.helpers import page
from tests.site.explore.reading import read_counted, read_csv, read_json, read_notes, read_svg, read_texts
from tests.site.page_reader import explore

pytestmark = pytest.mark.django_db

# rows, columns, the selection, and the sentence about what is counted and shown
TABLES = [
    ("type", "sponsor_type", "state=OH", "152 programs open to teachers in Ohio (or stating no residence rule)"),
    (
        "type",
        "sponsor_type",
        "state=OH&type=award&type=credential",
        "152 programs open to teachers in Ohio (or stating no residence rule); shown: Award (Recognize) or "
        "Credential program (Prepare + Recognize), 73",
    ),
    (
        "type",
        "scope",
        "type=fellowship&scope=national",
        "434 programs; shown: Fellowship program (Prepare + Place + Recognize) by National, 10",
    ),
    ("support", "type", "support=prepare&support=place", "434 programs; shown: Prepare or Place, 358"),
    ("support", "", "support=recognize&form=award", "{} programs that call themselves awards; shown: Recognize, {}"),
]


def plain_counts(records, rows, columns, query):
    """How many records are counted, and how many of them are shown."""
    chosen = {}
    for name, code in (pair.split("=") for pair in query.split("&")):
        chosen[name] = (*chosen.get(name, ()), code)
    axes = [axis for axis in (rows, columns) if axis]
    return sum(oracle.fits(record, chosen, {}, *axes) for record in records), len(oracle.shown(records, chosen, {}, axes))


@pytest.mark.parametrize(("rows", "columns", "query", "says"), TABLES)
def test_a_table_says_one_sentence_with_the_same_numbers_everywhere(client, records, first_release, rows, columns, query, says):
    base, shown = plain_counts(records, rows, columns, query)
    says = says.format(base, shown)
    assert says.startswith(f"{base} programs")
    assert "; shown: " not in says or says.endswith(f", {shown}")
    address = explore(rows, columns, query)
    assert f"Counted: {says} ." in page(client, address).text
    assert says in " ".join(read_texts(read_svg(client, address.replace("/explore/", "/explore.svg"))))
    [line, *_] = read_csv(client, address.replace("/explore/", "/explore.csv"))
    assert (line["base"], line["total"]) == (str(base), str(shown))
    assert line["shown"] == (says.partition("; shown: ")[2].rpartition(", ")[0])
    answer = read_json(client, address.replace("/explore/", "/api/v1/crosstab/"))
    assert (answer["base"], answer["total"]) == (base, shown)
    cited = page(client, address.replace("/explore/", "/cite/")).text
    base_then, shown_then = plain_counts(first_release, rows, columns, query)
    then = re.sub(r", \d+$", f", {shown_then}", re.sub(r"^\d+", str(base_then), says))
    then = then.replace(" (or stating no residence rule)", "")  # codebook 1 had no assumed residence
    assert f": {then} (release 2026.11) [Data set]" in cited
    assert f": {says} [Data set]" in cited
    for form in ("bib", "ris"):
        reference = client.get(f"{address.replace('/explore/', f'/cite.{form}')}&release=2026.11").content.decode()
        assert then in reference
        assert f"{base_then} programs. " in reference
    counted, _, values = then.partition("; shown: ")
    facets = " and ".join(axis["label"].lower() for axis in (answer["rows"], answer["cols"]) if axis)
    assert f"the table counts {counted} by {facets}{f'; shown: {values}' if values else ''} (http" in cited


def test_notes_tell_chosen_values_from_values_without_programs(client):
    shown = page(client, explore("type", "sponsor_type", "state=OH&type=award&type=credential"))
    assert read_counted(shown) == (152, 73)
    assert read_notes(shown)["chosen", ""] == 73
    # districts run programs in Ohio, but no awards or credentials
    assert read_notes(shown)["left-out", "sponsor_type"] >= 1
    assert ("chosen", "") not in read_notes(page(client, explore("type", "sponsor_type", "state=OH")))


def test_many_chosen_values_are_given_as_a_number(client):
    states = "&".join(f"state={code}" for code in ("OH", "TX", "CA", "NY", "WA", "OR", "ME", "VT", "IA"))
    assert "; shown: 9 values of “open to teachers in”," in page(client, explore("state", "type", states)).text
