"""People who code are compared apart from the machines, each with their own sample, and without their names."""

import json

import pytest

from catalog.coding.services import load_codings
from catalog.coding.tasks import assign
from catalog.models import Coding, Program
from catalog.programs.codebook import current_codebook
from tests.coding.codings import open_task, supports_unlike_a
from tests.site.methods.codings_reader import (
    NOT_PREPARE,
    NOT_RECOGNIZE,
    SAME,
    coded,
    comparison,
    comparisons,
    methods,
)

pytestmark = pytest.mark.django_db


def agreed(shown, codebook, coders):
    """N and how many agree, for each support and the type."""
    lines = comparison(shown, codebook, coders).select("tr[data-measure]")
    return [(int(line["data-n"]), int(line["data-agreed"])) for line in lines]


def test_people_are_apart_from_machines_and_are_compared_with_one_another(client, people):
    first, second = people
    for slug in (SAME, NOT_PREPARE, NOT_RECOGNIZE):
        coded(first, slug)
    coded(second, SAME, "place")
    shown, now = methods(client), current_codebook()
    assert [(codebook, coders) for codebook, coders, _ in comparisons(shown)] == [
        *(("2", "A-C"), ("1", "A-B"), (now, "A-H1"), (now, "A-H2"), (now, "H1-H2"))
    ]
    assert agreed(shown, now, "A-H1") == [(3, 3)] * 4
    assert agreed(shown, now, "H1-H2") == [(1, 1), (1, 0), (1, 1), (1, 0)]
    for coders in ("A-H1", "A-H2", "H1-H2"):
        assert comparison(shown, now, coders).select("[data-few]")
    assert shown.has('[data-limit="people-read-later"]')
    assert not shown.has('[data-limit="no-person"]')
    assert "secret-name" not in shown.html


def test_the_sample_of_each_person_is_stated(client, people):
    first, second = people
    coded(first, SAME, page=Program.objects.get(slug=SAME).record.sources[0].url)
    open_task(first, Program.objects.get(slug=NOT_PREPARE))
    coded(second, SAME)
    shown = methods(client)
    samples = [
        tuple(one[f"data-{name}"] for name in ("coder", "assigned", "n", "same-page"))
        for one in shown.all('[data-limit="person"]')
    ]
    assert samples == [("H1", "2", "1", "1"), ("H2", "1", "1", "0")]
    # the limits of the machines still apply to the machines
    assert shown.has('[data-limit="one-kind"]')


def test_people_alone_have_figures_too(client, people):
    Coding.objects.filter(coder__in="BC").delete()
    coded(people[0], SAME)
    shown = methods(client)
    assert [coders for _, coders, _ in comparisons(shown)] == ["A-H1"]
    assert not shown.has('[data-limit="one-kind"]')


def test_people_from_a_file_are_people_but_nobody_knows_how_their_programs_were_chosen(client, second_codings):
    load_codings(
        json.dumps({**second_codings[0], "coder": "H4", "supports": supports_unlike_a(second_codings[0]["slug"])}).encode()
    )
    sample = methods(client).one('[data-limit="person"]')
    assert (sample["data-coder"], sample["data-assigned"], sample["data-n"]) == ("H4", "", "1")


def test_a_person_with_assigned_programs_makes_the_page_new(client, people):
    coded(people[0], SAME)
    first = client.get("/methods/")
    assign(people[0], 1)
    assert client.get("/methods/", headers={"If-None-Match": first["ETag"]}).status_code == 200
