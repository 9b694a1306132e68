"""“This week” in the admin: twelve programs, one page each, four answers."""

import datetime

import pytest
from django.test import Client

from catalog.accounts.roles import EDITOR, VIEWER
from catalog.common.clock import today
from catalog.models import LinkCheck, Program, Review, Verdict
from catalog.programs.published_records import published
from catalog.programs.services import approve, publish, retire, save
from catalog.reviews.review_queue import this_week
from tests.factories import change
from tests.helpers import ParsedPage, page

pytestmark = pytest.mark.django_db
WEEK = "/admin/week/"
# the state of each program in the list, and the errors of the form
ANSWERS, ERRORS = ".week-list .answer", ".review-answer .errornote, .review-answer .errorlist"


@pytest.fixture
def ann(make_user):
    """An editor, who may not publish."""
    return make_user("ann", EDITOR)


def slugs():
    return [entry.slug for entry in this_week().programs]


def record_of(slug):
    return published([slug])[0].record


def answer(client, slug, verdict="still_true", base=1, **values):
    return client.post(f"{WEEK}{slug}/", {"verdict": verdict, "year": "", "note": "", "base": base, **values})


def progress(client):
    """How many programs are done, and how many there are."""
    bar = page(client, WEEK).one("progress")
    return int(bar["value"]), int(bar["max"])


def test_the_list_shows_twelve_programs_with_their_reasons(editor_client):
    shown = page(editor_client, WEEK)
    assert progress(editor_client) == (0, 12)
    assert [heading.text.strip() for heading in shown.all(".week-list h2")] == [one.record.name for one in this_week().programs]
    for item, entry in zip(shown.all(".week-list > li"), this_week().programs, strict=True):
        assert [reason.text for reason in item.select(".reasons li")] == [reason.text for reason in entry.need.reasons]
    assert shown.one(".week-progress a")["href"] == f"{WEEK}{slugs()[0]}/"


def test_the_page_shows_facts_evidence_reasons_and_sources_with_link_checks(editor_client):
    entry = this_week().programs[0]
    record = entry.record
    LinkCheck.objects.create(
        url=record.sources[0].url, checked="2026-11-20T12:00Z", outcome="dead", reason="Not found", status=404
    )
    shown = page(editor_client, f"{WEEK}{entry.slug}/")
    evidence = [support.evidence for _, support in record.supports.by_code()]
    for text in (record.name, record.sponsor, record.summary, *evidence, *(reason.text for reason in entry.need.reasons)):
        assert text in shown.text
    links = shown.all('.review-sources a[target="_blank"]')
    assert {source.url for source in record.sources} <= {link["href"] for link in links}
    assert "Not found" in shown.text_of(".review-sources .bad")
    assert [button["value"] for button in shown.all("[name=verdict]")] == ["still_true", "changed", "ended", "cant_tell"]


def test_an_answer_is_recorded_and_leads_to_the_next_program(editor_client, editor):
    first, second = slugs()[:2]
    assert answer(editor_client, first, note="All as it was.")["Location"] == f"{WEEK}{second}/"
    found = Review.objects.get()
    assert (found.program.slug, found.user, found.verdict, found.note) == (first, editor, "still_true", "All as it was.")
    assert progress(editor_client) == (1, 12)


def test_a_year_and_an_end_are_published(editor_client):
    first, second = slugs()[:2]
    answer(editor_client, first, year=today().year)
    answer(editor_client, second, "ended")
    assert record_of(first).evidence_year == today().year
    assert record_of(second).status == "ended"
    assert slugs()[:2] == [first, second]


def test_changed_leads_to_the_form_and_saving_it_to_the_next_program(editor_client):
    first, second = slugs()[:2]
    response = answer(editor_client, first, "changed")
    form = f"/admin/catalog/program/{Program.objects.get(slug=first).pk}/change/?week=1"
    assert response["Location"] == form
    sent = page(editor_client, form).form_data("#record", "_save") | {"founded": "1999"}
    assert editor_client.post(form, sent)["Location"] == f"{WEEK}{second}/"
    assert Program.objects.get(slug=first).versions.get(state="pending").record.founded == 1999


