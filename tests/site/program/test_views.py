"""The program page: can I enter, the text to share, the metadata."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from catalog.models import Program
from catalog.programs.services import publish
from tests.factories import change
from tests.helpers import page

pytestmark = pytest.mark.django_db

PRIZE = "/programs/global-teacher-prize/"
ANSWERS = "state=OH&experience_max=6&grade=middle&focus=science"


def verdicts(shown):
    return {answer["data-question"]: answer["data-verdict"] for answer in shown.all("[data-question]")}


def meta(shown, name):
    return shown.one(f'meta[name="{name}"], meta[property="{name}"]')["content"]


def linked_data(shown):
    return json.loads(shown.one('script[type="application/ld+json"]').string)


def test_a_program_answers_a_teacher(client):
    shown = page(client, f"{PRIZE}?{ANSWERS}")
    assert verdicts(shown) == {
        "state": "yes", "experience": "ask", "grade": "yes", "focus": "ask", "cost": "ask", "deadline": "ask", "entry": "yes",
    }  # fmt: skip
    assert not shown.has(".enter-line.against")
    assert "4 questions are not answered" in shown.text_of(".enter-line")
    assert "Ohio, 6 years of teaching, middle school, science" in shown.text_of(".enter-profile")
    assert "Working teachers in any country, of children aged 5 to 18" in shown.text_of(".enter-stated")
    assert [heading["id"] for heading in shown.all("#enter, #why")] == ["enter", "why"]
    assert [option["value"] for option in shown.all("option[selected]")] == ["OH", "middle", "science"]


def test_without_answers_the_page_says_what_it_needs_to_know(client):
    shown = page(client, "/programs/ks-teacher-of-the-year/")
    assert verdicts(shown)["state"] == "tell"
    assert "Kansas" in shown.text_of('[data-question="state"] .enter-why')
    assert not shown.has(".enter-profile")


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
        "Money: You get $1 million",
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
    assert shown.has("#share-copy[hidden]")


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
    assert meta(html, "twitter:card") == "summary"
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
