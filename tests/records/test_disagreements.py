"""Where later coders differ from coder A: open, decided, and whether the record follows."""

import copy

import pytest

from catalog.actions.coding_tasks import code
from catalog.actions.decisions import decide
from catalog.actions.programs import publish, retire, save
from catalog.models import Coding, Program
from catalog.records import canonical, validate
from catalog.records.disagreements import disagreements, open_disagreements
from tests.coding import dealt, otherwise
from typology import Support

pytestmark = pytest.mark.django_db

# as found in the file: coder B does not see the one prepare, the other recognize
NOT_PREPARE, NOT_RECOGNIZE = "uri-gems-net-teacher-leaders", "purdue-noyce-microelectronics-mtf"
SAME = "philadelphia-teacher-leader-academy"


def slugs(found):
    return [(one.pair.slug, one.pair.second.coder) for one in found]


def only(slug, coder="B"):
    [found] = [one for one in disagreements() if (one.pair.slug, one.pair.second.coder) == (slug, coder)]
    return found


def test_the_two_of_the_file_are_open_by_name():
    assert slugs(open_disagreements()) == [(NOT_PREPARE, "B"), (NOT_RECOGNIZE, "B")]
    found = only(NOT_PREPARE)
    assert Coding.objects.get(pk=found.coding).coder == "B"
    assert Program.objects.get(pk=found.program).slug == NOT_PREPARE
    assert found.pair.differing == Support.PREPARE
    assert (found.record, found.pending) == (Support.PREPARE | Support.PLACE, None)


def test_it_takes_two_queries_however_many_there_are(django_assert_num_queries, editor):
    code(dealt(editor, Program.objects.get(slug=SAME)), otherwise(SAME, "place"), "https://example.org/", "low")
    with django_assert_num_queries(2):
        assert len(disagreements()) == 3


def test_every_later_coder_is_compared_with_the_first(editor):
    for slug, codes in ((SAME, ["place"]), (NOT_PREPARE, [])):
        code(dealt(editor, Program.objects.get(slug=slug)), otherwise(slug, *codes), "https://example.org/", "low")
    assert sorted(slugs(open_disagreements())) == sorted([(SAME, "H1"), (NOT_PREPARE, "B"), (NOT_RECOGNIZE, "B")])


def test_a_retired_program_is_told_but_not_open(editor):
    retire(Program.objects.get(slug=NOT_PREPARE), editor)
    assert slugs(open_disagreements()) == [(NOT_RECOGNIZE, "B")]
    found = only(NOT_PREPARE)
    assert (found.pair.published, found.record) == (False, None)


def test_a_decided_one_is_open_no_more_and_the_record_follows(editor):
    coding = Coding.objects.get(program__slug=NOT_PREPARE, coder="B")
    decide(coding, editor, {"prepare": False}, "Workshops for all, as the newsletter says.")
    assert slugs(open_disagreements()) == [(NOT_RECOGNIZE, "B")]
    found = only(NOT_PREPARE)
    assert (found.pair.decision.disputed, found.pair.decision.present) == (Support.PREPARE, Support(0))
    assert found.pair.decision.reason == "Workshops for all, as the newsletter says."
    assert (found.followed, found.following) == (True, False)


def test_a_record_that_goes_another_way_is_told(editor):
    coding = Coding.objects.get(program__slug=NOT_PREPARE, coder="B")
    program = Program.objects.get(slug=NOT_PREPARE)
    decide(coding, editor, {"prepare": True}, "The partnership builds leadership skills.")
    record = copy.deepcopy(canonical(program.versions.get(state="published").record))
    record["supports"]["prepare"]["present"], record["models"], record["practice"] = False, [], []
    publish(program, validate(record), editor, "Coded anew.")
    assert (only(NOT_PREPARE).followed, only(NOT_PREPARE).following) == (False, False)
    record["supports"]["prepare"]["present"] = True
    save(program, validate(record), editor, "After all.")
    assert (only(NOT_PREPARE).followed, only(NOT_PREPARE).following) == (False, True)
