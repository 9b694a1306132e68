"""The program page: four facts, one verdict, similar programs, what is for researchers, the text to share, the metadata."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from catalog.common.preview import describe_preview
from catalog.models import Program
from catalog.programs.services import publish
from tests.factories import change
from tests.helpers import page

pytestmark = pytest.mark.django_db

PRIZE = "/programs/global-teacher-prize/"
EINSTEIN = "/programs/albert-einstein-distinguished-educator-fellowship/"
ANSWERS = "state=OH&experience_max=6&grade=middle&focus=science"


def verdicts(shown):
    return {answer["data-question"]: answer["data-verdict"] for answer in shown.all("[data-question]")}


def meta(shown, name):
    return shown.one(f'meta[name="{name}"], meta[property="{name}"]')["content"]


def linked_data(shown):
    return json.loads(shown.one('script[type="application/ld+json"]').text)


def tiles(shown):
    return {tile["data-tile"]: tile["data-stated"] for tile in shown.all("[data-tile]")}


def verdict(shown):
    """The one outcome of a page, at the address to which the form leads, so that browsers focus it."""
    form, line = shown.one(".enter-form"), shown.one("[data-outcome]")
    assert form["action"].endswith(f"#{line['id']}")
    assert line["tabindex"] == "-1"
    return line["data-outcome"]


def test_four_facts_come_before_the_summary_and_the_verdict(client):
    shown = page(client, EINSTEIN)
    assert tiles(shown) == {"money": "yes", "due": "yes", "place": "yes", "running": "yes"}
    order = [
        element.get("id") or element.name for element in shown.all("h1, .tiles, #enter, #apply, #similar, #share, #researchers")
    ]
    assert order == ["h1", "dl", "enter", "apply", "similar", "share", "researchers"]
    assert shown.data(".program-head [data-badge]", "badge") == ["seen"]


def test_a_teacher_gets_one_verdict_with_its_reasons(client):
    shown = page(client, f"{EINSTEIN}?{ANSWERS}")
    assert verdict(shown) == "check"
    assert shown.one("[data-fits]")["data-fits"].split() == ["state", "experience", "grade", "focus"]
    assert shown.all(".enter-reasons [data-quoted]")
    assert [option["value"] for option in shown.all("option[selected]")] == ["OH", "middle", "science"]
    assert not shown.has(".enter-about[open]")
    closed = page(client, "/programs/ks-teacher-of-the-year/?state=OH")
    assert verdict(closed) == "closed"
    assert verdicts(closed)["state"] == "no"
    assert not closed.has("[data-fits]")


def test_open_questions_fold_into_a_message_to_copy(client):
    shown = page(client, f"{PRIZE}?{ANSWERS}")
    asks = shown.one("[data-asks]")["data-asks"].split()
    assert "deadline" in asks
    assert not set(asks) & set(verdicts(shown))
    letter = shown.one("textarea#letter.copied").get_text()
    assert letter.count("\n- ") == len(asks)
    assert not shown.has(".enter-asks[open]")


def test_without_answers_the_page_asks(client):
    shown = page(client, "/programs/ks-teacher-of-the-year/")
    assert verdicts(shown)["state"] == "check"
    assert shown.has(".enter-about[open]")
    assert not shown.has(".enter-profile, [data-fits]")


def test_what_is_for_researchers_is_in_one_closed_fold(client, records):
    shown = page(client, EINSTEIN)
    fold = shown.one("details#researchers:not([open])")
    assert all(fold.select_one(f"#{anchor}") for anchor in ("why", "facts", "current", "sources"))
    assert not [element for element in shown.all("[data-field], .support, .changes") if fold not in element.parents]
    record = next(record for record in records if record.slug == EINSTEIN.split("/")[2])
    unstated = set(shown.one("[data-unstated]")["data-unstated"].split())
    fields = set(shown.data("[data-field]", "field"))
    assert not unstated & fields
    assert {"pays", "audience"} <= unstated
    assert {"focus", "eligibility", "confidence"} <= fields
    assert all(getattr(record, field) in (None, "", []) for field in unstated)


def test_status_and_last_year_do_not_contradict_each_other(client, records):
    old = next(record for record in records if record.status == "active" and (record.evidence_year or 9999) < 2016)
    shown = page(client, f"/programs/{old.slug}/")
    for words in (shown.text_of("[data-status-words]"), shown.text_of('[data-field="status"] dd')):
        assert words == f"Active, on pages last dated {old.evidence_year}"


def test_a_release_shows_its_record_and_no_answers_for_today(client):
    for query in ("release=2026.11", "rule=no-credential"):
        shown = page(client, f"{EINSTEIN}?{query}")
        assert shown.has("details#researchers[open]")
        assert not shown.has("[data-outcome], [data-similar], #share-text, [data-badge]")


def test_similar_programs_say_what_is_shared_and_keep_the_answers(client, records):
    shown = page(client, f"{EINSTEIN}?{ANSWERS}")
    years = {record.slug: record for record in records}
    similar = shown.all("[data-similar]")
    assert 1 <= len(similar) <= 4
    for item in similar:
        other = years[item["data-similar"]]
        assert other.status not in ("ended", "suspended")
        assert parse_qs(urlsplit(item.a["href"]).query)["state"] == ["OH"]
        assert item.select_one(".similar-reason").get_text().startswith("Also ")


def test_empty_fields_leave_the_address(client):
    response = client.get(f"{PRIZE}?state=OH&experience_max=&grade=&focus=")
    assert response.status_code == 302
    assert response["Location"] == f"{PRIZE}?state=OH"
    assert client.get(f"{PRIZE}?state=&grade=")["Location"] == PRIZE


@pytest.mark.parametrize(
    "query",
    [
        "state=ZZ",
        "experience_max=-1",
        "experience_max=99999999999",
        "grade=%F0%9F%98%80",
        "focus=%3Cscript%3E&state=",
        "x=%00",
        "q=art",
    ],
)
def test_unknown_values_are_named_and_ignored(client, query):
    shown = page(client, f"{PRIZE}?{query}")
    assert shown.has(".ignored li")
    assert "<script>" not in shown.html


def test_the_text_to_share_has_no_answers(client):
    shown = page(client, f"{PRIZE}?{ANSWERS}")
    sent = shown.one("#share-text").get_text()
    assert sent.splitlines() == [
        "GEMS Education Global Teacher Prize, Varkey Foundation: Award",
        "Money: You get $1 million over ten years",
        "Open to: teachers nationwide",
        "Who may enter: Working teachers in any country, of children aged 5 to 18 (or 4 and up in a recognized early years"
        " program), who teach face to face at least 10 hours a week and plan to stay in teaching for five years. No set years"
        " of experience.",
        "Deadline: The latest stated date, September 30, 2025, is past; usually September, seen 2025",
        "Is it still running? Seen running 2025",
        f"http://testserver{PRIZE}",
    ]
    mail = shown.one('.share a[href^="mailto:"]')["href"]
    parts = parse_qs(urlsplit(mail).query)
    assert parts["subject"] == ["GEMS Education Global Teacher Prize (Varkey Foundation)"]
    assert parts["body"] == [sent.replace("\n", "\r\n")]
    assert "+" not in mail
    assert shown.has("textarea#share-text.copied[readonly]")


def test_the_text_to_share_of_local_and_ended_programs(client):
    local = page(client, "/programs/cincinnati-career-in-teaching/").text_of("#share-text")
    assert "only teachers of Cincinnati Public Schools (Ohio)" in local
    ended = page(client, "/programs/alice-buffett-outstanding-teacher-award/").text_of("#share-text")
    assert "has ended" in ended
    assert "Deadline" not in ended


def test_metadata_is_of_the_page_without_answers(client, settings):
    settings.PUBLIC_URL = "https://catalog.example"
    html = page(client, f"{PRIZE}?{ANSWERS}")
    url = f"https://catalog.example{PRIZE}"
    assert html.one('link[rel="canonical"]')["href"] == url
    assert meta(html, "og:url") == url
    assert meta(html, "og:title") == "GEMS Education Global Teacher Prize, Varkey Foundation"
    assert meta(html, "og:description") == meta(html, "description")
    assert meta(html, "og:type") == "website"
    assert meta(html, "og:site_name") == "Teacher Leadership Program Catalog"
    assert meta(html, "twitter:card") == "summary_large_image"
    assert meta(html, "og:image").startswith("https://catalog.example/static/public/preview/award")
    assert meta(html, "og:image:alt") == describe_preview("award")
    data = linked_data(html)
    assert (data["url"], data["@type"]) == (url, "EducationalOccupationalProgram")


def test_a_record_cannot_break_out_of_the_page(client, a_record):
    record = change(a_record, name="</script><b>& “Lead”")
    publish(Program.objects.get(slug=a_record.slug), record, None)
    shown = page(client, f"/programs/{a_record.slug}/")
    assert "</script><b>" not in shown.html
    assert linked_data(shown)["name"] == record.name


def test_a_changed_rule_is_not_mistaken_for_an_edit(client):
    address = "/programs/purdue-noyce-microelectronics-mtf/"
    for query in ("", "?rule=no-credential", "?rule=no-credential&release=2026.11"):
        assert set(page(client, f"{address}{query}").data(".second-coding", "changed")) == {""}


def test_a_support_that_a_changed_rule_removes_is_marked(client):
    address = "/programs/purdue-noyce-microelectronics-mtf/"
    changed = page(client, f"{address}?rule=no-credential")
    assert "Confers a master" in changed.text_of(".support:has(.ruled-out) .evidence")
    assert not page(client, address).has(".ruled-out")


def test_absence_is_told_from_a_page_that_says_no(client, a_record, editor):
    address = f"/programs/{a_record.slug}/"
    shown = page(client, address)
    assert shown.data("[data-absence]", "absence") == ["silent"] * len(shown.all(".support.absent"))
    assert set(page(client, f"{address}?release=2026.11").data("[data-absence]", "absence")) <= {""}
    stated = change(a_record, {"supports.place.absence": "stated_absent"})
    publish(Program.objects.get(slug=a_record.slug), stated, editor, "A page says so.")
    assert page(client, address).data(".support.place [data-absence]", "absence") == ["stated_absent"]
