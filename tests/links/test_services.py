"""A run over the links of the records: its results, its interruption, one run at a time."""

import datetime
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog.links import services
from catalog.links.fetch.check import CheckResult, ResultKind
from catalog.links.selectors import dead_links, named_links
from catalog.models import LinkCheck, LinkOutcome, LinkRun, Program, Revision, VersionState
from catalog.programs.services import publish, save
from catalog.schema.validation import validate
from tests.factories import change, change_json

WORKS = CheckResult(ResultKind.WORKS, "", 200)
GONE = CheckResult(ResultKind.GONE, "It answers 404.", 404)
NO_ANSWER = CheckResult(ResultKind.NO_ANSWER, "It did not answer.")
DENIED = CheckResult(ResultKind.DENIED, "It answers 403.", 403)
MOVED = CheckResult(ResultKind.MOVED, "It has moved permanently.", 200, "https://new.example/")


def add_program(record, slug, *urls, act=publish):
    """Add a program with the first address as its website and all of them as its sources."""
    sources = [{"url": url, "title": "A page", "read": "2026-11-20"} for url in urls]
    evidence = {f"supports.{code}.source": urls[0] for code, _ in record.supports.by_code()}
    return act(
        None, validate(change_json(record, evidence, slug=slug, name=slug.title(), website=urls[0], sources=sources)), None
    )


@pytest.fixture
def only(db, a_record):
    """Return a function that makes a catalog of one program, which names these addresses."""

    def make(*urls, slug="alone"):
        Program.objects.all().delete()
        return add_program(a_record, slug, *urls)

    return make


@pytest.fixture
def ten(only):
    """Return the addresses of a catalog with ten links."""
    urls = addresses(10)
    only(*urls)
    return urls


def addresses(count):
    return [f"https://host-{number}.example/" for number in range(count)]


def make_check(results=None):
    """Return a check with these results by address (WORKS for the others), and the number of its calls by address."""
    calls = Counter()

    def check(url):
        calls[url] += 1
        return (results or {}).get(url, WORKS)

    return check, calls


def run_all(results=None, **options):
    return services.carry_out(services.start_run(), make_check(results)[0], **options)


@pytest.fixture
def at(monkeypatch):
    """Return a function that sets the day."""

    def set_day(day):
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.datetime(2026, 11, day, 17, tzinfo=datetime.UTC))

    return set_day


def test_the_links_of_published_pending_and_draft_records_are_named(db, a_record, records):
    named = named_links()
    for record in records:
        assert all(source.url in named for source in record.sources)
        assert record.website is None or record.website in named
    add_program(a_record, "a-draft", "https://draft.example/", act=save)
    published = add_program(a_record, "published", "https://old.example/")
    save(published, change(published.record, website="https://pending.example/"), None)
    named = named_links()
    assert named["https://draft.example/"] == (Program.objects.get(slug="a-draft").pk,)
    assert named["https://old.example/"] == named["https://pending.example/"] == (published.pk,)


def test_a_page_that_several_programs_name_is_checked_once(only, a_record):
    first = only("https://shared.example/")
    second = add_program(a_record, "second", "https://shared.example/")
    check, calls = make_check()
    assert services.carry_out(services.start_run(), check) == {"ok": 1}
    assert calls == {"https://shared.example/": 1}
    assert named_links() == {"https://shared.example/": (first.pk, second.pk)}


def test_results_are_stored_and_progress_is_reported(only):
    works, moved, denied = urls = addresses(3)
    only(*urls)
    progress = []
    outcomes = run_all({moved: MOVED, denied: DENIED}, report=lambda run: progress.append((run.done, run.total)))
    assert outcomes == {"ok": 1, "moved": 1, "failing": 1}
    assert progress == [(1, 3), (2, 3), (3, 3)]
    assert list(LinkCheck.objects.order_by("url").values_list("url", "outcome", "status", "moved_to", "reason")) == [
        (works, LinkOutcome.OK, 200, "", ""),
        (moved, LinkOutcome.MOVED, 200, MOVED.moved_to, MOVED.reason),
        (denied, LinkOutcome.FAILING, 403, "", DENIED.reason),
    ]
    run = LinkRun.objects.get()
    assert run.finished
    assert (run.done, run.total) == (3, 3)


