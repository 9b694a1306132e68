"""The real catalog behind the shipped nginx files."""

import re
import sqlite3
from contextlib import closing
from urllib.parse import urlencode, urlsplit

import pytest

from tests.deploy.proxy import HOST, proxying
from tests.processes import serving_prepared


@pytest.fixture(scope="module")
def folder(prepared):
    return prepared("data")


@pytest.fixture(scope="module")
def proxy(folder, tmp_path_factory):
    with serving_prepared(folder, PUBLIC_URL=f"https://{HOST}", TRUSTED_PROXIES="1") as served:
        port = urlsplit(served.url).port
        with proxying(tmp_path_factory.mktemp("nginx"), port) as proxy:
            yield proxy


@pytest.mark.parametrize("path", ["/", "/programs/", "/explore/", "/programs.csv", "/api/v1/types/", "/admin/login/", "/healthz"])
def test_pages_are_answered_and_not_redirected(proxy, path):
    assert proxy.ask(path).status == 200


def test_pages_name_the_public_address(proxy):
    (canonical,) = re.findall(rb'rel="canonical" href="([^"]+)"', proxy.ask("/programs/?q=science").body)
    assert canonical.startswith(f"https://{HOST}/programs/".encode())


@pytest.mark.parametrize(
    "path", ["/", "/programs/?q=fellowship", "/programs.xlsx", "/explore/?rows=type&cols=scope", "/api/v1/types/"]
)
def test_public_answers_are_shared_by_all_visitors(proxy, path):
    first = proxy.ask(path, Cookie="shortlist=nyc-big-apple-awards")
    second = proxy.ask(path)
    assert second.headers["X-Cache"] == "HIT"
    assert second.body == first.body
    assert proxy.ask(path, If_None_Match=first.headers["ETag"]).status == 304


def test_fragments_for_htmx_are_no_pages(proxy):
    page = proxy.ask("/programs/?form=award")
    fragment = proxy.ask("/programs/?form=award", HX_Request="true")
    back = proxy.ask("/programs/?form=award", HX_Request="true", HX_History_Restore_Request="true")
    assert b"<html" in page.body
    assert b"<html" in back.body
    assert b"<html" not in fragment.body


def test_a_visitor_gets_no_other_visitors_shortlist(proxy):
    mine = proxy.ask("/shortlist/", Cookie="shortlist=nyc-big-apple-awards")
    assert b"nyc-big-apple-awards" in mine.body
    assert b"nyc-big-apple-awards" not in proxy.ask("/shortlist/").body


def test_static_files_come_from_the_cache(proxy):
    path = re.findall(rb'href="(/static/[^"]+\.css)"', proxy.ask("/").body)[0].decode()
    answers = [proxy.ask(path) for _ in range(2)]
    assert [answer.headers["X-Cache"] for answer in answers] == ["MISS", "HIT"]
    assert "immutable" in answers[0].headers["Cache-Control"]


def test_answers_are_compressed_by_the_catalog_alone(proxy):
    assert proxy.ask("/programs/", Accept_Encoding="gzip").headers.get_all("Content-Encoding") == ["gzip"]
    assert proxy.ask("/programs/").headers.get_all("Content-Encoding") is None


def test_a_wrong_password_is_counted_for_the_true_address(proxy, folder):
    form = proxy.ask("/admin/login/")
    token = re.findall(rb'name="csrfmiddlewaretoken" value="(\w+)"', form.body)[0].decode()
    cookie = form.headers["Set-Cookie"].split(";")[0]
    body = urlencode({"csrfmiddlewaretoken": token, "username": "someone", "password": "wrong"}).encode()
    answer = proxy.ask(
        "/admin/login/",
        "POST",
        visitor="198.51.100.23",
        body=body,
        Cookie=cookie,
        Content_Type="application/x-www-form-urlencoded",
        Referer=f"https://{HOST}/admin/login/",
        X_Forwarded_For="203.0.113.1",
    )
    assert answer.status == 200
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as database:
        addresses = database.execute("SELECT ip_address FROM axes_accessattempt WHERE username = 'someone'").fetchall()
    assert addresses == [("198.51.100.23",)]
