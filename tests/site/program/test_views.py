"""The program page: can I enter, the text to share, the metadata."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from catalog.models import Program
from catalog.programs.services import publish
from tests.factories import change
from tests.helpers import ParsedPage

pytestmark = pytest.mark.django_db

PRIZE = "/programs/global-teacher-prize/"
TOLD = "state=OH&experience_max=6&grade=middle&focus=science"


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response.get("Location")
    return response.content.decode()


def text(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def verdicts(html):
    return dict(re.findall(r'data-question="(\w+)" data-verdict="(\w+)"', html))


def meta(html, name):
    return unescape(re.search(rf'<meta (?:name|property)="{name}" content="([^"]*)"', html)[1])


def test_a_program_answers_a_teacher(client):
    html = page(client, f"{PRIZE}?{TOLD}")
    assert verdicts(html) == {
        "state": "yes", "experience": "ask", "grade": "yes", "focus": "ask", "cost": "ask", "deadline": "ask", "entry": "yes",
    }  # fmt: skip
    shown = ParsedPage(html)
    assert not shown.has(".enter-line.against")
    assert "4 questions are not answered" in shown.text_of(".enter-line")
    assert "Ohio, 6 years of teaching, middle school, science" in shown.text_of(".enter-told")
    assert "Working teachers in any country, of children aged 5 to 18" in shown.text_of(".enter-stated")
    assert html.index('id="enter"') < html.index('id="why"')
    for option in ("OH", "middle", "science"):
        assert re.search(rf'<option value="{option}" selected>', html)


def test_without_answers_it_says_what_it_asks(client):
    html = page(client, "/programs/ks-teacher-of-the-year/")
    assert verdicts(html)["state"] == "tell"
    assert "Kansas" in ParsedPage(html).text_of('[data-question="state"] .enter-why')
    assert not ParsedPage(html).has(".enter-told")


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
def test_what_it_does_not_know_is_named_and_ignored(client, query):
    html = page(client, f"{PRIZE}?{query}")
    assert 'class="ignored"' in html
    assert "ignored." in text(html)
    assert "<script>" not in html


def test_what_she_sends_on_holds_no_answer_of_hers(client):
    html = page(client, f"{PRIZE}?{TOLD}")
    sent = unescape(re.search(r'<textarea id="share-text"[^>]*>(.*?)</textarea>', html, re.DOTALL)[1])
    assert sent.splitlines() == [
        "GEMS Education Global Teacher Prize, Varkey Foundation: Award",
        "Open to: teachers nationwide",
        "Who can enter: Working teachers in any country, of children aged 5 to 18 (or 4 and up in a recognized early years"
        " program), who teach face to face at least 10 hours a week and plan to stay in teaching for five years. No set years"
        " of experience.",
        "Deadline: The latest stated date, September 30, 2025, is past; usually September, seen 2025",
        f"http://testserver{PRIZE}",
    ]
    mail = unescape(re.search(r'href="(mailto:[^"]+)"', html)[1])
    parts = parse_qs(urlsplit(mail).query)
    assert parts["subject"] == ["GEMS Education Global Teacher Prize (Varkey Foundation)"]
    assert parts["body"] == [sent.replace("\n", "\r\n")]
    assert "+" not in mail
    assert re.search(r'<button[^>]+id="share-copy" hidden>', html)


def test_what_she_sends_on_of_local_and_ended_programs(client):
    local = page(client, "/programs/cincinnati-career-in-teaching/")
    assert "Open to: only teachers of Cincinnati Public Schools (Ohio)" in unescape(local)
    ended = page(client, "/programs/alice-buffett-outstanding-teacher-award/")
    sent = re.search(r'<textarea id="share-text"[^>]*>(.*?)</textarea>', ended, re.DOTALL)[1]
    assert "It has ended, as far as its sources show." in sent
    assert "Deadline" not in sent


def test_metadata_is_of_the_page_without_answers(client, settings):
    settings.PUBLIC_URL = "https://catalog.example"
    html = page(client, f"{PRIZE}?{TOLD}")
    url = f"https://catalog.example{PRIZE}"
    assert f'<link rel="canonical" href="{url}">' in html
    assert meta(html, "og:url") == url
    assert meta(html, "og:title") == "GEMS Education Global Teacher Prize, Varkey Foundation"
    assert meta(html, "og:description") == meta(html, "description")
    assert meta(html, "og:type") == "website"
    assert meta(html, "og:site_name") == "Teacher Leadership Program Catalog"
    assert meta(html, "twitter:card") == "summary"
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    data = json.loads(block)
    assert (data["url"], data["@type"]) == (url, "EducationalOccupationalProgram")


def test_a_record_cannot_break_out_of_the_page(client, a_record):
    record = change(a_record, name="</script><b>& “Lead”")
    publish(Program.objects.get(slug=a_record.slug), record, None)
    html = page(client, f"/programs/{a_record.slug}/")
    assert "</script><b>" not in html
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert json.loads(block)["name"] == record.name


def test_under_a_changed_rule_nothing_is_taken_for_edited(client):
    address = "/programs/purdue-noyce-microelectronics-mtf/"
    assert "Coded a second time" in text(page(client, address))
    ruled = text(page(client, f"{address}?rule=no-credential"))
    assert "Coded a second time" in ruled
    assert "been changed since" not in ruled
    released = text(page(client, f"{address}?rule=no-credential&release=2026.11"))
    assert "been changed since" not in released


def test_a_support_that_a_changed_rule_takes_away_is_marked(client):
    address = "/programs/purdue-noyce-microelectronics-mtf/"
    changed = ParsedPage(page(client, f"{address}?rule=no-credential"))
    assert "Confers a master" in changed.text_of(".support:has(.ruled-out) .evidence")
    assert not ParsedPage(page(client, address)).has(".ruled-out")
