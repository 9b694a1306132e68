"""A catalog filled by the first version of the code, and filled on by a later one, migrated to the present: nothing is lost."""

import datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from catalog.coding.services import install_codings
from catalog.management.commands.prepare import CODINGS
from catalog.models import Coding, Organization, Program, ProgramVersion, Publication, Review, VersionState
from catalog.programs.codebook import current_codebook
from catalog.programs.history.restore import restore
from catalog.programs.services import approve, publish
from catalog.schema.fields import ProgramRecord
from catalog.schema.upgrades import upgrade
from catalog.schema.validation import validate
from tests.models.older import THEN, First, empty_database, migrate_to, older_records

# each test has the upgraded catalog to itself
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("upgraded")]
# what becomes of the first programs, one each, at the first migration: publication, then the states of the versions
LIVES = {
    "changed": ("published", "superseded", "published"),
    "pending": ("published", "superseded", "superseded", "published", "pending"),
    "rejected": ("published", "published", "rejected"),
    "retired": ("retired", "superseded", "superseded"),
    "retired, then pending": ("retired", "superseded", "superseded", "pending"),
    "draft": ("draft", "superseded", "pending"),
    "rejected draft": ("draft", "rejected"),
}
CODERS = {"A": "machine", "C": "machine", "H0": "machine", "H1": "human", "H12": "human"}


@pytest.fixture(scope="module")
def records():
    return older_records()


@pytest.fixture(scope="module")
def slugs(records):
    """The slug of the program that has each life; the others are published once."""
    return {life: record["slug"] for life, record in zip([*LIVES, "retired later, then pending"], records, strict=False)}


@pytest.fixture(scope="module")
def upgraded(django_db_setup, django_db_blocker, tmp_path_factory, records, slugs):
    """The default connection leads to the upgraded catalog while these tests run."""
    with django_db_blocker.unblock(), empty_database(tmp_path_factory.mktemp("older")):
        model = migrate_to("0001_initial")
        with transaction.atomic():
            _fill(First(model), records, {slugs[life]: state for life, state in LIVES.items()})
        _add_codings(migrate_to("0007_desk"), slugs["changed"])
        _retire_and_propose(migrate_to("0010_search_names"), slugs["retired later, then pending"])
        _add_reviews(migrate_to("0015_facts_once"), records)
        call_command("migrate", verbosity=0)
        yield


def _fill(first, records, lives):
    for record in records:
        publication, *states = lives.get(record["slug"], ("published", "published"))
        first.write(record, publication, *states)


def _add_codings(model, slug):
    """Codings of machines and of people, which looked alike then."""
    program = model("Program").objects.get(slug=slug)
    supports = program.versions.get(state="published").record["supports"]
    for coder in CODERS:
        model("Coding").objects.create(program=program, coder=coder, supports=supports, confidence="high", time=THEN)


def _retire_and_propose(model, slug):
    """Retire a program and propose it again, as the code did at this migration."""
    program = model("Program").objects.get(slug=slug)
    program.publication = "retired"
    program.save()
    program.versions.update(state="superseded")
    record = program.versions.get().record
    for number, state in ((2, "retired"), (3, "pending")):
        time = THEN + datetime.timedelta(days=number)
        record = {**record, "founded": 1990 + number}
        model("ProgramVersion").objects.create(
            program=program, number=number, record=record, state=state, user=None, reason="", time=time
        )


# reviews from before they were linked: verdict, year and note; then the version of each: state, reason and decision
REVIEWS = {
    "published": (("still_true", 2026, ""), ("published", "Still true: seen operating in 2026", "")),
    "published with a note": (("ended", 2025, "By phone"), ("published", "Ended: last seen operating in 2025. By phone", "")),
    "pending with a change": (("ended", None, "Private"), ("pending", "A new name.\nEnded", "")),
    "changed by hand": (("changed", None, ""), ("pending", "Changed", "")),
    "still true, then changed by hand": (("still_true", None, ""), ("pending", "A new name", "")),
    "withdrawn": (None, ("rejected", "Ended", "Taken back")),
    "rejected": (None, ("rejected", "Ended", "It still runs.")),
}


def _reviewed_slugs(records):
    """The slug of the program of each of REVIEWS: the last ones, which have no life of their own."""
    return dict(zip(REVIEWS, (record["slug"] for record in reversed(records)), strict=False))


