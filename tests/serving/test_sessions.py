"""A session ends 12 hours after its last use and 7 days after the login. Reading does not write it each time."""

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
    """Move Django's clock."""
    real, moved = timezone.now, [datetime.timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + moved[0])

    def move(by):
        moved[0] += by

    return move


@pytest.fixture
def signed_in(client):
    client.force_login(User.objects.create_user("anna", is_staff=True))
    assert client.get("/admin/").status_code == 200
    return client


@pytest.mark.parametrize(("hours", "status"), [(11.9, 200), (12.1, 302)])
def test_it_ends_after_12_idle_hours(signed_in, clock, hours, status):
    clock(hours * HOUR)
    assert signed_in.get("/admin/").status_code == status


def test_use_keeps_it_for_7_days_at_most(signed_in, clock):
    for _ in range(16):  # ten hours apart
        clock(10 * HOUR)
        assert signed_in.get("/admin/").status_code == 200
    clock(9 * HOUR)  # 169 hours
    assert signed_in.get("/admin/").status_code == 302


def test_reading_again_within_ten_minutes_writes_no_session(signed_in, clock):
    clock(datetime.timedelta(minutes=9))
    with CaptureQueriesContext(connection) as queries:
        response = signed_in.get("/admin/")
    assert "sessionid" not in response.cookies
    assert not [query for query in queries if query["sql"].startswith(("UPDATE", "INSERT"))]
    clock(datetime.timedelta(minutes=2))
    assert "sessionid" in signed_in.get("/admin/").cookies


def test_public_pages_do_not_read_the_session(signed_in, clock):
    before = Session.objects.get().expire_date
    clock(HOUR)
    response = signed_in.get("/about/")
    assert "sessionid" not in response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert Session.objects.get().expire_date == before
