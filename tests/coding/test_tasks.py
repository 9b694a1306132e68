"""People code randomly assigned programs: nobody can pick, each codes once, and the coding is frozen."""

import datetime
import random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from catalog.coding.decision_result import find_disputes
from catalog.coding.decisions import decide, disputed_codings, first_coding
from catalog.coding.disagreements import open_disagreements
from catalog.coding.services import load_codings
from catalog.coding.tasks import AT_ONCE, CannotAssign, CannotCode, assign, code, number_of, open_tasks
from catalog.models import CoderKind, Coding, CodingTask, Program, ProgramVersion, Revision, Verdict
from catalog.programs.codebook import current_codebook
from catalog.programs.jsonl import InvalidFile
from catalog.programs.services import publish, retire, save
from catalog.releases.selectors import coding_lines
from catalog.reviews.services import review
from catalog.schema.errors import InvalidRecord
from tests.coding.codings import coded_supports, open_task, supports_unlike_a
from tests.coding.test_services import lines
from tests.factories import change

pytestmark = pytest.mark.django_db

SLUG = "nyc-big-apple-awards"


@pytest.fixture
def coder(django_user_model):
    return django_user_model.objects.create_user("a-coder")


@pytest.fixture
def another(django_user_model):
    return django_user_model.objects.create_user("another-coder")


@pytest.fixture
def program():
    return Program.objects.get(slug=SLUG)


@pytest.fixture
def task(coder, program):
    return open_task(coder, program)


def stamp():
    return Revision.objects.get().stamp


# ---------- assignment ----------


def test_an_assignment_is_saved_with_its_time_and_opens_the_programs(coder):
    before = stamp()
    tasks = assign(coder, 5)
    assert len({task.program_id for task in tasks}) == 5
    assert open_tasks(coder) == list(tasks)
    assert {(task.user, task.done) for task in tasks} == {(coder, None)}
    assert len({task.assigned_at for task in tasks}) == 1
    assert stamp() != before  # the methods page shows the number


def test_the_programs_are_drawn_at_random_from_all_published_ones(coder, records):
    assert [task.program.slug for task in assign(coder, 5, random.Random(3))] != [
        task.program.slug for task in assign(coder, 5, random.Random(4))
    ]

    class Watched(random.Random):
        def sample(self, population, k):
            self.population = population
            return super().sample(population, k)

    chance = Watched(1)
    assign(coder, 5, chance)
    assert len(chance.population) == len(records) - 10


@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=st.lists(st.integers(1, 6), min_size=1, max_size=6), seed=st.integers())
def test_no_program_is_assigned_to_a_person_twice(coder, counts, seed):
    CodingTask.objects.all().delete()
    chance = random.Random(seed)
    for count in counts:
        assign(coder, count, chance)
        CodingTask.objects.update(done=datetime.datetime.now(datetime.UTC))
    programs = CodingTask.objects.values_list("program", flat=True)
    assert len(programs) == len(set(programs)) == sum(counts)


def test_programs_whose_codes_a_person_knows_are_not_assigned(coder, another, records, editor):
    """People know the codes of records that they wrote or decided on."""
    drafted, decided, retired, left = records[:4]
    others = [record.slug for record in records[4:]]
    Program.objects.filter(slug__in=others).update(publication="retired")
    save(Program.objects.get(slug=drafted.slug), change(drafted, founded=1999), coder)
    ProgramVersion.objects.filter(program__slug=decided.slug).update(decided_by=coder)
    retire(Program.objects.get(slug=retired.slug), editor)
    assert [task.program.slug for task in assign(coder, 5)] == [left.slug]
    assert len(assign(another, 5)) == 3
    with pytest.raises(CannotAssign, match="No program is left for you"):
        assign(coder, 5)


def left_alone(program):
    """Make this the only published program."""
    Program.objects.exclude(pk=program.pk).update(publication="retired")


def test_reviewed_programs_are_not_assigned(coder, another, program):
    """The page of the review shows the codes."""
    left_alone(program)
    review(program, coder, Verdict.CANT_TELL)
    with pytest.raises(CannotAssign, match="No program is left for you"):
        assign(coder, 1)
    assert [task.program for task in assign(another, 1)] == [program]


def test_programs_with_own_decisions_are_not_assigned(another, editor):
    """The page of a disagreement shows both codings."""
    coding = Coding.objects.get(pk=open_disagreements()[0].coding)
    first, second = disputed_codings(first_coding(coding), coding)
    decide(coding, editor, {code: first.has_support(code) for code in find_disputes(first, second)}, "The page says so.")
    left_alone(coding.program)
    with pytest.raises(CannotAssign, match="No program is left for you"):
        assign(editor, 1)
    assert [task.program for task in assign(another, 1)] == [coding.program]


def test_the_number_of_open_programs_is_limited(coder):
    assign(coder, AT_ONCE)
    with pytest.raises(CannotAssign, match="you have 20"):
        assign(coder, 1)
    CodingTask.objects.filter(pk=open_tasks(coder)[0].pk).update(done=datetime.datetime.now(datetime.UTC))
    assert len(assign(coder, 1)) == 1
    with pytest.raises(CannotAssign, match="at least one"):
        assign(coder, 0)


