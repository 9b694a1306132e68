"""The what-if page: switches, the flow from type to type, and every place where rules can be changed."""

import json
import re
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.http import QueryDict

from catalog.browse.editions.changed_rules import LEFT_OUT, NO_SUPPORT, what_if
from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.query import ask
from catalog.site.explore.whatif.views import name_outcomes
from tests.browse import oracle
from tests.helpers import page
from tests.site.explore.reading import find_link, read_csv, read_svg, read_texts
from tests.site.page_reader import browsed, switches
from typology import Rule

pytestmark = pytest.mark.django_db

CHANGES = [
    Rule.NO_CREDENTIAL,
    Rule.NO_CREDENTIAL | Rule.NO_SELECTION,
    Rule.SECOND_CODER,
    Rule.NO_CREDENTIAL | Rule.HIGH_CONFIDENCE | Rule.NOT_ENDED | Rule.ONE_PER_FAMILY,
]
by_code = pytest.mark.parametrize("rules", CHANGES, ids=lambda rules: rules.code)
SELECTIONS = ["", "state=OH", "release=2026.11&q=science", "type=community-of-practice&form=certificate"]


def address(rules, query="", path="/explore/whatif/"):
    pairs = urlencode([("rule", code) for code in rules.codes])
    return f"{path}?{query}&{pairs}" if query else f"{path}?{pairs}"


def result(shown):
    return shown.one("#whatif-result")


def moves(shown):
    """The rows of the table: (before, after) -> programs."""
    return {(row["data-before"], row["data-after"]): int(row["data-count"]) for row in shown.all(".whatif-moves tbody tr")}


@pytest.mark.parametrize("query", SELECTIONS)
@by_code
def test_table_figure_and_list_give_the_same_figures(client, rules, query):
    found = what_if(ask(QueryDict(query), live_snapshot()), rules)
    shown = page(client, address(rules, query))
    assert moves(shown) == found.counts
    counts = [int(result(shown)[name]) for name in ("data-count", "data-moved", "data-left-out")]
    assert counts == [len(found.types), len(found.moved), len(found.left_out)]
    listed = re.findall(r'<li><a href="/programs/([\w-]+)/', shown.html)
    assert sorted(listed) == found.moved
    said = read_texts(read_svg(client, address(rules, query, "/explore/whatif.svg")))
    for side in (0, 1):
        for code, (label, _) in name_outcomes().items():
            count = sum(number for pair, number in found.counts.items() if pair[side] == code)
            assert not count or f"{label}: {count}" in said
    lines = read_csv(client, address(rules, query, "/explore/whatif.csv"))
    assert {(line["before"], line["after"]): int(line["programs"]) for line in lines} == found.counts
    assert all(int(line["total"]) == len(found.types) for line in lines)
    assert {line["rule"] for line in lines} == {rules.code}
    canonical = shown.one('#flow-files a[data-file="csv"]')["href"].replace("/explore/whatif.csv", "/explore/whatif/")
    assert {line["address"] for line in lines} == {f"http://testserver{canonical}"}
    for form in ("svg", "png", "pdf"):
        link = shown.one(f'#flow-files a[data-file="{form}"]')["href"]
        assert link == canonical.replace("/explore/whatif/", f"/explore/whatif.{form}")


def test_the_selection_is_what_browsing_finds(client):
    for query in ("", "state=OH", "type=award", "release=2026.11&q=science"):
        shown = page(client, address(Rule.NO_CREDENTIAL, query))
        assert int(result(shown)["data-count"]) == browsed(client, f"/programs/?{query}")


@by_code
def test_types_after_are_what_the_catalog_counts_under_the_rules(client, rules):
    after = {}
    for (_, code), count in moves(page(client, address(rules))).items():
        after[code] = after.get(code, 0) + count
    left = {code: count for code, count in after.items() if code not in (NO_SUPPORT, LEFT_OUT)}
    answer = client.get(address(rules, path="/api/v1/types/")).json()
    assert {one["code"]: one["count"] for one in answer["types"] if one["count"]} == left
    assert answer["rule"] == rules.code
    assert answer["count"] == sum(left.values()) == browsed(client, address(rules, path="/programs/"))


def test_switches_show_what_is_on_and_send_the_selection_along(client):
    shown = page(client, address(Rule.NO_SELECTION | Rule.SEEN, "state=OH"))
    boxes = {box["value"]: box.has_attr("checked") for box in shown.all('#rule-switches input[name="rule"]')}
    assert list(boxes) == [rule.code for rule in Rule]
    assert [code for code, is_on in boxes.items() if is_on] == ["no-selection", "seen-2020"]
    assert shown.one('#rule-switches input[name="state"]')["value"] == "OH"
    assert shown.one("#rules-off")["href"] == "/explore/whatif/?state=OH"


def test_without_a_switch_there_is_no_flow_and_the_curve_is_shown(client):
    shown = page(client, "/explore/whatif/")
    assert not shown.all("#whatif-result")
    assert len(shown.all("#curve-all tbody tr")) == 128