@pytest.mark.parametrize(
    "days",
    [
        # a page that is gone is dead at once, one without an answer after a week
        [(1, NO_ANSWER, "failing"), (5, NO_ANSWER, "failing"), (8, NO_ANSWER, "dead"), (9, NO_ANSWER, "dead"), (10, WORKS, "ok")],
        [(1, NO_ANSWER, "failing"), (2, GONE, "dead"), (3, NO_ANSWER, "dead")],
        # a denial is an answer: it is never dead, and the week starts over
        [(1, DENIED, "failing"), (10, DENIED, "failing")],
        [(1, NO_ANSWER, "failing"), (5, DENIED, "failing"), (10, NO_ANSWER, "failing")],
    ],
)
def test_when_a_link_is_dead(at, days):
    before = None
    for day, result, outcome in days:
        at(day)
        before = services.update_check(before, "https://a.example/", result, timezone.now())
        assert before.outcome == outcome, day


def test_texts_too_long_to_store_do_not_end_a_run(only):
    urls = addresses(3)
    only(*urls)
    long = CheckResult(ResultKind.MOVED, "It moved. " * 100, 200, f"https://elsewhere.example/{'x' * 2000}")
    assert run_all({urls[0]: long}) == {"ok": 2, "moved": 1}
    check = LinkCheck.objects.get(outcome=LinkOutcome.MOVED)
    assert (check.moved_to, len(check.reason)) == ("", 200)
    assert LinkRun.objects.get().finished


def test_pages_change_only_if_a_dead_link_appears_disappears_or_changes_its_date(only, at):
    def revision():
        return Revision.objects.values_list("stamp", "number").get()

    url, other = urls = addresses(2)
    only(*urls)
    changes = []
    for day, result in [(1, WORKS), (2, DENIED), (3, GONE), (3, GONE), (4, GONE), (5, WORKS), (6, WORKS)]:
        at(day)
        before = revision()
        run_all({url: result})
        after = revision()
        assert after[1] == before[1]  # nothing was published
        changes.append(after != before)
    assert changes == [False, False, True, False, True, True, False]
    assert dead_links(urls) == {}
    at(7)
    run_all({other: GONE})
    assert dead_links(urls) == {other: datetime.date(2026, 11, 7)}


def test_checks_of_addresses_that_no_record_names_are_deleted(only):
    for slug in ("old", "new"):
        only(f"https://{slug}.example/", slug=slug)
        run_all()
    assert [check.url for check in LinkCheck.objects.all()] == ["https://new.example/"]


class Interrupt(BaseException):
    """Like Ctrl-C."""


def test_an_interrupted_run_continues_and_checks_nothing_twice(ten):
    def interrupt(run):
        if run.done == 4:
            raise Interrupt

    with pytest.raises(Interrupt):
        run_all(workers=1, report=interrupt)
    stored = set(LinkCheck.objects.values_list("url", flat=True))
    assert len(stored) == 4
    interrupted = LinkRun.objects.get()
    assert not services.is_running(interrupted)
    check, calls = make_check()
    run = services.start_run()
    assert (run.pk, run.done, run.total) == (interrupted.pk, 4, 10)
    assert services.carry_out(run, check) == {"ok": 6}
    assert calls == dict.fromkeys(set(ten) - stored, 1)
    assert LinkRun.objects.get().finished


def test_a_second_run_is_refused_until_the_first_is_silent(ten, editor):
    run = services.start_run(editor)
    with pytest.raises(services.RunInProgressError) as refused:
        services.start_run()
    assert refused.value.run == run
    LinkRun.objects.update(beat=timezone.now() - services.STALE)
    assert services.start_run() == run
    assert run.user == editor


def test_a_run_that_another_process_has_continued_stops(ten):
    silent = services.start_run()
    LinkRun.objects.update(beat=timezone.now() - services.STALE)
    services.start_run()
    with pytest.raises(services.RunTakenOverError):
        services.carry_out(silent, make_check()[0])
    assert LinkRun.objects.get().finished is None
    assert not LinkCheck.objects.exists()


