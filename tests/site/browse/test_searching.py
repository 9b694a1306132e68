"""Searching on the browse page: marks, spelling, near matches, states; and suggestions while typing."""

import re
from html import unescape
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.django_db


def page(client, query):
    response = client.get(f"/programs/?{query}")
    assert response.status_code == 200
    return response.content.decode()


def count(html):
    return int(re.search(r'id="result-count"[^>]*data-count="(\d+)"', html)[1])


def test_found_words_are_marked_in_the_results(client):
    html = page(client, "q=science+fellowship")
    assert count(html) == 28
    assert "<mark>Science</mark> Education <mark>Fellowship</mark>" in html
    assert "<mark>" not in page(client, "")


def test_a_word_found_elsewhere_is_shown_with_its_text(client):
    html = page(client, "q=sustained")
    assert re.search(r"Found in evidence, prepare: .*<mark>sustained</mark> role-alike", html)


def test_counts_stand_for_what_the_search_found(client):
    html = page(client, "q=science+fellowship")
    shown = {m[1]: int(m[2]) for m in re.finditer(r'data-facet="support" data-value="(\w+)" data-count="(\d+)"', html)}
    for support, number in shown.items():
        assert count(page(client, f"q=science+fellowship&support={support}")) == number


def test_best_match_comes_first_unless_asked_otherwise(client):
    best, by_name = page(client, "q=coach"), page(client, "q=coach&sort=name")
    assert count(best) == count(by_name)
    order = [re.findall(r'data-slug="([\w-]+)"', html) for html in (best, by_name)]
    assert order[0] != order[1]
    assert "<mark>Coach" in re.search(r'class="card-name">.*?</h4>', best, re.DOTALL)[0]


def test_a_misspelt_word_offers_the_one_that_was_meant(client):
    html = page(client, "q=felowship")
    assert count(html) == 0
    url, meant, number = re.search(
        r'Did you mean <a [^>]*href="([^"]+)"[^>]*>([^<]+)</a>\? It finds (\d+) programs', html
    ).groups()
    assert meant == "fellowship"
    assert count(client.get(url.replace("&amp;", "&")).content.decode()) == int(number) > 0


def test_misspelt_words_with_a_state_lead_to_what_is_open_there(client):
    html = page(client, "q=felowship+ohoi")
    assert re.search(r'Did you mean <a [^>]*href="/programs/\?q=fellowship&amp;state=OH"[^>]*>fellowship in Ohio</a>', html)


def test_nothing_found_names_the_filter_that_stands_in_the_way(client):
    html = page(client, "form=microcredential&state=AK&support=place")
    assert count(html) == 0
    links = re.findall(r'<a href="([^"]+)"[^>]*>(Without [^<]+)</a> <span class="near-count">(\d+) program', html)
    assert links
    for url, _, number in links:
        assert count(client.get(url.replace("&amp;", "&")).content.decode()) == int(number) > 0


def test_few_results_come_with_their_near_matches(client):
    html = page(client, "form=fellowship&state=OH&receives=stipend")
    assert 0 < count(html) <= 10
    assert "Near matches" in html
    assert "Without what you receive: Stipend" in html
    assert "Near matches" not in page(client, "form=award")


def links(html, after):
    """The links of the list item that says this: (address, text)."""
    [item] = [item for item in re.findall(r"<li>.*?</li>", html, re.DOTALL) if after in item]
    found = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', item)
    return [(unescape(address), unescape(text)) for address, text in found]


def test_a_state_in_the_search_points_to_the_nationwide_programs_too(client):
    html = page(client, "q=award+OH&typed=award+OH")
    [(address, text)] = links(html, "whose texts say “OH”. As a filter, nationwide programs included:")
    assert address == "/programs/?q=award&state=OH"
    number = count(page(client, "q=award&state=OH"))
    assert number > count(html)
    assert text == f"{number} programs matching “award”, open to teachers in Ohio (or stating no residence rule)"


def test_everyday_words_point_to_the_filters_they_name(client):
    html = page(client, "q=paid+in+Texas&typed=paid+in+Texas")
    for address, text in links(html, "whose texts say “paid” and “Texas”. As filters"):
        assert text.startswith(f"{count(client.get(address).content.decode())} program")
    assert "whose texts say" not in page(client, "q=fellowship")


@pytest.mark.parametrize(
    "text",
    [
        "fellowship in ohio",
        "paid fellowship for science teachers in Ohio",
        "middle school science teacher fellowship Ohio stipend",
        "free online microcredential",
        "programs for 6th grade science teachers",
        "online credential no tuition Montana",
    ],
)
def test_nothing_found_begins_with_what_comes_nearest(client, text):
    html = page(client, f"q={quote(text)}&typed={quote(text)}")
    assert count(html) == 0
    assert "No program fits" not in html
    [listed] = re.findall(r'<ul class="near-list">.*?</ul>', html, re.DOTALL)
    nearest = re.findall(r'<a href="([^"]+)"[^>]*>(.*?) programs?\b', listed)
    assert nearest
    assert len({url for url, _ in nearest}) == len(nearest)
    for url, told in nearest:
        number = re.findall(r"\d+", told)[-1]
        assert 0 < count(client.get(unescape(url)).content.decode()) == int(number) < 434


def test_her_own_words_lead_to_what_is_open_to_her(client):
    html = page(client, "q=fellowship+in+ohio&typed=fellowship+in+ohio")
    first = re.search(r'<ul class="near-list">\s*<li>\s*<a href="([^"]+)"[^>]*>([^<]+)</a>', html)
    assert unescape(first[1]) == "/programs/?q=fellowship&state=OH"
    assert first[2] == "23 programs matching “fellowship”, open to teachers in Ohio (or stating no residence rule)"


