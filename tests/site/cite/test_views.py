"""Citations: what they name is found again at their address."""

import re

import pytest
from django.http import QueryDict

from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask
from catalog.models import Program, Release
from catalog.programs.services import publish
from catalog.releases.services import set_dois
from tests.browse import oracle
from tests.factories import change
from tests.helpers import page

pytestmark = pytest.mark.django_db


def cited(client, query):
    """Each citation of the page: (release, count, address)."""
    return [
        (one["data-release"], int(one["data-count"]), one.select_one(".cite-address a")["href"])
        for one in page(client, f"/cite/?{query}").all("section.cite")
    ]


@pytest.mark.parametrize(
    "query", ["", "state=OH", "form=fellowship&form=award", "q=science", "rule=no-credential&type=credential"]
)
def test_a_selection_is_cited_in_the_newest_release_first_then_as_it_is_now(client, query):
    frozen, now = cited(client, query)
    assert frozen[0] == "2026.11"
    assert now[0] == ""
    shown = page(client, frozen[2])
    counts = shown.one("#release-counts" if frozen[2].startswith("/data/") else '[data-mark="release"]')
    # a fixed list holds the same programs today as then
    today = frozen[1] if "list=" in frozen[2] else now[1]
    assert (counts["data-count"], counts["data-today"]) == (str(frozen[1]), str(today))


def test_a_cited_search_finds_the_same_programs_though_words_find_others(client):
    [(_, count, address), _] = cited(client, "q=science&state=OH")
    assert "list=" in address
    assert "q=" not in address
    asked = ask(QueryDict("q=science&state=OH&release=2026.11"), live_snapshot())
    before = sorted(asked.snapshot.select(asked.selection))
    for slug in before[:3]:
        program = Program.objects.get(slug=slug)
        record = program.versions.get(state="published").record
        publish(
            program,
            change(record, name="Nothing of it", summary="A program that is about quite other things than it once was."),
            None,
        )
    again = ask(QueryDict(address.partition("?")[2]), live_snapshot())
    assert sorted(again.snapshot.select(again.selection)) == before
    assert len(before) == count


def test_a_table_and_a_program_are_cited_with_the_release(client):
    [(release, count, address), _] = cited(client, "rows=type&cols=scope&state=OH")
    assert (release, count) == ("2026.11", 78)
    assert address.startswith("/explore/?rows=type&cols=scope")
    assert page(client, address).one(".cross-sentence")["data-count"] == "78"
    [(release, count, address), _] = cited(client, "program=nyc-big-apple-awards")
    assert (release, count, address) == ("2026.11", 1, "/programs/nyc-big-apple-awards/?release=2026.11")
    assert page(client, address).has('[data-mark="release"]')


def test_a_citation_names_release_date_count_and_address(client):
    shown = page(client, "/cite/?state=OH").text
    assert re.search(
        r"Teacher Leadership Program Catalog contributors\. \(2026, November 2\d\)\. Teacher Leadership Program Catalog: "
        r"78 programs open to teachers in Ohio \(release 2026\.11\) \[Data set\]\. Teacher Leadership Program Catalog\. "
        r"http://testserver/programs/\?state=OH&release=2026\.11",
        shown,
    )
    assert re.search(r"Retrieved \w+ \d+, \d{4}, from http://testserver/programs/\?state=OH", shown)


@pytest.mark.parametrize(("form", "start"), [("bib", b"@dataset{tlpc-2026.11-selection-"), ("ris", b"TY  - DATA\r\n")])
def test_a_reference_can_be_taken_along(client, form, start):
    response = client.get(f"/cite.{form}?state=OH&release=2026.11")
    assert response.status_code == 200
    assert response.content.startswith(start)
    assert b"elease 2026.11" in response.content
    assert client.get(f"/cite.{form}?colour=red").status_code == 400
    assert client.get(f"/cite.{form}?program=nowhere").status_code in (400, 404)


def test_what_there_is_not_cannot_be_cited(client):
    page(client, "/cite/?program=nowhere", 404)
    page(client, "/cite/?program=%00", 404)
    assert "“colour” is not a parameter" in page(client, "/cite/?colour=red").text


def test_without_a_release_the_catalog_is_cited_as_it_is_now(client):
    Release.objects.all().delete()
    [(release, count, address)] = cited(client, "state=OH")
    assert (release, count, address) == ("", 152, "/programs/?state=OH")


def test_the_methods_paragraph_counts(client, first_release, second_codings):
    shown = page(client, "/cite/?rows=type&cols=delivery&state=OH").text
    ohio = [record for record in first_release if not record.serves_states or "OH" in record.serves_states]
    silent = sum(record.delivery is None for record in ohio)
    assert f"release 2026.11 of November 24, 2026, which holds {len(first_release)} programs" in shown
    assert f"{silent} of {len(ohio)} programs do not state “delivery”" in shown
    by_slug = {record.slug: record for record in first_release}
    for support in ("prepare", "place", "recognize"):
        agreed = sum(
            by_slug[one["slug"]].supports.of(support).present == one["supports"][support]["present"] for one in second_codings
        )
        assert f"{support} in {100 * agreed / 60:.1f}%" in shown
    assert "not all programs" in shown
    bounded = page(client, "/cite/?experience_max=3&pays=nothing&rule=no-credential").text
    assert "without the credential rule" in bounded
    assert "do not state the years of teaching they ask for were kept" in bounded


