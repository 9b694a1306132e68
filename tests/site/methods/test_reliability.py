"""The reproducibility of the codes as the methods page prints it: figures, limits and coders, counted from the files."""

import hashlib
import json
import random
import re
from fractions import Fraction

import pytest

from catalog.coding.reliability import measures
from catalog.coding.services import load_codings
from catalog.models import Coding, Program
from catalog.programs.codebook import current_codebook
from catalog.programs.services import retire
from tests.helpers import page, plain_text
from tests.site.methods.codings_reader import (
    AB,
    AC,
    NOT_PREPARE,
    NOT_RECOGNIZE,
    SAME,
    SUPPORTS,
    coded,
    comparison,
    comparisons,
    methods,
    panels,
    row,
)
from typology import Rule
from typology.agreement import exact_interval

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def answers(first_codings, compared_codings):
    """What each two coders answered, by measure, counted from the files alone; A and C without the credential rule."""
    lines = {(line["slug"], line["coder"], line["codebook"]): line["supports"] for line in compared_codings}
    slugs = sorted({line["slug"] for line in compared_codings})

    def given(supports, *, rule):
        recognizes = supports["recognize"]["present"] and not (rule and supports["recognize"].get("basis") == ["credential"])
        return [supports["prepare"]["present"], supports["place"]["present"], recognizes]

    found = {}
    for key, one, other in (
        (AB, {slug: first_codings[slug]["supports"] for slug in slugs}, {slug: lines[slug, "B", "1"] for slug in slugs}),
        (AC, {slug: lines[slug, "A", "2"] for slug in slugs}, {slug: lines[slug, "C", "2"] for slug in slugs}),
    ):
        both = [(given(one[slug], rule=key == AC), given(other[slug], rule=key == AC)) for slug in slugs]
        found[key] = {code: [(first[number], second[number]) for first, second in both] for number, code in enumerate(SUPPORTS)}
        found[key]["type"] = [(str(first), str(second)) for first, second in both]
    return found


def kappa(pairs):
    """Cohen's kappa in fractions, from its definition."""
    size, used = len(pairs), {code for pair in pairs for code in pair}
    observed = Fraction(sum(one == other for one, other in pairs), size)
    expected = sum(
        Fraction(sum(one == code for one, _ in pairs), size) * Fraction(sum(other == code for _, other in pairs), size)
        for code in used
    )
    return (observed - expected) / (1 - expected) if expected != 1 else None


def ac1(pairs):
    """Gwet's AC1 in fractions, from its definition."""
    size, used = len(pairs), {code for pair in pairs for code in pair}
    observed = Fraction(sum(one == other for one, other in pairs), size)
    shares = [Fraction(sum(pair.count(code) for pair in pairs), 2 * size) for code in used]
    expected = sum(share * (1 - share) for share in shares) / (len(used) - 1)
    return (observed - expected) / (1 - expected)


def interval(cell):
    return [float(end) for end in re.findall(r"[\d.]+", cell.split(" ", 1)[1])][:2]


@pytest.mark.parametrize("key", [AB, AC])
@pytest.mark.parametrize("code", [*SUPPORTS, "type"])
def test_the_figures_are_those_of_the_files(client, answers, key, code):
    pairs = answers[key][code]
    agreed = sum(one == other for one, other in pairs)
    _, size, same, percent, kappas, ac1s = row(comparison(methods(client), *key), "measure", code)
    assert (size, same) == ("60", str(agreed))
    assert percent.split(" ")[0] == f"{100 * agreed / 60:.1f}%"
    assert kappas.split(" ")[0] == f"{float(kappa(pairs)):.3f}"
    assert ac1s.split(" ")[0] == f"{float(ac1(pairs)):.3f}"
    assert interval(percent) == pytest.approx([100 * end for end in exact_interval(agreed, 60)], abs=0.051)
    # the other intervals, by a bootstrap of the test's own
    chance = random.Random(20)
    draws = [[chance.choice(pairs) for _ in pairs] for _ in range(1000)]
    again = sorted(float(found) for draw in draws if (found := kappa(draw)) is not None)
    assert interval(kappas) == pytest.approx([again[25], again[975]], abs=0.04)


@pytest.mark.parametrize("key", [AB, AC])
@pytest.mark.parametrize("code", SUPPORTS)
def test_the_counts_are_those_of_the_files(client, answers, key, code):
    pairs = answers[key][code]
    expected = [pairs.count(answer) for answer in ((True, True), (True, False), (False, True), (False, False))]
    part = comparison(methods(client), *key)
    assert row(part, "counts", code)[1:] == [str(count) for count in expected]


def test_each_pair_of_coders_has_a_table_under_its_codebook_and_the_rule_is_marked(client):
    found = comparisons(methods(client))
    assert list(found) == [("2", "A-C", "no-credential"), ("1", "A-B", "")]
    assert Rule.NO_CREDENTIAL.label in plain_text(found["2", "A-C", "no-credential"])
    assert not found["1", "A-B", ""].select(".notice")


