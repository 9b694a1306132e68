"""The headers of every answer, and answers to HEAD."""

import pytest
from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse

from catalog.serving.headers import CommonHeadersMiddleware


def test_every_page_turns_off_unused_browser_features(client):
    policy = client.get("/healthz")["Permissions-Policy"]
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(policy.split(", "))
    assert len(policy.split(", ")) == len(settings.PERMISSIONS_POLICY_OFF)
    assert "Permissions-Policy" not in client.get("/static/public/catalog.css")


@pytest.mark.django_db
def test_pages_may_share_with_an_app(client):
    """Browsers let a page's own script share unless the header says otherwise: "Share with an app" needs it."""
    assert "web-share" not in client.get("/shortlist/")["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/", "/no/such/page/", "/admin/", "/programs.csv", "/static/public/catalog.css", "/healthz", "/suggest/", "/favicon.ico"],
)
def test_head_has_the_status_and_type_of_get(client, address):
    get, head = client.get(address), client.head(address)
    assert (head.status_code, head["Content-Type"]) == (get.status_code, get["Content-Type"])


@pytest.mark.parametrize("make", [lambda: HttpResponse(b"text"), lambda: StreamingHttpResponse(iter([b"te", b"xt"]))])
@pytest.mark.parametrize(("method", "body"), [("get", b"text"), ("head", b"")])
def test_an_answer_to_head_has_no_body(rf, make, method, body):
    response = CommonHeadersMiddleware(lambda request: make())(getattr(rf, method)("/"))
    assert b"".join(response) == body
    if method == "head" and not response.streaming:
        assert response["Content-Length"] == "4"
