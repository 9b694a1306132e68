"""Codings are frozen, loaded all or nothing, and unchanged by edits of the program."""

import copy
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from catalog.coding.services import install_codings, load_codings
from catalog.installation.load import load
from catalog.management.commands.prepare import CODINGS
from catalog.models import Coding, Program, Revision
from catalog.programs.codebook import current_codebook
from catalog.programs.jsonl import InvalidFile
from catalog.programs.services import publish, retire, save
from catalog.schema.validation import validate
from tests.conftest import FIXTURES
from tests.factories import change, change_json

pytestmark = pytest.mark.django_db

SHIPPED = [file.read_bytes() for file in CODINGS]
SECOND = FIXTURES / "second-coding.jsonl"


def lines(*values):
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def stamp():
    return Revision.objects.get().stamp


def held():
    """Every coding as the database holds it, by slug, coder and codebook."""
    fields = ("program__slug", "coder", "codebook", "supports", "confidence", "page", "same_page", "read", "time")
    return {(row["program__slug"], row["coder"], row["codebook"]): row for row in Coding.objects.values(*fields)}


def as_line(row):
    """A coding of the database as a line of the file."""
    keys = ("coder", "codebook", "page", "same_page", "supports", "confidence")
    return {"slug": row["program__slug"], "read": row["read"].isoformat(), **{key: row[key] for key in keys}}


def of(coder, codebook):
    """The codings of one coder under one codebook, by slug."""
    return {slug: row for (slug, *key), row in held().items() if key == [coder, codebook]}


@pytest.fixture
def new_record(a_record):
    return change_json(a_record, slug="a-new-program", name="A New Program")


@pytest.fixture
def coding(second_codings):
    return copy.deepcopy(second_codings[0])


# ---------- the codings that come with the data ----------


def test_coder_a_under_codebook_1_is_as_release_2026_11_has_it(records, first_codings):
    found = of("A", "1")
    assert set(found) == first_codings.keys() & {record.slug for record in records}
    for slug, row in found.items():
        line = first_codings[slug]
        assert as_line(row) == {**line, "codebook": "1"}


def test_coder_a_under_the_present_codebook_is_what_was_compared_and_else_what_the_records_say(records, compared_codings):
    found, compared = of("A", current_codebook()), {line["slug"]: line for line in compared_codings if line["coder"] == "A"}
    assert set(found) == {record.slug for record in records}
    for record in records:
        row = found[record.slug]
        if record.slug in compared:
            assert as_line(row) == compared[record.slug]
            continue
        expected = record.as_json()["supports"]
        for support in expected.values():
            del support["source"], support["absence"]
        assert row["supports"] == expected
        assert row["confidence"] == record.confidence
        assert row["read"].isoformat() == max(source.read for source in record.sources)
        assert (row["page"], row["same_page"]) == (None, None)


@pytest.mark.parametrize(("coder", "codebook"), [("B", "1"), ("A", "2"), ("C", "2")])
def test_the_database_holds_all_compared_codings_as_the_file_has_them(compared_codings, coder, codebook):
    lines = {line["slug"]: line for line in compared_codings if (line["coder"], line["codebook"]) == (coder, codebook)}
    assert len(lines) == 60
    found = of(coder, codebook)
    assert {slug: as_line(found[slug]) for slug in lines} == lines


def test_the_codings_come_once_and_change_nothing_after(records):
    before, revision = held(), stamp()
    assert install_codings(*SHIPPED) == 0
    assert (held(), stamp()) == (before, revision)


def test_a_catalog_without_codings_gets_those_of_its_data(records, editor):
    """As for a database from before there were codings: what an editor changed since is no coding of A's."""
    before = {key: row["supports"] for key, row in held().items()}
    Coding.objects.all().delete()
    first = records[0]
    changes = {"supports.place.present": not first.supports.place.present, "supports.place.evidence": "Not so, after all."}
    publish(Program.objects.get(slug=first.slug), change(first, changes, slug="moved"), editor, "Coded again.")
    assert install_codings(*SHIPPED) == len(before)
    after = {key: row["supports"] for key, row in held().items()}
    for key in [key for key in before if key[0] == first.slug]:
        before["moved", *key[1:]] = before.pop(key)
    assert after == before


def test_a_catalog_of_the_first_codebook_gets_the_new_codings_and_keeps_the_old(compared_codings):
    """An installation from before codebook 2: its codings stay, whatever the files say, and those under codebook 2 come."""
    whole = held()
    Coding.objects.filter(codebook="2").delete()
    Coding.objects.filter(coder="B").update(confidence="low")
    old, revision = held(), stamp()
    assert install_codings(*SHIPPED) == len(whole) - len(old)
    new = held()
    assert {key: row for key, row in new.items() if key in old} == old
    assert set(new) == set(whole)
    assert {key[1:] for key in set(new) - set(old)} == {("A", "2"), ("C", "2")}
    assert stamp() != revision


