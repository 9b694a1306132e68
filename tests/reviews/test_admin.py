"""“This week” on the desk: a dozen programs, one screen each, four answers."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group

from catalog.accounts.roles import EDITOR, VIEWER
from catalog.common.clock import today
from catalog.models import LinkCheck, Program, Review, Verdict
from catalog.programs.published_records import published
from catalog.programs.services import approve, publish, retire, save
from catalog.reviews.review_queue import this_week
from tests.factories import change

pytestmark = pytest.mark.django_db
WEEK = "/admin/week/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def ann(django_user_model):
    """An editor, who may not publish."""
    user = django_user_model.objects.create_user("ann", is_staff=True)
    user.groups.add(Group.objects.get(name=EDITOR))
    return user


def text(response):
    html = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(html))


def slugs():
    return [asked.slug for asked in this_week().programs]


def answer(client, slug, verdict="still_true", base=1, **typed):
    return client.post(f"{WEEK}{slug}/", {"verdict": verdict, "year": "", "note": "", "base": base, **typed})


def messages(client):
    return text(client.get(WEEK))


def test_the_list_shows_the_dozen_with_reasons_and_progress(desk):
    shown = text(desk.get(WEEK))
    assert "0 of 12 looked at" in shown
    for asked in this_week().programs:
        assert asked.record.name in shown
        assert asked.need.reasons[0].text in shown
    assert f"Begin: {this_week().programs[0].record.name}" in shown


def test_the_screen_shows_the_facts_the_evidence_the_reasons_and_the_sources_with_their_links(desk):
    asked = this_week().programs[0]
    record = asked.record
    LinkCheck.objects.create(
        url=record.sources[0].url, checked="2026-11-20T12:00Z", outcome="dead", reason="Not found", status=404
    )
    response = desk.get(f"{WEEK}{asked.slug}/")
    html, shown = response.content.decode(), text(response)
    for said in (record.name, record.sponsor, record.summary, *(reason.text for reason in asked.need.reasons)):
        assert said in shown
    for _, support in record.supports.by_code():
        assert support.evidence in shown
    for source in record.sources:
        assert f'href="{source.url.replace("&", "&amp;")}" target="_blank"' in html
    assert "Dead: Not found, November 20, 2026" in shown
    for label in ("Still true", "Changed", "Ended", "Can't tell"):
        assert label in shown


def test_an_answer_is_recorded_and_the_next_program_comes(desk, editor):
    first, second = slugs()[:2]
    response = answer(desk, first, note="All as it was.")
    assert response["Location"] == f"{WEEK}{second}/"
    found = Review.objects.get()
    assert (found.program.slug, found.user, found.verdict, found.note) == (first, editor, "still_true", "All as it was.")
    shown = messages(desk)
    assert "1 of 12 looked at" in shown
    assert "✓ Still true editor" in shown


def test_a_year_told_is_published_and_the_message_says_so(desk):
    slug = slugs()[0]
    answer(desk, slug, year=today().year)
    assert published([slug])[0].record.evidence_year == today().year
    assert f"Still true. Seen operating in {today().year}. Published." in messages(desk)


def test_ended_is_published(desk):
    slug = slugs()[0]
    answer(desk, slug, "ended")
    assert published([slug])[0].record.status == "ended"
    assert slug in slugs()


def test_changed_leads_to_the_form(desk):
    first, second = slugs()[:2]
    program = Program.objects.get(slug=first)
    response = answer(desk, first, "changed")
    assert response["Location"] == f"/admin/catalog/program/{program.pk}/change/"
    assert f'href="{WEEK}{second}/"' in desk.get(response["Location"]).content.decode()


def test_cant_tell_records_the_look_alone(desk):
    slug = slugs()[0]
    answer(desk, slug, "cant_tell")
    assert Review.objects.get().verdict == Verdict.CANT_TELL
    assert Program.objects.get(slug=slug).versions.count() == 1


def test_when_all_are_answered_it_says_so(desk):
    for slug in slugs():
        response = answer(desk, slug)
    assert response["Location"] == WEEK
    shown = messages(desk)
    assert "12 of 12 looked at" in shown
    assert "Every program of this week has been looked at" in shown


def test_an_editor_who_may_not_publish_proposes(client, ann):
    client.force_login(ann)
    slug = slugs()[0]
    before = published([slug])[0].record
    assert "kept as a pending change" in text(client.get(f"{WEEK}{slug}/"))
    answer(client, slug, "ended")
    assert published([slug])[0].record == before
    assert "Ended. Kept as a pending change." in messages(client)


def test_what_a_colleague_changed_meanwhile_is_shown_and_nothing_recorded(desk, ann):
    slug = slugs()[0]
    program = Program.objects.get(slug=slug)
    save(program, change(published([slug])[0].record, founded=1999), ann, "Seen on its page")
    response = answer(desk, slug, year="2020", note="My note")
    assert response.status_code == 409
    shown = text(response)
    assert "was changed by ann while you looked at it; nothing was recorded" in shown
    assert "ann proposed a change" in shown
    assert "My note" in shown
    assert not Review.objects.exists()
    # answered again on the page shown, it is recorded, and her change is kept
    base = re.search(r'name="base" value="(\d+)"', response.content.decode())[1]
    assert answer(desk, slug, base=base, year=today().year).status_code == 302
    assert program.versions.get(state="pending").record.founded == 1999


def test_what_was_published_meanwhile_is_shown_and_nothing_recorded(desk, ann, editor):
    """It has the number that it had when it was pending, but the public sees it now."""
    slug = slugs()[0]
    program = Program.objects.get(slug=slug)
    save(program, change(published([slug])[0].record, founded=1999), ann)
    html = desk.get(f"{WEEK}{slug}/").content.decode()
    seen = {name: re.search(rf'name="{name}" value="(\d+)"', html)[1] for name in ("base", "public")}
    assert seen == {"base": "2", "public": "1"}
    approve(program.versions.get(state="pending"), editor)
    response = answer(desk, slug, **seen)
    assert response.status_code == 409
    assert "nothing was recorded. Below it stands as it is now" in text(response)
    assert 'name="public" value="2"' in response.content.decode()
    assert not Review.objects.exists()


def test_what_is_wrong_with_the_record_is_told_by_its_field_and_not_at_the_year(desk):
    slug = slugs()[0]
    version = Program.objects.get(slug=slug).versions.get()
    version.record = change(version.record, website="nowhere")  # as if the rule were of later
    version.save()
    response = answer(desk, slug, "ended")
    assert response.status_code == 422
    assert "Nothing was recorded, since the record can't be written as it is. Website (website): 'nowhere'" in text(response)
    assert not response.context["form"].errors.get("year")
    assert not Review.objects.exists()


def test_a_link_is_told_with_the_day_it_was_checked_here(desk):
    asked = this_week().programs[0]
    LinkCheck.objects.create(url=asked.record.sources[0].url, checked="2026-11-26T02:00Z", outcome="ok")
    assert "Answers, November 25, 2026" in text(desk.get(f"{WEEK}{asked.slug}/"))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"verdict": ""}, "Choose one of the four answers."),
        ({"verdict": "maybe"}, "Choose one of the four answers."),
        ({"year": "last year"}, "Enter a year such as 2026."),
        ({"year": "999"}, "999 is out of range"),
        ({"year": "9999"}, "9999"),
        ({"year": "-5"}, "-5 is out of range"),
        ({"year": "9" * 400}, "year"),
        ({"note": "a\x00b"}, "Null characters are not allowed."),
        ({"note": "x" * 1001}, "at most 1000 characters"),
        ({"base": ""}, "Please answer again."),
        ({"base": "x"}, "Please answer again."),
    ],
)
def test_every_fault_is_told_what_was_typed_is_kept_and_nothing_recorded(desk, typed, says):
    slug = slugs()[0]
    response = answer(desk, slug, **{"note": "Kept words", **typed})
    assert response.status_code == 422
    assert says in text(response)
    assert typed.get("note", "Kept words")[:5].strip("\x00") in response.content.decode()
    assert not Review.objects.exists()


def test_a_year_to_come_is_refused(desk):
    response = answer(desk, slugs()[0], year=today().year + 1)
    assert "is still to come" in text(response)
    assert not Review.objects.exists()


def test_any_published_program_can_be_looked_at_and_no_other(desk, editor, a_record):
    other = Program.objects.exclude(slug__in=slugs()).first()
    assert desk.get(f"{WEEK}{other.slug}/").status_code == 200
    assert answer(desk, other.slug)["Location"] == f"{WEEK}{slugs()[0]}/"
    save(None, change(a_record, slug="a-draft"), editor)
    retire(other, editor)
    for slug in ("nowhere", "a-draft", other.slug):
        assert desk.get(f"{WEEK}{slug}/").status_code == 404
        assert answer(desk, slug).status_code == 404


def test_one_retired_in_the_week_shows_as_dealt_with(desk, editor):
    retire(Program.objects.get(slug=slugs()[0]), editor)
    shown = text(desk.get(WEEK))
    assert "1 of 12 looked at" in shown
    assert "✓ Retired" in shown


def test_a_changed_slug_is_followed(desk, editor):
    slug = slugs()[0]
    publish(Program.objects.get(slug=slug), change(published([slug])[0].record, slug="moved-here"), editor)
    assert f'href="{WEEK}moved-here/"' in desk.get(WEEK).content.decode()


def test_only_who_may_review_comes_in_and_looking_changes_nothing(client, django_user_model, editor):
    slug = slugs()[0]
    for address in (WEEK, f"{WEEK}{slug}/"):
        assert client.get(address).status_code == 302
    viewer = django_user_model.objects.create_user("viewer", is_staff=True)
    viewer.groups.add(Group.objects.get(name=VIEWER))
    client.force_login(viewer)
    for address in (WEEK, f"{WEEK}{slug}/"):
        assert client.get(address).status_code == 403
    assert answer(client, slug).status_code == 403
    client.force_login(editor)
    client.get(f"{WEEK}{slug}/")
    assert not Review.objects.exists()


def test_the_answer_needs_its_token(editor):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert answer(strict, slugs()[0]).status_code == 403
    assert not Review.objects.exists()


def test_a_slip_is_taken_back_and_the_program_asked_again(desk):
    first, second = slugs()[:2]
    before = published([first])[0].record
    answer(desk, first, "ended")
    key = Review.objects.get().pk
    shown = desk.get(f"{WEEK}{second}/").content.decode()
    assert f'action="{WEEK}take-back/{key}/"' in shown
    assert f"Your last answer: “{before.name}”, ended." in unescape(shown)
    assert desk.get(f"{WEEK}take-back/{key}/")["Location"] == WEEK
    assert desk.post(f"{WEEK}take-back/{key}/")["Location"] == f"{WEEK}{first}/"
    assert published([first])[0].record == before
    assert "0 of 12 looked at" in messages(desk)


@pytest.mark.parametrize("key", ["999999", "9" * 30])
def test_an_answer_that_is_not_there_is_not_taken_back(desk, key):
    desk.post(f"{WEEK}take-back/{key}/")
    assert "taken back already" in messages(desk)


def test_a_colleagues_answer_is_not_taken_back(desk, ann):
    found = Review.objects.create(program=Program.objects.first(), user=ann, verdict="ended", time="2026-11-25T12:00Z")
    desk.post(f"{WEEK}take-back/{found.pk}/")
    assert "Nothing was taken back. Only your latest answer" in messages(desk)
    assert Review.objects.exists()
