"""The admin's links page: permissions, starting a check, progress, results."""

import pytest
from django.test import Client
from django.utils import timezone

from catalog.links import background, services
from catalog.models import LinkCheck, LinkOutcome, LinkRun, Program
from catalog.programs.services import publish
from catalog.schema.validation import validate
from tests.admin_common.admin_pages import logged_in
from tests.factories import change_json
from tests.helpers import ParsedPage, page

PAGE, START, AGAIN, PROGRESS = (f"/admin/links/{tail}" for tail in ("", "start/", "again/", "progress/"))
START_FORM, AGAIN_FORM = f'form[action="{START}"]', f'form[action="{AGAIN}"]'


@pytest.fixture
def processes(monkeypatch):
    """Return the processes that would have been started."""
    calls = []
    monkeypatch.setattr(background, "start", lambda *call: calls.append(call))
    return calls


@pytest.fixture
def website(records):
    return records[0].website


def add_check(url, outcome, **columns):
    return LinkCheck.objects.create(url=url, outcome=outcome, **{"checked": timezone.now(), **columns})


def state(client):
    return page(client, PAGE).one("#links-run")["data-state"]


def message_level(response):
    """Return the class of the only message on a page: success, warning or error."""
    return ParsedPage(response.content.decode()).one(".messagelist li")["class"]


def test_a_viewer_sees_the_page_and_an_editor_starts_a_check(client, db, processes, website):
    assert client.get(PAGE).status_code == 302
    add_check(website, LinkOutcome.DEAD)
    logged_in(client, "viewer", "Viewer")
    shown = page(client, PAGE)
    assert not shown.has(f"{START_FORM}, {AGAIN_FORM}")
    assert client.post(START).status_code == client.post(AGAIN, {"url": website}).status_code == 403
    user = logged_in(client, "editor", "Editor")
    shown = page(client, PAGE)
    assert shown.has(START_FORM)
    assert shown.has(AGAIN_FORM)
    assert client.post(START).status_code == 302
    run = LinkRun.objects.get()
    assert run.user == user
    assert processes == [("check_links", "--run", run.pk, "--verbosity", 0)]


def test_a_get_request_starts_nothing(editor_client, processes):
    assert editor_client.get(START)["Location"] == editor_client.get(AGAIN)["Location"] == PAGE
    assert page(editor_client, PROGRESS).one("#links-run")["data-state"] == state(editor_client) == "none"
    assert not processes
    assert not LinkRun.objects.exists()


def test_a_form_without_its_token_is_refused(editor, processes):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post(START).status_code == 403
    assert not processes


def test_before_the_first_check_all_links_are_unchecked(editor_client, records):
    urls = {source.url for record in records for source in record.sources} | {record.website for record in records} - {None}
    shown = page(editor_client, PAGE)
    assert shown.text_of(".links-unchecked").split()[0] == str(len(urls))
    assert not shown.has("[data-outcome]"), "a number of dead links that nobody counted"


def test_each_outcome_lists_its_links_with_their_programs(editor_client, website, records):
    program = Program.objects.get(slug=records[0].slug)
    add_check(website, LinkOutcome.DEAD, reason="It answers <b>404</b>.", failing_since=timezone.now() - services.DEAD_AFTER)
    shown = page(editor_client, f"{PAGE}?outcome=dead")
    assert page(editor_client, PAGE).text_of("#links-chosen") == shown.text_of("#links-chosen")
    assert shown.one("[data-outcome=dead]")["data-count"] == "1"
    assert shown.one(".links-url a")["href"] == website
    assert [link["href"] for link in shown.all(".links-programs a")] == [f"/admin/catalog/program/{program.pk}/change/"]
    assert "It answers <b>404</b>." in shown.text_of(".links-item")  # as text, not as HTML
    assert not page(editor_client, f"{PAGE}?outcome=failing").has(".links-item")


def test_the_new_address_of_a_page_is_shown_as_text(editor_client, website):
    moved_to = "https://new.example/?<script>x</script>"
    add_check(website, LinkOutcome.MOVED, moved_to=moved_to)
    link = page(editor_client, f"{PAGE}?outcome=moved").one("a.links-moved")
    assert link["href"] == link.get_text() == moved_to


def test_checks_of_links_that_no_record_names_are_not_shown(editor_client, website):
    add_check("https://nobody.example/", LinkOutcome.DEAD)
    add_check(website, LinkOutcome.OK)
    assert page(editor_client, PAGE).one("[data-outcome=dead]")["data-count"] == "0"