def _add_reviews(model, records):
    """Reviews and their versions, as the code wrote them when nothing linked them."""
    author = model("auth.User").objects.get(username="author")
    for life, slug in _reviewed_slugs(records).items():
        review, (state, reason, decision) = REVIEWS[life]
        program = model("Program").objects.get(slug=slug)
        public = program.versions.get()
        if state == "published":
            program.versions.update(state="superseded")
        time = THEN + datetime.timedelta(days=30)
        version = model("ProgramVersion").objects.create(
            program=program,
            number=2,
            record=public.record,
            state=state,
            user=author,
            time=time,
            reason=reason,
            published=time if state == "published" else None,
            **({"decision": decision, "decided_by": author, "decided": time} if decision else {}),
        )
        if state == "published":
            model("Program").objects.filter(pk=program.pk).update(current=version)
        if review:
            verdict, year, note = review
            model("Review").objects.create(
                program=program, user=author, verdict=verdict, evidence_year=year, note=note, time=time
            )


def expected_founded(record, number):
    return record["founded"] if number == 1 else 1990 + number - 1


class TestWhatIsKept:
    def test_every_program_stands_for_its_version(self, records, slugs):
        reviewed = {slug: life for life, slug in _reviewed_slugs(records).items()}
        standing = {
            program.slug: (program.publication, program.current.state, program.current.number)
            for program in Program.objects.select_related("current")
        }
        found = {life: standing.pop(slug) for life, slug in slugs.items()}
        assert found == {
            "changed": ("published", "published", 2),
            "pending": ("published", "published", 3),
            "rejected": ("published", "published", 1),
            "retired": ("retired", "retired", 2),
            "retired, then pending": ("retired", "retired", 2),
            "retired later, then pending": ("retired", "retired", 2),
            "draft": ("draft", "pending", 2),
            "rejected draft": ("draft", "rejected", 1),
        }
        new = {standing.pop(slug)[2] for slug, life in reviewed.items() if life.startswith("published")}
        assert new == {2}
        assert set(standing.values()) == {("published", "published", 1)}
        assert len(standing) == len(records) - len(slugs) - 2

    def test_every_version_holds_its_record_in_the_present_shape(self, records, slugs):
        by_slug = {record["slug"]: record for record in records}
        versions = list(ProgramVersion.objects.select_related("program"))
        assert len(versions) == len(records) + sum(len(states) - 1 for _, *states in LIVES.values()) + 2 + len(REVIEWS)
        for version in versions:
            record = by_slug[version.program.slug]
            assert isinstance(version.record, ProgramRecord)
            if version.program.slug not in (slugs["retired later, then pending"], *_reviewed_slugs(records).values()):
                record = {**record, "founded": expected_founded(record, version.number)}
                assert version.record.as_json() == upgrade(record)
            assert validate(version.record) == version.record

    def test_what_the_database_generates_says_what_the_record_says(self):
        for version in ProgramVersion.objects.all():
            record = version.record
            found = (version.name, version.scope, version.sponsor_type, version.status, version.evidence_year)
            assert found == (record.name, record.scope, record.sponsor_type, record.status, record.evidence_year)
            assert version.program_type == record.program_type.value
            deadline = (version.deadline_date, version.deadline_month, version.deadline_rolling)
            assert deadline == (record.deadline_date, record.deadline_month, record.deadline_rolling)

    def test_each_version_says_when_it_became_public_as_far_as_is_known(self, slugs):
        """Loads published at once; of an editor's version that was replaced nobody knows whether it was public."""
        versions = ProgramVersion.objects.order_by("number").select_related("program")
        found = {life: [] for life in LIVES}
        for life in LIVES:
            for version in versions.filter(program__slug=slugs[life]):
                assert version.published in (None, version.time)
                found[life].append((version.state, version.published is not None))
        assert found == {
            "changed": [("superseded", True), ("published", True)],
            "pending": [("superseded", True), ("superseded", False), ("published", True), ("pending", False)],
            "rejected": [("published", True), ("rejected", False)],
            "retired": [("superseded", True), ("retired", False)],
            "retired, then pending": [("superseded", True), ("retired", False), ("pending", False)],
            "draft": [("superseded", True), ("pending", False)],
            "rejected draft": [("rejected", False)],
        }

    def test_reviews_are_linked_to_the_versions_that_they_wrote(self, records):
        versions = dict(Review.objects.values_list("program__slug", "version__number"))
        assert {life: versions.get(slug) for life, slug in _reviewed_slugs(records).items()} == {
            "published": 2,
            "published with a note": 2,
            "pending with a change": 2,
            "changed by hand": None,
            "still true, then changed by hand": None,
            "withdrawn": None,
            "rejected": None,
        }

    def test_withdrawn_changes_are_marked(self, records):
        slugs = _reviewed_slugs(records)
        assert set(ProgramVersion.objects.filter(withdrawn=True).values_list("program__slug", "number")) == {
            (slugs["withdrawn"], 2)
        }

    def test_codings_of_people_are_known_as_theirs(self):
        assert dict(Coding.objects.values_list("coder", "kind")) == CODERS

    def test_every_coding_from_before_was_made_with_the_first_codebook(self, slugs):
        assert list(Coding.objects.values_list("program__slug", "codebook").distinct().order_by()) == [(slugs["changed"], "1")]

    def test_the_codings_under_the_second_codebook_come_beside_them(self, slugs):
        before = {coding.pk: coding.supports for coding in Coding.objects.all()}
        assert install_codings(*(file.read_bytes() for file in CODINGS)) > 0
        assert {coding.pk: coding.supports for coding in Coding.objects.filter(pk__in=before)} == before
        found = Coding.objects.filter(coder="A", program__publication=Publication.PUBLISHED)
        assert set(found.values_list("codebook", flat=True).distinct().order_by()) == {"1", current_codebook()}
        assert install_codings(*(file.read_bytes() for file in CODINGS)) == 0

    def test_sponsors_and_partners_keep_their_organizations(self, records):
        named = {name for record in records for name in (record["sponsor"], *record["partners"])}
        assert set(Organization.objects.values_list("name", flat=True)) == named
        sponsors = dict(Program.objects.values_list("slug", "sponsor__name"))
        assert sponsors == {record["slug"]: record["sponsor"] for record in records}

    def test_the_tables_that_repeated_the_record_are_gone(self):
        kept = set(connection.introspection.table_names())
        gone = ("term", "program_terms", "partner", "source", "supportevidence", "search", "search_vocabulary")
        assert not kept & {f"catalog_{name}" for name in gone}


