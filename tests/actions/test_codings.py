"""Codings: frozen once, loaded all or nothing, untouched by what becomes of the program."""

import copy
import io
import json

import pytest
from django.core.management import CommandError, call_command

from catalog.actions.codings import freeze, install_codings, load_codings
from catalog.actions.lines import LoadFaults
from catalog.actions.load import load
from catalog.actions.programs import publish, retire, save
from catalog.models import Coding, Program, Revision
from catalog.records import validate
from tests.conftest import FIXTURES

pytestmark = pytest.mark.django_db

PROGRAMS, SECOND = (FIXTURES / name for name in ("programs.jsonl", "second-coding.jsonl"))


def lines(*values):
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def stamp():
    return Revision.objects.get().stamp


def held():
    """Every coding as the database holds it."""
    fields = ("program__slug", "coder", "supports", "confidence", "page", "same_page", "read", "time")
    return {(row["program__slug"], row["coder"]): row for row in Coding.objects.values(*fields)}


@pytest.fixture
def new_record(a_record):
    return {**a_record, "slug": "a-new-program", "name": "A New Program"}


@pytest.fixture
def coding(second_codings):
    return copy.deepcopy(second_codings[0])


# ---------- coder A, frozen ----------


def test_loading_keeps_the_codes_of_every_program_as_coder_a_made_them(records):
    found = {slug: row for (slug, coder), row in held().items() if coder == "A"}
    assert len(found) == 363
    for record in records:
        row = found[record["slug"]]
        expected = copy.deepcopy(record["supports"])
        for support in expected.values():
            del support["source"]
        assert row["supports"] == expected
        assert row["confidence"] == record["confidence"]
        assert row["read"].isoformat() == max(source["read"] for source in record["sources"])
        assert (row["page"], row["same_page"]) == (None, None)


def test_a_program_that_a_load_makes_is_coded_by_the_coder_told(new_record):
    load(lines(new_record), coder="C")
    assert [slug for slug, coder in held() if coder == "C"] == ["a-new-program"]


def test_without_a_coder_a_load_keeps_no_coding(new_record):
    before = held()
    load(lines(new_record))
    assert held() == before


def test_what_a_load_changes_is_not_coded_again(a_record):
    before = held()
    a_record["supports"]["prepare"]["evidence"] = "Another sentence that says why it prepares."
    assert load(lines(a_record), coder="A").changed
    assert load(lines(a_record), coder="C").unchanged
    assert held() == before


def test_no_edit_touches_a_coding(records, editor):
    before = held()
    first, second = (Program.objects.get(slug=record["slug"]) for record in records[:2])
    changed = copy.deepcopy(records[0])
    changed["supports"]["place"] = {"present": True, "evidence": "It gives a role after all.", "source": None}
    publish(first, validate(changed), editor, "Coded anew.")
    save(second, validate({**records[1], "founded": 1999}), editor)
    retire(second, editor)
    assert held() == before


def test_freezing_writes_what_is_missing_alone_and_changes_the_revision(records):
    Coding.objects.filter(coder="A", program__slug=records[0]["slug"]).delete()
    before, revision = held(), stamp()
    assert freeze([validate(record) for record in records], "A") == 1
    assert stamp() != revision
    assert {key: row for key, row in held().items() if key in before} == before
    assert set(held()) - set(before) == {(records[0]["slug"], "A")}
    revision = stamp()
    assert freeze([validate({**record, "confidence": "low"}) for record in records], "A") == 0
    assert stamp() == revision


def test_freezing_passes_over_programs_that_are_not_published(records, new_record, editor):
    Coding.objects.all().delete()
    retire(Program.objects.get(slug=records[0]["slug"]), editor)
    save(None, validate(new_record), editor)
    assert freeze([validate(record) for record in [*records[:3], new_record]], "A") == 2


