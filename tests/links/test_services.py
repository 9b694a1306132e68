"""A run over the links of the records: what becomes of each, cut off and taken up, one at a time."""

import datetime
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog.links import services
from catalog.links.fetch.check import Finding, LinkFinding
from catalog.links.selectors import dead_links, named_links
from catalog.models import LinkCheck, LinkOutcome, LinkRun, Program, Revision, VersionState
from catalog.programs.services import publish, save
from catalog.schema.validation import validate
from tests.factories import change, change_json
from tests.links.fetch.misbehaving import misbehaving

OK, GONE, SILENT = (
    LinkFinding(Finding.ANSWERS, "", 200),
    LinkFinding(Finding.GONE, "It answers 404.", 404),
    LinkFinding(Finding.SILENT, "Silence."),
)
UNWILLING = LinkFinding(Finding.UNWILLING, "It answers 403.", 403)


@pytest.fixture
def server():
    with misbehaving() as server:
        yield server


def program_naming(record, slug, *urls, act=publish):
    """A program whose website is the first address and whose sources are all of them."""
    sources = [{"url": url, "title": "A page", "read": "2026-11-20"} for url in urls]
    shown = {f"supports.{code}.source": urls[0] for code, _ in record.supports.by_code()}
    changed = change_json(record, shown, slug=slug, name=slug.title(), website=urls[0], sources=sources)
    return act(None, validate(changed), None)


@pytest.fixture
def only(db, a_record):
    """A catalog of one program that names these addresses."""

    def made(*urls, slug="alone"):
        Program.objects.all().delete()
        return program_naming(a_record, slug, *urls)

    return made


def addresses(count):
    return [f"https://host-{number}.example/" for number in range(count)]


def answering(**by_url):
    """A check that finds the same everywhere, and counts what it was asked."""
    asked = Counter()

    def look(url):
        asked[url] += 1
        return by_url.get(url, OK)

    return look, asked


def run_all(look, **options):
    return services.carry_out(services.begin(), look, **options)


@pytest.fixture
def at(monkeypatch):
    """Sets the time."""

    def set_to(day):
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.datetime(2026, 11, day, 17, tzinfo=datetime.UTC))

    return set_to


def stamp():
    return Revision.objects.values_list("stamp", "number").get()


def test_every_website_and_source_of_published_pending_and_draft_records_is_named(db, a_record, records):
    named = named_links()
    for record in records:
        assert all(source.url in named for source in record.sources)
        assert record.website is None or record.website in named
    program_naming(a_record, "a-draft", "https://draft.example/", act=save)
    published = program_naming(a_record, "published", "https://old.example/")
    save(published, change(published.record, website="https://pending.example/"), None)
    named = named_links()
    assert named["https://draft.example/"] == [Program.objects.get(slug="a-draft").pk]
    assert named["https://old.example/"] == named["https://pending.example/"] == [published.pk]


def test_a_page_named_by_several_programs_is_asked_once(only, a_record):
    first = only("https://shared.example/")
    second = program_naming(a_record, "second", "https://shared.example/")
    look, asked = answering()
    assert run_all(look) == {"ok": 1}
    assert asked == {"https://shared.example/": 1}
    assert named_links() == {"https://shared.example/": [first.pk, second.pk]}


def test_what_was_found_is_kept_and_the_run_tells_its_progress(only):
    here, moved, secret = urls = addresses(3)
    only(*urls)
    told = []
    look, _ = answering(
        **{moved: LinkFinding(Finding.MOVED, "It has moved for good.", 200, "https://new.example/"), secret: UNWILLING}
    )
    assert run_all(look, tell=lambda run: told.append((run.done, run.total))) == {"ok": 1, "moved": 1, "failing": 1}
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert LinkCheck.objects.get(url=here).outcome == LinkOutcome.OK
    kept = LinkCheck.objects.get(url=moved)
    assert (kept.outcome, kept.moved_to, kept.status) == (LinkOutcome.MOVED, "https://new.example/", 200)
    assert LinkCheck.objects.get(url=secret).reason == "It answers 403."
    run = LinkRun.objects.get()
    assert run.finished
    assert (run.done, run.total) == (3, 3)


def test_gone_is_dead_at_once_and_silence_after_a_week(at):
    url, before, told = "https://a.example/", None, []
    for day, found in [(1, SILENT), (5, SILENT), (8, SILENT), (9, SILENT), (10, OK), (11, SILENT), (12, GONE), (13, SILENT)]:
        at(day)
        before = services.judged(before, url, found, timezone.now())
        told.append(before.outcome)
    assert told == ["failing", "failing", "dead", "dead", "ok", "failing", "dead", "dead"]


