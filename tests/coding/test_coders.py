"""Who coded: what the file declares, what the codings add."""

import datetime
import hashlib

import pytest

from catalog.coding.coders import PROTOCOLS, coders, coders_of, declarations, protocols, rules_left_out, supports_under
from catalog.coding.tasks import code
from catalog.models import CoderKind, Program
from catalog.models.coding import kind_of
from catalog.programs.codebook import current_codebook
from catalog.programs.services import retire
from catalog.releases.selectors import release_codings
from tests.coding.codings import coded_supports, open_task
from typology import AS_CODED, Rule, Support

SAME = "philadelphia-teacher-leader-academy"


def test_every_protocol_is_there_and_none_is_left_over():
    assert sorted(protocols()) == sorted(file.name for file in PROTOCOLS.iterdir())
    for name, content in protocols().items():
        assert content == (PROTOCOLS / name).read_bytes()
        assert content.decode().startswith("# Protocol: ")


def test_the_coders_of_the_data_are_declared_once_for_each_codebook():
    assert list(declarations()) == [("A", "1"), ("B", "1"), ("A", "2"), ("C", "2")]
    for (coder, codebook), entry in declarations().items():
        assert kind_of(coder) == CoderKind.MACHINE
        assert f"coder {coder} under codebook {codebook}" in protocols()[entry.protocol].decode()
        # nobody wrote down which model it was, and both say so
        assert "its name and version are not recorded" in entry.model
        assert entry.model.rstrip(".") in protocols()[entry.protocol].decode()


@pytest.mark.parametrize("name", ["A", "H", "H0", "h1", "H1a", "human 1"])
def test_only_h_with_a_number_names_a_person(name):
    assert kind_of(name) == CoderKind.MACHINE
    assert kind_of("H1") == CoderKind.HUMAN


@pytest.mark.parametrize(
    ("codebook", "compared", "rules"),
    [
        ("2", ("A", "C"), Rule.NO_CREDENTIAL),
        ("2", ("A", "H1"), AS_CODED),
        ("1", ("A", "B"), AS_CODED),
        ("1", ("A", "C"), AS_CODED),
    ],
)
def test_a_comparison_leaves_out_what_one_of_its_coders_left_out(codebook, compared, rules):
    assert rules_left_out(codebook, *compared) == rules


@pytest.mark.parametrize(
    ("recognize", "rules", "counts"),
    [
        ({"present": True, "basis": ["credential"]}, AS_CODED, True),
        ({"present": True, "basis": ["credential"]}, Rule.NO_CREDENTIAL, False),
        ({"present": True, "basis": ["award", "credential"]}, Rule.NO_CREDENTIAL, True),
        ({"present": True, "basis": []}, Rule.NO_CREDENTIAL, True),
        ({"present": True}, Rule.NO_CREDENTIAL, True),
        ({"present": False, "basis": []}, Rule.NO_CREDENTIAL, False),
    ],
)
def test_recognition_counts_where_the_rules_leave_something_it_rests_on(recognize, rules, counts):
    supports = {"prepare": {"present": True}, "place": {"present": False}, "recognize": recognize}
    assert supports_under(supports, rules) == (Support.PREPARE | Support.RECOGNIZE if counts else Support.PREPARE)


def test_days_of_reading_come_from_the_codings():
    days = ["2026-11-28", None, datetime.date(2026, 11, 23)]
    [coder] = coders_of({"coder": "B", "codebook": "1", "read": day} for day in days)
    assert (coder.programs, coder.first_read, coder.last_read) == (
        3,
        datetime.date(2026, 11, 23),
        datetime.date(2026, 11, 28),
    )


def test_a_coder_that_nobody_declared_has_no_protocol():
    [coder] = coders_of([{"coder": "Z", "codebook": "2", "read": None}])
    assert (coder.protocol, coder.protocol_sha256, coder.model) == ("", "", "Not recorded.")
    assert (coder.first_read, coder.last_read, coder.rules) == (None, None, ())


def test_coders_come_by_codebook_then_first_declared_others_and_people():
    codings = [
        {"coder": coder, "codebook": codebook, "read": None}
        for coder in ("H10", "H2", "AA", "C", "B", "A")
        for codebook in ("10", "1", "2")
    ]
    order = [(coder.codebook, coder.id) for coder in coders_of(codings)]
    assert order == [
        *(("1", coder) for coder in ("A", "B", "AA", "C", "H2", "H10")),
        *(("2", coder) for coder in ("A", "C", "AA", "B", "H2", "H10")),
        *(("10", coder) for coder in ("A", "AA", "B", "C", "H2", "H10")),
    ]


@pytest.mark.django_db
class TestOfThisCatalog:
    def test_the_table_has_every_coder_once_for_each_codebook_in_one_query(
        self, records, compared_codings, first_codings, editor, django_assert_num_queries
    ):
        code(open_task(editor, Program.objects.get(slug=SAME)), coded_supports("place"), "https://example.org/", "low")
        with django_assert_num_queries(1):
            found = coders()
        present = {record.slug for record in records}
        assert {(coder.id, coder.codebook): (coder.kind, coder.programs, coder.rules) for coder in found} == {
            ("A", "1"): (CoderKind.MACHINE, len(first_codings.keys() & present), ()),
            ("B", "1"): (CoderKind.MACHINE, 60, ()),
            ("A", "2"): (CoderKind.MACHINE, len(present), ()),
            ("C", "2"): (CoderKind.MACHINE, 60, ("no-credential",)),
            ("H1", current_codebook()): (CoderKind.HUMAN, 1, ()),
        }
        for coder in found:
            assert coder.protocol_sha256 == hashlib.sha256((PROTOCOLS / coder.protocol).read_bytes()).hexdigest()
            assert bool(coder.model) == (coder.kind == CoderKind.MACHINE)
            lines = [line for line in compared_codings if (line["coder"], line["codebook"]) == (coder.id, coder.codebook)]
            if coder.id in "BC":
                days = {coder.first_read.isoformat(), coder.last_read.isoformat()}
                assert days == {min(line["read"] for line in lines), max(line["read"] for line in lines)}

    def test_a_release_counts_codings_of_published_programs_alone(self, editor):
        retire(Program.objects.get(slug=SAME), editor)
        count = {(coder.id, coder.codebook): coder.programs for coder in coders(published_only=True)}
        assert {(coder.id, coder.codebook): coder.programs - 1 for coder in coders()} == count

    def test_the_coders_of_release_2026_11_followed_the_first_codebook(self):
        found = coders_of(release_codings("2026.11"))
        assert [(coder.id, coder.codebook, coder.programs) for coder in found] == [("A", "1", 363), ("B", "1", 60)]