@pytest.mark.parametrize("coder", ["", " ", "x" * 21, "x" + " " * 20])
def test_a_coder_has_a_short_name(records, new_record, coder):
    Coding.objects.all().delete()
    with pytest.raises(ValueError, match="does not name a coder"):
        freeze([validate(records[0])], coder)
    if coder:
        with pytest.raises(ValueError, match="does not name a coder"):
            load(lines(new_record), coder=coder)
    assert not Coding.objects.exists()


# ---------- second codings ----------


def test_the_database_holds_all_second_codings_as_the_file_has_them(second_codings):
    found = {slug: row for (slug, coder), row in held().items() if coder == "B"}
    assert len(found) == len(second_codings) == 60
    for line in second_codings:
        row = found[line["slug"]]
        assert {"slug": row["program__slug"], "coder": row["coder"], "read": row["read"].isoformat(),
                **{name: row[name] for name in ("page", "same_page", "supports", "confidence")}} == line  # fmt: skip


def test_the_same_file_again_changes_nothing():
    before, revision = held(), stamp()
    loaded = load_codings(SECOND.read_bytes())
    assert (len(loaded.created), len(loaded.unchanged)) == (0, 60)
    assert (held(), stamp()) == (before, revision)


def test_new_codings_give_the_catalog_a_new_stamp(coding):
    revision = stamp()
    assert load_codings(lines({**coding, "coder": "human 1"})).created == (coding["slug"],)
    assert stamp() != revision
    assert Coding.objects.filter(program__slug=coding["slug"]).count() == 3


def test_a_slug_of_before_names_the_same_program(a_record, coding, editor):
    program = Program.objects.get(slug=a_record["slug"])
    publish(program, validate({**a_record, "slug": "moved"}), editor, "Coded anew.")
    load_codings(lines({**coding, "slug": a_record["slug"], "coder": "C"}))
    assert Coding.objects.get(coder="C").program == program


def faults_of(data):
    before = (held(), stamp())
    with pytest.raises(LoadFaults) as caught:
        load_codings(data)
    assert (held(), stamp()) == before
    return [str(fault) for fault in caught.value.faults]


def test_a_program_that_is_not_in_the_catalog_is_named(coding):
    found = faults_of(lines({**coding, "coder": "C"}, {**coding, "slug": "no-such-program"}))
    assert found == [
        "line 2, no-such-program, slug: 'no-such-program' is not in the catalog"
        " (allowed: the slug of a program that is or was published)"
    ]


def test_a_draft_is_not_in_the_catalog(new_record, coding, editor):
    save(None, validate(new_record), editor)
    assert "is not in the catalog" in faults_of(lines({**coding, "slug": "a-new-program"}))[0]


def test_a_program_coded_twice_by_one_coder_is_named_with_the_line_it_repeats(coding):
    [fault] = faults_of(lines({**coding, "coder": "C"}, {**coding, "coder": "D"}, {**coding, "coder": "C"}))
    slug = coding["slug"]
    assert fault == f"line 3, {slug}, slug: '{slug}', 'C' stands on line 1 already (allowed: each slug and coder once)"


def test_a_coding_that_differs_from_the_one_held_is_refused_field_by_field(coding):
    coding["supports"]["place"]["present"] = True
    found = faults_of(lines({**coding, "confidence": "low", "page": None}))
    assert [fault.split(":")[0].split(", ")[-1] for fault in found] == ["supports", "confidence", "page"]
    assert "is not what coder B's coding of this program holds (allowed: codings are frozen: the same as before)" in found[0]


def test_every_fault_of_every_line_is_told_in_order(coding):
    found = faults_of(
        lines({**coding, "slug": "unknown"}, {**coding, "read": "?"}, {**coding, "confidence": "low"}) + b"[]\n{\n\xff\n"
    )
    assert [fault.split(",")[0] for fault in found] == [f"line {number}" for number in range(1, 7)]


