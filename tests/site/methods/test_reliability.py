"""The reproducibility of the codes as pages print it: the methods page's figures, a program's two codings."""

import copy
import hashlib
import json
import random
import re
from fractions import Fraction
from html import unescape
from itertools import pairwise

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


def panels(client, slug):
    """What the program page says of each coding after the first, as text, with its codebook, in order."""
    html = page(client, f"/programs/{slug}/")
    # up to the paragraph that follows them
    part = html[: html.index("data-coder=")]
    starts = [*(found.start() for found in re.finditer(r'<(?:p|div)[^>]+id="second-coding', part)), part.rindex("<p")]
    found = [part[start:end] for start, end in pairwise(starts)]
    return [(re.search(r'data-codebook="(\d+)"', one)[1], text(one)) for one in found]


def program(client, slug, codebook="1"):
    """What the program page says of the second coding under a codebook, as text."""
    return next((words for book, words in panels(client, slug) if book == codebook), "")


def section(html):
    return html[html.index('id="reproducibility"') : html.index('id="limits"')]


def comparisons(html):
    """The comparisons of the methods page by codebook and coders, each as HTML, in order."""
    pattern = (
        r'<section class="comparison"[^>]*data-codebook="([^"]*)"\s+data-coders="([^"]*)"\s+data-rules="([^"]*)">(.*?)</section>'
    )
    return {(codebook, coders, rules): part for codebook, coders, rules, part in re.findall(pattern, html, re.DOTALL)}


def comparison(html, codebook, coders):
    [part] = [part for key, part in comparisons(html).items() if key[:2] == (codebook, coders)]
    return part