def test_a_page_that_refuses_us_is_never_dead_and_breaks_a_silence(at):
    url, before, told = "https://a.example/", None, []
    for day, found in [(1, UNWILLING), (10, UNWILLING), (11, SILENT), (15, UNWILLING), (20, SILENT)]:
        at(day)
        before = services.judged(before, url, found, timezone.now())
        told.append(before.outcome)
    assert set(told) == {"failing"}


def test_what_is_longer_than_can_be_kept_ends_no_run(only):
    moved = {
        address: LinkFinding(Finding.MOVED, "It moved. " * 100, 200, f"https://elsewhere.example/{'x' * 2000}")
        for address in addresses(1)
    }
    only(*addresses(3))
    look, _ = answering(**moved)
    assert run_all(look) == {"ok": 2, "moved": 1}
    check = LinkCheck.objects.get(outcome=LinkOutcome.MOVED)
    assert (check.moved_to, len(check.reason)) == ("", 200)
    assert LinkRun.objects.get().finished


def test_pages_change_only_where_a_dead_link_comes_goes_or_has_another_day(only, at):
    url, other = urls = addresses(2)
    only(*urls)
    seen = []
    for day, found in [(1, OK), (2, UNWILLING), (3, GONE), (3, GONE), (4, GONE), (5, OK), (6, OK)]:
        at(day)
        before = stamp()
        look, _ = answering(**{url: found})
        run_all(look)
        after = stamp()
        assert after[1] == before[1]  # nothing published has changed
        seen.append(after != before)
    assert seen == [False, False, True, False, True, True, False]
    assert dead_links(urls) == {}
    at(7)
    look, _ = answering(**{other: GONE})
    run_all(look)
    assert dead_links(urls) == {other: datetime.date(2026, 11, 7)}


def test_checks_of_addresses_no_longer_named_are_forgotten(only, a_record):
    only("https://old.example/")
    run_all(answering()[0])
    only("https://new.example/", slug="another")
    run_all(answering()[0])
    assert [check.url for check in LinkCheck.objects.all()] == ["https://new.example/"]


class CutOff(BaseException):
    """As Ctrl-C is."""


def test_a_run_cut_off_goes_on_where_it_stopped_and_asks_nothing_twice(only):
    urls = addresses(30)
    only(*urls)
    look, asked = answering()

    def cut_off(run):
        if run.done == 10:
            raise CutOff

    with pytest.raises(CutOff):
        run_all(look, workers=1, tell=cut_off)
    kept = set(LinkCheck.objects.values_list("url", flat=True))
    assert len(kept) == 10
    run = LinkRun.objects.get()
    assert not services.is_at_work(run)
    again, asked = answering()
    taken_up = services.begin()
    assert (taken_up.pk, taken_up.done, taken_up.total) == (run.pk, 10, 30)
    assert services.carry_out(taken_up, again) == {"ok": 20}
    assert set(asked) == set(urls) - kept
    assert set(asked.values()) == {1}
    assert LinkRun.objects.get().finished


def test_two_runs_at_once_are_refused_until_one_is_silent(only, editor):
    only(*addresses(3))
    run = services.begin(editor)
    with pytest.raises(services.RunUnderWay) as refused:
        services.begin()
    assert refused.value.run == run
    LinkRun.objects.update(beat=timezone.now() - services.STALE)
    assert services.begin() == run
    assert run.user == editor


def test_a_run_that_another_process_has_taken_up_stops(only):
    only(*addresses(3))
    sleepy = services.begin()
    LinkRun.objects.update(beat=timezone.now() - services.STALE)
    services.begin()
    with pytest.raises(services.TakenOver):
        services.carry_out(sleepy, answering()[0])
    assert LinkRun.objects.get().finished is None
    assert not LinkCheck.objects.exists()


def test_a_run_cut_off_days_ago_is_not_taken_up(only):
    only(*addresses(3))
    old = services.begin()
    LinkRun.objects.update(beat=timezone.now() - services.RESUMED, started=timezone.now() - services.RESUMED)
    new = services.begin()
    assert new != old
    assert LinkRun.objects.get(pk=old.pk).finished


