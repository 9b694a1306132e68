"""A release answers in the words it was published with, whatever becomes of the catalog's own vocabulary."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import MappingProxyType

import pytest
from django.http import QueryDict
from django.test import Client

import typology.program_types
from catalog.browse import search_indexes
from catalog.browse.decorators import answer_cache
from catalog.browse.editions.count_today import count_today, selection_today
from catalog.browse.editions.edition import _snapshot, edition
from catalog.browse.editions.typology_evidence import fit_names
from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask
from catalog.programs.publishing.revision import forget_vocabularies, restamp
from catalog.releases.selectors import release_slugs, release_words, release_words_of
from catalog.releases.services import load_release
from catalog.schema import local_terms
from catalog.schema import vocabulary as vocabularies
from catalog.schema.codebook import book, own_book
from catalog.schema.vocabulary import use_vocabulary, vocabulary
from tests.conftest import FIXTURES
from typology import NoSupportError, ProgramType, Support
from typology.evidence import READING

pytestmark = pytest.mark.django_db
SELECTIONS = (
    "",
    "form=institute&state=OH",
    "type=award&delivery=online&delivery=unstated",
    "support=prepare&rule=no-credential",
    "type=prepare-recognize&sort=seen&view=table",
    "q=institute+in+Ohio&view=map",
)
# the codes that the test renames, splits or takes away, and the type whose code and name change
RENAMED = ("form", "institute", ("academy2",))
SPLIT = ("delivery", "online", ("online_live", "online_any_time"))
REMOVED, TYPE = "unknown", "award"
VERSIONS = sorted(file.stem for file in (FIXTURES / "releases").glob("*.zip"))
# what an answer says of the catalog now: how many programs fit today, the link there, the current revision
OF_NOW = (
    re.compile(r"; today: [\d,]+"),
    re.compile(r' data-today="\d+"'),
    re.compile(r"<a[^>]*>See the catalog as it is now</a>"),
    re.compile(r'(<link[^>]*type="application/atom\+xml"[^>]*>)'),
)


def addresses(version):
    """An address of every kind that answers from a release."""
    slugs = release_slugs(version, 3)
    for query in SELECTIONS:
        given = f"?{query}&release={version}".replace("?&", "?")
        yield f"/programs/{given}"
        yield f"/cite/{given}"
        yield f"/api/v1/programs/{given.replace('&view=table', '').replace('&view=map', '')}"
        yield f"/api/v1/facets/{given}"
        yield f"/explore/{given}"
        yield f"/explore/whatif/{given}"
    first = f"?{SELECTIONS[1]}&release={version}"
    for form in ("csv", "json", "jsonl", "bib", "ris"):
        yield f"/programs.{form}{first}"
    for form in ("bib", "ris"):
        yield f"/cite.{form}{first}"
    release = f"?release={version}"
    yield from (f"/types/{release}", f"/types/{TYPE}/{release}", f"/types/prepare-place/{release}", f"/api/v1/types/{release}")
    for axes in ("rows=form&cols=type", "rows=delivery&cols=status&show=row", "rows=type"):
        yield f"/explore/{release}&{axes}"
        yield f"/explore.csv{release}&{axes}"
        yield f"/explore.svg{release}&{axes}"
        yield f"/api/v1/crosstab/{release}&{axes.removesuffix('&show=row')}"
    yield from (f"/explore/whatif.csv{release}&rule=no-credential", f"/explore/whatif.svg{release}&rule=no-credential")
    for slug in slugs:
        yield f"/programs/{slug}/{release}"
        yield f"/api/v1/programs/{slug}/{release}"
        yield f"/cite/{release}&program={slug}"
    yield f"/completions/{release}&q=inst"
    yield f"/preparation/{release}"
    yield from (f"/data/{version}/", f"/data/{version}.zip")


def answers(version):
    """Status and content at each address, without what is said of the catalog now."""
    client, found = Client(), {}
    for address in addresses(version):
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
        if response["Content-Type"].startswith("text/html"):
            text = content.decode()
            for pattern in OF_NOW:
                text = pattern.sub("", text)
            content = text.encode()
        found[address] = response.status_code, response.get("Location"), content
    return found


def changed_words():
    """The catalog's book with a code renamed, one split, one taken away, a type renamed, all reworded, forms reordered."""
    own = own_book()
    made = {}
    for name, words in own.vocabularies.items():
        terms = [replace(term, label=f"Now {term.label}", phrase=f"now {term.phrase}") for term in words.terms]
        made[name] = replace(words, label=f"New {words.label}", terms=tuple(terms))

    def put(name, terms):
        made[name] = replace(made[name], terms=tuple(terms))

    for name, code, others in (RENAMED, SPLIT):
        old = made[name].by_code[code]
        gone = replace(old, deprecated=3, replaced_by=others)
        new = [replace(old, code=other, since=3) for other in others]
        put(name, [gone if term is old else term for term in made[name].terms] + new)
    put("status", (term for term in made["status"].terms if term.code != REMOVED))
    put("type", (replace(term, code="honor") if term.code == TYPE else term for term in made["type"].terms))
    put("form", reversed(made["form"].terms))
    home = replace(own.home_state, label="New seat", terms=made["state"].terms)
    return replace(own, vocabularies=MappingProxyType(made), home_state=home)


