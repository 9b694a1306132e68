"""The desk's page of links: who may see it and start a run, what it shows, and what a run's end leaves."""

import re

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from catalog.links import background, services
from catalog.models import LinkCheck, LinkOutcome, LinkRun, Program
from tests.factories import change_json
from tests.links.fetch.misbehaving import misbehaving

PAGE, START, AGAIN, PROGRESS = (f"/admin/links/{tail}" for tail in ("", "start/", "again/", "progress/"))


@pytest.fixture
def server():
    with misbehaving() as server:
        yield server


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def started(monkeypatch):
    """The processes that would have been started."""
    calls = []
    monkeypatch.setattr(background, "start", lambda *call: calls.append(call))
    return calls


@pytest.fixture
def program(db, records):
    return Program.objects.get(slug=records[0].slug)


@pytest.fixture
def website(records):
    return records[0].website


def person(client, django_user_model, role):
    user = django_user_model.objects.create_user(role.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def checked(url, outcome, **columns):
    return LinkCheck.objects.create(url=url, outcome=outcome, **{"checked": timezone.now(), **columns})


def text(response):
    main = response.content.decode().partition('id="content-main"')[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", main))


def test_a_viewer_sees_and_an_editor_starts(client, db, django_user_model, started, website):
    assert client.get(PAGE).status_code == 302
    checked(website, LinkOutcome.DEAD)
    person(client, django_user_model, "Viewer")
    response = client.get(PAGE)
    assert response.status_code == 200
    assert "Check all links" not in text(response)
    assert "Check again" not in text(response)
    assert client.post(START).status_code == client.post(AGAIN, {"url": website}).status_code == 403
    user = person(client, django_user_model, "Editor")
    assert client.post(START).status_code == 302
    run = LinkRun.objects.get()
    assert run.user == user
    assert started == [("check_links", "--run", run.pk, "--verbosity", 0)]


def test_asking_starts_nothing(desk, started):
    assert desk.get(START)["Location"] == PAGE
    assert desk.get(AGAIN)["Location"] == PAGE
    desk.get(PAGE)
    desk.get(PROGRESS)
    assert not started
    assert not LinkRun.objects.exists()


def test_without_its_token_a_form_is_refused(editor, started):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post(START).status_code == 403
    assert not started


def test_before_the_first_run_all_is_yet_to_be_checked(desk, records):
    said = text(desk.get(PAGE))
    assert "The links have not been checked yet." in said
    urls = {source.url for record in records for source in record.sources} | {record.website for record in records} - {None}
    assert f"{len(urls)} more are not checked yet." in said


def test_each_outcome_lists_its_links_with_the_programs_that_name_them(desk, program, website):
    since = timezone.now() - services.DEAD_AFTER
    checked(website, LinkOutcome.DEAD, reason="It answers 404 (Not Found).", status=404, failing_since=since)
    said = text(desk.get(PAGE))
    assert "Dead: 1 link " in said
    assert f"{website} It answers 404 (Not Found)." in said
    assert program.name in said
    assert "same result since" in said
    html = desk.get(f"{PAGE}?outcome=dead").content.decode()
    assert f'href="/admin/catalog/program/{program.pk}/change/"' in html
    assert f'href="{website}"' in html
    assert website not in text(desk.get(f"{PAGE}?outcome=failing"))


def test_where_a_page_has_moved_is_shown(desk, website):
    checked(website, LinkOutcome.MOVED, moved_to="https://new.example/", reason="It has moved for good.")
    assert "Now at https://new.example/" in text(desk.get(f"{PAGE}?outcome=moved"))


def test_what_a_server_says_is_shown_as_text(desk, website):
    checked(website, LinkOutcome.MOVED, moved_to="https://new.example/?<script>x</script>", reason="<b>bold</b>")
    html = desk.get(f"{PAGE}?outcome=moved").content.decode()
    assert "<script>x" not in html
    assert "<b>bold" not in html


def test_checks_of_links_no_longer_named_are_not_shown(desk):
    checked("https://nobody.example/", LinkOutcome.DEAD)
    assert "Dead: 0 links" in text(desk.get(PAGE))


@pytest.mark.parametrize("query", ["?outcome=nonsense", "?outcome=", "?page=x", "?page=99999", "?page=-1", "?outcome=ok&page=0"])
def test_nothing_typed_in_the_address_fails(desk, query):
    assert desk.get(PAGE + query).status_code == 200


def test_many_links_come_in_pages(desk, records):
    urls = {source.url for record in records for source in record.sources}
    now = timezone.now()
    LinkCheck.objects.bulk_create([LinkCheck(url=url, checked=now, outcome=LinkOutcome.OK) for url in sorted(urls)[:120]])
    assert desk.get(f"{PAGE}?outcome=ok").content.decode().count('class="links-item"') == 50
    last = desk.get(f"{PAGE}?outcome=ok&page=3")
    assert last.content.decode().count('class="links-item"') == 20
    assert "Page 3 of 3" in text(last)


def test_a_run_at_work_shows_its_progress_and_asks_again(desk, editor):
    run = services.start_run(editor)
    LinkRun.objects.update(done=100)
    page = desk.get(PAGE).content.decode()
    assert f'<progress id="links-done" max="{run.total}" value="100">' in page
    assert 'hx-trigger="every 2s"' in page
    assert "Check all links" not in page
    part = desk.get(PROGRESS)
    assert "100 of" in part.content.decode()
    assert "HX-Refresh" not in part


def test_when_the_run_has_ended_the_page_is_shown_anew(desk, editor):
    services.start_run(editor)
    LinkRun.objects.update(done=5, total=5, finished=timezone.now())
    assert desk.get(PROGRESS)["HX-Refresh"] == "true"
    said = text(desk.get(PAGE))
    assert "Last check: 5 links" in said
    assert "Check all links" in said


def test_a_run_that_died_is_told_and_taken_up(desk, editor, started):
    run = services.start_run(editor)
    LinkRun.objects.update(done=5, beat=timezone.now() - services.STALE)
    said = text(desk.get(PAGE))
    assert "5 of" in said
    assert "Continue" in said
    desk.post(START)
    assert started == [("check_links", "--run", run.pk, "--verbosity", 0)]


def test_a_run_without_a_network_is_told(desk, editor):
    services.start_run(editor)
    LinkRun.objects.update(finished=timezone.now())
    assert 'data-state="no network"' in desk.get(PAGE).content.decode()


def test_a_second_click_leaves_the_run_alone(desk, started):
    desk.post(START)
    response = desk.post(START, follow=True)
    assert "A check is already running" in response.content.decode()
    assert len(started) == 1


def test_a_process_that_cannot_be_started_leaves_a_run_to_take_up(desk, monkeypatch):
    def failing(*_):
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(background, "start", failing)
    assert "could not be started: Cannot allocate memory" in desk.post(START, follow=True).content.decode()
    assert 'data-state="cut off"' in desk.get(PAGE).content.decode()


def test_one_link_is_checked_again_at_once(desk, a_record, editor, server, settings):
    from catalog.programs.services import publish
    from catalog.schema.validation import validate

    settings.ALLOW_PRIVATE_LINKS = True
    url = f"{server.url}/404"
    publish(None, validate(change_json(a_record, slug="naming", name="Naming", website=url)), editor)
    response = desk.post(AGAIN, {"url": url, "outcome": "failing", "page": "2"}, follow=True)
    assert response.redirect_chain == [("/admin/links/?outcome=failing&page=2", 302)]
    assert f"{url}: dead. It answers 404 (Not Found)." in response.content.decode()
    assert LinkCheck.objects.get(url=url).outcome == LinkOutcome.DEAD


@pytest.mark.parametrize("url", ["", "https://nobody.example/", "x" * 5000, "http://169.254.169.254/latest/meta-data/"])
def test_only_a_link_that_a_record_names_is_asked(desk, url):
    response = desk.post(AGAIN, {"url": url}, follow=True)
    assert "no record uses this address any more" in response.content.decode()
    assert not LinkCheck.objects.exists()


def test_a_command_runs_in_a_process_of_its_own_and_leaves_its_words(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    waited = []
    monkeypatch.setattr(background.threading, "Thread", lambda target, daemon: waited.append(target) or _Now(target))
    background.start("check_links", "--help")
    assert "--again" in (tmp_path / "check_links.log").read_text()


class _Now:
    """A thread whose work is done before the test goes on."""

    def __init__(self, target):
        self.start = target