def test_a_limited_run_asks_the_longest_unchecked_first(only, at):
    first, second, third = urls = addresses(3)
    only(*urls)
    at(1)
    services.check_again([second], answering()[0])
    at(2)
    services.check_again([first], answering()[0])
    at(3)
    look, asked = answering()
    services.carry_out(services.begin(limit=2), look, limit=2)
    assert asked == {third: 1, second: 1}
    assert LinkRun.objects.get().finished


def test_without_a_network_nothing_is_said_of_any_link(only):
    urls = addresses(40)
    only(*urls)
    with pytest.raises(services.NoNetwork):
        run_all(answering(**dict.fromkeys(urls, SILENT))[0])
    assert not LinkCheck.objects.exists()
    run = LinkRun.objects.get()
    assert run.finished
    assert run.done == 0


def test_a_small_catalog_without_a_network_says_nothing_either(only):
    urls = addresses(services.ALL_SILENT)
    only(*urls)
    with pytest.raises(services.NoNetwork):
        run_all(answering(**dict.fromkeys(urls, SILENT))[0])
    assert not LinkCheck.objects.exists()


def test_where_anything_answers_the_silent_ones_are_kept(only):
    urls = addresses(15)
    only(*urls)
    outcomes = run_all(answering(**dict.fromkeys(urls[:-1], SILENT))[0], workers=1)
    assert outcomes == {"failing": 14, "ok": 1}
    assert LinkCheck.objects.count() == 15


def test_a_single_silent_link_is_kept(only):
    [url] = addresses(1)
    only(url)
    assert run_all(answering(**{url: SILENT})[0]) == {"failing": 1}


def test_only_named_addresses_are_checked_again(only):
    only("https://named.example/")
    look, asked = answering()
    with pytest.raises(ValueError, match="No record names https://other"):
        services.check_again(["https://named.example/", "https://other.example/"], look)
    assert not asked
    assert services.check_again(["https://named.example/"], look)["https://named.example/"].outcome == LinkOutcome.OK


def test_a_version_published_or_rejected_meanwhile_does_not_disturb_a_run(only):
    """Who names what is read once, at the start; what was found is kept by address."""
    program = only(*addresses(3))

    def retire_all(run):
        program.versions.update(state=VersionState.RETIRED)

    run_all(answering()[0], tell=retire_all)
    assert LinkCheck.objects.count() == 3


def test_the_command_checks_against_a_server_that_misbehaves(only, server, settings, capsys):
    settings.ALLOW_PRIVATE_LINKS = True
    server.redirects = {"/old": (301, "/ok")}
    only(*(f"{server.url}/{path}" for path in ("ok", "404", "old", "403")))
    call_command("check_links", pause=0, verbosity=0)
    assert capsys.readouterr().out == "4 links checked: 1 answer, 1 moved, 1 dead, 1 failing.\n"
    assert list(dead_links([f"{server.url}/404", f"{server.url}/ok"])) == [f"{server.url}/404"]
    assert list(server.agents) == ["TeacherLeadershipProgramCatalog (link check)"]
    server.pages["/404"] = b"back again"
    call_command("check_links", again=[f"{server.url}/404"], pause=0)
    assert capsys.readouterr().out == f"{server.url}/404: answer.\n"
    assert dead_links([f"{server.url}/404"]) == {}


def test_the_command_asks_no_private_address_unless_it_is_allowed(only, server, capsys):
    only(f"{server.url}/ok", "http://localhost/", "http://10.0.0.1/")
    call_command("check_links", pause=0, verbosity=0)
    assert capsys.readouterr().out == "3 links checked: 3 not asked.\n"
    assert server.asked == []


def test_the_command_says_what_hinders_it(only, capsys):
    only(*addresses(2))
    run = services.begin()
    with pytest.raises(CommandError, match="Another run is working: 0 of 2 links"):
        call_command("check_links")
    with pytest.raises(CommandError, match="no unfinished run 999"):
        call_command("check_links", run=999)
    with pytest.raises(CommandError, match="nothing was checked"):
        call_command("check_links", again=["https://x.example/"])
    with pytest.raises(CommandError, match="--limit"):
        call_command("check_links", "--limit", "0")
    assert run.finished is None


def test_a_command_that_was_stopped_says_that_it_goes_on(only, monkeypatch):
    only(*addresses(2))

    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(services, "checked", stopped)
    with pytest.raises(CommandError, match=r"Stopped at 0 of 2 links\. check_links continues from there"):
        call_command("check_links", verbosity=0)
    assert not services.is_at_work(LinkRun.objects.get())
