"""At most half of the threads compute expensive answers; another request gets a 503 with Retry-After."""

import threading

import pytest
from django.conf import settings

from catalog.serving.limits import ConcurrencyLimit, LimitReached, expensive, limit_concurrency
from catalog.serving.metrics import limit_in_use, limit_refused
from catalog.site import suggest

HALF = max(1, settings.WEB_THREADS // 2)
ADDRESSES = {
    "/explore/?rows=type&cols=scope": "text/html",
    "/explore.csv?rows=type&cols=scope": "text/plain",
    "/explore.svg?rows=type&cols=scope": "text/plain",
    "/explore/whatif/": "text/html",
    "/explore/whatif.csv": "text/plain",
    "/explore/whatif.svg": "text/plain",
    "/programs.csv?form=degree": "text/plain",
    "/programs.xlsx?form=degree": "text/plain",
    "/programs.json?form=degree": "text/plain",
    "/programs.jsonl?form=degree": "text/plain",
    "/programs.bib?form=degree": "text/plain",
    "/programs.ris?form=degree": "text/plain",
    "/programs.atom": "text/plain",
    "/deadlines/?form=degree": "text/html",
    "/deadlines.ics": "text/plain",
    "/api/v1/crosstab/?rows=type&cols=scope": "application/problem+json",
}


def refusals(name):
    return limit_refused.labels(name)._value.get()


@pytest.fixture
def busy():
    """Use up the limit."""
    slots = [expensive] * HALF
    for slot in slots:
        slot.__enter__()
    yield
    for slot in slots:
        slot.__exit__()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_expensive_answer_is_refused_while_half_of_the_threads_are_busy(client, busy, address):
    before = refusals("expensive")
    response = client.get(address)
    assert (response.status_code, int(response["Retry-After"]) > 0) == (503, True)
    assert response["Content-Type"].partition(";")[0] == ADDRESSES[address]
    assert refusals("expensive") == before + 1
    assert "ETag" not in response


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_expensive_answer_is_given_otherwise(client, address):
    assert client.get(address).status_code == 200
    assert limit_in_use.labels("expensive")._value.get() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/programs/",
        "/programs/nyc-big-apple-awards/",
        "/api/v1/programs/",
        "/types/",
        "/states/oh/",
        "/sponsors/teach-plus/",
    ],
)
def test_other_pages_are_answered_at_the_limit(client, busy, address):
    assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_a_304_does_not_count(client, request):
    address = "/explore/?rows=type&cols=scope"
    etag = client.get(address)["ETag"]
    request.getfixturevalue("busy")
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304


def test_a_failing_view_frees_its_place(rf):
    @limit_concurrency
    def failing(request):
        raise ValueError

    for _ in range(HALF + 1):
        with pytest.raises(ValueError):  # noqa: PT011 (any)
            failing(rf.get("/"))
    assert limit_in_use.labels("expensive")._value.get() == 0


def test_no_more_than_half_of_the_threads_ever_run_at_once():
    limit, running, most, refused = ConcurrencyLimit("trial"), [], [], []
    start = threading.Barrier(4 * HALF)

    def run():
        start.wait()
        for _ in range(200):
            try:
                with limit:
                    running.append(1)
                    most.append(len(running))
                    running.pop()
            except LimitReached:
                refused.append(1)

    threads = [threading.Thread(target=run) for _ in range(4 * HALF)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) <= HALF
    assert len(most) + len(refused) == 4 * HALF * 200
    assert refusals("trial") == len(refused)


@pytest.mark.django_db
def test_suggestions_that_wait_for_a_lock_use_half_of_the_threads_at_most(client):
    typed = {"kind": "other", "text": "Something to tell you.", "token": "0b0e7a3c-8f5e-4d0a-9a55-4a5b7a5b1c11"}
    slots = [suggest.suggestion_limit] * HALF
    for slot in slots:
        slot.__enter__()
    response = client.post("/suggest/", typed)
    for slot in slots:
        slot.__exit__()
    assert (response.status_code, int(response["Retry-After"]) > 0) == (503, True)
    assert typed["text"] in response.content.decode()
    assert client.post("/suggest/", typed).status_code == 303
