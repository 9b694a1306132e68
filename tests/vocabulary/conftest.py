"""A term that an Admin added, and people of each role."""

import pytest

from catalog.models import Program
from catalog.programs.services import publish
from catalog.vocabulary.services import TermWords, add_term
from tests.factories import change

CODE = "artificial_intelligence"
WORDS = TermWords("Artificial intelligence", "The program is about artificial intelligence in school.", "artificial intelligence")
REASON = "Three programs are about it."


@pytest.fixture
def boss(django_user_model):
    return django_user_model.objects.create_superuser("boss", "boss@example.org", "a long passphrase")


@pytest.fixture
def add_focus(boss):
    """Add a term to the vocabulary of focuses."""

    def add(code=CODE, words=WORDS):
        return add_term("focus", code, words, REASON, boss)

    return add


@pytest.fixture
def term(add_focus):
    return add_focus()


@pytest.fixture
def use_term(records):
    """Give a published program the focus of the local term; return its slug."""

    def use(code=CODE, number=0):
        record = records[number]
        publish(Program.objects.get(slug=record.slug), change(record, focus=[*record.focus, code]), None)
        return record.slug

    return use
