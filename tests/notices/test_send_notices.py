"""manage.py send_notices, by a real mail server: once a day at most, only about something new, never twice."""

import datetime
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from catalog.common import clock
from catalog.models import NoticeSetting, SuggestionKind
from catalog.notices import services
from catalog.notices.services import choose_notices, send_notices
from catalog.organizations.services import reject_change
from catalog.programs.services import approve, reject, save
from catalog.suggestions.services import suggest
from tests.factories import change, make_user
from tests.organizations.proposing import propose

pytestmark = pytest.mark.django_db
SECRET = "Write to me at home."


@pytest.fixture
def people(db):
    """An Editor, a Reviewer and a Viewer, each with an address."""
    return {name: make_user(name, role) for name, role in (("ed", "Editor"), ("rev", "Reviewer"), ("vi", "Viewer"))}


@pytest.fixture
def draft(people, new_record):
    """The Editor's draft, which only the Reviewer can publish."""
    return save(None, new_record, people["ed"], "Found it.")


@pytest.fixture
def tomorrow(monkeypatch):
    """Turn the clock to the next day when called."""

    def turn():
        monkeypatch.setattr(clock, "today", lambda: timezone.localdate() + datetime.timedelta(days=1))

    return turn


def make_suggestion():
    return suggest({"kind": SuggestionKind.OTHER, "text": SECRET, "email": "visitor@sender.example"}, uuid.uuid4(), "10.0.0.1")


def recipients(box):
    return sorted(message["To"] for message in box.messages)


def send():
    call_command("send_notices", verbosity=0)


def test_a_reviewer_hears_of_a_draft_with_an_absolute_link(mailbox, draft):
    send()
    [message] = mailbox.messages
    assert message["To"] == "rev@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    [text] = mailbox.texts
    for part in (draft.name, "ed", "Found it.", f"https://catalog.example/admin/pending/{draft.pk}/"):
        assert part in text
    assert "https://catalog.example/admin/notices/" in text


def test_an_editor_hears_of_what_a_reviewer_alone_wrote(mailbox, people, new_record):
    save(None, new_record, people["rev"])
    send()
    assert recipients(mailbox) == ["ed@example.org"]


def test_the_author_hears_of_a_rejection_with_its_reason(mailbox, draft, people):
    reject(draft.versions.get(), people["rev"], "No such program.")
    send()
    assert recipients(mailbox) == ["ed@example.org"]
    assert "No such program." in mailbox.texts[0]


def test_suggestions_go_to_those_who_decide_on_them_without_their_text(mailbox, people):
    make_suggestion()
    send()
    assert recipients(mailbox) == ["ed@example.org", "rev@example.org"]
    assert not any(SECRET in text or "sender.example" in text for text in mailbox.texts)


def test_nothing_is_sent_twice_and_nothing_old_is_sent_again(mailbox, draft, tomorrow):
    send()
    send()
    tomorrow()
    send()
    assert len(mailbox.messages) == 1


def test_something_new_waits_until_the_next_day_and_comes_with_what_still_waits(mailbox, draft, people, new_record, tomorrow):
    send()
    save(None, change(new_record, slug="second", name="Second Program"), people["ed"])
    send()
    assert len(mailbox.messages) == 1, "one e-mail a day"
    tomorrow()
    send()
    assert len(mailbox.messages) == 2
    assert draft.name in mailbox.texts[1]
    assert "Second Program" in mailbox.texts[1]


def test_what_is_done_is_not_written_about(mailbox, draft, people):
    approve(draft.versions.get(), people["rev"])
    send()
    assert mailbox.messages == []


@pytest.mark.parametrize("columns", [{"email": ""}, {"is_active": False}, {"is_staff": False}])
def test_some_people_get_none(mailbox, draft, people, columns):
    type(people["rev"]).objects.filter(pk=people["rev"].pk).update(**columns)
    send()
    assert mailbox.messages == []


def test_who_turned_them_off_gets_none_until_they_turn_them_on(mailbox, draft, people):
    choose_notices(people["rev"], False)
    send()
    assert mailbox.messages == []
    choose_notices(people["rev"], True)
    send()
    assert recipients(mailbox) == ["rev@example.org"]


def test_a_refused_e_mail_is_tried_again(mailbox, draft):
    mailbox.refusals = ["450 Later"]
    with pytest.raises(CommandError):
        send()
    assert mailbox.messages == []
    send()
    assert len(mailbox.messages) == 1


def test_a_refusal_keeps_nobody_else_from_theirs(mailbox, people):
    make_suggestion()
    mailbox.refusals = ["550 No"]
    with pytest.raises(CommandError):
        send()
    assert recipients(mailbox) == ["rev@example.org"]
    send()
    assert recipients(mailbox) == ["ed@example.org", "rev@example.org"]


def test_without_the_mail_server_everything_waits(mailbox, draft, alerts_on):
    port, alerts_on.EMAIL_PORT = alerts_on.EMAIL_PORT, 1
    with pytest.raises(CommandError):
        send()
    assert not NoticeSetting.objects.exclude(until=None).exists()
    alerts_on.EMAIL_PORT = port
    send()
    assert len(mailbox.messages) == 1


def test_of_two_runs_at_once_one_sends(mailbox, draft, monkeypatch):
    inner = services.build_message

    def build_and_run_again(user, work):
        monkeypatch.setattr(services, "build_message", inner)
        assert send_notices().sent == 0
        return inner(user, work)

    monkeypatch.setattr(services, "build_message", build_and_run_again)
    assert send_notices().sent == 1
    assert len(mailbox.messages) == 1


def test_many_things_make_a_short_e_mail(mailbox, people, new_record):
    for number in range(services.MOST_ITEMS + 2):
        save(None, change(new_record, slug=f"new-{number}", name=f"New Program {number}"), people["ed"])
    send()
    [text] = mailbox.texts
    assert text.count("New Program") == services.MOST_ITEMS
    assert "and 2 more" in text


def test_without_settings_nothing_is_sent(settings, draft, capsys):
    settings.ALERTS = False
    call_command("send_notices")
    assert not NoticeSetting.objects.exists()


def test_changes_of_organizations_wait_and_come_back_like_those_of_programs(mailbox, people, tomorrow):
    pending = propose(people["ed"], reason="It says so.")
    send()
    assert recipients(mailbox) == ["rev@example.org"]
    address = reverse("admin_organization_change", args=[pending.pk])
    for part in (str(pending), "It says so.", address):
        assert part in mailbox.texts[-1]
    reject_change(pending, people["rev"], "It does not.")
    tomorrow()
    send()
    assert recipients(mailbox) == ["ed@example.org", "rev@example.org"]
    for part in (str(pending), "It does not.", address):
        assert part in mailbox.texts[-1]
