"""A release answers the same for ever, whatever becomes of the catalog."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict

from catalog.browse.editions.count_today import count_today
from catalog.browse.editions.edition import edition
from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask, ask_present, listed
from catalog.models import Program
from catalog.programs.dates.currency import currency_of
from catalog.programs.services import publish, retire
from catalog.programs.supports import supports_of
from catalog.releases.services import load_release, release
from catalog.schema.codebook import own_book
from catalog.schema.vocabulary import use_vocabulary
from tests.conftest import FIXTURES
from tests.factories import change
from typology import Rule

pytestmark = pytest.mark.django_db
QUERIES = ["", "state=OH", "form=fellowship&form=award&sort=deadline", "q=science+fellowship", "q=coachin&state=OH",
           "sponsor=arizona-k12-center", "experience_max=5&sort=seen", "rule=no-credential&type=credential",
           "support=prepare&support=place&sort=founded", "q=%22national+board%22+-award&sort=name"]  # fmt: skip


@pytest.fixture(autouse=True)
def _second_release(request):
    """The release of the data that the catalog begins with; none in an empty catalog."""
    if "empty_catalog" in request.fixturenames:
        return
    load_release((FIXTURES / "releases" / "2026.12.zip").read_bytes())


def asked(query):
    return ask(QueryDict(query), live_snapshot())


def answered(query):
    """Everything a query is answered: programs in order, counts, records."""
    found = asked(query)
    slugs = found.snapshot.select(found.selection)
    return slugs, found.snapshot.counts(found.selection), [entry.record for entry in found.edition.published(slugs[:40])]


def list_current(slugs):
    """Those that are not listed last as older programs, in order."""
    entries = asked("").edition.published(slugs)
    return [entry.record.slug for entry in entries if not currency_of(entry.record, live_snapshot().today).is_older]


def test_codings_of_a_release_keep_their_codes_whatever_codebook_is_in_use():
    release("2027.01")
    known = own_book().vocabularies
    forms = replace(known["form"], terms=tuple(term for term in known["form"].terms if term.code != "award"))
    with use_vocabulary(replace(own_book(), vocabularies={**known, "form": forms})):
        pairs = [pair for found in edition(live_snapshot(), "2027.01").comparisons().values() for pair in found]
    assert any("award" in pair.first.attributes.get("form", ()) for pair in pairs)


def disturb():
    """Change, rename, retire and move programs, as months of work would."""
    for slug in ("nyc-big-apple-awards", "acte-teacher-of-the-year"):
        program = Program.objects.get(slug=slug)
        record = program.versions.get(state="published").record
        publish(program, change(record, name=f"Zebra {slug}", slug=f"zebra-{slug}", sponsor="Zebra Trust"), None)
    for program in Program.objects.filter(slug__contains="fellow", publication="published")[:5]:
        retire(program, None, "It ended.")
    for program in Program.objects.filter(sponsor__slug="arizona-k12-center"):
        record = program.versions.get(state="published").record
        publish(program, change(record, sponsor="Other Center", serves_states=[], scope="national", locality=None), None)


@pytest.mark.parametrize("query", QUERIES)
def test_a_release_answers_as_the_catalog_did_and_goes_on_so(query):
    slugs, counts, _ = answered(query)
    frozen = answered(f"{query}&release=2026.12")
    if asked(query).selection.sort == "relevance":
        # each database weighs in its own way what all of them find; a release weighs the same in every one
        assert sorted(frozen[0]) == sorted(slugs)
    else:
        # a release keeps the order of its programs; the catalog now lists older ones last
        current = list_current(slugs)
        assert [slug for slug in frozen[0] if slug in set(current)] == current
        assert sorted(frozen[0]) == sorted(slugs)
    # the facets of what pages say came after this release
    assert frozen[1] == {name: count for name, count in counts.items() if name not in ("prepare", "place", "recognize")}
    disturb()
    assert answered(f"{query}&release=2026.12") == frozen
    assert not asked(f"{query}&release=2026.12").ignored


def test_what_a_selection_finds_today_is_told_beside_the_release():
    found = asked("form=fellowship&release=2026.12")
    assert count_today(found, live_snapshot()) == found.snapshot.count(found.selection) == 80
    disturb()
    now = live_snapshot()
    assert count_today(asked("form=fellowship&release=2026.12"), now) == now.count(asked("form=fellowship").selection)
    assert count_today(asked("sponsor=arizona-k12-center&release=2026.12"), now) == 0


def test_a_second_release_stands_beside_the_first():
    disturb()
    release("2027.01")
    frozen, now = answered("form=fellowship&release=2027.01"), answered("form=fellowship")
    assert (sorted(frozen[0]), frozen[1]) == (sorted(now[0]), now[1])
    assert answered("form=fellowship&release=2026.12") != answered("form=fellowship&release=2027.01")


def test_under_a_rule_records_and_counts_agree(records):
    rests = [record for record in records if supports_of(record) != supports_of(record, Rule.NO_CREDENTIAL)]
    slugs = [record.slug for record in rests]
    for query in ("rule=no-credential", "rule=no-credential&release=2026.12"):
        found = asked(query)
        assert not any(entry.record.supports.recognize.present for entry in found.edition.published(slugs))
        recognizing = found.snapshot.counts(found.selection)["support"]["recognize"]
        assert recognizing == asked("").snapshot.counts(asked("").selection)["support"]["recognize"] - len(rests)


def test_what_is_no_release_or_rule_is_named():
    found = asked("release=2020.01&rule=nonsense&list=AwAA")
    assert {problem.parameter for problem in found.ignored} == {"release", "rule", "list"}
    assert found.edition.release is None
    assert "2026.11" in next(str(problem) for problem in found.ignored if problem.parameter == "release")


def test_a_list_finds_exactly_its_programs():
    science = asked("q=science&release=2026.12")
    slugs = science.snapshot.select(science.selection)
    fixed = listed(science)
    assert fixed.q == ""
    found = asked(fixed.query())
    assert sorted(found.snapshot.select(found.selection)) == sorted(slugs)
    assert not found.ignored


def test_what_is_about_the_present_alone_names_the_release_it_left_aside():
    found = ask_present(QueryDict("release=2026.12&rule=no-credential&form=award"), live_snapshot())
    assert {problem.parameter for problem in found.ignored} == {"release", "rule"}
    assert found.selection.chosen == {"form": ("award",)}
    assert found.edition.release is None


def test_threads_share_a_release(empty_catalog):
    call_command("load_release", FIXTURES / "releases" / "2026.11.zip", verbosity=0)

    def count(number):
        try:
            found = asked(f"q=science&release=2026.11&page={number % 3 + 1}")
            return found.snapshot.count(found.selection)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        counts = set(pool.map(count, range(24)))
    assert len(counts) == 1
    assert counts.pop() > 20