def row(html, name, code):
    """The cells of one row of a comparison's tables, as text."""
    inside = re.search(rf'<tr data-{name}="{code}"[^>]*>(.*?)</tr>', html, re.DOTALL)[1]
    return [text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", inside, re.DOTALL)]


WITHOUT = "compared without the credential rule"
AB, AC = ("1", "A-B"), ("2", "A-C")


@pytest.fixture(scope="module")
def answers(first_codings, compared_codings):
    """What each two coders answered, by measure, counted from the files alone; A and C without the credential rule."""
    lines = {(line["slug"], line["coder"], line["codebook"]): line["supports"] for line in compared_codings}
    slugs = {line["slug"] for line in compared_codings}

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
    _, size, same, percent, kappas, ac1s = row(comparison(page(client, "/methods/"), *key), "measure", code)
    assert (size, same) == ("60", str(agreed))
    assert percent.split(" ")[0] == f"{100 * agreed / 60:.1f}%"
    assert kappas.split(" ")[0] == f"{float(kappa(pairs)):.3f}"
    assert ac1s.split(" ")[0] == f"{float(ac1(pairs)):.3f}"
    # the intervals, by a bootstrap of the test's own
    chance = random.Random(20)
    draws = [[chance.choice(pairs) for _ in pairs] for _ in range(1000)]
    shares = sorted(100 * sum(one == other for one, other in draw) / 60 for draw in draws)
    again = sorted(float(found) for draw in draws if (found := kappa(draw)) is not None)
    assert interval(percent) == pytest.approx([shares[25], shares[975]], abs=1.7)  # one program of sixty
    assert interval(kappas) == pytest.approx([again[25], again[975]], abs=0.04)


@pytest.mark.parametrize("key", [AB, AC])
@pytest.mark.parametrize("code", SUPPORTS)
def test_the_counts_are_those_of_the_files(client, answers, key, code):
    pairs = answers[key][code]
    expected = [pairs.count(answer) for answer in ((True, True), (True, False), (False, True), (False, False))]
    part = comparison(page(client, "/methods/"), *key)
    assert row(part, "counts", code)[1:] == [str(count) for count in expected]


def test_each_pair_of_coders_has_a_table_under_its_codebook_and_the_rule_is_marked(client):
    found = comparisons(page(client, "/methods/"))
    assert list(found) == [("2", "A-C", "no-credential"), ("1", "A-B", "")]
    assert "without the credential rule" in text(found["2", "A-C", "no-credential"])
    assert "credential" not in text(found["1", "A-B", ""])


def test_the_limits_are_told_with_their_numbers(client, answers, compared_codings):
    words = text(section(page(client, "/methods/")))
    assert "No human has coded yet." in words
    for codebook, coder in (("1", "B"), ("2", "C")):
        lines = [line for line in compared_codings if (line["coder"], line["codebook"]) == (coder, codebook)]
        same = sum(line["same_page"] for line in lines)
        assert f"For {same} of 60 programs coder {coder} read a page that coder A had" in words
        assert [code for code, pairs in answers[codebook, f"A-{coder}"].items() if all(a == b for a, b in pairs)] == ["place"]
        assert f"On place coders A and {coder} never differ." in words
    assert words.count("up to 3/60, 5.0%, of such programs.") == 2
    assert "2,000 resamples" in words
    for word in ("reliability", "accuracy"):
        assert word not in words.lower()


def test_the_coders_are_listed_with_their_protocols_and_checksums(client, people):
    coded(people[0], SAME)
    html = page(client, "/methods/")
    rows = re.findall(r'<tr data-coder="([^"]+)" data-codebook="([^"]+)">(.*?)</tr>', html, re.DOTALL)
    assert [(coder, codebook) for coder, codebook, _ in rows] == [
        *[("A", "1"), ("B", "1"), ("A", "2"), ("C", "2"), ("H1", current_codebook())]
    ]
    for coder, _, cells in rows:
        assert ("name and version are not recorded" in text(cells)) == (coder != "H1")
        assert ("no-credential" in cells) == (coder == "C")
        address = re.search(r'href="([^"]+)"', cells)[1]
        response = client.get(address)
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        assert hashlib.sha256(response.content).hexdigest() in cells


@pytest.mark.parametrize("name", ["none.md", "coders.toml", "..%2Fcoders.toml", "%00"])
def test_no_other_file_is_a_protocol(client, name):
    assert client.get(f"/methods/protocols/{name}").status_code == 404


def test_the_programs_on_which_the_coders_differ_are_linked(client):
    part = comparison(page(client, "/methods/"), *AB)
    assert re.findall(r'href="/programs/([^/]+)/#second-coding"', part) == [NOT_RECOGNIZE, NOT_PREPARE]
    words = text(part)
    assert "Noyce Microelectronics Master Teacher Fellowship : recognize. Coder A: Prepare + Place + Recognize." in words
    assert "prepare. Coder A: Prepare + Place. Coder B: Place." in words
    assert len(re.findall("#second-coding", comparison(page(client, "/methods/"), *AC))) == 4


def test_a_retired_program_is_named_there_without_a_link(client, editor):
    retire(Program.objects.get(slug=NOT_PREPARE), editor)
    html = page(client, "/methods/")
    assert f"/programs/{NOT_PREPARE}/" not in section(html)
    part = comparison(html, *AB)
    assert "GEMS-Net Teacher Leaders and Teachers-in-Residence (no longer in the catalog): prepare." in text(part)
    assert row(part, "measure", "prepare")[1:3] == ["60", "59"]


def test_the_page_leads_to_its_sections(client):
    html = page(client, "/methods/")
    for name in ("reproducibility", "coders"):
        assert f'href="#{name}"' in html
        assert html.count(f'id="{name}"') == 1


def test_without_second_codings_the_page_says_so(client):
    Coding.objects.exclude(coder="A").delete()
    html = page(client, "/methods/")
    assert "No program in this catalog has been coded a second time yet" in text(section(html))
    assert "data-measure" not in html
    assert panels(client, SAME) == []


def test_an_empty_catalog_has_a_methods_page(client, empty_catalog):
    assert "No program in this catalog has been coded a second time yet" in text(page(client, "/methods/"))


def test_a_further_machine_gets_a_table_of_its_own(client, second_codings):
    load_codings("\n".join(json.dumps({**line, "coder": "<b>C"}) for line in second_codings[:9]).encode())
    html = page(client, "/methods/")
    assert list(comparisons(html)) == [("2", "A-C", "no-credential"), ("1", "A-B", ""), ("1", "A-&lt;b&gt;C", "")]
    assert "Coder A and coder <b>C, both language models" in text(html)
    assert "<b>C" not in html


def test_one_code_used_by_both_has_no_kappa(client, second_codings):
    Coding.objects.filter(coder="B").exclude(program__slug=SAME).delete()
    part = text(comparison(page(client, "/methods/"), *AB))
    assert part.count("Not defined: both coders used one and the same code only") == 8  # kappa and AC1, of four codes
    assert "100.0% (100.0 to 100.0)" in part


def test_the_bootstrap_runs_once_for_the_same_codings(client):
    page(client, "/methods/")
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
        (NOT_PREPARE, "prepare", ("Professional advancement (Prepare + Place)", "Leadership role (Place)")),
        (
            NOT_RECOGNIZE,
            "recognize",
            ("Fellowship program (Prepare + Place + Recognize)", "Professional advancement (Prepare + Place)"),
        ),
    ],
)
def test_a_program_on_which_the_coders_differ_shows_both(client, first_codings, second_codings, slug, support, types):
    words = program(client, slug)
    assert f"under codebook 1, independently: coder A and coder B differ on {support}" in words
    label = support.capitalize()
    for coder, answer, lines in (("A", "yes", first_codings.values()), ("B", "no", second_codings)):
        [line] = [line for line in lines if line["slug"] == slug]
        assert f"{label}, coder {coder}: {answer} {line['supports'][support]['evidence']}" in words
    assert f"The type by coder A: {types[0]} ; by coder B: {types[1]} ." in words
    assert "since" not in words