@pytest.mark.parametrize("query", ["?outcome=nonsense", "?outcome=", "?page=x", "?page=99999", "?page=-1", "?outcome=ok&page=0"])
def test_an_invalid_query_is_ignored(editor_client, website, query):
    add_check(website, LinkOutcome.OK)
    assert page(editor_client, PAGE + query).has('[aria-current="page"] [data-outcome]')


def test_long_lists_have_pages_of_fifty(editor_client, records):
    urls = sorted({source.url for record in records for source in record.sources})[:120]
    LinkCheck.objects.bulk_create([LinkCheck(url=url, checked=timezone.now(), outcome=LinkOutcome.OK) for url in urls])
    assert len(page(editor_client, f"{PAGE}?outcome=ok").all(".links-item")) == 50
    last = page(editor_client, f"{PAGE}?outcome=ok&page=3")
    assert len(last.all(".links-item")) == 20
    assert last.has(".links-pages [rel=prev]")
    assert not last.has(".links-pages [rel=next]")


def test_a_running_check_shows_its_progress_and_updates_it(editor_client, editor):
    run = services.start_run(editor)
    LinkRun.objects.update(done=100)
    shown = page(editor_client, PAGE)
    assert shown.one("#links-run")["data-state"] == "at work"
    assert (shown.one("progress")["value"], shown.one("progress")["max"]) == ("100", str(run.total))
    assert shown.one("#links-run")["hx-get"] == PROGRESS
    assert not shown.has(START_FORM)
    assert "HX-Refresh" not in editor_client.get(PROGRESS)


def test_the_page_reloads_after_the_end(editor_client, editor):
    services.start_run(editor)
    LinkRun.objects.update(done=5, total=5, finished=timezone.now())
    assert editor_client.get(PROGRESS)["HX-Refresh"] == "true"
    assert state(editor_client) == "finished"
    assert page(editor_client, PAGE).has(START_FORM)


def test_an_interrupted_check_can_be_continued(editor_client, editor, processes):
    run = services.start_run(editor)
    LinkRun.objects.update(done=5, beat=timezone.now() - services.STALE)
    assert state(editor_client) == "cut off"
    editor_client.post(START)
    assert processes == [("check_links", "--run", run.pk, "--verbosity", 0)]


def test_a_check_without_a_network_says_so(editor_client, editor):
    services.start_run(editor)
    LinkRun.objects.update(finished=timezone.now())
    assert state(editor_client) == "no network"


def test_a_second_click_starts_no_second_check(editor_client, processes):
    editor_client.post(START)
    assert message_level(editor_client.post(START, follow=True)) == ["warning"]
    assert len(processes) == 1


def test_a_process_that_cannot_start_leaves_a_run_to_continue(editor_client, monkeypatch):
    def fail(*_):
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(background, "start", fail)
    response = editor_client.post(START, follow=True)
    assert message_level(response) == ["error"]
    assert "Cannot allocate memory" in response.content.decode()
    assert state(editor_client) == "cut off"


def test_one_link_is_checked_again_at_once(editor_client, a_record, editor, server, settings):
    settings.ALLOW_PRIVATE_LINKS = True
    url = f"{server.url}/404"
    publish(None, validate(change_json(a_record, slug="naming", name="Naming", website=url)), editor)
    response = editor_client.post(AGAIN, {"url": url, "outcome": "failing", "page": "2"}, follow=True)
    assert response.redirect_chain == [("/admin/links/?outcome=failing&page=2", 302)]
    assert message_level(response) == ["warning"]
    assert LinkCheck.objects.get(url=url).outcome == LinkOutcome.DEAD


@pytest.mark.parametrize("url", ["", "https://nobody.example/", "x" * 5000, "http://169.254.169.254/latest/meta-data/"])
def test_only_a_link_that_a_record_names_is_requested(editor_client, url):
    assert message_level(editor_client.post(AGAIN, {"url": url}, follow=True)) == ["error"]
    assert not LinkCheck.objects.exists()


def test_a_command_runs_in_a_separate_process_and_logs_its_output(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(
        background.threading, "Thread", lambda target, daemon: type("Thread", (), {"start": lambda _: target()})()
    )
    background.start("check_links", "--help")
    assert "--again" in (tmp_path / "check_links.log").read_text()