def paragraph(client, query, edition):
    """The methods paragraph of a citation, by the id of its edition: "release" or "now"."""
    return page(client, f"/cite/?{query}").text_of(f'[aria-labelledby="paragraph-{edition}"]')


def test_a_sample_of_one_program_is_one_of_those_selected(client):
    assert "; the sample is 1 of the programs run by American Chemical Society" in paragraph(
        client, "sponsor=american-chemical-society", "now"
    )


def test_the_paragraph_gives_the_agreement_under_each_codebook(client):
    """Of release 2026.11, whose codings are of the first codebook, A and B alone; of the catalog now, A and C as well."""
    frozen, now = paragraph(client, "state=OH", "release"), paragraph(client, "state=OH", "now")
    for words in (frozen, now):
        assert "under codebook 1 a second coder of the same kind (coder B)" in words
        first = words.partition("Under codebook 2")[0]
        place = "place in 100.0% [94.0, 100.0], kappa 1.00, AC1 1.00"
        for agreed in ("prepare in 98.3% [91.1, 100.0]", place, "recognize in 98.3% [91.1, 100.0]", "type in 96.7% [88.5, 99.6]"):
            assert agreed in first
    assert "codebook 2" not in frozen
    second = now.partition("Under codebook 2")[2]
    assert "coder C, who saw no other codes, coded 60 programs" in second
    assert "Compared without the credential rule, which coder C left out, the two agreed on" in second
    for measured in ("prepare in 96.7%, 0.93, 0.94", "recognize in 96.7%, 0.93, 0.94", "the type in 93.3%, 0.92, 0.92"):
        code, kappa, ac1 = measured.split(", ")
        assert re.search(rf"{code} \[[^]]+\], kappa {kappa} \[[^]]+\], AC1 {ac1} \[", second), measured


def test_the_paragraph_says_what_is_known_of_the_coders_and_where_their_protocols_are(client):
    shown = page(client, "/cite/?state=OH").text
    assert "Coders A, B and C: a language model; its name and version are not recorded." in shown
    assert "http://testserver/methods/#coders" in shown


def test_the_paragraph_of_a_table_counts_what_the_table_counts(client, first_release):
    shown = page(client, "/cite/?rows=support&cols=type&support=prepare&support=place&founded_min=2000").text
    part = oracle.shown(first_release, {"support": ("prepare", "place")}, {"founded_min": 2000}, ("support", "type"))
    kept = sum(record.founded is None for record in part)
    assert f"{kept} programs that do not state when they were founded were kept." in shown
    chosen = page(client, "/cite/?rows=delivery&cols=type&delivery=online&type=award").text
    silent = sum(record.delivery is None for record in first_release)
    assert f"{silent} of 363 programs do not state “delivery”." in chosen
    assert "were left out" not in chosen
    others = page(client, "/cite/?rows=type&delivery=online&type=award").text
    assert f"{silent} programs that otherwise fit do not state “delivery” and were left out." in others
    both = page(client, "/cite/?founded_min=1990&founded_max=2000").text
    assert both.count("do not state when they were founded were kept.") == 2  # once in each edition


def test_the_paragraph_says_what_its_agreement_does_not(client, second_codings):
    shown = page(client, "/cite/?support=prepare").text
    same = sum(one["same_page"] for one in second_codings)
    assert f"For {same} of 60 programs, it read the same page." in shown
    # the coders never differ on place
    assert "place in 100.0% [94.0, 100.0], kappa 1.00, AC1 1.00, recognize in" in shown
    assert "always agreed on place" in shown
    assert "up to 5.0% of such programs" in shown
    assert "measured with the credential rule" not in shown
    ruled = page(client, "/cite/?support=prepare&rule=no-credential&release=2026.11").text
    assert "All this was measured with the credential rule; how far coders agree without it is not known" in ruled


@pytest.mark.parametrize("rules", ["second-coder", "high-confidence", "one-per-family", "no-credential"])
def test_the_paragraph_under_a_rule_names_the_whole_release_and_only_rules_of_coding_as_unknown(
    client, first_release, second_codings, rules
):
    shown = paragraph(client, f"release=2026.11&rule={rules}", "release")
    assert f"which holds {len(first_release)} programs" in shown
    left = oracle.types_under(first_release, [rules], {one["slug"]: one for one in second_codings})
    assert re.search(rf"the sample is the {len(left)} programs coded ", shown)
    assert ("All this was measured with" in shown) == (rules == "no-credential")
    assert "derived again as in the codebook" not in shown


def test_the_paragraph_of_a_table_names_its_panels_and_their_second_coding(client):
    shown = paragraph(client, "rows=type&cols=form&by=scope", "now")
    assert re.search(r" programs by program type and .+, in panels by reach \(", shown)
    assert re.search(r"No second coding: [^.]*“Reach”", shown)


