"""The identifiers of public registries: their forms and check digits."""

import csv

import pytest
from django.conf import settings

from catalog.organizations.details import clean_details
from catalog.organizations.identifiers import SCHEMES

VALID = {
    "ror": [("03vek6s52", "03vek6s52"), ("https://ror.org/00F54P054", "00f54p054")],
    "unitid": [("151351", "151351")],
    "leaid": [("0622710", "0622710")],
    "ein": [("530196605", "53-0196605"), ("53-0196605", "53-0196605")],
    "wikidata": [("q13371", "Q13371"), ("https://www.wikidata.org/wiki/Q13371", "Q13371")],
}
INVALID = {
    "ror": ["03vek6s53", "13vek6s52", "03vek6s5", "03veki552", "03vek6s5٢"],
    "unitid": ["15135", "1513511", "051351", "15135a"],
    "leaid": ["622710", "0022710", "8022710", "06227100"],
    "ein": ["00-1234567", "07-1234567", "53-019660", "5-30196605", "53 0196605"],
    "wikidata": ["Q0", "Q", "13371", "Q13371a", "Q" + "1" * 13],
}


@pytest.mark.parametrize(("scheme", "typed", "stored"), [(name, *pair) for name, pairs in VALID.items() for pair in pairs])
def test_an_identifier_is_stored_in_one_form(scheme, typed, stored):
    assert SCHEMES[scheme].normalize(typed) == stored


@pytest.mark.parametrize(("scheme", "typed"), [(name, text) for name, texts in INVALID.items() for text in texts])
def test_an_impossible_identifier_is_refused(scheme, typed):
    with pytest.raises(ValueError, match="This"):
        SCHEMES[scheme].normalize(typed)


def test_the_file_that_comes_with_the_catalog_has_valid_identifiers_with_source_and_date():
    with (settings.BASE_DIR / "fixtures" / "organizations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len({row["name"] for row in rows}) > 50
    for row in rows:
        given = {field: text for field, text in row.items() if field not in ("name", "parent") and text}
        assert clean_details(given) == (given, {}), row["name"]
        for scheme in SCHEMES:
            if row.get(scheme):
                assert row[f"{scheme}_source"], row["name"]
                assert row[f"{scheme}_date"], row["name"]