def test_or_and_not_that_were_left_out_are_said_and_offered(client):
    for query, said, meant in (
        ("fellowship+or+award", "“or” is too common", "fellowship OR award"),
        ("NOT+award", "“NOT” is too common", "-award"),
    ):
        [(address, text)] = links(page(client, f"q={query}&typed={query}"), said)
        assert text == f"{meant} ({count(client.get(address).content.decode())} programs)"
    assert "too common" not in page(client, "q=science+and+award")
    assert client.get("/api/v1/programs/?q=fellowship+or+award").status_code == 200


def test_a_word_found_by_its_beginning_alone_may_be_misspelt(client):
    html = page(client, "q=bord")
    assert count(html) == 1
    assert re.search(r'Did you mean <a [^>]*href="/programs/\?q=board"[^>]*>board</a>\? It finds 37 programs', html)


@pytest.mark.parametrize(
    ("text", "said"),
    [("the", "only words too common"), ("!!!", "no word to search for"), ("a" * 300, "A search reads 200 characters")],
)
def test_what_cannot_be_searched_for_is_said(client, text, said):
    html = page(client, f"q={quote(text)}")
    assert said in html


@pytest.mark.parametrize(
    "text",
    ['"', "OR", "-", "*", "a\x00b", "\x1b[31m", "'; DROP TABLE catalog_program; --", "<script>alert(1)</script>", "x" * 10_000,
     "é" * 10_000, "-a " * 3000, '"' * 999, "%", "{{7*7}}", "\ud7ff\u202e"],
)  # fmt: skip
def test_hostile_text_gets_a_page(client, text):
    response = client.get("/programs/", {"q": text}, follow=True)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert client.get("/completions/", {"q": text}).status_code == 200


def test_suggestions_come_in_groups(client):
    groups = {group["label"]: group["options"] for group in client.get("/completions/?q=fellow").json()["groups"]}
    assert groups["What it is"] == [{"label": "Fellowship", "note": "80 programs", "url": "/programs/?form=fellowship"}]
    assert all("fellow" in option["label"].lower() for option in groups["Programs"] + groups["Sponsors"])
    ohio = {group["label"]: group["options"] for group in client.get("/completions/?q=oh").json()["groups"]}
    assert ohio["Open to teachers in"] == [{"label": "Ohio", "note": "152 programs", "url": "/programs/?state=OH"}]


def test_a_suggestion_is_added_to_the_choices_that_stand(client):
    given = client.get("/completions/?q=fellowsh&state=OH&form=award&view=table&page=2&sort=").json()["groups"]
    groups = {group["label"]: group["options"] for group in given}
    [fellowship] = groups["What it is"]
    assert fellowship["url"] == "/programs/?form=fellowship&form=award&state=OH&view=table"
    assert count(client.get(fellowship["url"]).content.decode()) == int(fellowship["note"].split()[0])
    assert all(option["url"].endswith("/?state=OH") for option in groups["Programs"])
    given = client.get("/completions/?q=arizona&form=award").json()["groups"]
    sponsors = [option for group in given if group["label"] == "Sponsors" for option in group["options"]]
    for option in sponsors:
        assert "form=award&sponsor=" in option["url"]
        assert count(client.get(option["url"]).content.decode()) == int(option["note"].split()[0])
    assert sponsors


def test_what_the_choices_cannot_be_is_left_aside(client):
    given = client.get("/completions/?q=oh&state=ZZ&release=no&list=%00&page=x&sponsor=nobody&colour=red&seen_min=-1")
    [ohio] = next(group for group in given.json()["groups"] if group["label"] == "Open to teachers in")["options"]
    assert ohio["url"] == "/programs/?state=OH"


def test_suggestions_on_a_release_stay_in_it(client):
    given = client.get("/completions/?q=big+apple&release=2026.11").json()["groups"]
    assert given[0]["options"][0]["url"] == "/programs/nyc-big-apple-awards/?release=2026.11"


def test_ended_programs_are_suggested_as_such(client, records):
    ended = next(record for record in records if record.status == "ended")
    given = client.get("/completions/", {"q": ended.name[:80]}).json()["groups"]
    notes = {option["url"]: option["note"] for option in given[0]["options"]}
    assert notes[f"/programs/{ended.slug}/"] == f"{ended.sponsor} · Ended"
    assert all("Ended" not in note for url, note in notes.items() if next(
        record.status for record in records if url == f"/programs/{record.slug}/") != "ended")  # fmt: skip


@pytest.mark.parametrize("query", ["", "q=", "q=a", "q=%00", "q=" + "x" * 81])
def test_too_little_or_too_much_gets_no_suggestions(client, query):
    assert client.get(f"/completions/?{query}").json() == {"groups": []}


def test_every_suggestion_leads_somewhere(client):
    for text in ("teach", "arizona", "national b", "new", "award"):
        for group in client.get("/completions/", {"q": text}).json()["groups"]:
            for option in group["options"]:
                response = client.get(option["url"])
                assert response.status_code == 200
                if option["note"].endswith(("program", "programs")):
                    assert count(response.content.decode()) == int(option["note"].split()[0])


def test_the_results_lead_to_their_deadlines_and_feed(client):
    html = page(client, "q=fellowship&state=OH&sort=name&view=table&page=1").replace("&amp;", "&")
    for address in (
        "/deadlines/?q=fellowship&state=OH",
        "/programs.atom?q=fellowship&state=OH",
    ):
        assert f'href="{address}"' in html
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(("query", "begun"), [("fello", True), ("science+fello", True), ("fellow", False), ("award", False)])
def test_a_last_word_that_no_program_has_is_said_to_be_a_beginning(client, query, begun):
    html = page(client, f"q={query}")
    assert count(html) > 0
    assert ('data-note="beginning"' in html) == begun
