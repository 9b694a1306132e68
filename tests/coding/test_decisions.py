"""A reviewer decides where coders disagree, once and with a reason; the record follows by the rules of publishing."""

import pytest

from catalog.coding.decisions import CannotDecide, ChangePending, MayNotDecide, Outcome, decide, may_decide
from catalog.coding.reliability import load_comparisons, with_first
from catalog.coding.tasks import code
from catalog.models import Coding, CodingDecision, Program, ProgramVersion, Revision
from catalog.programs.history.versions import working_number
from catalog.programs.published_records import published
from catalog.programs.services import NewerVersion, publish, reject, retire, save
from catalog.schema.errors import InvalidRecord
from tests.coding.codings import SENTENCES, coded_supports, open_task, supports_unlike_a
from tests.factories import change, make_user
from typology import Support

pytestmark = pytest.mark.django_db

NOT_PREPARE, NOT_RECOGNIZE = "uri-gems-net-teacher-leaders", "purdue-noyce-microelectronics-mtf"
SAME = "philadelphia-teacher-leader-academy"
WHY = "The newsletter tells of workshops for all teachers."


@pytest.fixture
def someone(db):
    """Makes people of a role, by default reviewers."""
    return lambda name, role="Reviewer": make_user(name, role)


@pytest.fixture
def coding():
    return Coding.objects.get(program__slug=NOT_PREPARE, coder="B")


def record_of(slug):
    [found] = published([slug])
    return found.record


def coded(user, slug, *codes, page="https://example.org/read"):
    """What a person codes otherwise than coder A."""
    return code(open_task(user, Program.objects.get(slug=slug)), supports_unlike_a(slug, *codes), page, "medium")


def written():
    """Everything that a decision may write."""
    decisions = list(CodingDecision.objects.values())
    return decisions, ProgramVersion.objects.count(), list(Revision.objects.values())


# ---------- the record follows ----------


def test_to_follow_the_first_coder_leaves_the_record_as_it_is(coding, editor):
    before, versions = record_of(NOT_PREPARE), ProgramVersion.objects.count()
    stamp = Revision.objects.get().stamp
    decided = decide(coding, editor, {"prepare": True}, f" {WHY} ")
    assert decided.outcome == Outcome.AS_IT_WAS
    written = CodingDecision.objects.get()
    assert (written.coding, written.user, written.supports, written.reason) == (coding, editor, {"prepare": True}, WHY)
    assert (record_of(NOT_PREPARE), ProgramVersion.objects.count()) == (before, versions)
    assert Revision.objects.get().stamp != stamp  # the methods page tells of it


def test_to_follow_the_second_changes_the_record_with_the_reason(coding, editor):
    before = record_of(NOT_PREPARE)
    assert decide(coding, editor, {"prepare": False}, WHY).outcome == Outcome.PUBLISHED
    after = record_of(NOT_PREPARE)
    prepare = {"present": False, "evidence": coding.supports["prepare"]["evidence"], "source": coding.page}
    assert after == change(before, {"supports.prepare": prepare}, models=[])
    version = coding.program.versions.get(state="published")
    assert (version.user, version.reason) == (editor, WHY)
    coding.program.refresh_from_db()
    assert coding.program.supports == Support.PLACE


def test_no_decision_touches_a_coding(coding, editor):
    before = list(Coding.objects.order_by("pk").values())
    decide(coding, editor, {"prepare": False}, WHY)
    assert list(Coding.objects.order_by("pk").values()) == before


def test_with_two_person_publishing_the_change_is_pending(coding, someone, settings):
    settings.OFFICE_OF_ONE = False
    before = record_of(NOT_PREPARE)
    assert decide(coding, someone("reviewer"), {"prepare": False}, WHY).outcome == Outcome.PENDING
    assert record_of(NOT_PREPARE) == before
    waiting = coding.program.versions.get(state="pending")
    assert (waiting.record.supports.prepare.present, waiting.reason) == (False, WHY)


