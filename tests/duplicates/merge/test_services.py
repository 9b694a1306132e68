"""Two programs become one: in one step, after two people, with all that belongs to the other."""

import uuid

import pytest
from django.db import transaction

from catalog.confirmations.selectors import open_requests
from catalog.confirmations.services import ask_program
from catalog.duplicates.live_check import alike
from catalog.duplicates.merge.fields import Side
from catalog.duplicates.merge.services import CannotMerge, MergePlan, merge
from catalog.duplicates.selectors import open_pairs
from catalog.duplicates.services import keep_apart
from catalog.installation.load import load
from catalog.models import Coding, DistinctPair, FormerSlug, Program, ProgramVersion, Publication, Review, Revision, Verdict
from catalog.programs.bulk import publish_many, save_many
from catalog.programs.history.restore import restore
from catalog.programs.published_records import published_records
from catalog.programs.publishing.withdrawal import MayNotWithdraw, withdraw
from catalog.programs.services import MayNotPublish, NewerVersion, approve, publish, reject, retire, save
from catalog.programs.succession.selectors import predecessors, successor_of
from catalog.reviews.services import review
from catalog.reviews.summary import count_reviewed_before
from catalog.schema.errors import InvalidRecord
from catalog.schema.fields import to_line
from catalog.suggestions.services import suggest
from tests.factories import change

pytestmark = pytest.mark.django_db


def pending(program):
    return program.versions.get(state="pending")


def publication(program):
    return Program.objects.get(pk=program.pk).publication


def public_slugs():
    return {entry.record.slug for entry in published_records()}


@pytest.fixture
def merged(leaders, advisors, propose, people):
    """The survivor, after a second person published the merge."""
    propose(leaders, advisors)
    return approve(pending(leaders), people["judith"])


def test_nothing_public_changes_until_a_second_person_publishes(leaders, advisors, propose, people):
    before, revision = public_slugs(), Revision.objects.get().number
    propose(leaders, advisors, evidence_year="right")
    assert (public_slugs(), Revision.objects.get().number) == (before, revision)
    version = pending(leaders)
    assert version.absorbs == advisors.current
    with pytest.raises(MayNotPublish):
        approve(version, people["maria"])
    approve(version, people["judith"])
    assert public_slugs() == before - {advisors.slug}
    assert Program.objects.get(pk=leaders.pk).record.evidence_year == advisors.current.record.evidence_year
    assert successor_of(Program.objects.get(pk=advisors.pk)) == leaders
    assert list(predecessors(leaders.slug)) == [advisors]
    assert Revision.objects.get().number == revision + 1


def test_a_pair_whose_merge_awaits_review_is_no_open_question(leaders, advisors, propose, people):
    pairs = open_pairs()
    propose(leaders, advisors)
    assert [pair for pair in pairs if {pair.first, pair.second} != {leaders, advisors}] == open_pairs()
    reject(pending(leaders), people["judith"], "They are two.")
    assert open_pairs() == pairs


def test_a_rejected_merge_leaves_both_as_they_were(leaders, advisors, propose, people):
    propose(leaders, advisors)
    reject(pending(leaders), people["judith"], "They are two.")
    assert publication(leaders) == publication(advisors) == Publication.PUBLISHED
    save(leaders, change(leaders.current.record, founded=1999), people["maria"])
    assert pending(leaders).absorbs is None


def test_a_merge_can_be_withdrawn(leaders, advisors, propose, people):
    propose(leaders, advisors)
    withdraw(pending(leaders), people["maria"])
    assert publication(advisors) == Publication.PUBLISHED
    assert not leaders.versions.filter(state="pending").exists()