def test_every_version_opens_and_compares(editor_client, slugs):
    for slug in slugs.values():
        program = Program.objects.get(slug=slug)
        assert editor_client.get(reverse("admin:catalog_program_history", args=[program.pk])).status_code == 200
        assert editor_client.get(reverse("admin:catalog_program_change", args=[program.pk])).status_code == 200
        for number in program.versions.values_list("number", flat=True):
            assert editor_client.get(reverse("admin_version", args=[program.pk, number]), {"with": 1}).status_code == 200


def test_the_public_and_the_list_show_it(editor_client, records, slugs):
    public = {life: Client().get(reverse("program", args=[slug])).status_code for life, slug in slugs.items()}
    assert public == {
        **dict.fromkeys(("changed", "pending", "rejected"), 200),
        **dict.fromkeys(("retired", "retired, then pending", "retired later, then pending"), 410),
        **dict.fromkeys(("draft", "rejected draft"), 404),
    }
    assert editor_client.get(reverse("admin:catalog_program_changelist")).context["cl"].result_count == len(records)


def test_a_pending_change_is_published(editor, slugs):
    program = Program.objects.get(slug=slugs["pending"])
    approve(program.versions.get(state=VersionState.PENDING), editor)
    program.refresh_from_db()
    assert (program.current.number, program.current.state, program.record.founded) == (4, "published", 1993)


def test_an_older_version_is_restored_and_published(editor, slugs, records):
    program = Program.objects.get(slug=slugs["changed"])
    restore(program, 1, editor, "It was right", publishing=True)
    program.refresh_from_db()
    [record] = [record for record in records if record["slug"] == program.slug]
    assert (program.current.number, program.current.state) == (3, "published")
    assert program.record.as_json() == upgrade(record)


@pytest.mark.parametrize("life", ["retired", "rejected draft"])
def test_what_is_not_public_is_restored_and_published(editor, slugs, life):
    program = Program.objects.get(slug=slugs[life])
    restore(program, 1, editor, "It runs again", publishing=True)
    program.refresh_from_db()
    assert (program.publication, program.current.state) == (Publication.PUBLISHED, VersionState.PUBLISHED)
    assert Client().get(reverse("program", args=[program.slug])).status_code == 200


def test_a_draft_is_published(editor, slugs):
    program = Program.objects.get(slug=slugs["draft"])
    publish(program, program.record, editor, base=2)
    assert Client().get(reverse("program", args=[program.slug])).status_code == 200