# ---------- coding ----------


def test_a_coding_is_saved_as_entered(task, coder, program, settings):
    settings.TODAY = datetime.date(2026, 12, 1)
    page = program.record.sources[0].url
    before = Revision.objects.get().number
    written = code(task, coded_supports("place", "recognize"), page, "medium")
    written.refresh_from_db()
    assert (written.coder, written.kind, written.user, written.program) == ("H1", CoderKind.HUMAN, coder, program)
    assert written.supports == coded_supports("place", "recognize")
    assert (written.page, written.same_page, written.confidence) == (page, True, "medium")
    assert written.read == datetime.date(2026, 12, 1)
    task.refresh_from_db()
    assert task.done is not None
    assert open_tasks(coder) == []
    assert written.codebook == current_codebook()
    assert Revision.objects.get().number == before + 1


def test_a_coding_may_have_no_support_and_another_page(task):
    written = code(task, coded_supports(), "https://example.org/elsewhere", "low")
    assert (written.supports, written.same_page) == (coded_supports(), False)


def test_a_coding_is_made_once(task):
    code(task, coded_supports("place"), "https://example.org/", "low")
    with pytest.raises(CannotCode, match="already coded this program"):
        code(task, coded_supports("prepare"), "https://example.org/", "high")
    assert Coding.objects.get(coder="H1").supports == coded_supports("place")


def test_a_retired_program_cannot_be_coded(task, coder, program, editor):
    retire(program, editor)
    assert open_tasks(coder) == []
    with pytest.raises(CannotCode, match="no longer published"):
        code(task, coded_supports("place"), "https://example.org/", "low")
    assert not Coding.objects.filter(coder="H1").exists()


def problems(task, supports, page="https://example.org/", confidence="low"):
    before = stamp()
    with pytest.raises(InvalidRecord) as caught:
        code(task, supports, page, confidence)
    task.refresh_from_db()
    assert (task.done, stamp(), Coding.objects.filter(coder="H1").exists()) == (None, before, False)
    return {problem.field for problem in caught.value.problems}


def test_all_errors_are_reported_and_nothing_is_saved(task):
    supports = coded_supports("recognize", basis=())
    supports["prepare"] = {"present": None, "evidence": "Too short"}
    assert problems(task, supports, page=None, confidence="") == {
        "page",
        "confidence",
        "supports.prepare.present",
        "supports.prepare.evidence",
        "supports.recognize.basis",
    }


def test_recognize_has_a_basis_exactly_if_it_is_present(task):
    assert problems(task, coded_supports("recognize", basis=())) == {"supports.recognize.basis"}
    absent = coded_supports("place")
    absent["recognize"]["basis"] = ["award"]
    assert problems(task, absent) == {"supports.recognize.basis"}


@pytest.mark.parametrize("page", ["", "not an address", "javascript:alert(1)", "https://example.org/" + "x" * 500])
def test_the_page_read_is_an_address(task, page):
    assert problems(task, coded_supports("place"), page=page) == {"page"}


# ---------- numbers ----------


def test_a_persons_number_comes_with_the_first_coding_and_stays(coder, another, records):
    programs = [Program.objects.get(slug=record.slug) for record in records[:3]]
    tasks = [open_task(coder, programs[0]), open_task(another, programs[0]), open_task(coder, programs[1])]
    written = [code(task, coded_supports("place"), "https://example.org/", "low").coder for task in tasks]
    assert written == ["H1", "H2", "H1"]
    assert (number_of(coder), number_of(another)) == ("H1", "H2")


def test_a_number_from_a_file_is_not_assigned_again(task, second_codings):
    load_codings(lines({**second_codings[0], "coder": "H7", "supports": supports_unlike_a(second_codings[0]["slug"])}))
    assert Coding.objects.get(coder="H7").kind == CoderKind.HUMAN
    assert code(task, coded_supports("place"), "https://example.org/", "low").coder == "H8"


def test_a_file_cannot_speak_for_somebody_who_codes_here(task, second_codings):
    code(task, coded_supports("place"), "https://example.org/", "low")
    with pytest.raises(InvalidFile, match="'H1' is a person who codes in this catalog"):
        load_codings(lines({**second_codings[0], "coder": "H1", "supports": supports_unlike_a(second_codings[0]["slug"])}))
    # what is held already may come again
    [line] = [line for line in coding_lines() if line["coder"] == "H1"]
    assert load_codings(lines(line)).unchanged == (SLUG,)


# ---------- later changes ----------


def test_no_edit_touches_what_a_person_coded(task, program, editor):
    code(task, coded_supports("place"), "https://example.org/", "low")
    record = program.versions.first().record
    publish(program, change(record, founded=1999), editor)
    assert Coding.objects.get(coder="H1").supports == coded_supports("place")