def test_a_coding_that_is_missing_comes_and_those_of_others_stay(coding):
    load_codings(lines({**coding, "coder": "D"}))
    Coding.objects.filter(program__slug=coding["slug"], coder="B").delete()
    before = held()
    assert install_codings(*SHIPPED) == 1
    assert set(held()) - set(before) == {(coding["slug"], "B", "1")}


def test_programs_that_are_gone_do_not_keep_the_catalog_from_starting(second_codings, editor):
    before = len(held())
    Coding.objects.all().delete()
    Program.objects.filter(slug=second_codings[0]["slug"]).delete()
    retire(Program.objects.get(slug=second_codings[1]["slug"]), editor)
    # four codings of the one that is deleted are passed over, those of the retired one belong to the sample
    assert install_codings(*SHIPPED) == before - 4
    assert {len(of(*key)) for key in (("B", "1"), ("C", "2"))} == {59}


def test_a_draft_has_no_coding(records, new_record, editor):
    Coding.objects.all().delete()
    Program.objects.filter(slug=records[0].slug).delete()
    save(None, records[0], editor)
    install_codings(*SHIPPED)
    assert not Coding.objects.filter(program__slug=records[0].slug).exists()


def test_an_empty_catalog_stays_empty():
    Program.objects.all().delete()
    revision = stamp()
    assert install_codings(*SHIPPED) == 0
    assert (held(), stamp()) == ({}, revision)


# ---------- frozen ----------


@pytest.mark.parametrize(("options", "codebook"), [({}, current_codebook()), ({"codebook": "1"}, "1")])
def test_loading_a_new_program_writes_a_coding(new_record, options, codebook):
    load(lines(new_record), coder="C", **options)
    assert [key for key in held() if key[0] == "a-new-program"] == [("a-new-program", "C", codebook)]


def test_without_a_coder_a_load_keeps_no_coding(new_record):
    before = held()
    load(lines(new_record))
    assert held() == before


def test_what_a_load_changes_is_not_coded_again(a_record):
    before = held()
    line = change_json(a_record, {"supports.prepare.evidence": "Another sentence that says why it prepares."})
    assert load(lines(line), coder="A").changed
    assert load(lines(line), coder="C").unchanged
    assert held() == before


def test_no_edit_touches_a_coding(records, editor):
    before = held()
    first, second = (Program.objects.get(slug=record.slug) for record in records[:2])
    place = {"supports.place.present": True, "supports.place.evidence": "It gives a role after all."}
    publish(first, change(records[0], place), editor, "Coded again.")
    save(second, change(records[1], founded=1999), editor)
    retire(second, editor)
    assert held() == before


@pytest.mark.parametrize("coder", [" ", "x" * 21, "x" + " " * 20])
def test_a_coder_has_a_short_name(new_record, coder):
    before = held()
    with pytest.raises(ValueError, match="does not name a coder"):
        load(lines(new_record), coder=coder)
    assert held() == before


@pytest.mark.parametrize("codebook", ["0", "two", "1000", "-1", "²"])
def test_a_codebook_has_a_number(new_record, codebook):
    with pytest.raises(ValueError, match="is not the number of a codebook"):
        load(lines(new_record), coder="A", codebook=codebook)


@pytest.mark.parametrize("codebook", ["1", ""])
def test_the_database_takes_one_coding_for_each_coder_program_and_codebook_and_none_without_a_codebook(codebook):
    first = Coding.objects.filter(codebook="1", coder="A").first()
    first.pk, first.codebook = None, codebook
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


# ---------- second codings ----------


def test_the_same_file_again_changes_nothing():
    before, revision = held(), stamp()
    loaded = load_codings(SECOND.read_bytes())
    assert (len(loaded.created), len(loaded.unchanged)) == (0, 180)
    assert (held(), stamp()) == (before, revision)


def test_new_codings_give_the_catalog_a_new_stamp(coding):
    revision = stamp()
    assert load_codings(lines({**coding, "coder": "human 1"})).created == (coding["slug"],)
    assert stamp() != revision
    assert Coding.objects.filter(program__slug=coding["slug"]).count() == 5


def test_a_coder_may_code_a_program_once_under_each_codebook(coding):
    assert load_codings(lines({**coding, "codebook": "2"})).created == (coding["slug"],)
    assert {key[1:] for key in held() if key[0] == coding["slug"]} >= {("B", "1"), ("B", "2")}
    # without a codebook it is the first, as in files from before codings carried theirs
    del coding["codebook"]
    assert load_codings(lines(coding)).unchanged == (coding["slug"],)


