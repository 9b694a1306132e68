"""What the browse page understands of a search: filters for words, degrees, Spanish, missing programs, web addresses."""

import re
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from catalog.browse.live_snapshot import live_snapshot
from tests.browse import oracle

pytestmark = pytest.mark.django_db


def count(response):
    return int(re.search(r'id="result-count"[^>]*data-count="(\d+)"', response.content.decode())[1])


def search(client, text, others=""):
    """The page that a typed search leads to."""
    return client.get(f"/programs/?q={quote(text)}{others}", follow=True)


def address(response):
    return response.redirect_chain[-1][0] if response.redirect_chain else ""


def chosen(response):
    """The parameters of the address that a search was read into."""
    return parse_qs(urlsplit(address(response)).query)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("math fellowship Ohio", {"form": ["fellowship"], "focus": ["mathematics"], "state": ["OH"]}),
        ("teacher advisory council texas", {"q": ["teacher"], "form": ["council"], "state": ["TX"]}),
        ("teacher of the year ohio", {"q": ['"teacher of the year"'], "state": ["OH"]}),
        ("cheap", {"sort": ["cost"]}),
        ("affordable master's", {"credential": ["masters"], "sort": ["cost"]}),
        ("low cost M.Ed. Ohio", {"credential": ["masters"], "state": ["OH"], "sort": ["cost"]}),
        ("best M.Ed. Ohio", {"credential": ["masters"], "state": ["OH"]}),
        ("Ohio", {"state": ["OH"]}),
        ("ma", {"state": ["MA"]}),
        ("M.A.", {"credential": ["masters"]}),
        ("MA in teacher leadership", {"q": ["teacher leadership"], "credential": ["masters"]}),
        ("beca Texas", {"q": ["fellowship OR scholarship"], "state": ["TX"]}),
        ("premio para maestras de Ohio", {"q": ["teacher"], "form": ["award"], "state": ["OH"]}),
        ("gratis", {"pays": ["nothing"]}),
        ("maestría barata en línea", {"credential": ["masters"], "delivery": ["online"], "sort": ["cost"]}),
        ("premio cerca de mí", {"form": ["award"]}),
    ],
)
def test_a_search_is_read_into_filters(client, text, read):
    response = search(client, text)
    assert chosen(response) == {**read, "typed": [text]}
    assert f'data-reading="{text}"' in unescape(response.content.decode())
    strict = re.search(r'id="strict-search" href="([^"]+)"', response.content.decode())[1]
    words = client.get(unescape(strict))
    assert words.status_code == 200
    assert count(words) < count(response)


@pytest.mark.parametrize("text", ["or", "hi", "ok", "Ohio State University", "University of Michigan", "math science"])
def test_words_that_only_look_like_filters_stay_words(client, text):
    assert "state" not in chosen(search(client, text))
    assert "focus" not in chosen(search(client, text))


@pytest.mark.parametrize("text", ["math fellowship Ohio", "teacher advisory council texas", "paid in Texas"])
def test_page_files_and_api_give_one_number_for_one_address(client, text):
    response = search(client, text)
    query = urlsplit(address(response)).query
    assert client.get(f"/api/v1/programs/?{query}").json()["count"] == count(response)
    assert len(client.get(f"/programs.jsonl?{query}").getvalue().splitlines()) == count(response)


@pytest.mark.parametrize(
    "text", ["master teacher", "new york state united teachers", "science fellowship", "Fund for Teachers", "mentor -award ohio"]
)
def test_a_search_that_its_words_serve_better_stays(client, text):
    response = search(client, text)
    assert not response.redirect_chain
    assert count(response) > 0


@pytest.mark.parametrize(
    "spellings",
    [
        ("micro-credential", "micro credentials", "microcredentials", "Microcredential"),
        ("M.Ed.", "MEd", "M. Ed.", "master of education"),
        ("ed d", "EdD", "Ed.D."),
        ("fellowships ohio", "Ohio fellowship", "fellowship OH"),
    ],
)
def test_spellings_of_one_thing_find_the_same(client, spellings):
    assert len({count(search(client, text)) for text in spellings}) == 1


def test_a_code_that_may_be_a_degree_leads_to_both(client):
    html = search(client, "MA fellowship").content.decode()
    degree = re.search(r'data-degree="M\.A\.">.*?href="([^"]+)"', html, re.DOTALL)[1]
    assert parse_qs(urlsplit(unescape(degree)).query)["q"] == ["M.A. fellowship"]


def test_the_form_keeps_a_reading_until_the_search_changes(client):
    html = search(client, "math fellowship Ohio").content.decode()
    assert re.search(r'name="before" value="math fellowship Ohio"', html)
    assert re.search(r'id="q"[^>]*value="math fellowship Ohio"', html)
    filters = "&before=math fellowship Ohio&form=fellowship&focus=mathematics&state=OH"
    assert chosen(search(client, "math fellowship Ohio", f"{filters}&receives=stipend")) == {
        "form": ["fellowship"], "focus": ["mathematics"], "state": ["OH"], "receives": ["stipend"],
        "typed": ["math fellowship Ohio"],
    }  # fmt: skip
    assert chosen(search(client, "science award Texas", filters)).get("state") == ["TX"]


def test_a_filter_that_was_unset_stays_unset(client):
    filters = "&before=teacher+advisory+council+texas&rest=teacher"
    for left, typed in (("&form=council", "teacher advisory council"), ("&state=TX", "teacher texas")):
        found = chosen(search(client, "teacher advisory council texas", filters + left))
        assert found == {"q": ["teacher"], "typed": [typed], **parse_qs(left)}
    assert "state" not in chosen(search(client, "teacher advisory council texas", filters))


