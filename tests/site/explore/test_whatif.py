"""The what-if page and its figure: types before and after a change, and every place where rules can be changed."""

import json
import re
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.http import QueryDict

from catalog.browse.editions.changed_rules import CHANGES, NO_SUPPORT, what_if
from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask
from catalog.site.explore.whatif import name_types
from tests.browse import oracle
from tests.helpers import page
from tests.site.explore.reading import find_inline_figure, find_link, read_csv, read_svg, read_texts
from tests.site.page_reader import browsed, switches
from typology import Rule

pytestmark = pytest.mark.django_db

ANSWERS = {"&rule=".join(change.codes): change for change in CHANGES}
SELECTIONS = [
    "",
    "state=OH",
    "release=2026.11",
    "release=2026.11&q=science",
    "type=community-of-practice&form=certificate",
    "support=recognize",
]


def address(rule, query="", path="/explore/whatif/"):
    return f"{path}?rule={rule}" + (f"&{query}" if query else "")


def moves(html):
    """The rows of the table: (before, after) -> programs."""
    found = re.findall(r'<tr data-before="([^"]+)" data-after="([^"]+)" data-count="(\d+)"', html)
    return {(before, after): int(count) for before, after, count in found}


@pytest.mark.parametrize("query", SELECTIONS)
@pytest.mark.parametrize("rule", ANSWERS)
def test_table_figure_and_list_give_the_same_figures(client, rule, query):
    found = what_if(ask(QueryDict(query), live_snapshot()), ANSWERS[rule])
    shown = page(client, address(rule, query))
    assert moves(shown.html) == found.counts
    assert f'data-count="{len(found.types)}" data-moved="{len(found.moved)}"' in shown.html
    listed = re.findall(r'<li><a href="/programs/([\w-]+)/', shown.html)
    assert sorted(listed) == found.moved
    said = read_texts(read_svg(client, address(rule, query, "/explore/whatif.svg")))
    for side in (0, 1):
        for code in name_types():
            count = sum(number for pair, number in found.counts.items() if pair[side] == code)
            assert not count or f"{name_types()[code][0]}: {count}" in said
    whole = " ".join(said)
    for before, after in found.counts:
        if before != after:
            names = [f"{name_types()[code][0]} ({name_types()[code][1]})" for code in (before, after)]
            assert f"{names[0]} to {names[1]}: {found.counts[before, after]}." in whole
    lines = read_csv(client, address(rule, query, "/explore/whatif.csv"))
    assert {(line["before"], line["after"]): int(line["programs"]) for line in lines} == found.counts
    assert sum(int(line["programs"]) for line in lines if line["moved"] == "true") == len(found.moved)
    assert all(int(line["total"]) == len(found.types) for line in lines)
    canonical = find_link(shown, 'data-file="svg"').replace("/explore/whatif.svg", "/explore/whatif/")
    assert {line["address"] for line in lines} == {f"http://testserver{canonical}"}
    for form in ("csv", "png", "pdf"):
        assert find_link(shown, f'data-file="{form}"') == canonical.replace("/explore/whatif/", f"/explore/whatif.{form}")
    assert read_texts(find_inline_figure(shown)) == said


def test_the_selection_is_what_browsing_finds(client):
    for query in ("", "state=OH", "type=award", "release=2026.11&q=science"):
        count = int(re.search(r'data-count="(\d+)" data-moved', page(client, address("no-credential", query)).html)[1])
        assert count == browsed(client, f"/programs/?{query}")


def test_types_after_are_what_the_catalog_counts_under_the_rule(client):
    after = {}
    for (_, code), count in moves(page(client, address("no-credential")).html).items():
        after[code] = after.get(code, 0) + count
    answer = client.get("/api/v1/types/?rule=no-credential").json()
    assert {one["code"]: one["count"] for one in answer["types"] if one["count"]} == {
        code: count for code, count in after.items() if code != NO_SUPPORT
    }
    assert answer["count"] == sum(after.values()) - after.get(NO_SUPPORT, 0)


def test_what_it_says_of_a_release_is_marked_and_kept_in_every_link(client):
    shown = page(client, address("no-credential", "release=2026.11&state=OH"))
    assert f"In 2026.11: 78; today: {browsed(client, '/programs/?state=OH')}." in shown.text
    assert "in release 2026.11" in shown.text
    assert "Teacher Leadership Program Catalog, release 2026.11 of" in shown.text
    assert find_link(shown, 'data-file="svg"') == address("no-credential", "state=OH&release=2026.11", "/explore/whatif.svg")
    assert find_link(shown, 'data-rules="second-coder"') == address("second-coder", "state=OH&release=2026.11")
    assert find_link(shown, 'id="whatif-crosstab"') == "/explore/?state=OH&release=2026.11&rule=no-credential"
    assert all("?release=2026.11" in link for link in re.findall(r'<li><a href="(/programs/[^"]+)"', shown.html))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("rule=none", "“none” is not a changed rule and was ignored. It takes no-credential, no-selection, second-coder."),
        ("rule=second-coder&rule=no-credential", "cannot be combined with a rule: the last was used, “second-coder” ignored."),
        ("rule=no-selection&rule=second-coder", "cannot be combined with a rule: the last was used, “no-selection” ignored."),
        ("colour=red", "“colour” is not a parameter of this catalog."),
        ("form=job", "“job” is not a value of"),
        ("release=1999.1", "“1999.1” is not a release"),
    ],
)
def test_what_it_does_not_know_it_names_and_the_file_refuses(client, query, says):
    assert says in page(client, f"/explore/whatif/?{query}").text
    assert client.get(f"/explore/whatif.csv?{query}").status_code == 400
    for form in ("png", "pdf"):
        assert client.get(f"/explore/whatif.{form}?{query}").status_code == 400
    refusal = client.get(f"/explore/whatif.svg?{query}")
    assert refusal.status_code == 400
    assert re.split(" and was ignored|: |\\.$", says)[0] in refusal.content.decode()