def test_cant_tell_only_records_the_review(editor_client):
    slug = slugs()[0]
    answer(editor_client, slug, "cant_tell")
    assert Review.objects.get().verdict == Verdict.CANT_TELL
    assert Program.objects.get(slug=slug).versions.count() == 1


def test_the_last_answer_leads_back_to_the_list(editor_client):
    for slug in slugs():
        response = answer(editor_client, slug)
    assert response["Location"] == WEEK
    assert progress(editor_client) == (12, 12)
    assert not page(editor_client, WEEK).has(".week-progress a")


def test_the_answer_of_an_editor_who_may_not_publish_becomes_pending(client, ann):
    client.force_login(ann)
    slug = slugs()[0]
    before = record_of(slug)
    answer(client, slug, "ended")
    assert record_of(slug) == before
    assert Program.objects.get(slug=slug).versions.get(state="pending").record == change(before, status="ended")


def test_a_colleagues_newer_change_is_shown_and_nothing_is_recorded(editor_client, ann):
    slug = slugs()[0]
    program = Program.objects.get(slug=slug)
    save(program, change(record_of(slug), founded=1999), ann, "Seen on its page")
    response = answer(editor_client, slug, year=today().year, note="My note")
    shown = ParsedPage(response.content.decode())
    assert response.status_code == 409
    assert "ann" in shown.text_of(ERRORS)
    assert "Seen on its page" in shown.text_of(".review-pending")
    assert not Review.objects.exists()
    # sent again from this page, the answer is recorded and the colleague's change is kept
    form = shown.form_data(".review-answer form", "verdict") | {"verdict": "still_true"}
    assert form["note"] == ["My note"]
    assert editor_client.post(f"{WEEK}{slug}/", form).status_code == 302
    pending, before = program.versions.get(state="pending").record, record_of(slug)
    assert pending == change(before, founded=1999, evidence_year=today().year, status="active")


def test_a_version_published_since_is_shown_and_nothing_is_recorded(editor_client, ann, editor):
    """It has the number that it had when it was pending, but it is public now."""
    slug = slugs()[0]
    program = Program.objects.get(slug=slug)
    save(program, change(record_of(slug), founded=1999), ann)
    form = page(editor_client, f"{WEEK}{slug}/").form_data(".review-answer form", "verdict")
    assert (form["base"], form["public"]) == (["2"], ["1"])
    approve(program.versions.get(state="pending"), editor)
    response = editor_client.post(f"{WEEK}{slug}/", form | {"verdict": "still_true"})
    assert response.status_code == 409
    assert ParsedPage(response.content.decode()).one("[name=public]")["value"] == "2"
    assert not Review.objects.exists()


def test_an_error_of_the_record_is_shown_at_its_field(editor_client):
    slug = slugs()[0]
    version = Program.objects.get(slug=slug).versions.get()
    version.record = change(version.record, website="nowhere")  # as if the rule were newer than the record
    version.save()
    response = answer(editor_client, slug, "ended")
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["website"]
    assert ParsedPage(response.content.decode()).one("#aging").has_attr("open")
    assert not Review.objects.exists()


