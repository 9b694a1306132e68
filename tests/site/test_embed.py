"""A selection as a list inside a page of another site."""

import pytest

from catalog.browse.live_snapshot import live_snapshot
from catalog.browse.selection import Selection
from tests.browse import oracle
from tests.helpers import page

pytestmark = pytest.mark.django_db

CHOSEN = {"form": ("fellowship",), "state": ("OH",)}
ADDRESS = "/embed/?form=fellowship&state=OH"


def test_it_lists_the_first_programs_that_are_not_older(client, records):
    shown = page(client, ADDRESS)
    by_slug = {record.slug: record for record in records}
    today = live_snapshot().today
    whole = live_snapshot().select(Selection(CHOSEN))
    slugs = [row["data-slug"] for row in shown.all("li[data-slug]")]
    assert slugs == [slug for slug in whole if not oracle.is_older(by_slug[slug], today)][:20]
    assert shown.one("[data-count]")["data-count"] == str(len(whole))
    assert shown.one("[data-count]")["href"].endswith("/programs/?form=fellowship&state=OH")


@pytest.mark.parametrize("time", [1, 2], ids=["rendered", "from the cache"])
def test_any_site_may_frame_it_and_it_loads_a_style_sheet_alone(client, time):
    for _ in range(time):
        response = client.get(ADDRESS)
    policy = dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'", "style-src": "'self'", "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "*",
    }  # fmt: skip
    assert "X-Frame-Options" not in response
    assert not page(client, ADDRESS).has("script, img, form, iframe")


def test_no_other_page_may_be_framed(client):
    response = client.get("/programs/")
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_what_is_unknown_is_named(client):
    assert page(client, f"{ADDRESS}&colour=red").has(".ignored")


def test_the_browse_page_offers_the_code(client):
    code = page(client, "/programs/?form=fellowship&state=OH").text_of("#embed-code")
    assert 'src="http' in code
    assert code.count(ADDRESS) == 1