def test_removing_a_chip_undoes_a_reading_as_unsetting_its_filter_does(client):
    html = search(client, "cheap math fellowship").content.decode()
    rows = re.findall(r'<a[^>]*class="chip[^>]*href="([^"]+)"|<a[^>]*href="([^"]+)"[^>]*class="chip', html)
    links = [parse_qs(urlsplit(unescape(one or other)).query) for one, other in rows]
    assert links == [
        {"focus": ["mathematics"], "typed": ["cheap math"], "sort": ["cost"]},
        {"form": ["fellowship"], "typed": ["cheap fellowship"], "sort": ["cost"]},
    ]
    unset = "&before=cheap math fellowship&rest=&focus=mathematics&sort=cost"
    assert chosen(search(client, "cheap math fellowship", unset)) == links[0]
    strict = client.get("/programs/?q=premio+Ohio&typed=premio+Ohio&form=award&state=OH").content.decode()
    assert "/programs/?q=premio+Ohio&form=award&typed=premio+Ohio" in unescape(strict)


def test_the_order_by_cost_stays_until_the_order_or_the_search_changes(client):
    html = search(client, "cheap fellowship").content.decode()
    strict = urlsplit(unescape(re.search(r'id="strict-search" href="([^"]+)"', html)[1]))
    assert parse_qs(strict.query) == {"q": ["cheap fellowship"], "typed": ["cheap fellowship"]}
    form = "&before=cheap fellowship&form=fellowship"
    assert chosen(search(client, "cheap fellowship", f"{form}&state=OH&sort=cost"))["sort"] == ["cost"]
    assert chosen(search(client, "cheap fellowship", f"{form}&sort=deadline"))["sort"] == ["deadline"]
    assert "sort" not in chosen(search(client, "fellowship Ohio", f"{form}&sort=cost"))
    assert chosen(search(client, "cheap fellowship", "&sort=deadline"))["sort"] == ["deadline"]


@pytest.mark.parametrize("form", ["", "&before=cheap"])
def test_in_another_order_words_for_little_cost_stay_in_the_box_and_are_said_to_be_left_out(client, form):
    response = search(client, "cheap", f"&sort=deadline{form}")
    html = response.content.decode()
    assert chosen(response) == {"typed": ["cheap"], "sort": ["deadline"]}
    assert re.search(r'id="q"[^>]*value="cheap"', html)
    assert 'data-reading="cheap"' in html
    assert "data-cheap" not in html
    strict = urlsplit(unescape(re.search(r'id="strict-search" href="([^"]+)"', html)[1]))
    assert parse_qs(strict.query) == {"q": ["cheap"], "typed": ["cheap"], "sort": ["deadline"]}


def test_the_form_keeps_words_that_were_not_read(client):
    for text in ("science fellowship", "math fellowship Ohio"):
        given = client.get(f"/programs/?q={quote(text)}&typed={quote(text)}&before={quote(text)}&grade=high")
        assert parse_qs(urlsplit(given.url).query)["q"] == [text]


def test_a_word_that_no_program_has_is_said_before_the_closest_matches(client):
    html = search(client, "xqzzy coach").content.decode()
    assert 0 < html.index('data-unknown="xqzzy"') < html.index('class="empty"')
    assert "data-unknown" not in search(client, "coach").content.decode()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("teacher of the year ohio", "Ohio Teacher of the Year"),
        ("New York TOTY", "New York State Teacher of the Year"),
        ("james madison fellowship", "James Madison Fellowship"),
    ],
)
def test_a_well_known_program_that_is_missing_is_named_and_can_be_suggested(client, text, name):
    html = search(client, text).content.decode()
    link = re.search(rf'data-missing="{name}">.*?href="([^"]+)"', html, re.DOTALL)[1]
    form = client.get(unescape(link)).content.decode()
    assert re.search(rf'id="about"[^>]*value="{name}"', form)
    assert re.search(r'value="missing" checked', form)


def test_a_program_of_the_catalog_is_never_named_as_missing(client):
    for text in ("texas teacher of the year", "Milken", "Grosvenor", "Fund for Teachers", "national teacher of the year"):
        assert "data-missing" not in search(client, text).content.decode()


def test_nothing_found_links_to_the_suggestion_form_with_the_name(client):
    link = re.search(r'id="suggest-missing" href="([^"]+)"', search(client, "xqzzy").content.decode())[1]
    assert unescape(link) == "/suggest/?name=xqzzy"


def test_a_web_address_finds_its_programs(client, records):
    record = next(one for one in records if one.slug == "national-board-certification")
    for text in (record.website, record.website.split("//")[1], record.website.upper()):
        assert f'data-slug="{record.slug}"' in search(client, text).content.decode()
    everywhere = search(client, "nbpts.org").content.decode()
    assert f'data-slug="{record.slug}"' in everywhere


def test_a_best_match_that_is_over_never_comes_first_unless_its_name_was_typed(client, records):
    today = live_snapshot().today
    older = {record.slug for record in records if oracle.is_older(record, today)}
    for text in ("math fellowship", "science fellowship", "teacher award", "mentor"):
        found = client.get(f"/api/v1/programs/?q={quote(text)}&sort=relevance&per_page=100").json()["results"]
        states = [one["slug"] in older for one in found]
        assert states == sorted(states), text
    named = next(record for record in records if record.slug in older and len(record.name.split()) > 3)
    first = client.get(f"/api/v1/programs/?q={quote(named.name)}").json()["results"][0]
    assert first["name"] == named.name
