"""A small workbook that the tests of its reading take apart."""

import io

import pytest

from catalog.exports.xlsx import write_xlsx
from catalog.schema.codebook import book
from tests.exports.making import account, published


@pytest.fixture(scope="session")
def workbook(records):
    """The workbook of two programs, as bytes."""
    file = io.BytesIO()
    write_xlsx(published(records[:2]), account(2), book(), file)
    return file.getvalue()
