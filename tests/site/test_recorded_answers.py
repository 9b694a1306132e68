"""A release answers the same forever: its answers are recorded here, and citations depend on them.

recorded-answers.json holds, for each address, the number of programs, the first and last slugs and a checksum of all
slugs in order, or the cells of a cross-table. The release never changes, so neither does the file: an answer that
differs is an error.
"""

import hashlib
import json
from pathlib import Path

import pytest

RECORDED = json.loads(Path(__file__).with_name("recorded-answers.json").read_text())

pytestmark = pytest.mark.django_db


def answer(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content[:200]
    if address.startswith("/api/"):
        table = response.json()
        totals = {axis: {value["code"]: value["total"] for value in table[axis]["values"]} for axis in ("rows", "cols")}
        return {"count": table["base"], **totals, "cells": table["cells"]}
    slugs = [json.loads(line)["slug"] for line in response.getvalue().splitlines()]
    checksum = hashlib.sha256("\n".join(slugs).encode()).hexdigest()
    return {"count": len(slugs), "first": slugs[:3], "last": slugs[-1:], "sha256": checksum}


@pytest.mark.parametrize("address", RECORDED)
def test_a_release_answers_as_it_did(client, address):
    assert answer(client, address) == RECORDED[address]