def test_the_limits_are_stated_with_their_numbers(client, answers, compared_codings):
    shown = methods(client)
    assert shown.has('[data-limit="one-kind"]')
    assert shown.has('[data-limit="no-person"]')
    for codebook, coder in (("1", "B"), ("2", "C")):
        lines = [line for line in compared_codings if (line["coder"], line["codebook"]) == (coder, codebook)]
        pages = shown.one(f'[data-limit="same-pages"][data-coder="{coder}"]')
        assert (pages["data-same-page"], pages["data-n"]) == (str(sum(line["same_page"] for line in lines)), "60")
        agreed = shown.one(f'[data-limit="full-agreement"][data-coder="{coder}"]')
        always = [code for code, pairs in answers[codebook, f"A-{coder}"].items() if all(a == b for a, b in pairs)]
        assert (agreed["data-measures"].split(), agreed["data-at-most"]) == (always, "5.0%")
        assert shown.has(f'[data-limit="confident"][data-coder="{coder}"]')
    assert shown.text_of("[data-resamples]") == "2,000"


def test_the_coders_are_listed_with_their_protocols_and_checksums(client, people):
    coded(people[0], SAME)
    rows = methods(client).all("tr[data-coder]")
    assert [(line["data-coder"], line["data-codebook"]) for line in rows] == [
        *[("A", "1"), ("B", "1"), ("A", "2"), ("C", "2"), ("H1", current_codebook())]
    ]
    for line in rows:
        assert ("no-credential" in plain_text(line)) == (line["data-coder"] == "C")
        response = client.get(line.a["href"])
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert hashlib.sha256(response.content).hexdigest() == plain_text(line.select_one(".checksum"))


@pytest.mark.parametrize("name", ["none.md", "coders.toml", "..%2Fcoders.toml", "%00"])
def test_no_other_file_is_a_protocol(client, name):
    assert client.get(f"/methods/protocols/{name}").status_code == 404


def test_the_programs_on_which_the_coders_differ_are_linked(client):
    listed = comparison(methods(client), *AB).select("li[data-differs]")
    assert [(one.a["href"], one["data-differs"], one["data-first"], one["data-second"]) for one in listed] == [
        (f"/programs/{NOT_RECOGNIZE}/#second-coding", "recognize", "prepare place recognize", "prepare place"),
        (f"/programs/{NOT_PREPARE}/#second-coding", "prepare", "prepare place", "place"),
    ]
    assert len(comparison(methods(client), *AC).select('a[href$="#second-coding"]')) == 4


def test_a_retired_program_is_named_there_without_a_link(client, editor):
    retire(Program.objects.get(slug=NOT_PREPARE), editor)
    shown = methods(client)
    assert not shown.has(f'[href^="/programs/{NOT_PREPARE}/"]')
    part = comparison(shown, *AB)
    assert "GEMS-Net Teacher Leaders and Teachers-in-Residence" in plain_text(part.select_one('[data-differs="prepare"]'))
    assert row(part, "measure", "prepare")[1:3] == ["60", "59"]


def test_the_page_leads_to_its_sections(client):
    shown = methods(client)
    for link in shown.all(".toc a"):
        assert shown.one(link["href"])


def test_without_second_codings_the_page_says_so(client):
    Coding.objects.exclude(coder="A").delete()
    shown = methods(client)
    assert shown.has("#not-coded-twice")
    assert not shown.has("[data-measure]")
    assert panels(client, SAME) == []


def test_an_empty_catalog_has_a_methods_page(client, empty_catalog):
    assert methods(client).has("#not-coded-twice")


def test_a_further_machine_gets_a_table_of_its_own(client, second_codings):
    load_codings("\n".join(json.dumps({**line, "coder": "<b>C"}) for line in second_codings[:9]).encode())
    shown = methods(client)
    assert list(comparisons(shown)) == [("2", "A-C", "no-credential"), ("1", "A-B", ""), ("1", "A-<b>C", "")]
    assert "<b>C" not in shown.html


def test_one_code_used_by_both_has_no_kappa(client, second_codings):
    Coding.objects.filter(coder="B").exclude(program__slug=SAME).delete()
    part = comparison(methods(client), *AB)
    for code in (*SUPPORTS, "type"):
        *_, percent, kappas, ac1s = row(part, "measure", code)
        assert percent == "100.0% (2.5 to 100.0)"  # of one program
        assert not re.search(r"\d", kappas + ac1s)


def test_the_bootstrap_runs_once_for_the_same_codings(client):
    methods(client)
    before = measures.cache_info()
    page(client, "/methods/?again")
    after = measures.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + 2)


def test_new_codings_make_the_page_new(client, second_codings):
    first = client.get("/methods/")
    assert client.get("/methods/", headers={"If-None-Match": first["ETag"]}).status_code == 304
    load_codings(json.dumps({**second_codings[0], "coder": "D"}).encode())
    assert client.get("/methods/", headers={"If-None-Match": first["ETag"]}).status_code == 200
