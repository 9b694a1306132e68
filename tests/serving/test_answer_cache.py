"""The cache of rendered answers: bounded in bytes, the same answer for every client."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from catalog.serving.answer_cache import LARGEST_SHARE, AnswerCache

PAGE = b"<p>a page</p>" * 100


def request(encodings=""):
    return RequestFactory().get("/", headers={"Accept-Encoding": encodings})


def answer(body=PAGE, content_type="text/html; charset=utf-8", **headers):
    return HttpResponse(
        body, content_type=content_type, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def test_an_answer_comes_back_with_its_headers_and_body():
    cache = AnswerCache(1_000_000)
    assert cache.find("etag") is None
    cache.keep("etag", answer(HX_Push_Url="/programs/"))
    found = cache.find("etag").response(request())
    assert found.content == PAGE
    assert found["HX-Push-Url"] == "/programs/"
    assert found["Content-Type"] == "text/html; charset=utf-8"
    assert "Content-Encoding" not in found


@pytest.mark.parametrize("encodings", ["gzip", "br, gzip", "deflate, gzip;q=0.5"])
def test_clients_that_accept_gzip_get_the_compressed_body(encodings):
    cache = AnswerCache(1_000_000)
    cache.keep("etag", answer())
    found = cache.find("etag").response(request(encodings))
    assert found["Content-Encoding"] == "gzip"
    assert len(found.content) < len(PAGE)
    assert gzip.decompress(found.content) == PAGE


def test_what_is_compressed_already_is_not_compressed_again():
    cache = AnswerCache(1_000_000)
    cache.keep("etag", answer(content_type="application/zip"))
    found = cache.find("etag").response(request("gzip"))
    assert found.content == PAGE
    assert "Content-Encoding" not in found


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20_000)), max_size=60))
def test_the_cache_never_holds_more_than_it_may(kept):
    most = 50_000
    cache = AnswerCache(most)
    for key, length in kept:
        cache.keep(str(key), answer(b"x" * length, content_type="application/zip"))
        assert cache.size <= most


def test_the_answers_used_last_stay():
    cache = AnswerCache(30_000)
    for key in range(30):
        cache.keep(str(key), answer(b"x" * 1000, content_type="application/zip"))
        cache.find("0")
    assert cache.find("0")
    assert cache.find("1") is None


def test_one_large_answer_does_not_push_the_others_out():
    cache = AnswerCache(80_000)
    cache.keep("small", answer())
    assert cache.keep("large", answer(b"x" * (80_000 // LARGEST_SHARE + 1), content_type="application/zip")) is None
    assert cache.find("large") is None
    assert cache.find("small")


def test_a_cache_of_no_bytes_keeps_nothing():
    cache = AnswerCache(0)
    assert cache.keep("etag", answer()) is None
    assert cache.find("etag") is None