def test_a_link_check_is_dated_in_the_catalogs_time_zone(editor_client):
    entry = this_week().programs[0]
    LinkCheck.objects.create(url=entry.record.sources[0].url, checked="2026-11-26T02:00Z", outcome="ok")
    assert "November 25, 2026" in page(editor_client, f"{WEEK}{entry.slug}/").text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"verdict": ""}, "verdict"),
        ({"verdict": "maybe"}, "verdict"),
        ({"year": "last year"}, "year"),
        ({"year": "999"}, "year"),
        ({"year": "9999"}, "year"),
        ({"year": "2027"}, "year"),
        ({"year": "-5"}, "year"),
        ({"year": "9" * 400}, "year"),
        ({"note": "a\x00b"}, "note"),
        ({"note": "x" * 1001}, "note"),
        ({"base": ""}, "base"),
        ({"base": "x"}, "base"),
    ],
)
def test_an_error_is_shown_input_is_kept_and_nothing_is_recorded(editor_client, settings, values, field):
    settings.TODAY = datetime.date(2026, 11, 25)
    response = answer(editor_client, slugs()[0], **{"note": "My words", **values})
    shown = ParsedPage(response.content.decode())
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert shown.has(ERRORS)
    assert "note" in values or shown.one("[name=note]").text.strip() == "My words"
    assert not Review.objects.exists()


def test_any_published_program_can_be_reviewed_and_no_other(editor_client, editor, a_record):
    other = Program.objects.exclude(slug__in=slugs()).first()
    assert editor_client.get(f"{WEEK}{other.slug}/").status_code == 200
    assert answer(editor_client, other.slug)["Location"] == f"{WEEK}{slugs()[0]}/"
    save(None, change(a_record, slug="a-draft"), editor)
    retire(other, editor)
    for slug in ("nowhere", "a-draft", other.slug):
        assert editor_client.get(f"{WEEK}{slug}/").status_code == 404
        assert answer(editor_client, slug).status_code == 404


def test_a_program_retired_this_week_is_done(editor_client, editor):
    retire(Program.objects.get(slug=slugs()[0]), editor)
    assert progress(editor_client) == (1, 12)
    assert not page(editor_client, WEEK).has(f'.week-list a[href="{WEEK}{slugs()[0]}/"]')


def test_the_list_links_to_the_present_slug(editor_client, editor):
    slug = slugs()[0]
    publish(Program.objects.get(slug=slug), change(record_of(slug), slug="moved-here"), editor)
    assert page(editor_client, WEEK).has(f'.week-list a[href="{WEEK}moved-here/"]')


def test_users_without_the_permission_are_refused_and_reading_changes_nothing(client, make_user, editor):
    addresses = [WEEK, f"{WEEK}{slugs()[0]}/"]
    assert [client.get(address).status_code for address in addresses] == [302, 302]
    client.force_login(make_user("viewer", VIEWER))
    assert [client.get(address).status_code for address in addresses] == [403, 403]
    assert answer(client, slugs()[0]).status_code == 403
    client.force_login(editor)
    client.get(addresses[1])
    assert not Review.objects.exists()


def test_an_answer_needs_the_csrf_token(editor):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert answer(strict, slugs()[0]).status_code == 403
    assert not Review.objects.exists()


def test_the_latest_answer_can_be_undone(editor_client):
    first, second = slugs()[:2]
    before = record_of(first)
    answer(editor_client, first, "ended")
    undo = page(editor_client, f"{WEEK}{second}/").one(".take-back")["action"]
    assert editor_client.get(undo)["Location"] == WEEK
    assert editor_client.post(undo)["Location"] == f"{WEEK}{first}/"
    assert record_of(first) == before
    assert progress(editor_client) == (0, 12)


@pytest.mark.parametrize("key", ["999999", "9" * 30])
def test_an_unknown_answer_cannot_be_undone(editor_client, key):
    assert editor_client.post(f"{WEEK}take-back/{key}/")["Location"] == WEEK
    assert page(editor_client, WEEK).has(".messagelist .error")


def test_a_colleagues_answer_cannot_be_undone(editor_client, ann):
    found = Review.objects.create(program=Program.objects.first(), user=ann, verdict="ended", time="2026-11-25T12:00Z")
    editor_client.post(f"{WEEK}take-back/{found.pk}/")
    assert page(editor_client, WEEK).has(".messagelist .error")
    assert Review.objects.exists()
