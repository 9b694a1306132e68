"""When a session ends: 12 hours after its last use, 7 days after it began; reading does not write it each time."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch):
    """Moves the time that Django tells."""
    real, moved = timezone.now, [datetime.timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + moved[0])

    def move(by):
        moved[0] += by

    return move


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create_user("anna", is_staff=True))
    assert client.get("/admin/").status_code == 200
    return client


@pytest.mark.parametrize(("hours", "status"), [(11.9, 200), (12.1, 302)])
def test_it_ends_after_12_idle_hours(desk, clock, hours, status):
    clock(hours * HOUR)
    assert desk.get("/admin/").status_code == status


def test_use_keeps_it_for_7_days_at_most(desk, clock):
    for _ in range(16):  # ten hours apart
        clock(10 * HOUR)
        assert desk.get("/admin/").status_code == 200
    clock(9 * HOUR)  # 169 hours
    assert desk.get("/admin/").status_code == 302


def test_reading_again_within_ten_minutes_writes_no_session(desk, clock):
    clock(datetime.timedelta(minutes=9))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = desk.get("/admin/")
    assert "sessionid" not in response.cookies
    assert not [query for query in queries if query["sql"].startswith(("UPDATE", "INSERT"))]
    clock(datetime.timedelta(minutes=2))
    assert "sessionid" in desk.get("/admin/").cookies


def test_public_pages_look_at_no_session(desk, clock):
    before = Session.objects.get().expire_date
    clock(HOUR)
    response = desk.get("/about/")
    assert "sessionid" not in response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert Session.objects.get().expire_date == before