def test_the_paragraph_does_not_ask_programs_to_state_that_they_were_coded_twice(client):
    for query in ("coded_twice=agree", "rows=coded_twice&cols=type"):
        assert "not state “coded twice”" not in paragraph(client, query, "now")
    assert "374 of 434 programs are not coded twice." in paragraph(client, "rows=coded_twice&cols=type", "now")


def test_no_two_citations_share_a_key_and_the_same_one_keeps_it(client):
    def key(query):
        response = client.get(f"/cite.bib?{query}")
        found = re.match(r"@\w+\{([\w.-]+),", response.content.decode())[1]
        assert response["Content-Disposition"] == f'attachment; filename="{found}.bib"'
        assert f"ID  - {found}\r\n" in client.get(f"/cite.ris?{query}").content.decode()
        return found

    queries = [
        *("", "state=OH", "state=TX", "rule=no-credential", "state=OH&rule=no-credential", "q=science"),
        *("rows=type&cols=scope", "rows=type&cols=scope&state=OH", "rows=type&cols=scope&type=award"),
        *("program=nyc-big-apple-awards", "program=nyc-big-apple-awards&rule=no-credential"),
    ]
    keys = [key(query + release) for query in queries for release in ("", "&release=2026.11")]
    assert len(set(keys)) == len(keys)
    # however the same is asked for
    assert key("state=OH&form=award") == key("form=award&state=OH&sort=seen&page=2")
    assert key("release=2026.11").endswith("2026.11-release-2026.11")


def test_a_program_has_the_same_key_in_a_file_of_many(client):
    for query in ("release=2026.11", "rule=no-credential", ""):
        one = client.get(f"/cite.bib?program=nyc-big-apple-awards&{query}").content.decode().partition(",")[0]
        assert one in client.get(f"/programs.bib?{query}").getvalue().decode()


def test_dois_are_in_citations_of_a_release_and_its_views(client, editor):
    set_dois({"2026.11": "10.5281/zenodo.2", "": "10.5281/zenodo.1"}, editor)
    whole = page(client, "/cite/?release=2026.11").text
    assert whole.count("https://doi.org/10.5281/zenodo.2") == 1
    assert "doi = {10.5281/zenodo.2}" in whole
    assert "DO - 10.5281/zenodo.2" in whole
    assert "zenodo.1" not in whole
    for query in ("state=OH", "rows=type&cols=scope&show=row", "program=nyc-big-apple-awards"):
        part = page(client, f"/cite/?{query}&release=2026.11").text
        assert part.count("Part of https://doi.org/10.5281/zenodo.2.") == 3
        assert "doi = {" not in part
    assert "Part of https://doi.org/10.5281/zenodo.2." in client.get("/programs.json?release=2026.11").getvalue().decode()
    set_dois({"2026.11": ""}, editor)
    assert "Part of https://doi.org/10.5281/zenodo.1." in page(client, "/cite/?release=2026.11").text


def test_a_note_says_the_release_once(client):
    reference = client.get("/cite.bib?state=OH&release=2026.11").content.decode()
    assert "note = {Release 2026.11. 78 programs. Describes this catalog, not all programs.}" in reference
    now = client.get("/cite.bib?state=OH").content.decode()
    assert re.search(r"note = \{152 programs\. Revision \d+ of the catalog\. Describes", now)


@pytest.mark.parametrize("show", ["row", "column", "total"])
def test_a_cited_table_shows_what_it_showed(client, show):
    table = f"/explore/?rows=type&cols=sponsor_type&show={show}&state=OH"
    found = page(client, table).one("#cite-this")["href"]
    assert QueryDict(found.partition("?")[2])["show"] == show
    shown = page(client, found)
    addresses = [link["href"] for link in shown.all(".cite-address a")]
    assert len(addresses) == 2
    for address in addresses:
        assert QueryDict(address.partition("?")[2])["show"] == show
    files = [link["href"] for link in shown.all(".cite-take a")]
    assert len(files) == 4
    for file in files:
        assert f"show={show}" in client.get(file).content.decode().replace(r"\&", "&")


@pytest.mark.parametrize(
    "query", ["", "rule=no-credential&rule=not-ended&interval=95", "state=OH&rule=second-coder", "q=science"]
)
def test_the_citation_of_the_what_if_page_leads_back_to_it_with_rules_and_intervals(client, query):
    asked = page(client, f"/explore/whatif/?{query}").one("#cite-this")["href"]
    frozen, now = cited(client, asked.partition("?")[2])
    for release, _, address in (frozen, now):
        shown = page(client, address)
        given = QueryDict(address.partition("?")[2])
        assert given.getlist("rule") == QueryDict(query).getlist("rule")
        assert given.get("interval") == QueryDict(query).get("interval")
        assert shown.has('[data-mark="release"]') == bool(release)
    assert frozen[0] == "2026.11"
    for link in page(client, asked).all('a[href^="/cite.bib"]'):
        assert "whatif" in client.get(link["href"]).content.decode()
