"""A program's page shows its codings and what changed since; disagreements and decisions are counted."""

import copy
import json

import pytest

from catalog.coding.decisions import decide
from catalog.coding.services import load_codings
from catalog.installation.load import load
from catalog.models import Coding, Program
from catalog.programs.codebook import current_codebook
from catalog.programs.services import publish
from catalog.releases.services import release
from tests.factories import change
from tests.helpers import page, plain_text
from tests.site.methods.codings_reader import (
    AB,
    NOT_PREPARE,
    NOT_RECOGNIZE,
    SAME,
    coded,
    comparison,
    methods,
    panels,
    row,
    settled,
)

pytestmark = pytest.mark.django_db

WHY = "The newsletter tells of workshops <for all>."


@pytest.mark.parametrize(
    ("slug", "support", "types"),
    [
        (NOT_PREPARE, "prepare", ["professional-advancement", "leadership-role"]),
        (NOT_RECOGNIZE, "recognize", ["fellowship", "professional-advancement"]),
    ],
)
def test_a_program_on_which_the_coders_differ_shows_both(client, first_codings, second_codings, slug, support, types):
    panel = '.second-coding[data-codebook="1"]'
    shown = page(client, f"/programs/{slug}/")
    assert shown.data(panel, "differs") == [support]
    for coder, answer, lines in (("A", "yes", first_codings.values()), ("B", "no", second_codings)):
        [line] = [line for line in lines if line["slug"] == slug]
        part = f'{panel} [data-support="{support}"][data-coder="{coder}"][data-answer="{answer}"]'
        assert shown.text_of(f"{part} dd") == line["supports"][support]["evidence"]
    assert shown.data(f"{panel} [data-type]", "type") == types
    assert shown.data(panel, "changed") == [""]


def test_a_program_coded_alike_says_so_in_one_line(client, second_codings):
    assert panels(client, SAME) == [("2", "A-C", "", ""), ("1", "A-B", "", "")]
    assert page(client, f"/programs/{SAME}/").data("p.second-coding", "rules") == ["no-credential", ""]
    for line in second_codings[::6]:
        assert panels(client, line["slug"])


def test_a_program_without_second_coding_says_nothing_of_it(client, records, second_codings):
    twice = {line["slug"] for line in second_codings}
    for record in [record for record in records if record.slug not in twice][:5]:
        assert panels(client, record.slug) == []


def edited(records, slug, editor, changes, **fields):
    """Publish a change of a program that was coded twice, as a person's correction."""
    record = next(record for record in records if record.slug == slug)
    publish(Program.objects.get(slug=slug), change(record, changes, **fields), editor, "Coded anew.")


def test_a_correction_leaves_the_comparison_between_the_two_codings(client, records, editor):
    before = panels(client, NOT_PREPARE)
    changes = {"supports.prepare.present": False, "supports.prepare.evidence": "Workshops for all teachers, not for leaders."}
    edited(records, NOT_PREPARE, editor, changes, models=[], practice=[])
    after = panels(client, NOT_PREPARE)
    # the change is noted once, with the first coding, and nothing else changes
    assert [panel[-1] for panel in before] == ["", ""]
    assert [panel[-1] for panel in after] == ["supports", ""]
    assert [panel[:-1] for panel in after] == [panel[:-1] for panel in before]
    assert row(comparison(methods(client), *AB), "measure", "prepare")[1:3] == ["60", "59"]


def test_a_record_that_is_as_coder_a_coded_it_under_either_codebook_was_not_changed(client, records, first_codings, editor):
    before = panels(client, SAME)
    supports = {code: {**one, "source": None} for code, one in first_codings[SAME]["supports"].items()}
    edited(records, SAME, editor, {}, supports=supports)
    assert [panel[-1] for panel in before] == [panel[-1] for panel in panels(client, SAME)] == ["", ""]


def test_a_reworded_sentence_is_a_change_too(client, records, editor):
    edited(records, NOT_PREPARE, editor, {"supports.place.evidence": "It places them, in other words than before."})
    assert panels(client, NOT_PREPARE)[0][-1] == "evidence"