def test_what_it_says_of_a_release_is_marked_and_kept_in_every_link(client):
    shown = page(client, address(Rule.NO_CREDENTIAL, "state=OH&release=2026.11"))
    mark = shown.one('[data-mark="release"]')
    assert (mark["data-count"], mark["data-today"]) == ("78", str(browsed(client, "/programs/?state=OH")))
    assert shown.one("#whatif-crosstab")["href"] == "/explore/?state=OH&release=2026.11&rule=no-credential"
    assert all("release=2026.11" in link["href"] for link in shown.all("#curve-all a, .cross-files a"))
    assert all("?release=2026.11" in link for link in re.findall(r'<li><a href="(/programs/[^"]+)"', shown.html))


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("rule=none", "“none” is not a value of “Rule” (rule) and was ignored."),
        ("interval=90", "“90” is not an interval and was ignored."),
        ("colour=red", "“colour” is not a parameter of this catalog."),
        ("form=job", "“job” is not a value of"),
        ("release=1999.1", "“1999.1” is not a release"),
    ],
)
def test_what_it_does_not_know_it_names_and_the_files_refuse(client, query, says):
    assert says in page(client, f"/explore/whatif/?{query}").text
    for name in ("whatif", "curve"):
        for form in ("csv", "svg", "png", "pdf"):
            assert client.get(f"/explore/{name}.{form}?{query}").status_code == 400


def test_nothing_found_is_said_and_its_files_are_drawings(client):
    query = "release=2026.11&form=certification&state=AK&support=place"
    for rules in CHANGES:
        assert page(client, address(rules, query)).all("#whatif-empty")
        for name in ("whatif", "curve"):
            ElementTree.fromstring(client.get(address(rules, query, f"/explore/{name}.svg")).content)


def test_hostile_words_are_text(client):
    for path in ("/explore/whatif/", "/explore/whatif.svg", "/explore/whatif.csv", "/explore/curve.svg"):
        response = client.get(path, {"q": 'science"><script>alert(1)</script>'})
        assert response.status_code == 200
        assert b"<script>alert" not in response.content


def test_empty_values_go_and_explore_leads_here_once_with_the_selection(client):
    response = client.get("/explore/whatif/?rule=second-coder&q=")
    assert (response.status_code, response["Location"]) == (302, "/explore/whatif/?rule=second-coder")
    both = page(client, "/explore/?rows=type&rule=no-selection&rule=no-credential&state=OH")
    assert find_link(both, 'id="whatif-link"') == "/explore/whatif/?state=OH&rule=no-credential&rule=no-selection"


def test_each_link_of_a_page_switches_one_rule_with_everything_else_kept(client):
    shown = page(client, "/types/?release=2026.11&rule=not-ended")
    for rule in Rule:
        codes = [("rule", code) for code in (rule ^ Rule.NOT_ENDED).codes]
        assert switches(shown)[rule.code] == "/types/?" + urlencode([("release", "2026.11"), *codes])
    assert [link["data-rules"] for link in shown.all("a[data-rules][aria-current]")] == ["not-ended"]


@by_code
@pytest.mark.parametrize("path", ["/explore/?rows=type", "/types/?", "/types/credential/?", "/programs/?", "/preparation/?"])
def test_changed_rules_are_marked_wherever_they_apply(client, path, rules):
    shown = page(client, path + "".join(f"&rule={code}" for code in reversed(rules.codes)))
    assert rules.label in shown.text_of('[data-mark="rule"]')
    assert "rule=" not in shown.one('[data-mark="rule"] a')["href"]


@by_code
def test_files_made_under_changed_rules_say_so(client, records, rules, compared_codings):
    query = "&".join(f"rule={code}" for code in rules.codes)

    def file(form):
        response = client.get(f"/programs.{form}?{query}")
        assert response["Content-Disposition"].endswith(f'-{"-".join(rules.codes)}.{form}"')
        return b"".join(response.streaming_content)

    codings = {line["slug"]: line for line in compared_codings if line["coder"] == "C"}
    left = oracle.under_rules(records, rules.codes, codings)
    lines = [json.loads(line) for line in file("jsonl").splitlines()]
    assert len(lines) == len(left)
    assert {line["rule"] for line in lines} == {"; ".join(rules.codes)}
    document = json.loads(file("json"))
    assert document["about"]["rule"] == f"Coded {rules.label}. {rules.explanation}"
    types = {record.slug: oracle.values(record, "type")[0] for record in left}
    assert {program["slug"]: program["type"] for program in document["programs"]} == types
    assert f"coded {rules.label}".encode() in client.get(f"/explore.csv?rows=type&{query}").content
    cited = page(client, f"/cite/?rows=type&{query}")
    assert all(f"rule={code}" in cited.html for code in rules.codes)


def test_a_program_that_a_rule_leaves_out_has_no_page_under_it(client, records):
    ended = next(record.slug for record in records if record.status == "ended")
    assert client.get(f"/programs/{ended}/").status_code == 200
    assert client.get(f"/programs/{ended}/?rule=not-ended").status_code == 404
    assert client.get(f"/api/v1/programs/{ended}/?rule=not-ended").status_code == 404
