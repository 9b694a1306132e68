"""The people and programs in the tests of imports."""

import pytest

from catalog.schema.validation import validate
from catalog.spreadsheets.child import READERS
from tests.factories import change, change_json


@pytest.fixture
def read_in_this_process(monkeypatch, request):
    """Read files in this process, which is faster, unless a test asks for `real_child`."""
    if "real_child" not in request.fixturenames:
        monkeypatch.setattr("catalog.imports.formats.read_table", lambda kind, data, names: READERS[kind](data, names))


@pytest.fixture
def real_child():
    """Read files in a separate process, as a server does."""


@pytest.fixture
def colleague(make_user):
    """Return an editor who may not publish."""
    return make_user("colleague", "Editor")


@pytest.fixture
def record(a_record):
    """Return a program that the catalog does not have; its supports name their source."""
    return validate(change_json(a_record, slug="a-new-program", name="A Wholly New Venture", website=None))


@pytest.fixture
def some(a_record, records):
    """Return three real records, each with another founding year: the first only prepares, the others had no year."""
    without_year = [record for record in records if record.founded is None]
    return [change(record, founded=1900 + number) for number, record in enumerate([a_record, *without_year[:2]])]
