"""Asking for alerts: how many an address and a sender may have."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from catalog.alerts.services import (
    MOST_PER_ADDRESS,
    MOST_PER_HOUR,
    MOST_UNCONFIRMED,
    TooManyRequests,
    confirm_alert,
    end_alert,
    end_all_alerts,
    renew_alert,
    request_alert,
)
from catalog.alerts.topics import read_topic
from catalog.browse.live_snapshot import live_snapshot
from catalog.models import Alert, AlertMail
from tests.alerts.helpers import ADDRESS, make_alert

pytestmark = pytest.mark.django_db


def ask(query="", email=ADDRESS, network="192.0.2.1"):
    topic = read_topic(QueryDict(query), live_snapshot())
    return request_alert(topic, email, network, news=True, deadlines=False)


def test_a_request_keeps_no_network_address_and_confirming_wipes_its_digest():
    alert = ask().alert
    assert alert.sender
    assert "192.0.2.1" not in alert.sender
    confirm_alert(alert)
    assert alert.sender == ""


def test_confirming_twice_keeps_the_first_moment():
    alert = make_alert()
    since = alert.since
    confirm_alert(alert)
    assert alert.since == since


def test_of_two_requests_for_the_same_e_mails_one_alert_is_left():
    first, second = ask("state=OH").alert, ask("state=OH").alert
    kept = [make_alert(query, email=email) for query, email in [("state=NY", ADDRESS), ("state=OH", "other@example.org")]]
    kept.append(make_alert("state=OH", news=False, deadlines=True))
    assert confirm_alert(second)
    assert not confirm_alert(first)
    assert set(Alert.objects.all()) == {second, *kept}


@pytest.mark.parametrize("act", [confirm_alert, renew_alert])
def test_what_has_ended_meanwhile_stays_ended(act):
    alert = make_alert()
    end_alert(alert.token)
    assert not act(alert)
    assert not Alert.objects.exists()


def test_the_first_e_mail_repeats_nothing_that_was_typed():
    mail = ask("q=Win+money+at+evil.example&state=OH&sponsor=evil.example&city=evil.example")
    for part in (mail.subject, mail.text):
        assert "Ohio" in part
        assert "evil.example" not in part
        assert "Win money" not in part


def test_one_query_is_stored_in_one_way():
    assert ask("state=OH&form=fellowship&page=3&view=map").alert.query == ask("form=fellowship&state=OH").alert.query


def test_an_alert_that_is_asked_for_again_in_any_case_goes_on_as_one():
    old = make_alert("state=OH")
    new = ask("state=OH", email=ADDRESS.upper()).alert
    assert confirm_alert(new)
    assert list(Alert.objects.all()) == [new]
    assert new.since == old.since


def test_a_known_address_and_a_new_one_cost_the_same(django_assert_num_queries):
    make_alert("state=OH")
    with CaptureQueriesContext(connection) as queries:
        ask("state=OH", email="new@example.org")
    with django_assert_num_queries(len(queries)):
        ask("state=OH")


def test_nobody_can_fill_a_mailbox():
    states = ["OH", "NY", "CA", "TX"]
    sent = [ask(f"state={state}", network=f"192.0.2.{number}") for number, state in enumerate(states)]
    assert [mail is not None for mail in sent] == [True] * MOST_UNCONFIRMED + [False]


def test_requests_beyond_the_limit_do_not_block_the_address():
    """Nobody can keep a stranger from an alert by asking for more and more of them."""
    for _ in range(MOST_UNCONFIRMED):
        alert = ask().alert
    for _ in range(MOST_PER_ADDRESS):
        assert ask("state=OH") is None
    confirm_alert(alert)
    assert ask(network="198.51.100.1") is not None


def test_an_address_has_a_limit(live_codes):
    for code in live_codes[:MOST_PER_ADDRESS]:
        make_alert(f"state={code}")
    assert ask(f"state={live_codes[MOST_PER_ADDRESS]}") is None
    assert AlertMail.objects.count() == 0
    end_all_alerts(ADDRESS)
    assert ask() is not None


def test_a_sender_has_a_limit_of_unconfirmed_requests():
    for number in range(MOST_PER_HOUR):
        ask(email=f"teacher{number}@example.org")
    with pytest.raises(TooManyRequests):
        ask()
    assert Alert.objects.count() == MOST_PER_HOUR
    confirm_alert(Alert.objects.first())
    assert ask() is not None
    assert ask(email="another@example.org", network="198.51.100.1") is not None


@pytest.fixture
def live_codes():
    """The codes of all states, in order."""
    return [code for code in live_snapshot().facets["state"].labels if len(code) == 2]