@pytest.fixture
def change_words(monkeypatch):
    """Give the catalog other words, as a later version of it would have."""

    def change():
        words = changed_words()
        for module in (vocabularies, local_terms):
            monkeypatch.setattr(module, "file_vocabularies", lambda: words)
        monkeypatch.setitem(typology.program_types._TABLE, ProgramType.AWARD, (Support.RECOGNIZE, "Honor"))
        restamp()
        for cached in (local_terms.vocabularies_with, release_words, _snapshot, search_indexes._released):
            cached.cache_clear()
        forget_vocabularies()
        answer_cache.clear()

    yield change
    monkeypatch.undo()
    local_terms.vocabularies_with.cache_clear()
    forget_vocabularies()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_address_of_a_release_answers_the_same_after_the_vocabulary_changed(version, change_words):
    load_release((FIXTURES / "releases" / f"{version}.zip").read_bytes())
    before = answers(version)
    assert not {address: status for address, (status, _, _) in before.items() if status not in (200, 302)}
    change_words()
    assert TYPE not in live_snapshot().facets["type"].labels
    for address, answer in answers(version).items():
        assert answer == before[address], address


@pytest.mark.parametrize("address", ["/", "/methods/", "/types/", "/find/", "/preparation/", "/explore/", "/deadlines/"])
def test_every_page_answers_after_a_code_that_it_names_was_renamed(address, change_words):
    change_words()
    assert Client().get(address).status_code == 200


def test_what_is_counted_by_a_renamed_code_is_counted_by_the_new_one(change_words):
    before = fit_names(edition(live_snapshot()), READING).fit_count
    change_words()
    assert fit_names(edition(live_snapshot()), READING).fit_count == before


def test_a_code_is_asked_for_in_the_words_of_the_edition(change_words):
    change_words()
    live = live_snapshot()
    old, new = ask(QueryDict("form=institute&release=2026.11"), live), ask(QueryDict("form=academy2"), live)
    assert not old.ignored
    assert not new.ignored
    assert old.selection.chosen == {"form": ("institute",)}
    renamed = ask(QueryDict("form=institute"), live)
    assert (renamed.selection.chosen, renamed.ignored) == ({"form": ("academy2",)}, ())
    assert [one.value for one in ask(QueryDict("form=academy2&release=2026.11"), live).ignored] == ["academy2"]
    assert Client().get("/api/v1/programs/?form=academy2&release=2026.11").status_code == 400
    assert Client().get("/api/v1/programs/?form=institute&release=2026.11").status_code == 200


def test_a_selection_of_a_release_leads_to_what_took_the_place_of_its_codes(change_words):
    change_words()
    live = live_snapshot()
    asked = ask(QueryDict("form=institute&delivery=online&type=award&status=unknown&release=2026.11"), live)
    assert selection_today(asked, live).chosen == {
        "form": ("academy2",),
        "type": ("honor",),
        "delivery": ("online_live", "online_any_time"),
    }
    assert count_today(asked, live) == 0  # nothing took the place of the status
    asked = ask(QueryDict("form=institute&type=award&release=2026.11"), live)
    now = ask(QueryDict("form=academy2&type=honor"), live)
    assert count_today(asked, live) == now.snapshot.count(now.selection) > 0


def test_a_facet_that_was_added_after_a_release_is_not_asked_of_it():
    live = live_snapshot()
    added = set(live.facets) - set(edition(live, "2026.11").snapshot.facets)
    for name in added:
        code = next(iter(live.facets[name].labels))
        assert [one.parameter for one in ask(QueryDict(f"{name}={code}&release=2026.11"), live).ignored] == [name]
        assert Client().get(f"/api/v1/programs/?{name}={code}&release=2026.11").status_code == 400
        assert f'data-facet="{name}"' not in Client().get("/programs/?release=2026.11").content.decode()
        assert not ask(QueryDict(f"{name}={code}"), live).ignored


def test_the_book_in_use_is_the_catalogs_own_outside_a_release():
    words = release_words_of("2026.11")
    with use_vocabulary(words):
        assert book() is words
        assert vocabulary("function") is own_book().vocabularies["function"]  # of a field that the release does not have
        with use_vocabulary(own_book()):
            assert book() is own_book()
        assert book() is words
    assert book() is own_book()
    with ThreadPoolExecutor(1) as pool, use_vocabulary(words):
        assert pool.submit(book).result() is own_book()
    with pytest.raises(ZeroDivisionError), use_vocabulary(words):
        1 / 0  # noqa: B018
    assert book() is own_book()


def test_a_page_of_the_present_catalog_speaks_its_words_though_its_address_names_a_release():
    page = Client().get("/methods/?release=2026.11").content.decode()
    assert "data-vocabulary" not in page or 'data-vocabulary="function"' in page
    assert Client().get("/data/dictionary/?release=2026.11").content.decode().count('id="vocabulary-function"') == 1


def test_types_stand_for_the_supports_that_the_typology_ties_them_to():
    words = release_words_of("2026.11")
    for book_of in (own_book(), words):
        terms = book_of.vocabularies["type"].terms
        assert {term.supports: term.label for term in terms} == {kind.supports.codes: kind.label for kind in ProgramType}
        assert {book_of.type_of(kind.supports).code for kind in ProgramType} == {kind.value for kind in ProgramType}
    with pytest.raises(NoSupportError):
        own_book().type_of(Support(0))