def test_a_program_coded_alike_says_so_in_one_line(client, records, second_codings):
    assert panels(client, SAME) == [
        ("2", f"Coded a second time under codebook 2, independently ( coder C ): same supports, {WITHOUT}."),
        ("1", "Coded again under codebook 1, independently ( coder B ): same supports as coder A."),
    ]
    for line in second_codings:
        assert bool(program(client, line["slug"])) is True


def test_a_program_without_second_coding_says_nothing_of_it(client, records, second_codings):
    twice = {line["slug"] for line in second_codings}
    for record in [record for record in records if record.slug not in twice][:20]:
        assert "second-coding" not in page(client, f"/programs/{record.slug}/").replace("#second-coding", "")


def edited(records, slug, editor, changes, **fields):
    """Publish a change of a program that was coded twice, as a person's correction."""
    record = next(record for record in records if record.slug == slug)
    publish(Program.objects.get(slug=slug), change(record, changes, **fields), editor, "Coded anew.")


NOTE = "in this record have been changed since: what is compared are the two codings, as they were made."


def test_a_correction_leaves_the_comparison_between_the_two_codings(client, records, editor):
    before = panels(client, NOT_PREPARE)
    changes = {"supports.prepare.present": False, "supports.prepare.evidence": "Workshops for all teachers, not for leaders."}
    edited(records, NOT_PREPARE, editor, changes, models=[], practice=[])
    after = panels(client, NOT_PREPARE)
    # said once, with the first of the codings, and nothing else changes
    assert [f"The supports {NOTE}" in words for _, words in after] == [True, False]
    told = [words.replace(f"The supports {NOTE}", "").replace(" as coder A", "") for _, words in after]
    assert [words.split() for words in told] == [words.replace(" as coder A", "").split() for _, words in before]
    assert row(comparison(page(client, "/methods/"), *AB), "measure", "prepare")[1:3] == ["60", "59"]


def test_a_record_that_is_as_coder_a_coded_it_under_either_codebook_was_not_changed(client, records, first_codings, editor):
    assert "changed since" not in " ".join(words for _, words in panels(client, SAME))
    supports = {code: {**one, "source": None} for code, one in first_codings[SAME]["supports"].items()}
    edited(records, SAME, editor, {}, supports=supports)
    assert "changed since" not in " ".join(words for _, words in panels(client, SAME))


def test_a_reworded_sentence_is_told_too(client, records, editor):
    edited(records, NOT_PREPARE, editor, {"supports.place.evidence": "It places them, in other words than before."})
    assert "The evidence in this record has been changed since" in panels(client, NOT_PREPARE)[0][1]


def test_a_coding_without_any_support_would_leave_the_catalog(client, a_record, second_codings):
    record = change(a_record, slug="an-added-program", name="An Added Program")
    load(json.dumps(record.as_json()).encode(), coder="A", codebook="1")
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
    return tasks.code(open_task(user, Program.objects.get(slug=slug)), supports_unlike_a(slug, *codes), page, "medium")


def agreed(html, codebook, coders):
    """N and how many agree, for each support and the type."""
    found = re.findall(r'data-n="(\d+)" data-agreed="(\d+)"', comparison(html, codebook, coders))
    return [(int(size), int(same)) for size, same in found]