def test_a_run_interrupted_days_ago_is_not_continued(ten):
    old = services.start_run()
    LinkRun.objects.update(beat=timezone.now() - services.RESUMABLE, started=timezone.now() - services.RESUMABLE)
    assert services.start_run() != old
    assert LinkRun.objects.get(pk=old.pk).finished


def test_a_limited_run_checks_the_longest_unchecked_first(only, at):
    first, second, third = urls = addresses(3)
    only(*urls)
    for day, url in ((1, second), (2, first)):
        at(day)
        services.check_again([url], make_check()[0])
    at(3)
    check, calls = make_check()
    services.carry_out(services.start_run(limit=2), check, limit=2)
    assert calls == {third: 1, second: 1}
    assert LinkRun.objects.get().finished


@pytest.mark.parametrize("total", [40, services.OFFLINE_TOTAL])
def test_without_a_network_nothing_is_stored(only, total):
    urls = addresses(total)
    only(*urls)
    with pytest.raises(services.OfflineError):
        run_all(dict.fromkeys(urls, NO_ANSWER))
    assert not LinkCheck.objects.exists()
    run = LinkRun.objects.get()
    assert run.finished
    assert run.done == 0


def test_one_answer_shows_that_there_is_a_network(ten):
    assert run_all(dict.fromkeys(ten[:-1], NO_ANSWER), workers=1) == {"failing": 9, "ok": 1}
    assert LinkCheck.objects.count() == 10


def test_a_single_link_without_an_answer_is_stored(only):
    [url] = addresses(1)
    only(url)
    assert run_all({url: NO_ANSWER}) == {"failing": 1}


def test_only_named_addresses_are_checked_again(only):
    only("https://named.example/")
    check, calls = make_check()
    with pytest.raises(ValueError, match="https://other"):
        services.check_again(["https://named.example/", "https://other.example/"], check)
    assert not calls
    assert services.check_again(["https://named.example/"], check)["https://named.example/"].outcome == LinkOutcome.OK


def test_a_version_retired_during_a_run_does_not_disturb_it(only):
    program = only(*addresses(3))
    run_all(report=lambda run: program.versions.update(state=VersionState.RETIRED))
    assert LinkCheck.objects.count() == 3


def test_the_command_checks_all_links(only, server, settings, capsys):
    settings.ALLOW_PRIVATE_LINKS = True
    server.redirects = {"/old": (301, "/ok")}
    gone = f"{server.url}/404"
    only(*(f"{server.url}/{path}" for path in ("ok", "404", "old", "403")))
    call_command("check_links", pause=0, verbosity=0)
    assert Counter(LinkCheck.objects.values_list("outcome", flat=True)) == {"ok": 1, "moved": 1, "dead": 1, "failing": 1}
    assert list(dead_links([gone, f"{server.url}/ok"])) == [gone]
    assert list(server.agents) == ["TeacherLeadershipProgramCatalog (link check)"]
    server.pages["/404"] = b"back again"
    call_command("check_links", again=[gone], pause=0)
    assert gone in capsys.readouterr().out
    assert dead_links([gone]) == {}


def test_the_command_requests_no_private_address_unless_it_is_allowed(only, server):
    only(f"{server.url}/ok", "http://localhost/", "http://10.0.0.1/")
    call_command("check_links", pause=0, verbosity=0)
    assert list(LinkCheck.objects.values_list("outcome", flat=True)) == [LinkOutcome.REFUSED] * 3
    assert server.requests == []


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "0 of 10 links"),
        (["--run", "999"], "999"),
        (["--again", "https://x.example/"], "x.example"),
        (["--limit", "0"], "--limit"),
    ],
)
def test_the_command_says_what_prevents_a_check(ten, arguments, named):
    services.start_run()
    with pytest.raises(CommandError, match=named):
        call_command("check_links", *arguments)
    assert not LinkCheck.objects.exists()


def test_an_interrupted_command_leaves_a_run_to_continue(ten, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(services, "check_all", interrupt)
    with pytest.raises(CommandError) as stopped:
        call_command("check_links", verbosity=0)
    assert stopped.value.returncode == 130
    assert not services.is_running(LinkRun.objects.get())