def test_a_record_changed_since_may_be_changed_back(coding, editor):
    """An editor had followed coder B before it was decided; the decision is for coder A."""
    record = change(
        record_of(NOT_PREPARE),
        {"supports.prepare.present": False, "supports.prepare.evidence": "Workshops for all teachers alike."},
        models=[],
        practice=[],
    )
    publish(coding.program, record, editor, "Coded again.")
    url = record.sources[1].url
    assert decide(coding, editor, {"prepare": True}, WHY, sources={"prepare": url}).outcome == Outcome.PUBLISHED
    first = Coding.objects.get(program__slug=NOT_PREPARE, coder="A", codebook="1")
    evidence = first.supports["prepare"]["evidence"]
    expected = {"present": True, "absence": None, "evidence": evidence, "source": url}
    assert record_of(NOT_PREPARE).as_json()["supports"]["prepare"] == expected


def test_recognize_comes_with_the_basis_of_the_person_followed(editor):
    coding = coded(editor, SAME, "recognize")
    decide(coding, editor, {"recognize": True}, WHY, sources={"recognize": ""})
    assert record_of(SAME).as_json()["supports"]["recognize"] == {
        "present": True,
        "absence": None,
        "evidence": SENTENCES["recognize"],
        "source": None,
        "basis": ["title"],
    }


def test_a_machines_recognize_needs_a_basis(editor):
    coding = Coding.objects.get(program__slug=SAME, coder="B")
    coding.supports["recognize"]["present"] = True
    coding.save()
    before = written()
    with pytest.raises(InvalidRecord) as caught:
        decide(coding, editor, {"recognize": True}, "")
    assert [problem.field for problem in caught.value.problems] == ["reason", "supports.recognize.basis"]
    assert written() == before
    decide(coding, editor, {"recognize": True}, WHY, basis=["award"])
    assert record_of(SAME).supports.recognize.basis == ["award"]


def test_the_page_a_person_read_can_join_the_sources(editor):
    coding = coded(editor, SAME, "place")
    before = record_of(SAME)
    with pytest.raises(InvalidRecord) as caught:
        decide(coding, editor, {"place": True}, WHY, sources={"place": coding.page})
    assert [problem.field for problem in caught.value.problems] == [f"sources[{len(before.sources)}].title"]
    decide(coding, editor, {"place": True}, WHY, sources={"place": coding.page}, title="Its own page")
    after = record_of(SAME)
    added = {"url": coding.page, "title": "Its own page", "read": coding.read.isoformat()}
    assert after.as_json()["sources"] == [*before.as_json()["sources"], added]
    assert after.supports.place.source == coding.page


def test_a_record_that_would_have_no_support_left_is_not_changed(editor):
    program = next(each for each in Program.objects.select_related("current") if each.record.given_supports == Support.RECOGNIZE)
    coding = code(open_task(editor, program), coded_supports(), program.record.sources[0].url, "low")
    before = record_of(program.slug)
    assert decide(coding, editor, {"recognize": False}, WHY).outcome == Outcome.NO_SUPPORT
    assert record_of(program.slug) == before
    assert CodingDecision.objects.get().supports == {"recognize": False}


def test_each_disputed_support_is_decided_by_itself(editor):
    coding = coded(editor, SAME, "place", "recognize")
    decide(coding, editor, {"place": True, "recognize": False}, WHY, sources={"place": ""})
    assert record_of(SAME).given_supports == Support.PREPARE | Support.PLACE


# ---------- without the rules that one of the coders left out ----------


@pytest.fixture
def by_credential_alone(editor, compared_codings):
    """A program that A and C coded and that recognizes by a credential alone; what C coded of recognition is to be changed."""
    coding = Coding.objects.get(program__slug=SAME, coder="C")
    first = Coding.objects.get(program__slug=SAME, coder="A", codebook="2")
    recognize = {"present": True, "evidence": "It leads to a graduate certificate for leaders.", "basis": ["credential"]}
    first.supports["recognize"] = recognize
    first.save()
    changes = {f"supports.recognize.{key}": value for key, value in recognize.items()}
    publish(coding.program, change(record_of(SAME), changes, credentials=["graduate_certificate"]), editor, "Coded again.")
    return coding


def test_a_credential_that_the_second_coder_left_out_is_in_no_dispute(by_credential_alone, editor):
    refused(CannotDecide, "do not differ", by_credential_alone, editor, {}, WHY)


