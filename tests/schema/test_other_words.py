"""Behavior depends on codes, never on display text: with every label, phrase and sentence changed, it stays the same."""

import re

import pytest
from django.http import QueryDict

from catalog.browse.filterset import parse
from catalog.models import ProgramVersion, Review, Verdict
from catalog.programs.published_records import published
from catalog.programs.services import publish
from catalog.programs.table_row import flat, record_of_row
from catalog.reviews.pending import recent_rejections
from catalog.reviews.services import review, undo_review
from catalog.schema.validation import validate
from catalog.schema.vocabulary import FILE, own_vocabularies, read, use_vocabulary
from tests.factories import change, change_json

_TEXTS = re.compile(r'^(\s*(?:\w+_)?(?:label|definition|phrase|sentence) = )"((?:[^"\\]|\\.)*)"', re.MULTILINE)


@pytest.fixture
def other_words():
    """The catalog's vocabularies with every text changed."""
    book = read(
        _TEXTS.sub(lambda match: f'{match[1]}"Other {match[2][::-1] if "{}" not in match[2] else "{}"}"', FILE.read_text("utf-8"))
    )
    own = own_vocabularies()
    for code, vocabulary in book.vocabularies.items():
        assert all(term.label != own.vocabularies[code].by_code[term.code].label for term in vocabulary.terms)
    with use_vocabulary(book):
        yield book


@pytest.fixture
def other_verdicts(monkeypatch):
    for verdict in Verdict:
        monkeypatch.setattr(verdict, "_label_", f"Other {verdict.label}")


def test_every_program_keeps_its_type(records, other_words):
    own = own_vocabularies()
    for record in records:
        supports = record.program_type.supports
        assert other_words.type_of(supports).code == own.type_of(supports).code


def test_a_row_imports_as_the_same_record(records, other_words):
    for record in records[::5]:
        assert validate(record_of_row(flat(record))) == validate(change(record, note=""))


def test_every_filter_value_is_accepted(other_words):
    for code, vocabulary in other_words.vocabularies.items():
        for term in vocabulary.terms:
            query = QueryDict(f"{code}={term.code}")
            with use_vocabulary(own_vocabularies()):
                expected = parse(query)
            found = parse(query)
            assert (found.selection, bool(found.ignored)) == (expected.selection, bool(expected.ignored))


@pytest.mark.django_db
def test_a_review_is_undone_whatever_its_reason_says(a_record, editor, other_words, other_verdicts):
    record = validate(change_json(a_record, slug="a-new-program", name="A New Program", status="active"))
    program = publish(None, record, None)
    found = review(program, editor, Verdict.ENDED).review
    ProgramVersion.objects.filter(pk=found.version_id).update(reason="Other words")
    undo_review(found, editor)
    assert published([program.slug])[0].record == record
    assert not Review.objects.exists()


@pytest.mark.django_db
def test_a_withdrawn_change_is_not_listed_as_rejected_whatever_its_decision_says(a_record, django_user_model, other_verdicts):
    program = publish(None, validate(change_json(a_record, slug="a-new-program", name="A New Program", status="active")), None)
    author = django_user_model.objects.create_user("ann")
    undo_review(review(program, author, Verdict.ENDED).review, author)
    ProgramVersion.objects.filter(withdrawn=True).update(decision="Other words")
    assert program.versions.get(state="rejected").withdrawn
    assert not recent_rejections(author).exists()