@pytest.mark.parametrize("data", [b'{"slug": NaN}', b'{"slug": "a", "slug": "b"}', b"[" * 100_000, b'"\\ud800"', b"\x00"])
def test_hostile_lines_are_faults_like_any_other(data):
    assert faults_of(data)


# ---------- with the catalog's own data ----------


def test_a_catalog_without_codings_gets_those_of_its_data(records, editor):
    """As for a database from before there were codings: what an editor changed since is no coding of A's."""
    before = {key: row["supports"] for key, row in held().items()}
    Coding.objects.all().delete()
    changed = copy.deepcopy(records[0])
    changed["supports"]["place"] = {"present": True, "evidence": "It gives a role after all.", "source": None}
    publish(Program.objects.get(slug=changed["slug"]), validate({**changed, "slug": "moved"}), editor, "Coded anew.")
    install_codings(PROGRAMS.read_bytes(), SECOND.read_bytes())
    after = {key: row["supports"] for key, row in held().items()}
    assert after.pop(("moved", "A")) == before.pop((records[0]["slug"], "A"))
    assert after == before


def test_once_there_are_codings_nothing_is_installed():
    Coding.objects.exclude(program__slug="nyc-big-apple-awards").delete()
    before, revision = held(), stamp()
    install_codings(PROGRAMS.read_bytes(), SECOND.read_bytes())
    assert (held(), stamp()) == (before, revision)


def test_programs_that_are_gone_do_not_keep_the_catalog_from_starting(second_codings, editor):
    Coding.objects.all().delete()
    Program.objects.filter(slug=second_codings[0]["slug"]).delete()
    retire(Program.objects.get(slug=second_codings[1]["slug"]), editor)
    install_codings(PROGRAMS.read_bytes(), SECOND.read_bytes())
    assert Coding.objects.filter(coder="B").count() == 59
    assert Coding.objects.filter(coder="A").count() == 361


def test_an_empty_catalog_stays_empty():
    Program.objects.all().delete()
    revision = stamp()
    install_codings(PROGRAMS.read_bytes(), SECOND.read_bytes())
    assert (held(), stamp()) == ({}, revision)


# ---------- commands ----------


def test_the_command_says_what_it_did(tmp_path, coding):
    told, file = io.StringIO(), tmp_path / "more.jsonl"
    file.write_bytes(lines(coding, {**coding, "coder": "C"}))
    call_command("load_codings", file, stdout=told)
    assert told.getvalue() == "1 new, 1 as they were.\n"
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_codings", tmp_path / "missing.jsonl")


def test_the_command_reports_faults_and_writes_nothing(tmp_path, coding):
    file, errors = tmp_path / "faulty.jsonl", io.StringIO()
    file.write_bytes(lines({**coding, "coder": "C"}, {**coding, "coder": "D", "confidence": "?"}))
    with pytest.raises(CommandError, match=r"1 fault in .*nothing was written"):
        call_command("load_codings", file, stderr=errors)
    assert errors.getvalue().startswith(f"line 2, {coding['slug']}, confidence: '?' is not a known code")
    assert not Coding.objects.filter(coder__in="CD").exists()


def test_the_programs_command_asks_who_coded(tmp_path, new_record):
    file = tmp_path / "new.jsonl"
    for coder, slug in (("A", "by-default"), ("C", "by-c"), ("", "by-nobody")):
        file.write_bytes(lines({**new_record, "slug": slug}))
        call_command("load_programs", file, **({} if coder == "A" else {"coder": coder}), verbosity=0)
    added = Coding.objects.filter(program__slug__startswith="by-").values_list("program__slug", "coder")
    assert sorted(added) == [("by-c", "C"), ("by-default", "A")]
    file.write_bytes(lines({**new_record, "slug": "by-somebody"}))
    with pytest.raises(CommandError, match="does not name a coder: 1 to 20 characters: nothing was written"):
        call_command("load_programs", file, coder="x" * 21)
    assert not Program.objects.filter(slug="by-somebody").exists()