def test_an_award_joins_the_credential_that_was_left_out(by_credential_alone, editor):
    coding = by_credential_alone
    coding.supports["recognize"] = {"present": True, "evidence": "One is named teacher leader of the year.", "basis": ["award"]}
    coding.save()
    assert decide(coding, editor, {"recognize": True}, WHY).outcome == Outcome.PUBLISHED
    recognize = record_of(SAME).supports.recognize
    assert (recognize.basis, recognize.evidence) == (["award", "credential"], "One is named teacher leader of the year.")
    # the decision is public: without the credential rule, the record says what was decided
    [pair] = [pair for pair in with_first(load_comparisons(SAME)) if pair.second.coder == "C"]
    assert pair.decision.present == Support.RECOGNIZE


def test_recognition_by_the_credential_left_out_stays_where_an_award_is_decided_to_be_absent(by_credential_alone, editor):
    coding = by_credential_alone
    coding.supports["recognize"] = {"present": True, "evidence": "One is named teacher leader of the year.", "basis": ["award"]}
    coding.save()
    assert decide(coding, editor, {"recognize": False}, WHY).outcome == Outcome.AS_IT_WAS
    assert record_of(SAME).supports.recognize.basis == ["credential"]
    [pair] = [pair for pair in with_first(load_comparisons(SAME)) if pair.second.coder == "C"]
    assert pair.decision.present == Support(0)


def test_a_decision_takes_an_award_away_and_leaves_the_credential(by_credential_alone, editor):
    coding = by_credential_alone
    first = Coding.objects.get(program=coding.program, coder="A", codebook="2")
    first.supports["recognize"]["basis"] = ["award", "credential"]
    first.save()
    both = change(record_of(SAME), {"supports.recognize.basis": ["award", "credential"]})
    publish(coding.program, both, editor, "Coded again.")
    assert decide(coding, editor, {"recognize": False}, WHY).outcome == Outcome.PUBLISHED
    recognize = record_of(SAME).supports.recognize
    assert (recognize.present, recognize.basis) == (True, ["credential"])
    assert recognize.evidence == coding.supports["recognize"]["evidence"]


# ---------- who may decide ----------


def test_a_reviewer_who_made_neither_coding_decides(someone, settings):
    settings.OFFICE_OF_ONE = False
    reviewer, colleague, editor = someone("reviewer"), someone("colleague"), someone("an-editor", "Editor")
    coding = coded(reviewer, SAME, "place")
    assert [may_decide(user, coding) for user in (reviewer, colleague, editor)] == [False, True, False]
    before = written()
    for user in (reviewer, editor):
        with pytest.raises(MayNotDecide, match="made neither"):
            decide(coding, user, {"place": True}, WHY, sources={"place": ""})
    assert written() == before
    settings.OFFICE_OF_ONE = True
    assert [may_decide(user, coding) for user in (reviewer, colleague, editor)] == [True, True, False]


# ---------- refused ----------


def refused(error, says, *arguments, **options):
    before = written()
    with pytest.raises(error, match=says):
        decide(*arguments, **options)
    assert written() == before


@pytest.mark.parametrize(
    ("supports", "reason", "fields"),
    [
        ({}, "", ["supports.prepare.present", "reason"]),
        ({"prepare": True}, "  ", ["reason"]),
        ({"prepare": True}, "x" * 501, ["reason"]),
        ({"place": True}, WHY, ["supports.prepare.present", "supports.place.present"]),
    ],
)
def test_all_errors_are_reported_at_once(coding, editor, supports, reason, fields):
    before = written()
    with pytest.raises(InvalidRecord) as caught:
        decide(coding, editor, supports, reason)
    assert [problem.field for problem in caught.value.problems] == fields
    assert written() == before


def test_a_source_must_be_chosen_where_the_page_read_is_none(editor):
    coding = coded(editor, SAME, "place")
    before = written()
    for sources in (None, {"place": "https://example.org/unknown"}):
        with pytest.raises(InvalidRecord) as caught:
            decide(coding, editor, {"place": True}, WHY, sources=sources)
        assert [problem.field for problem in caught.value.problems] == ["supports.place.source"]
    assert written() == before


def test_a_decision_is_made_once(coding, editor):
    decide(coding, editor, {"prepare": True}, WHY)
    refused(CannotDecide, "already decided", coding, editor, {"prepare": False}, "Another reason.")


