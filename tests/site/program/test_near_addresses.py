"""Mistyped addresses of programs."""

import pytest

from catalog.site.program.near_addresses import find_closest, find_meant

SLUGS = ["nyc-big-apple-awards", "teach-plus-texas", "teach-plus-texan", "desmos-fellowship"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nyc-big-apple-awards).", "nyc-big-apple-awards"),
        ("NYC_Big_Apple_Awards", "nyc-big-apple-awards"),
        ("nyc-big-aple-awards", "nyc-big-apple-awards"),
        ("nyc big apple awards,", "nyc-big-apple-awards"),
        ("desmos-felolwship", "desmos-fellowship"),
        ("teach-plus-texa", ""),  # two are as close
        ("desmos-scholarship", ""),
        ("", ""),
    ],
)
def test_an_address_means_the_one_program_close_to_it(typed, meant):
    assert find_meant(typed, SLUGS) == meant


def test_the_closest_addresses_begin_or_are_spelled_alike():
    assert set(find_closest("teach-plus", SLUGS)) == {"teach-plus-texas", "teach-plus-texan"}
    assert find_closest("desmos-fellow", SLUGS) == ["desmos-fellowship"]
    assert find_closest("xqzzy", SLUGS) == find_closest("", SLUGS) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["NYC-Big-Apple-Awards", "nyc_big_apple_awards", "nyc-big-apple-awards.", "nyc-big-apple-award"]
)
def test_a_mistyped_address_redirects_to_the_program(client, typed):
    response = client.get(f"/programs/{typed}/")
    assert (response.status_code, response.url) == (301, "/programs/nyc-big-apple-awards/")
    without_slash = client.get(f"/programs/{typed}", follow=True)
    assert without_slash.redirect_chain[-1] == ("/programs/nyc-big-apple-awards/", 301)
    assert without_slash.status_code == 200


@pytest.mark.django_db
def test_a_redirect_keeps_what_a_teacher_said(client):
    answers = "state=NY&experience_max=6&grade=middle"
    assert client.get(f"/programs/NYC-Big-Apple-Awards/?{answers}").url == f"/programs/nyc-big-apple-awards/?{answers}"


@pytest.mark.django_db
def test_an_address_that_may_mean_several_offers_them(client):
    response = client.get("/programs/nyc-big-apple/")
    assert response.status_code == 404
    assert 'href="/programs/nyc-big-apple-awards/"' in response.content.decode().split('id="closest"')[1]
    assert 'id="closest"' not in client.get("/programs/xqzzy/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["%00", "%3Cscript%3E", "..%2e", "'--", "a" * 5000, "%F0%9F%98%80"])
def test_hostile_addresses_are_not_found(client, typed):
    assert client.get(f"/programs/{typed}/").status_code == 404
