"""Records as one JSON document."""

import json

import pytest

from catalog.exports.json_document import json_chunks
from catalog.exports.provenance import members
from catalog.schema.fields import FIELDS
from catalog.schema.upgrades import load_stored
from catalog.schema.vocabulary import vocabulary
from tests.exports.making import Watched, account, published


def parsed(records, **changed):
    return json.loads(b"".join(json_chunks(published(records), account(len(records), **changed))))


def test_the_document_holds_every_record_without_the_coders_remark_and_with_its_type(records):
    document = parsed(records)
    assert list(document) == ["about", "count", "programs"]
    assert document["count"] == len(records) == len(document["programs"])
    types = [program.pop("type") for program in document["programs"]]
    assert set(types) == set(vocabulary("type").by_code)
    assert document["programs"] == [record.public_json() for record in records]
    for record, code in zip(records, types, strict=True):
        present = [name.capitalize() for name, support in record.supports.by_code() if support.present]
        assert vocabulary("type").by_code[code].phrase.endswith(f"({' + '.join(present)})")


def test_a_program_tells_its_fields_in_the_codebooks_order_and_its_type_last(records):
    shuffled = [load_stored(dict(reversed(record.as_json().items()))) for record in records[:3]]
    [program, *_] = parsed(shuffled)["programs"]
    assert list(program) == [*(name for name in FIELDS if name != "note"), "type"]


@pytest.mark.parametrize("changed", [{}, {"release": "2026.11"}, {"rule": "Without the credential rule."}])
def test_the_document_says_what_it_holds(records, changed):
    result = parsed(records[:2], **changed)["about"]
    assert result == members(account(2, **changed))
    assert ("revision" in result) is not ("release" in result)
    assert ("rule" in result) is ("rule" in changed)


@pytest.mark.parametrize("count", [0, 1, 501])
def test_a_document_of_any_length_is_whole(records, count):
    assert len(parsed((records * 2)[:count])["programs"]) == count


def test_a_document_whose_figure_is_wrong_never_ends(records):
    taken = []
    with pytest.raises(ValueError, match="states 3 programs, but has 2"):
        taken += json_chunks(published(records[:2]), account(3))
    assert not b"".join(taken).endswith(b"]}\n")


def test_the_entries_are_taken_some_hundreds_at_a_time(records):
    watched = Watched(published(records * 10))
    chunks = json_chunks(watched, account(4340))
    next(chunks)
    assert watched.taken == 0
    next(chunks)
    assert watched.taken <= 500
