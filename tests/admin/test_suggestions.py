"""Suggestions on the editors' desk."""

import uuid

import pytest

from catalog.actions.suggestions import suggest
from catalog.models import Program, Suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(client, editor):
    client.force_login(editor)
    facts = {"kind": "correction", "text": "It is <b>open</b> to all.", "email": "a@example.org"}
    return suggest({**facts, "program": Program.objects.get(slug="nyc-big-apple-awards")}, uuid.uuid4(), "10.0.0.1")


def test_editors_read_them_and_reach_the_program(client, made):
    html = client.get("/admin/catalog/suggestion/").content.decode()
    assert "Big Apple Awards" in html
    assert "It is &lt;b&gt;open&lt;/b&gt; to all." in html
    page = client.get(f"/admin/catalog/suggestion/{made.pk}/change/").content.decode()
    assert f"/admin/catalog/program/{made.program.pk}/change/" in page
    assert "a@example.org" in page


@pytest.mark.parametrize(("action", "state"), [("mark_handled", "handled"), ("mark_declined", "declined")])
def test_marking_one_forgets_its_sender_and_says_so(client, made, action, state):
    response = client.post("/admin/catalog/suggestion/", {"action": action, "_selected_action": [made.pk]}, follow=True)
    assert "e-mail addresses were forgotten" in response.content.decode()
    found = Suggestion.objects.get()
    assert (found.state, found.email) == (state, "")


def test_nobody_adds_or_deletes_them(client, made):
    assert client.get("/admin/catalog/suggestion/add/").status_code == 403
    assert client.post(f"/admin/catalog/suggestion/{made.pk}/delete/").status_code == 403
