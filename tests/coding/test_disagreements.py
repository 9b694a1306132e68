"""Where later coders differ from coder A: open, decided, and whether the record follows."""

import pytest

from catalog.coding.decisions import decide
from catalog.coding.disagreements import disagreements, open_disagreements
from catalog.coding.tasks import code
from catalog.models import Coding, Program
from catalog.programs.codebook import current_codebook
from catalog.programs.services import publish, retire, save
from tests.coding.codings import open_task, supports_unlike_a
from tests.factories import change
from typology import Support

pytestmark = pytest.mark.django_db

# as found in the file: coder B does not see the one prepare, the other recognize
NOT_PREPARE, NOT_RECOGNIZE = "uri-gems-net-teacher-leaders", "purdue-noyce-microelectronics-mtf"
SAME = "philadelphia-teacher-leader-academy"


def slugs(found, codebook="1"):
    """The programs and later coders of the disagreements under one codebook."""
    return [(one.pair.slug, one.pair.second.coder) for one in found if one.pair.codebook == codebook]


def only(slug, coder="B"):
    [found] = [one for one in disagreements() if (one.pair.slug, one.pair.second.coder) == (slug, coder)]
    return found


def test_those_of_the_files_are_open_by_name():
    names = [one.pair.name.casefold() for one in open_disagreements()]
    assert names == sorted(names)
    assert slugs(open_disagreements()) == [(NOT_PREPARE, "B"), (NOT_RECOGNIZE, "B")]
    # coder C under codebook 2, without the credential rule: 60 programs, of which 56 have the same supports
    assert {coder for _, coder in slugs(open_disagreements(), "2")} == {"C"}
    assert len(slugs(open_disagreements(), "2")) == 4
    found = only(NOT_PREPARE)
    assert Coding.objects.get(pk=found.coding).coder == "B"
    assert Program.objects.get(pk=found.program).slug == NOT_PREPARE
    assert found.pair.differing == Support.PREPARE
    assert (found.record.supports, found.pending) == (Support.PREPARE | Support.PLACE, None)


def test_it_takes_two_queries_however_many_there_are(django_assert_num_queries, editor):
    before = len(disagreements())
    code(open_task(editor, Program.objects.get(slug=SAME)), supports_unlike_a(SAME, "place"), "https://example.org/", "low")
    with django_assert_num_queries(2):
        assert len(disagreements()) == before + 1


def test_every_later_coder_is_compared_with_the_first_under_the_same_codebook(editor):
    before = slugs(open_disagreements(), current_codebook())
    for slug, codes in ((SAME, ["place"]), (NOT_PREPARE, [])):
        code(open_task(editor, Program.objects.get(slug=slug)), supports_unlike_a(slug, *codes), "https://example.org/", "low")
    assert sorted(slugs(open_disagreements(), current_codebook())) == sorted([(SAME, "H1"), *before])
    assert slugs(open_disagreements(), "1") == [(NOT_PREPARE, "B"), (NOT_RECOGNIZE, "B")]


def test_a_retired_program_is_listed_but_not_open(editor):
    retire(Program.objects.get(slug=NOT_PREPARE), editor)
    assert slugs(open_disagreements()) == [(NOT_RECOGNIZE, "B")]
    found = only(NOT_PREPARE)
    assert (found.pair.published, found.record) == (False, None)


def test_a_decided_disagreement_is_closed_and_the_record_follows(editor):
    coding = Coding.objects.get(program__slug=NOT_PREPARE, coder="B")
    decide(coding, editor, {"prepare": False}, "Workshops for all, as the newsletter says.")
    assert slugs(open_disagreements()) == [(NOT_RECOGNIZE, "B")]
    found = only(NOT_PREPARE)
    assert (found.pair.decision.disputed, found.pair.decision.present) == (Support.PREPARE, Support(0))
    assert found.pair.decision.reason == "Workshops for all, as the newsletter says."
    assert (found.is_followed, found.is_pending) == (True, False)


def test_a_record_that_does_not_follow_the_decision_is_shown(editor):
    coding = Coding.objects.get(program__slug=NOT_PREPARE, coder="B")
    program = Program.objects.get(slug=NOT_PREPARE)
    decide(coding, editor, {"prepare": True}, "The partnership builds leadership skills.")
    record = change(program.versions.get(state="published").record, {"supports.prepare.present": False}, models=[], practice=[])
    publish(program, record, editor, "Coded again.")
    assert (only(NOT_PREPARE).is_followed, only(NOT_PREPARE).is_pending) == (False, False)
    save(program, change(record, {"supports.prepare.present": True}), editor, "After all.")
    assert (only(NOT_PREPARE).is_followed, only(NOT_PREPARE).is_pending) == (False, True)
