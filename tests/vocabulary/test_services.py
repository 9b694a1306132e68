"""Admins add, reword, retire and bring back terms; nobody else's words are touched."""

from dataclasses import replace

import pytest
from django.contrib.admin.models import LogEntry
from django.db import transaction

from catalog.models import AddedTerm, Program, Revision, TermChange, TermChangeKind
from catalog.programs.publishing.revision import present_vocabularies
from catalog.programs.services import publish, save
from catalog.schema.errors import InvalidRecord
from catalog.schema.local_terms import OPEN, propose_code, propose_phrase
from catalog.schema.validation import validate
from catalog.schema.vocabulary import use_vocabulary
from catalog.vocabulary.services import TermRefused, TermWords, add_term, retire_term, return_term, reword_term
from tests.factories import change
from tests.helpers import page
from tests.vocabulary.conftest import CODE, REASON, WORDS

pytestmark = pytest.mark.django_db


def focuses():
    return present_vocabularies().vocabularies["focus"]


def refusal(act, *arguments):
    """The field that a refused write names; the database stays as it is."""
    before = list(AddedTerm.objects.values()), TermChange.objects.count()
    with pytest.raises(TermRefused) as refused, transaction.atomic():
        act(*arguments)
    assert (list(AddedTerm.objects.values()), TermChange.objects.count()) == before
    return refused.value.field


def test_a_new_term_comes_last_and_is_current(term):
    last = focuses().terms[-1]
    assert (last.code, last.label, last.phrase, last.is_current) == (CODE, WORDS.label, WORDS.phrase, True)
    assert focuses().by_word["artificial intelligence"] is last


def test_adding_gives_a_new_stamp_and_the_same_revision(add_focus):
    before = Revision.objects.get()
    add_focus()
    after = Revision.objects.get()
    assert (after.number, after.stamp == before.stamp) == (before.number, False)


def test_who_changed_a_term_when_and_why_is_kept(term, boss):
    reword_term(term, replace(WORDS, label="AI"), "Shorter.", boss)
    added, reworded = TermChange.objects.order_by("pk")
    assert (added.kind, added.reason, added.user) == (TermChangeKind.ADDED, REASON, boss)
    assert (reworded.kind, reworded.before, reworded.label) == (TermChangeKind.REWORDED, WORDS.label, "AI")
    assert LogEntry.objects.filter(user=boss, object_id=str(term.pk)).count() == 2


@pytest.mark.parametrize(
    ("code", "label", "field"),
    [
        ("literacy", "Something else", "code"),
        ("none", "Something else", "code"),
        ("unstated", "Something else", "code"),
        ("Two Words", "Something else", "code"),
        ("two__words", "Something else", "code"),
        ("x" * 41, "Something else", "code"),
        (CODE, "LITERACY", "label"),
        ("another", "literacy", "label"),
    ],
)
def test_a_code_or_label_that_is_taken_or_unusable_is_refused(boss, code, label, field):
    assert refusal(add_term, "focus", code, replace(WORDS, label=label), REASON, boss) == field


def test_the_code_of_a_retired_term_stays_taken(term, boss):
    retire_term(term, "", REASON, boss)
    assert refusal(add_term, "focus", CODE, replace(WORDS, label="Another"), REASON, boss) == "code"
    assert refusal(add_term, "focus", "other", WORDS, REASON, boss) == "label"


@pytest.mark.parametrize("name", ["type", "state", "prerequisite", "no_such"])
def test_vocabularies_that_rules_depend_on_are_closed(boss, name):
    assert name not in OPEN
    assert refusal(add_term, name, CODE, WORDS, REASON, boss) == ""


def test_the_same_words_write_nothing(term, boss):
    assert not reword_term(term, WORDS, REASON, boss)
    assert TermChange.objects.count() == 1


def test_only_an_unused_term_is_retired_without_another(term, boss, use_term):
    use_term()
    assert refusal(retire_term, term, "", REASON, boss) == "replaced_by"
    assert refusal(retire_term, term, "no_such", REASON, boss) == "replaced_by"
    assert refusal(retire_term, term, CODE, REASON, boss) == "replaced_by"


def test_a_term_of_a_pending_change_is_in_use(term, boss, records):
    program = Program.objects.get(slug=records[0].slug)
    with use_vocabulary(present_vocabularies()):
        save(program, change(records[0], focus=[CODE]), boss, "It says so.")
    assert refusal(retire_term, term, "", REASON, boss) == "replaced_by"


def test_programs_get_the_term_that_replaces_theirs(term, boss, use_term):
    slug, before = use_term(), Revision.objects.get().number
    retire_term(term, "technology", REASON, boss)
    present_vocabularies()
    focus = Program.objects.get(slug=slug).record.focus
    assert (focus[-1], focus.count(CODE)) == ("technology", 0)
    assert Revision.objects.get().number == before + 1
    assert TermChange.objects.first().replaced_by == "Technology"


def test_a_replaced_term_leaves_a_record_valid_as_it_is(term, boss, records):
    """Else a form that nobody changed would propose a change that shows none."""
    slug = records[0].slug
    first, *_, last = [code for code in focuses().by_code if code != CODE]
    with use_vocabulary(present_vocabularies()):
        publish(Program.objects.get(slug=slug), change(records[0], focus=[last, CODE]), None)
    retire_term(term, first, REASON, boss)
    with use_vocabulary(present_vocabularies()):
        record = Program.objects.get(slug=slug).record
        assert record.focus == [first, last]
        assert validate(record) == record


def test_no_record_may_hold_a_term_that_was_retired_unused(term, boss, records, client):
    retire_term(term, "", REASON, boss)
    assert CODE not in page(client, "/programs/").counts("focus")
    with use_vocabulary(present_vocabularies()), pytest.raises(InvalidRecord) as refused:
        validate(change(records[0], focus=[CODE]))
    assert [problem.field for problem in refused.value.problems] == ["focus"]


def test_a_retired_term_comes_back(term, boss):
    assert refusal(return_term, term, REASON, boss) == ""
    retire_term(term, "", REASON, boss)
    assert not focuses().by_code[CODE].is_current
    assert refusal(retire_term, term, "", REASON, boss) == ""
    return_term(term, REASON, boss)
    assert focuses().by_code[CODE].is_current


def test_a_write_that_is_rolled_back_leaves_the_vocabulary(add_focus):
    with transaction.atomic():
        add_focus()
        assert CODE in focuses().by_code
        transaction.set_rollback(True)
    assert CODE not in focuses().by_code


@pytest.mark.parametrize(
    ("label", "code", "phrase"),
    [
        ("Artificial intelligence", "artificial_intelligence", "artificial intelligence"),
        ("STEM", "stem", "STEM"),
        ("Danielson Framework for Teaching", "danielson_framework_for_teaching", "Danielson Framework for Teaching"),
        ("  Éducation civique ", "education_civique", "éducation civique"),
        ("日本語", "", "日本語"),
        ("", "", ""),
    ],
)
def test_code_and_phrase_are_proposed_from_the_label(label, code, phrase):
    assert (propose_code(label), propose_phrase(label.strip())) == (code, phrase)


def test_every_open_vocabulary_takes_terms(boss):
    for name in OPEN:
        add_term(name, "local_one", TermWords("Local one", "A term of this catalog.", "local one"), REASON, boss)
    assert all("local_one" in present_vocabularies().vocabularies[name].by_code for name in OPEN)