def test_a_coding_without_any_support_would_leave_the_catalog(client, a_record, second_codings):
    record = change(a_record, slug="an-added-program", name="An Added Program")
    load(json.dumps(record.as_json()).encode(), coder="A", codebook="1")
    line = copy.deepcopy({**second_codings[0], "slug": record.slug})
    for support in line["supports"].values():
        support["present"] = False
    load_codings(json.dumps(line).encode())
    shown = page(client, f"/programs/{record.slug}/")
    assert shown.data('.second-coding[data-codebook="1"] [data-type]', "type") == ["community-of-practice", ""]
    [listed] = [one for one in methods(client).all("li[data-second='']") if record.name in plain_text(one)]
    assert listed["data-first"] == "prepare"


def test_a_coder_cannot_break_out_of_the_page(client, second_codings):
    coding = Coding.objects.get(program__slug=NOT_PREPARE, coder="B")
    coding.supports["prepare"]["evidence"] = "</dd><script>alert(1)</script>"
    coding.save()
    shown = page(client, f"/programs/{NOT_PREPARE}/")
    assert "<script>alert" not in shown.html
    assert "&lt;script&gt;alert" in shown.html


def test_decisions_are_counted_and_shown_with_their_reason(client, editor):
    assert settled(comparison(methods(client), *AB)) == (0, 0, 0, 2)
    decide(Coding.objects.get(program__slug=NOT_PREPARE, coder="B"), editor, {"prepare": False}, WHY)
    shown = methods(client)
    assert settled(comparison(shown, *AB)) == (1, 0, 1, 1)
    assert shown.one("#reviewed")["data-decided"] == "1"
    assert f"“{WHY}”" in shown.text_of('[data-decision="prepare=absent"]')
    assert row(comparison(shown, *AB), "measure", "prepare")[1:3] == ["60", "59"]  # a decision does not change the agreement
    decide(Coding.objects.get(program__slug=NOT_RECOGNIZE, coder="B"), editor, {"recognize": True}, "It is a competitive honor.")
    assert settled(comparison(methods(client), *AB)) == (2, 1, 1, 0)


def test_a_persons_disagreements_are_counted_by_themselves(client, people, editor):
    coding = coded(people[0], SAME, "place", "recognize")
    part = comparison(methods(client), current_codebook(), "A-H1")
    assert [one["data-differs"] for one in part.select("[data-differs]")] == ["place recognize"]
    decide(coding, editor, {"place": True, "recognize": False}, WHY, sources={"place": ""})
    shown = methods(client)
    assert settled(comparison(shown, current_codebook(), "A-H1")) == (2, 1, 1, 0)
    assert settled(comparison(shown, *AB)) == (0, 0, 0, 2)


def test_the_program_page_shows_every_coding_and_the_decision(client, people, editor):
    for user in people:
        coded(user, NOT_PREPARE, *(["place"] if user == people[1] else []))
    assert sorted((coders, differs) for _, coders, differs, _ in panels(client, NOT_PREPARE)) == [
        ("A-B", "prepare"), ("A-C", ""), ("A-H1", ""), ("A-H2", "place"),
    ]  # fmt: skip
    shown = page(client, f"/programs/{NOT_PREPARE}/")
    assert shown.has('[data-support="place"][data-coder="H2"][data-answer="no"]')
    assert not shown.has("[data-decision]")
    assert "secret-name" not in shown.html
    anchors = [panel["id"] for panel in shown.all(".second-coding")]
    assert len(set(anchors)) == len(anchors) == 4
    decide(Coding.objects.get(program__slug=NOT_PREPARE, coder="B"), editor, {"prepare": False}, WHY)
    shown = page(client, f"/programs/{NOT_PREPARE}/")
    decided = shown.one('[data-coders="A-B"]')
    assert decided["data-decision"] == "prepare=absent"
    assert f"“{WHY}”" in plain_text(decided)
    assert "editor" not in plain_text(decided)
    assert "<for all>" not in shown.html
    assert panels(client, NOT_PREPARE)[0][-1] == "supports"


def test_a_release_shows_the_codings_it_froze_and_no_later_ones(client, people, editor):
    coded(people[0], SAME, "place")

    def coders(query):
        return [coders for _, coders, _, _ in panels(client, SAME, query)]

    assert "A-H1" in coders("")
    assert "A-H1" not in coders("?release=2026.11")
    release("2026.12")
    assert "A-H1" in coders("?release=2026.12")
