"""Programs that look alike and are two."""

import pytest

from catalog.duplicates.selectors import open_pairs
from catalog.duplicates.services import keep_apart
from catalog.models import DistinctPair, Program
from catalog.programs.services import retire, save
from tests.factories import change

pytestmark = pytest.mark.django_db


def test_a_pair_kept_apart_is_not_asked_about_again(editor):
    pair, *others = open_pairs()
    for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
        keep_apart(one, other, editor)
    assert DistinctPair.objects.get().user == editor
    assert open_pairs() == others


def test_one_program_is_no_pair(editor):
    program = Program.objects.first()
    with pytest.raises(ValueError, match="no pair"):
        keep_apart(program, program, editor)


def test_pairs_are_of_what_is_being_worked_on(editor):
    pair, *others = open_pairs()
    # a pending change makes them differ; taken back, they are alike again
    record = pair.first.versions.get(state="published").record
    save(pair.first, change(record, name="Quite Another Thing", website=None), editor)
    assert open_pairs() == others
    pair.first.versions.filter(state="pending").update(state="rejected")
    assert open_pairs() == [pair, *others]
    retire(pair.second, editor)
    assert open_pairs() == others


def test_a_draft_like_a_published_program_is_found(editor, a_record):
    draft = save(None, change(a_record, slug="the-same-again"), editor)
    assert draft in [pair.second for pair in open_pairs()]