def test_a_slug_of_before_names_the_same_program(a_record, coding, editor):
    program = Program.objects.get(slug=a_record.slug)
    publish(program, change(a_record, slug="moved"), editor, "Coded again.")
    load_codings(lines({**coding, "slug": a_record.slug, "coder": "D"}))
    assert Coding.objects.get(coder="D").program == program


def problems_of(data):
    before = (held(), stamp())
    with pytest.raises(InvalidFile) as caught:
        load_codings(data)
    assert (held(), stamp()) == before
    return [str(problem) for problem in caught.value.problems]


def test_a_program_that_is_not_in_the_catalog_is_named(coding):
    found = problems_of(lines({**coding, "coder": "C"}, {**coding, "slug": "no-such-program"}))
    assert found == [
        "line 2, no-such-program, slug: 'no-such-program' is not in the catalog"
        " (allowed: the slug of a program that is or was published)"
    ]


def test_a_draft_is_not_in_the_catalog(new_record, coding, editor):
    save(None, validate(new_record), editor)
    assert "is not in the catalog" in problems_of(lines({**coding, "slug": "a-new-program"}))[0]


def test_a_program_coded_twice_by_one_coder_is_named_with_the_line_it_repeats(coding):
    [problem] = problems_of(lines({**coding, "coder": "C"}, {**coding, "coder": "D"}, {**coding, "coder": "C"}))
    slug = coding["slug"]
    assert problem.startswith(f"line 3, {slug}, slug: '{slug}', 'C', '1' is already on line 1")


def test_a_coding_that_differs_from_the_one_held_is_refused_field_by_field(coding):
    coding["supports"]["place"]["present"] = True
    found = problems_of(lines({**coding, "confidence": "low", "page": None}))
    assert [problem.split(":")[0].split(", ")[-1] for problem in found] == ["supports", "confidence", "page"]
    assert (
        "is not what coder B's coding of this program under codebook 1 holds (allowed: codings are frozen: the same as before)"
        in found[0]
    )


def test_all_errors_of_all_lines_are_reported_in_order(coding):
    found = problems_of(
        lines({**coding, "slug": "unknown"}, {**coding, "read": "?"}, {**coding, "confidence": "low"}) + b"[]\n{\n\xff\n"
    )
    assert [problem.split(",")[0] for problem in found] == [f"line {number}" for number in range(1, 7)]


@pytest.mark.parametrize("data", [b'{"slug": NaN}', b'{"slug": "a", "slug": "b"}', b"[" * 100_000, b'"\\ud800"', b"\x00"])
def test_hostile_lines_are_problems_like_any_other(data):
    assert problems_of(data)


# ---------- commands ----------


def test_the_command_says_what_it_did(tmp_path, coding):
    result, file = io.StringIO(), tmp_path / "more.jsonl"
    file.write_bytes(lines(coding, {**coding, "coder": "C"}))
    call_command("load_codings", file, stdout=result)
    assert result.getvalue() == "1 new, 1 unchanged.\n"
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_codings", tmp_path / "missing.jsonl")


def test_the_command_reports_problems_and_writes_nothing(tmp_path, coding):
    file, errors = tmp_path / "invalid.jsonl", io.StringIO()
    file.write_bytes(lines({**coding, "coder": "C"}, {**coding, "coder": "D", "confidence": "?"}))
    with pytest.raises(CommandError, match=r"1 error in .*nothing was written"):
        call_command("load_codings", file, stderr=errors)
    assert errors.getvalue().startswith(f"line 2, {coding['slug']}, confidence: '?' is not a known code")
    assert not Coding.objects.filter(coder="D").exists()


def test_the_programs_command_asks_who_coded(tmp_path, new_record):
    file = tmp_path / "new.jsonl"
    for coder, slug in (("A", "by-default"), ("C", "by-c"), ("", "by-nobody")):
        file.write_bytes(lines({**new_record, "slug": slug}))
        call_command("load_programs", file, **({} if coder == "A" else {"coder": coder}), verbosity=0)
    added = Coding.objects.filter(program__slug__startswith="by-").values_list("program__slug", "coder", "codebook")
    assert sorted(added) == [("by-c", "C", current_codebook()), ("by-default", "A", current_codebook())]
    file.write_bytes(lines({**new_record, "slug": "by-somebody"}))
    with pytest.raises(CommandError, match="does not name a coder: 1 to 20 characters: nothing was written"):
        call_command("load_programs", file, coder="x" * 21)
    assert not Program.objects.filter(slug="by-somebody").exists()
