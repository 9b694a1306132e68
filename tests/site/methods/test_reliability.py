"""The reproducibility of the codes as pages print it: the methods page's figures, a program's two codings."""

import copy
import hashlib
import json
import random
import re
from fractions import Fraction

import pytest

from catalog.coding import tasks
from catalog.coding.decisions import decide
from catalog.coding.reliability import measures
from catalog.coding.services import load_codings
from catalog.coding.tasks import assign
from catalog.installation.load import load
from catalog.models import Coding, Program
from catalog.programs.codebook import current_codebook
from catalog.programs.services import publish, retire
from catalog.releases.services import release
from tests.coding.codings import open_task, supports_unlike_a
from tests.factories import change
from tests.helpers import page, plain_text
from typology import Rule

pytestmark = pytest.mark.django_db

SUPPORTS = ("prepare", "place", "recognize")
# as found in the file: coder B does not see a program prepare, another recognize
NOT_PREPARE, NOT_RECOGNIZE = "uri-gems-net-teacher-leaders", "purdue-noyce-microelectronics-mtf"
SAME = "philadelphia-teacher-leader-academy"


def panels(client, slug, query=""):
    """The codings after the first as the program page shows them: (codebook, coders, differing supports, changed)."""
    return [
        tuple(panel[f"data-{name}"] for name in ("codebook", "coders", "differs", "changed"))
        for panel in page(client, f"/programs/{slug}/{query}").all(".second-coding")
    ]


def methods(client):
    return page(client, "/methods/")


def comparisons(shown):
    """The comparisons of the methods page, in order: (codebook, coders, rules) -> section."""
    return {
        tuple(part[f"data-{name}"] for name in ("codebook", "coders", "rules")): part for part in shown.all("section.comparison")
    }


def comparison(shown, codebook, coders):
    return shown.one(f'section.comparison[data-codebook="{codebook}"][data-coders="{coders}"]')


def row(part, name, code):
    """The cells of one row of a comparison's tables, as text."""
    return [plain_text(cell) for cell in part.select_one(f'tr[data-{name}="{code}"]').select("th, td")]


def settled(part):
    """How the disagreements of a comparison were decided: (decided, for the first, for the second, open)."""
    [line] = part.select("p[data-decided]")
    return tuple(int(line[f"data-{name}"]) for name in ("decided", "for-first", "for-second", "open"))


AB, AC = ("1", "A-B"), ("2", "A-C")


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
    # the intervals, by a bootstrap of the test's own
    chance = random.Random(20)
    draws = [[chance.choice(pairs) for _ in pairs] for _ in range(1000)]
    shares = sorted(100 * sum(one == other for one, other in draw) / 60 for draw in draws)
    again = sorted(float(found) for draw in draws if (found := kappa(draw)) is not None)
    one_program = 100 / 60 + 0.05  # and rounding
    assert interval(percent) == pytest.approx([shares[25], shares[975]], abs=one_program)
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
        assert percent == "100.0% (100.0 to 100.0)"
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


# ---------- one program ----------


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


# ---------- people ----------


@pytest.fixture
def people(django_user_model):
    """Two people who code, H1 and H2 once each has coded something."""
    return [django_user_model.objects.create_user(f"secret-name-{number}") for number in (1, 2)]


def coded(user, slug, *codes, page="https://example.org/read"):
    """What a person codes otherwise than coder A."""
    return tasks.code(open_task(user, Program.objects.get(slug=slug)), supports_unlike_a(slug, *codes), page, "medium")


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


# ---------- decisions ----------

WHY = "The newsletter tells of workshops <for all>."


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