def test_a_pending_change_comes_first(coding, editor):
    save(coding.program, change(record_of(NOT_PREPARE), founded=1999), editor)
    refused(ChangePending, "publish or reject it first", coding, editor, {"prepare": False}, WHY)


def test_a_record_that_changed_must_be_reviewed_again(coding, editor):
    base = coding.program.versions.first().number
    publish(coding.program, change(record_of(NOT_PREPARE), founded=1999), editor)
    refused(NewerVersion, "version 2", coding, editor, {"prepare": False}, WHY, base=base)
    assert decide(coding, editor, {"prepare": False}, WHY, base=base + 1).outcome == Outcome.PUBLISHED


def test_where_a_change_was_rejected_it_is_decided_on_what_the_page_shows(coding, editor):
    save(coding.program, change(record_of(NOT_PREPARE), founded=1999), editor)
    reject(coding.program.versions.first(), editor, "The page says 1998.")
    base = working_number(coding.program)
    assert decide(coding, editor, {"prepare": False}, WHY, base=base).outcome == Outcome.PUBLISHED


def test_nothing_is_decided_for_a_retired_program(coding, editor):
    retire(coding.program, editor)
    refused(CannotDecide, "no longer published", coding, editor, {"prepare": False}, WHY)


def test_where_coders_agree_there_is_nothing_to_decide(editor):
    refused(CannotDecide, "do not differ", Coding.objects.get(program__slug=SAME, coder="B"), editor, {}, WHY)
    refused(
        CannotDecide, "differs from coder A", Coding.objects.get(program__slug=SAME, coder="A", codebook="1"), editor, {}, WHY
    )


# ---------- fields that were coded too ----------


@pytest.fixture
def fields(someone):
    """A person's coding with the supports of coder A and other codes of three fields."""
    attributes = {"form": ["award"], "focus": [], "sponsor_type": ["foundation"]}
    task = open_task(someone("a-coder", "Editor"), Program.objects.get(slug=SAME))
    return code(task, supports_unlike_a(SAME), "https://example.org/read", "medium", attributes)


def test_each_disputed_field_is_decided_and_the_record_follows(fields, editor):
    before = record_of(SAME)
    assert (before.form, before.focus, before.sponsor_type) != (["award"], [], "foundation")
    chosen = {"form": ["award"], "focus": before.focus, "sponsor_type": ["foundation"]}
    decided = decide(fields, editor, {}, WHY, attributes=chosen)
    assert decided.outcome == Outcome.PUBLISHED
    after = record_of(SAME)
    assert (after.form, after.focus, after.sponsor_type) == (["award"], before.focus, "foundation")
    assert after.supports == before.supports
    [pair] = [pair for pair in with_first(load_comparisons(SAME)) if pair.second.coder == "H1"]
    assert pair.differing_attributes == ("form", "focus", "sponsor_type")
    assert pair.decision.attributes == {name: tuple(codes) for name, codes in chosen.items()}


def test_a_decision_on_a_field_hides_while_the_record_does_not_follow(fields, editor):
    before = record_of(SAME)
    chosen = {"form": ["award"], "focus": before.focus, "sponsor_type": [before.sponsor_type]}
    decide(fields, editor, {}, WHY, attributes=chosen)
    program = Program.objects.get(slug=SAME)
    publish(program, change(record_of(SAME), form=before.form), editor, "It presents itself as a program.")
    [pair] = [pair for pair in with_first(load_comparisons(SAME)) if pair.second.coder == "H1"]
    assert pair.decision is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"form": ["fellowship"]}, "form"), ({"focus": None}, "focus"), ({"audience": []}, "audience")],
)
def test_a_field_is_decided_for_one_of_the_two_coders(fields, editor, changes, field):
    chosen = {"form": ["award"], "focus": [], "sponsor_type": ["foundation"]} | changes
    attributes = {name: codes for name, codes in chosen.items() if codes is not None}
    with pytest.raises(InvalidRecord) as error:
        decide(fields, editor, {}, WHY, attributes=attributes)
    assert [problem.field for problem in error.value.problems] == [field]
    assert not CodingDecision.objects.exists()