def test_a_failure_in_the_middle_writes_nothing(leaders, advisors, propose, people, monkeypatch):
    propose(leaders, advisors)
    monkeypatch.setattr("catalog.programs.services.hand_over", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        approve(pending(leaders), people["judith"])
    assert publication(leaders) == publication(advisors) == Publication.PUBLISHED
    assert pending(leaders).absorbs == advisors.current


@pytest.mark.parametrize("write", ["save", "import"])
def test_a_change_saved_over_a_pending_merge_belongs_to_it(leaders, advisors, propose, people, write):
    propose(leaders, advisors)
    record = change(pending(leaders).record, founded=1999)
    if write == "save":
        save(leaders, record, people["maria"])
    else:
        save_many([(leaders, record)], people["maria"], ["From a file"], leaders.updated)
    approve(pending(leaders), people["judith"])
    assert publication(advisors) == Publication.RETIRED


@pytest.mark.parametrize("write", ["publish", "import"])
def test_who_may_publish_alone_publishes_a_pending_merge_with_a_change(leaders, advisors, propose, people, write):
    propose(leaders, advisors)
    record = change(pending(leaders).record, founded=1999)
    if write == "publish":
        publish(leaders, record, people["judith"])
    else:
        publish_many([(leaders, record)], people["judith"], ["From a file"], leaders.updated, with_merges=True)
    assert publication(advisors) == Publication.RETIRED
    assert FormerSlug.objects.get(slug=advisors.slug).program == leaders


def test_a_merge_with_a_program_that_changed_since_is_not_published(leaders, advisors, propose, people):
    propose(leaders, advisors)
    save(advisors, change(advisors.current.record, founded=1999), people["paul"])
    with pytest.raises(InvalidRecord, match="was changed after this merge was proposed"):
        approve(pending(leaders), people["judith"])
    assert publication(advisors) == Publication.PUBLISHED
    reject(pending(advisors), people["judith"], "No.")
    approve(pending(leaders), people["judith"])
    assert publication(advisors) == Publication.RETIRED


@pytest.mark.parametrize("changed", ["leaders", "advisors"])
def test_a_merge_of_an_older_version_is_refused(request, changed, leaders, advisors, plan, people):
    old = plan(leaders, advisors)
    program = request.getfixturevalue(changed)
    publish(program, change(program.current.record, founded=1999), people["sam"])
    with pytest.raises(NewerVersion):
        merge(old, people["maria"])
    assert not ProgramVersion.objects.filter(absorbs__isnull=False).exists()


def test_pending_changes_and_merges_come_first(leaders, advisors, plan, people, propose):
    other = Program.objects.exclude(pk__in=[leaders.pk, advisors.pk]).first()
    propose(leaders, advisors)
    for pair in ((other, advisors), (leaders, other), (other, leaders)):
        with pytest.raises(CannotMerge):
            merge(plan(*pair), people["maria"])
    with pytest.raises(CannotMerge):
        merge(plan(other, other), people["maria"])
    retire(other, people["judith"], "Gone")
    with pytest.raises(CannotMerge, match="is retired"):
        merge(plan(other, Program.objects.last()), people["maria"])


def test_a_changed_type_needs_a_reason(leaders, advisors, plan, people):
    place = change(advisors.current.record, {"supports.place.present": False})
    publish(advisors, place, people["judith"], "It places nobody.")
    with pytest.raises(InvalidRecord) as error:
        merge(plan(leaders, advisors, **{"supports.place": "right"}), people["maria"])
    assert [problem.field for problem in error.value.problems] == ["reason"]
    assert not leaders.versions.filter(state="pending").exists()


def test_a_merged_record_that_breaks_a_rule_is_not_saved(leaders, advisors, plan, people):
    url = "https://elsewhere.example.org/"
    source = {**advisors.current.record.as_json()["sources"][0], "url": url}
    record = change(advisors.current.record, {"supports.place.source": url}, sources=[source], website=url)
    for code in ("prepare", "recognize"):
        record = change(record, {f"supports.{code}.source": None})
    publish(advisors, record, people["judith"])
    with pytest.raises(InvalidRecord) as error:
        merge(plan(leaders, advisors, sources="left", **{"supports.place": "right"}), people["maria"])
    assert "supports.place.source" in [problem.field for problem in error.value.problems]


def test_the_other_one_may_survive(leaders, advisors, plan, people):
    asked = plan(leaders, advisors)
    program = merge(MergePlan(asked.left, asked.right, Side.RIGHT, asked.choices), people["maria"], "So.")
    assert program == advisors
    assert pending(advisors).record == change(pending(advisors).record, slug=advisors.slug, name=leaders.name)
    approve(pending(advisors), people["judith"])
    assert successor_of(Program.objects.get(pk=leaders.pk)) == advisors


def test_an_office_of_one_merges_at_once(leaders, advisors, plan, people, settings):
    with pytest.raises(MayNotPublish):
        merge(plan(leaders, advisors), people["judith"], publishing=True)
    settings.OFFICE_OF_ONE = True
    merge(plan(leaders, advisors), people["judith"], publishing=True)
    assert publication(advisors) == Publication.RETIRED


def test_two_drafts_become_one_at_once(new_record, plan, people):
    first = save(None, new_record, people["maria"])
    second = save(None, change(new_record, slug="the-same", name="The Same", founded=1999), people["maria"])
    merge(plan(first, second), people["maria"])
    assert not Program.objects.filter(pk=second.pk).exists()
    assert pending(first).record.founded == 1999
    assert publication(first) == Publication.DRAFT
    assert not FormerSlug.objects.filter(slug="the-same").exists()


def test_an_editor_merges_no_draft_of_others_away(new_record, plan, people):
    first = save(None, new_record, people["maria"])
    second = save(None, change(new_record, slug="the-same", name="The Same"), people["paul"])
    with pytest.raises(MayNotWithdraw):
        merge(plan(first, second), people["maria"])
    merge(plan(first, second), people["judith"])
    assert not Program.objects.filter(pk=second.pk).exists()


def test_a_draft_waits_with_the_published_program_it_is_merged_into(leaders, new_record, propose, people):
    draft = save(None, new_record, people["paul"])
    propose(leaders, draft)
    assert Program.objects.filter(pk=draft.pk).exists()
    approve(pending(leaders), people["judith"])
    assert not Program.objects.filter(pk=draft.pk).exists()
    assert publication(leaders) == Publication.PUBLISHED


def test_a_draft_that_is_discarded_leaves_an_ordinary_change(leaders, new_record, propose, people):
    draft = save(None, new_record, people["maria"])
    propose(leaders, draft, name="right")
    draft.delete()
    approve(pending(leaders), people["judith"])
    assert Program.objects.get(pk=leaders.pk).name == new_record.name


def test_a_published_program_becomes_no_part_of_a_draft(leaders, new_record, plan, people):
    draft = save(None, new_record, people["maria"])
    with pytest.raises(CannotMerge, match="Keep the published one"):
        merge(plan(draft, leaders), people["maria"])


def test_what_asks_for_an_answer_follows_to_the_survivor(leaders, advisors, propose, people):
    suggestion = suggest({"kind": "correction", "text": "It moved.", "program": advisors}, uuid.uuid4(), "10.0.0.1")
    request = ask_program(advisors, people["judith"])
    third = Program.objects.exclude(pk__in=[leaders.pk, advisors.pk]).first()
    keep_apart(advisors, third, people["maria"])
    keep_apart(leaders, advisors, people["maria"])
    propose(leaders, advisors)
    approve(pending(leaders), people["judith"])
    for one in (suggestion, request):
        one.refresh_from_db()
        assert one.program == leaders
    [pair] = DistinctPair.objects.all()
    assert {pair.first, pair.second} == {leaders, third}


def test_what_was_read_stays_with_the_record_that_was_read(leaders, advisors, propose, people):
    looked = review(advisors, people["sam"], Verdict.CANT_TELL, note="No answer on the phone.").review
    codings = set(Coding.objects.filter(program=advisors).values_list("pk", flat=True))
    released = count_reviewed_before("2026.11")
    propose(leaders, advisors)
    approve(pending(leaders), people["judith"])
    assert Review.objects.get().program == advisors
    assert looked.note
    assert set(Coding.objects.filter(program=advisors).values_list("pk", flat=True)) == codings
    assert count_reviewed_before("2026.11") == released


def test_former_addresses_lead_to_the_last_survivor_in_one_step(leaders, advisors, propose, people):
    renamed = publish(advisors, change(advisors.current.record, slug="advisors-now"), people["judith"])
    propose(leaders, renamed)
    approve(pending(leaders), people["judith"])
    third = Program.objects.exclude(pk__in=[leaders.pk, advisors.pk]).first()
    propose(third, Program.objects.get(pk=leaders.pk))
    approve(pending(third), people["judith"])
    led = dict(FormerSlug.objects.values_list("slug", "program__slug"))
    assert led == dict.fromkeys(["la-teacher-leader-advisors", "advisors-now", "la-teacher-leaders"], third.slug)


def test_a_restored_program_has_its_address_back(merged, advisors, people):
    program = Program.objects.get(pk=advisors.pk)
    restore(program, 1, people["maria"], "They are two after all.")
    assert successor_of(program) == merged
    approve(pending(program), people["judith"])
    assert not FormerSlug.objects.filter(slug=advisors.slug).exists()
    assert advisors.slug in public_slugs()


def test_a_file_that_holds_both_can_be_loaded_again(merged, advisors, records):
    loaded = load("\n".join(map(to_line, records)).encode(), coder="")
    assert set(loaded.kept) == {advisors.slug, merged.slug}
    assert publication(advisors) == Publication.RETIRED


def test_a_file_that_overwrites_a_pending_merge_does_not_publish_it(leaders, advisors, propose, people):
    propose(leaders, advisors)
    load(to_line(change(leaders.current.record, founded=1999)).encode(), overwrite_edited=True)
    assert Program.objects.get(pk=leaders.pk).record.founded == 1999
    assert publication(advisors) == Publication.PUBLISHED
    assert not leaders.versions.filter(state="pending").exists()


def test_a_merged_program_is_no_duplicate_of_its_survivor(merged, advisors):
    assert not [pair for pair in open_pairs() if advisors in (pair.first, pair.second)]
    record = merged.current.record
    assert advisors.slug not in [other.slug for other in alike(change(record, name=f"{record.name} "), record, merged.pk)]


def test_a_program_that_gets_another_name_and_address_is_not_its_own_duplicate(leaders):
    record = leaders.current.record
    renamed = change(record, name="Louisiana Teacher Leader Network", slug="la-teacher-leader-network")
    assert leaders.slug not in [other.slug for other in alike(renamed, record, leaders.pk)]


def test_only_the_newest_link_to_confirm_works_after_a_merge(leaders, advisors, propose, people):
    older, newer = ask_program(leaders, people["judith"]), ask_program(advisors, people["judith"])
    propose(leaders, advisors)
    approve(pending(leaders), people["judith"])
    assert list(open_requests()) == [newer]
    older.refresh_from_db()
    assert older.revoked