def test_nothing_found_is_said_and_its_file_is_a_drawing(client):
    query = "release=2026.11&form=certification&state=AK&support=place"
    for rule in ANSWERS:
        assert 'id="whatif-empty"' in page(client, address(rule, query)).html
        ElementTree.fromstring(client.get(address(rule, query, "/explore/whatif.svg")).content)


def test_hostile_words_are_text(client):
    for path in ("/explore/whatif/", "/explore/whatif.svg", "/explore/whatif.csv"):
        response = client.get(path, {"q": 'science"><script>alert(1)</script>'})
        assert response.status_code == 200
        assert b"<script>alert" not in response.content


def test_one_program_reads_as_one(client):
    shown = page(client, address("second-coder", "release=2026.11&q=purdue+noyce+microelectronics"))
    assert "1 of 1 program changes its type" in shown.text


def test_empty_values_go_and_explore_leads_here_once_with_the_selection(client):
    response = client.get("/explore/whatif/?rule=second-coder&q=")
    assert (response.status_code, response["Location"]) == (302, "/explore/whatif/?rule=second-coder")
    shown = page(client, "/explore/?rows=type&rule=no-credential&state=OH")
    assert find_link(shown, 'id="whatif-link"') == address("no-credential", "state=OH")
    both = page(client, "/explore/?rows=type&rule=no-selection&rule=no-credential")
    assert find_link(both, 'id="whatif-link"') == address("no-credential&rule=no-selection")


def test_every_change_is_offered_once_with_everything_else_kept(client):
    shown = page(client, address("no-selection", "state=OH"))
    assert switches(shown) == {" ".join(change.codes): address(rule, "state=OH") for rule, change in ANSWERS.items()}
    assert switches(page(client, "/types/?release=2026.11")) == {
        " ".join(rules.codes): "/types/?" + urlencode([("release", "2026.11"), *(("rule", code) for code in rules.codes)])
        for rules in Rule.combinations()
    }


@pytest.mark.parametrize("rules", Rule.combinations())
@pytest.mark.parametrize(
    "path", ["/explore/?rows=type", "/types/?", "/types/credential/?", "/programs/?", "/programs/nyc-big-apple-awards/?"]
)
def test_changed_rules_are_marked_wherever_they_apply(client, path, rules):
    shown = page(client, path + "".join(f"&rule={code}" for code in reversed(rules.codes)))
    assert rules.label in shown.text_of('[data-mark="rule"]')
    assert "rule=" not in shown.one('[data-mark="rule"] a')["href"]


@pytest.mark.parametrize("rules", Rule.combinations())
def test_files_made_under_changed_rules_say_so(client, records, rules):
    query = "&".join(f"rule={code}" for code in rules.codes)

    def file(form):
        response = client.get(f"/programs.{form}?{query}")
        assert response["Content-Disposition"].endswith(f'-{"-".join(rules.codes)}.{form}"')
        return b"".join(response.streaming_content)

    left = oracle.under_rules(records, rules.codes)
    lines = [json.loads(line) for line in file("jsonl").splitlines()]
    assert len(lines) == len(left)
    assert {line["rule"] for line in lines} == {"; ".join(rules.codes)}
    document = json.loads(file("json"))
    assert document["about"]["rule"] == f"Coded {rules.label}. {rules.explanation}"
    types = {record.slug: oracle.values(record, "type")[0] for record in left}
    assert {program["slug"]: program["type"] for program in document["programs"]} == types
    assert b",rule," in file("csv").split(b"\r\n")[0]
    assert f"coded {rules.label}".encode() in client.get(f"/explore.csv?rows=type&{query}").content


def test_with_the_second_coders_codes_the_notice_counts_what_was_coded_twice(client):
    shown = page(client, address("second-coder", "release=2026.11"))
    assert 'data-count="60" data-moved' in shown.html
    assert "In 2026.11: 60 coded twice; today: 60." in shown.text
    ohio = page(client, address("second-coder", "state=OH&release=2026.11"))
    count = re.search(r'data-count="(\d+)" data-moved', ohio.html)[1]
    assert re.search(rf"In 2026\.11: {count} coded twice; today: \d+\.", ohio.text)
    assert (
        f"In 2026.11: 363; today: {browsed(client, '/programs/')}."
        in page(client, address("no-credential", "release=2026.11")).text
    )
