"""The reproducibility of the codes as pages print it: the methods page's figures, a program's two codings."""

import copy
import json
import random
import re
from fractions import Fraction
from html import unescape

import pytest

from catalog.actions import coding_tasks
from catalog.actions.coding_tasks import deal
from catalog.actions.codings import load_codings
from catalog.actions.decisions import decide
from catalog.actions.load import load
from catalog.actions.programs import publish, retire
from catalog.actions.releases import release
from catalog.models import Coding, Program
from catalog.records.reproducibility import measures
from tests.coding import dealt, otherwise
from tests.factories import change

pytestmark = pytest.mark.django_db

SUPPORTS = ("prepare", "place", "recognize")
# as found in the file: coder B does not see a program prepare, another recognize
NOT_PREPARE, NOT_RECOGNIZE = "uri-gems-net-teacher-leaders", "purdue-noyce-microelectronics-mtf"
SAME = "philadelphia-teacher-leader-academy"


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def text(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def program(client, slug):
    """What the program page says of the second coding, as text."""
    html = page(client, f"/programs/{slug}/")
    # up to the paragraph that follows it
    found = re.search(r'<(?:p|div)[^>]+id="second-coding".*?(?=<p class="small">\s*Coded by machine)', html, re.DOTALL)
    return text(found[0]) if found else ""


def section(html):
    return html[html.index('id="reproducibility"') : html.index('id="limits"')]


def row(html, name, code):
    """The cells of one row of the methods page's tables, as text."""
    inside = re.search(rf'<tr data-{name}="{code}">(.*?)</tr>', html, re.DOTALL)[1]
    return [text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", inside, re.DOTALL)]


@pytest.fixture(scope="module")
def answers(records, second_codings):
    """What each coder answered, by measure, counted from the two files and from nothing of the catalog."""
    first = {record.slug: record.supports for record in records}
    found = {code: [] for code in (*SUPPORTS, "type")}
    for line in second_codings:
        given = [[supports[code]["present"] for code in SUPPORTS] for supports in (first[line["slug"]], line["supports"])]
        for code, one, other in zip(SUPPORTS, *given, strict=True):
            found[code].append((one, other))
        found["type"].append((str(given[0]), str(given[1])))
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


@pytest.mark.parametrize("code", [*SUPPORTS, "type"])
def test_the_figures_are_those_of_the_two_files(client, answers, code):
    pairs = answers[code]
    agreed = sum(one == other for one, other in pairs)
    label, size, same, percent, kappas = row(page(client, "/methods/"), "measure", code)
    assert (label, size, same) == (code.capitalize(), "60", str(agreed))
    assert percent.split(" ")[0] == f"{100 * agreed / 60:.1f}%"
    assert kappas.split(" ")[0] == f"{float(kappa(pairs)):.2f}"
    # the intervals, by a bootstrap of the test's own
    chance = random.Random(20)
    draws = [[chance.choice(pairs) for _ in pairs] for _ in range(1000)]
    shares = sorted(100 * sum(one == other for one, other in draw) / 60 for draw in draws)
    again = sorted(float(found) for draw in draws if (found := kappa(draw)) is not None)
    ends = [float(end) for end in re.findall(r"[\d.]+", percent.split(" ", 1)[1])]
    assert ends == pytest.approx([shares[25], shares[975]], abs=1.7)  # one program of sixty
    ends = [float(end) for end in re.findall(r"[\d.]+", kappas.split(" ", 1)[1])]
    assert ends == pytest.approx([again[25], again[975]], abs=0.04)


@pytest.mark.parametrize("code", SUPPORTS)
def test_the_counts_are_those_of_the_two_files(client, answers, code):
    expected = [answers[code].count(answer) for answer in ((True, True), (True, False), (False, True), (False, False))]
    assert row(page(client, "/methods/"), "counts", code)[1:] == [str(count) for count in expected]


def test_the_limits_are_told_with_their_numbers(client, answers, second_codings):
    words = text(section(page(client, "/methods/")))
    assert words.count("No human coder yet") == 4
    assert "No human has coded yet." in words
    assert f"For {sum(line['same_page'] for line in second_codings)} of 60 programs coder B read a page that coder A had" in words
    confident = sum(line["confidence"] == "high" for line in second_codings)
    assert f"drawn from codes of high confidence alone: so coder A had coded all 60, coder B {confident} of them." in words
    assert [code for code in answers if all(one == other for one, other in answers[code])] == ["place"]
    assert "On place coders A and B never differ." in words
    assert "up to 3/60, 5.0%, of such programs." in words
    assert "2,000 resamples" in words
    for word in ("reliability", "accuracy"):
        assert word not in words.lower()


def test_the_programs_on_which_the_coders_differ_are_linked(client):
    part = section(page(client, "/methods/"))
    assert re.findall(r'href="/programs/([^/]+)/#second-coding"', part) == [NOT_RECOGNIZE, NOT_PREPARE]
    words = text(part)
    assert "Noyce Microelectronics Master Teacher Fellowship : recognize. Coder A: Prepare + Place + Recognize." in words
    assert "prepare. Coder A: Prepare + Place. Coder B: Place." in words


def test_a_retired_program_is_named_there_without_a_link(client, editor):
    retire(Program.objects.get(slug=NOT_PREPARE), editor)
    part = section(page(client, "/methods/"))
    assert f"/programs/{NOT_PREPARE}/" not in part
    assert "GEMS-Net Teacher Leaders and Teachers-in-Residence (no longer in the catalog): prepare." in text(part)
    assert row(part, "measure", "prepare")[1:3] == ["60", "59"]


def test_the_page_leads_to_its_section(client):
    html = page(client, "/methods/")
    assert html.count('href="#reproducibility"') == 2
    assert "coded a random sample of 60 programs afresh: see how reproducible the codes are ." in text(html)


def test_without_second_codings_the_page_says_so(client):
    Coding.objects.filter(coder="B").delete()
    html = page(client, "/methods/")
    assert "No program in this catalog has been coded a second time yet" in text(section(html))
    assert "data-measure" not in html
    assert program(client, SAME) == ""


def test_an_empty_catalog_has_a_methods_page(client, empty_catalog):
    assert "No program in this catalog has been coded a second time yet" in text(page(client, "/methods/"))


def test_a_further_machine_gets_rows_of_its_own(client, second_codings):
    load_codings("\n".join(json.dumps({**line, "coder": "<b>C"}) for line in second_codings[:9]).encode())
    part = section(page(client, "/methods/"))
    assert "Coder A and coder <b>C, both a language model" in text(part)
    assert "<b>C" not in part
    assert len(re.findall(r"<tr data-measure=", part)) == 8
    assert text(part).count("No human coder yet") == 4


def test_one_code_used_by_both_has_no_kappa(client, second_codings):
    Coding.objects.filter(coder="B").exclude(program__slug=SAME).delete()
    words = text(section(page(client, "/methods/")))
    assert words.count("Not defined: both coders used one and the same code only") == 4
    assert "100.0% (100.0 to 100.0)" in words
    assert "rule of three" not in words


def test_the_bootstrap_runs_once_for_the_same_codings(client):
    page(client, "/methods/")
    before = measures.cache_info()
    page(client, "/methods/?again")
    after = measures.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + 1)


def test_new_codings_make_the_page_new(client, second_codings):
    first = client.get("/methods/")
    assert client.get("/methods/", headers={"If-None-Match": first["ETag"]}).status_code == 304
    load_codings(json.dumps({**second_codings[0], "coder": "C"}).encode())
    assert client.get("/methods/", headers={"If-None-Match": first["ETag"]}).status_code == 200


# ---------- one program ----------


@pytest.mark.parametrize(
    ("slug", "support", "types"),
    [
        (NOT_PREPARE, "prepare", ("Professional advancement (Prepare + Place)", "Leadership role (Place)")),
        (
            NOT_RECOGNIZE,
            "recognize",
            ("Fellowship program (Prepare + Place + Recognize)", "Professional advancement (Prepare + Place)"),
        ),
    ],
)
def test_a_program_on_which_the_coders_differ_shows_both(client, records, second_codings, slug, support, types):
    words = program(client, slug)
    assert words.startswith(f"Coded a second time, independently: coder A and coder B differ on {support}")
    label = support.capitalize()
    for coder, answer, lines in (("A", "yes", records), ("B", "no", second_codings)):
        [line] = [line for line in lines if line["slug"] == slug]
        assert f"{label}, coder {coder}: {answer} {line['supports'][support]['evidence']}" in words
    assert f"The type by coder A: {types[0]} ; by coder B: {types[1]} ." in words
    assert "since" not in words


def test_a_program_coded_alike_says_so_in_one_line(client, records, second_codings):
    assert program(client, SAME) == "Coded a second time, independently ( coder B ): same supports."
    for line in second_codings:
        assert bool(program(client, line["slug"])) is True


def test_a_program_without_second_coding_says_nothing_of_it(client, records, second_codings):
    twice = {line["slug"] for line in second_codings}
    for record in [record for record in records if record.slug not in twice][:20]:
        assert "second-coding" not in page(client, f"/programs/{record.slug}/").replace("#second-coding", "")


def edited(records, slug, editor, **supports):
    record = next(record for record in records if record.slug == slug)
    changes = {f"supports.{code}.{name}": value for code, facts in supports.items() for name, value in facts.items()}
    record = change(record, changes)
    if not record.supports.prepare.present:
        record = change(record, models=[], practice=[])
    publish(Program.objects.get(slug=slug), record, editor, "Coded anew.")


def test_a_correction_leaves_the_comparison_between_the_two_codings(client, records, editor):
    before = program(client, NOT_PREPARE)
    edited(records, NOT_PREPARE, editor, prepare={"present": False, "evidence": "Workshops for all teachers, not for leaders."})
    after = program(client, NOT_PREPARE)
    note = "The supports in this record have been changed since: what is compared are the two codings, as they were made. "
    assert note in after
    assert after.replace(note, "") == before
    assert row(page(client, "/methods/"), "measure", "prepare")[1:3] == ["60", "59"]


def test_a_correction_of_what_both_coded_alike_is_told(client, records, editor):
    edited(records, SAME, editor, place={"present": True, "evidence": "It gives a term of duty after all."})
    assert program(client, SAME) == (
        "Coded a second time, independently ( coder B ): same supports as coder A. The supports in this record have been changed"
        " since: what is compared are the two codings, as they were made."
    )


def test_a_reworded_sentence_is_told_too(client, records, editor):
    edited(records, NOT_PREPARE, editor, place={"evidence": "It places them, in other words than before."})
    assert "The evidence in this record has been changed since" in program(client, NOT_PREPARE)


def test_a_coding_without_any_support_would_leave_the_catalog(client, a_record, second_codings):
    record = change(a_record, slug="an-added-program", name="An Added Program")
    load(json.dumps(record).encode(), coder="A")
    line = copy.deepcopy({**second_codings[0], "slug": record.slug})
    for support in line["supports"].values():
        support["present"] = False
    load_codings(json.dumps(line).encode())
    words = program(client, record.slug)
    assert "The type by coder A: Community of practice (Prepare) ;" in words
    assert "by coder B: none, since no support was found: it would have no place in this catalog." in words
    assert "Coder B: no support." in text(page(client, "/methods/"))


def test_a_coder_cannot_break_out_of_the_page(client, second_codings):
    coding = Coding.objects.get(program__slug=NOT_PREPARE, coder="B")
    coding.supports["prepare"]["evidence"] = "</dd><script>alert(1)</script>"
    coding.save()
    html = page(client, f"/programs/{NOT_PREPARE}/")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


# ---------- people ----------


@pytest.fixture
def people(django_user_model):
    """Two people who code, H1 and H2 once each has coded something."""
    return [django_user_model.objects.create_user(f"secret-name-{number}") for number in (1, 2)]


def coded(user, slug, *codes, page="https://example.org/read"):
    """What a person codes otherwise than coder A."""
    return coding_tasks.code(dealt(user, Program.objects.get(slug=slug)), otherwise(slug, *codes), page, "medium")


def groups(html):
    """The groups of the table of agreement, each with the cells of its rows, as text."""
    table = re.search(r'<table[^>]+id="agreement">.*?</table>', html, re.DOTALL)[0]
    found = {}
    for part in re.findall(r"<tbody>.*?</tbody>", table, re.DOTALL):
        head, *rows = re.findall(r"<tr.*?</tr>", part, re.DOTALL)
        found[text(head)] = [[text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows]
    return found


def test_people_stand_apart_from_machines_and_are_compared_with_one_another(client, people):
    first, second = people
    for slug in (SAME, NOT_PREPARE, NOT_RECOGNIZE):
        coded(first, slug)
    coded(second, SAME, "place")
    html = page(client, "/methods/")
    found = groups(html)
    few = " (fewer than 30 programs: these figures say little yet)"
    assert list(found) == [
        "Coder A and coder B, both a language model",
        f"Coder A (language model) and person H1{few}",
        f"Coder A (language model) and person H2{few}",
        f"Person H1 and person H2{few}",
    ]
    assert [row[1:3] for row in found[f"Coder A (language model) and person H1{few}"]] == [["3", "3"]] * 4
    assert [row[1:3] for row in found[f"Person H1 and person H2{few}"]] == [["1", "1"], ["1", "0"], ["1", "1"], ["1", "0"]]
    assert "No human" not in html
    assert "secret-name" not in html


def test_the_sample_of_each_person_is_told(client, people):
    first, second = people
    coded(first, SAME, page=Program.objects.get(slug=SAME).record.sources[0].url)
    dealt(first, Program.objects.get(slug=NOT_PREPARE))
    coded(second, SAME)
    words = text(section(page(client, "/methods/")))
    assert "Person H1 was dealt 2 programs at random and has coded 1: those still open may be the harder ones." in words
    assert "For 1 of 1 the page was one that coder A had read." in words
    assert "Person H2 was dealt 1 program at random and has coded 1: all of them." in words
    assert (
        "Programs are dealt to them at random; they see a program’s sources, but neither its record nor any other coding."
        in words
    )
    # what is true of the machines is said of the machines
    assert "Coders A and B are of one kind." in words
    assert "All codings are kept as they were made: what an editor corrects in a record changes none." in words


def test_people_alone_have_figures_too(client, people):
    Coding.objects.filter(coder="B").delete()
    coded(people[0], SAME)
    words = text(section(page(client, "/methods/")))
    assert "Coder A (language model) and person H1" in words
    assert "coder B" not in words
    assert "of one kind" not in words


def test_people_from_a_file_are_people_but_nobody_knows_how_their_programs_were_chosen(client, second_codings):
    load_codings(json.dumps({**second_codings[0], "coder": "H4", "supports": otherwise(second_codings[0]["slug"])}).encode())
    words = text(section(page(client, "/methods/")))
    assert "Coder A (language model) and person H4" in words
    assert "Person H4 coded 1 program; how they were chosen is not kept here." in words


def test_a_person_dealt_programs_makes_the_page_new(client, people):
    coded(people[0], SAME)
    first = client.get("/methods/")
    deal(people[0], 1)
    assert client.get("/methods/", headers={"If-None-Match": first["ETag"]}).status_code == 200


# ---------- decisions ----------

WHY = "The newsletter tells of workshops <for all>."


def test_decisions_are_counted_and_told_with_their_reason(client, editor):
    undecided = text(section(page(client, "/methods/")))
    assert "None of these 2 disagreements is decided yet." in undecided
    decide(Coding.objects.get(program__slug=NOT_PREPARE, coder="B"), editor, {"prepare": False}, WHY)
    html = page(client, "/methods/")
    words = text(section(html))
    told = "Of 2 disagreements (each one support of one program) 1 was decided by a reviewer: 0 for coder A, 1 for coder B."
    assert told in words
    reviewed = "No person has reviewed the codes yet, apart from 1 disagreement of coders that a reviewer decided."
    assert text(html).count(reviewed) == 2
    assert f"prepare is absent, as coder B coded. Reason: “{WHY}”" in words
    assert row(html, "measure", "prepare")[1:3] == ["60", "59"]  # no decision changes how far they agreed
    decide(Coding.objects.get(program__slug=NOT_RECOGNIZE, coder="B"), editor, {"recognize": True}, "It is a competitive honor.")
    words = text(section(page(client, "/methods/")))
    assert "2 were decided by a reviewer: 1 for coder A, 1 for coder B." in words


def test_a_persons_disagreements_are_counted_by_themselves(client, people, editor):
    coding = coded(people[0], SAME, "place", "recognize")
    words = text(section(page(client, "/methods/")))
    assert f"Coder A and person H1 differ on: {Program.objects.get(slug=SAME).name} : place and recognize." in words
    decide(coding, editor, {"place": True, "recognize": False}, WHY, sources={"place": ""})
    words = text(section(page(client, "/methods/")))
    assert "2 were decided by a reviewer: 1 for coder A, 1 for person H1." in words
    assert "None of these 2 disagreements is decided yet." in words  # those of coder B


def test_the_program_page_shows_every_coding_and_the_decision(client, people, editor):
    for user in people:
        coded(user, NOT_PREPARE, *(["place"] if user == people[1] else []))
    html = page(client, f"/programs/{NOT_PREPARE}/")
    words = text(html)
    assert "Coded a second time, independently: coder A and coder B differ on prepare" in words
    assert "Coded again, independently ( person H1 ): same supports as coder A." in words
    assert "Coded again, independently: coder A and person H2 differ on place" in words
    assert "Place, person H2: no Each teacher serves one year as a mentor of new colleagues." in words
    assert "by person H2: " in words
    assert "Decided" not in words
    assert "secret-name" not in html
    assert len(re.findall(r'id="second-coding', html)) == len(set(re.findall(r'id="(second-coding[^"]*)"', html))) == 3
    decide(Coding.objects.get(program__slug=NOT_PREPARE, coder="B"), editor, {"prepare": False}, WHY)
    html = page(client, f"/programs/{NOT_PREPARE}/")
    assert f": prepare is absent, as coder B coded. Reason: “{WHY}”" in text(html)
    assert "<for all>" not in html
    assert "The supports in this record have been changed since" in text(html)
    assert "editor" not in program(client, NOT_PREPARE)
    assert "of these codes a person has reviewed only what is decided above" in text(html)
    assert "no person has reviewed these codes" not in text(html)


def test_a_release_shows_the_codings_it_froze_and_no_later_ones(client, people, editor):
    coded(people[0], SAME, "place")
    assert "person H1" in text(page(client, f"/programs/{SAME}/"))
    assert "person H1" not in text(page(client, f"/programs/{SAME}/?release=2026.11"))
    release("2026.12")
    assert "coder A and person H1 differ on place" in text(page(client, f"/programs/{SAME}/?release=2026.12"))