def test_people_stand_apart_from_machines_and_are_compared_with_one_another(client, people):
    first, second = people
    for slug in (SAME, NOT_PREPARE, NOT_RECOGNIZE):
        coded(first, slug)
    coded(second, SAME, "place")
    html = page(client, "/methods/")
    now = current_codebook()
    assert [(codebook, coders) for codebook, coders, _ in comparisons(html)] == [
        *(("2", "A-C"), ("1", "A-B"), (now, "A-H1"), (now, "A-H2"), (now, "H1-H2"))
    ]
    assert agreed(html, now, "A-H1") == [(3, 3)] * 4
    assert agreed(html, now, "H1-H2") == [(1, 1), (1, 0), (1, 1), (1, 0)]
    for coders in ("A-H1", "A-H2", "H1-H2"):
        assert "Fewer than 30 programs: these figures say little yet." in text(comparison(html, now, coders))
    assert "No human" not in html
    assert "secret-name" not in html


def test_the_sample_of_each_person_is_told(client, people):
    first, second = people
    coded(first, SAME, page=Program.objects.get(slug=SAME).record.sources[0].url)
    open_task(first, Program.objects.get(slug=NOT_PREPARE))
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
    assert "The coders are of one kind." in words


def test_people_alone_have_figures_too(client, people):
    Coding.objects.filter(coder__in="BC").delete()
    coded(people[0], SAME)
    words = text(section(page(client, "/methods/")))
    assert "Coder A (language model) and person H1" in words
    assert "coder B" not in words
    assert "of one kind" not in words


def test_people_from_a_file_are_people_but_nobody_knows_how_their_programs_were_chosen(client, second_codings):
    load_codings(
        json.dumps({**second_codings[0], "coder": "H4", "supports": supports_unlike_a(second_codings[0]["slug"])}).encode()
    )
    words = text(section(page(client, "/methods/")))
    assert "Coder A (language model) and person H4" in words
    assert "Person H4 coded 1 program; how they were chosen is not kept here." in words


def test_a_person_dealt_programs_makes_the_page_new(client, people):
    coded(people[0], SAME)
    first = client.get("/methods/")
    assign(people[0], 1)
    assert client.get("/methods/", headers={"If-None-Match": first["ETag"]}).status_code == 200


# ---------- decisions ----------

WHY = "The newsletter tells of workshops <for all>."


def test_decisions_are_counted_and_told_with_their_reason(client, editor):
    undecided = text(comparison(page(client, "/methods/"), *AB))
    assert "None of these 2 disagreements is decided yet." in undecided
    decide(Coding.objects.get(program__slug=NOT_PREPARE, coder="B"), editor, {"prepare": False}, WHY)
    html = page(client, "/methods/")
    words = text(section(html))
    told = "Of 2 disagreements (each one support of one program) 1 was decided by a reviewer: 0 for coder A, 1 for coder B."
    assert told in words
    reviewed = "No person has reviewed the codes yet, apart from 1 disagreement of coders that a reviewer decided."
    assert text(html).count(reviewed) == 2
    assert f"prepare is absent, as coder B coded. Reason: “{WHY}”" in words
    assert row(comparison(html, *AB), "measure", "prepare")[1:3] == ["60", "59"]  # no decision changes how far they agreed
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
    assert "Coded again under codebook 1, independently: coder A and coder B differ on prepare" in words
    assert "Coded again under codebook 2, independently ( person H1 ): same supports as coder A." in words
    assert "Coded again under codebook 2, independently: coder A and person H2 differ on place" in words
    assert "Place, person H2: no Each teacher serves one year as a mentor of new colleagues." in words
    assert "by person H2: " in words
    assert "Decided" not in words
    assert "secret-name" not in html
    assert len(re.findall(r'id="second-coding', html)) == len(set(re.findall(r'id="(second-coding[^"]*)"', html))) == 4
    decide(Coding.objects.get(program__slug=NOT_PREPARE, coder="B"), editor, {"prepare": False}, WHY)
    html = page(client, f"/programs/{NOT_PREPARE}/")
    assert f": prepare is absent, as coder B coded. Reason: “{WHY}”" in text(html)
    assert "<for all>" not in html
    assert "The supports in this record have been changed since" in text(html)
    assert "editor" not in program(client, NOT_PREPARE)
    assert "A person has checked only what is decided above" in text(html)
    assert "no person has reviewed these codes" not in text(html)


def test_a_release_shows_the_codings_it_froze_and_no_later_ones(client, people, editor):
    coded(people[0], SAME, "place")
    assert "person H1" in text(page(client, f"/programs/{SAME}/"))
    assert "person H1" not in text(page(client, f"/programs/{SAME}/?release=2026.11"))
    release("2026.12")
    assert "coder A and person H1 differ on place" in text(page(client, f"/programs/{SAME}/?release=2026.12"))
