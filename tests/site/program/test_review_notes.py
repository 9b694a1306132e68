"""What public pages say about the editors' reviews of programs."""

import datetime

import pytest
from django.utils import timezone

from catalog.models import Program, Release, Review, Verdict
from catalog.programs.display import day
from catalog.programs.publishing.revision import restamp
from catalog.programs.services import publish, retire
from catalog.reviews.services import review
from catalog.reviews.summary import count_reviewed, origin
from catalog.site.program.review_notes import NOBODY, describe_reviews
from tests.factories import change
from tests.helpers import page

pytestmark = pytest.mark.django_db
SLUG = "acte-teacher-of-the-year"
PAGE = f"/programs/{SLUG}/"


@pytest.fixture
def look(editor, monkeypatch):
    """Has an editor look at a program at noon of November 24, 2026."""

    def looked(verdict=Verdict.STILL_TRUE, slug=SLUG):
        noon = timezone.make_aware(datetime.datetime(2026, 11, 24, 12))
        with monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: noon)
            return review(Program.objects.get(slug=slug), editor, verdict)

    return looked


def public(program):
    return program.versions.get(state="published").record


def recode(program, user, evidence):
    """Publish the program with another sentence as the evidence of a support that it has."""
    record = public(program)
    code = next(code for code, support in record.supports.by_code() if support.present)
    publish(program, change(record, {f"supports.{code}.evidence": evidence}), user)


def coding(shown):
    """Who coded a program, whether a person reviewed that, the day of the last correction, as its page says."""
    note = shown.one("[data-coder]")
    return note["data-coder"], note["data-reviewed"], note["data-corrected"]


def reviews(shown):
    """The verdict and day of the last review, as the program's page says; empty for none."""
    return [(note["data-review"], note["data-day"]) for note in shown.all("[data-review]")]


def assert_reviewed(client, reviewed, total):
    """The methods page and the methods paragraph say that an editor has reviewed so many programs."""
    assert page(client, "/methods/").one("#reviewed")["data-reviewed"] == str(reviewed)
    for address in ("/methods/", "/cite/"):
        assert (describe_reviews(reviewed, total) if reviewed else NOBODY) in page(client, address).text


def test_a_program_without_a_review_says_so(client):
    shown = page(client, PAGE)
    assert coding(shown) == ("machine", "no", "")
    assert reviews(shown) == []


@pytest.mark.parametrize("verdict", Verdict)
def test_a_program_says_when_it_was_last_reviewed_and_the_result_but_not_by_whom(client, look, verdict):
    page(client, PAGE)  # the cached page must not be shown again
    look(Verdict.STILL_TRUE)
    look(verdict)
    shown = page(client, PAGE)
    assert reviews(shown) == [(verdict, "2026-11-24")]
    assert "November 24, 2026" in shown.text_of("[data-review]")
    assert coding(shown) == ("machine", "yes", "")
    assert "no person" not in shown.text.lower()
    assert "editor@example.org" not in shown.html


def test_a_change_that_is_not_published_yet_is_said_to_follow(client, look, editor):
    look(Verdict.CHANGED)
    before = page(client, PAGE).text_of("[data-review]")
    program = Program.objects.get(slug=SLUG)
    publish(program, change(public(program), founded=1999), editor)
    shown = page(client, PAGE)
    assert reviews(shown) == [(Verdict.CHANGED, "2026-11-24")]
    assert shown.text_of("[data-review]") != before


def test_codes_that_an_editor_corrected_are_not_called_unreviewed(client, editor):
    program = Program.objects.get(slug=SLUG)
    recode(program, editor, "The page says so, read again.")
    shown = page(client, PAGE)
    assert coding(shown) == ("machine", "yes", timezone.localdate().isoformat())
    assert day(timezone.localdate()) in shown.text_of("[data-coder]")
    assert_reviewed(client, 1, 434)


def test_a_correction_is_dated_by_the_version_that_made_it_and_gone_once_it_is_taken_back(editor):
    program = Program.objects.get(slug=SLUG)
    loaded = public(program)
    recode(program, editor, "The page says so, read again.")
    made = timezone.now() - datetime.timedelta(days=2)
    program.versions.filter(number=1).update(published=made - datetime.timedelta(days=1))
    program.versions.filter(number=2).update(published=made)
    publish(program, change(public(program), founded=1999), editor)
    assert origin(SLUG).corrected == timezone.localdate(made)
    assert count_reviewed() == 1
    publish(program, loaded, editor, "As it was.")
    assert origin(SLUG).corrected is None
    assert count_reviewed() == 0


def test_what_an_editor_changes_beside_the_codes_corrects_none_of_them(editor):
    program = Program.objects.get(slug=SLUG)
    publish(program, change(public(program), founded=1999), editor)
    recode(program, None, "Coded anew by machine.")  # a load
    assert origin(SLUG).corrected is None
    assert count_reviewed() == 0


def test_the_paragraph_of_a_release_counts_the_corrections_of_before_it_alone(client, editor):
    program = Program.objects.get(slug=SLUG)
    recode(program, editor, "The page says so, read again.")
    assert NOBODY in page(client, "/cite/?release=2026.11").text
    made = timezone.make_aware(datetime.datetime.combine(Release.objects.get().date, datetime.time()))
    program.versions.filter(number=1).update(published=made - datetime.timedelta(hours=2))
    program.versions.filter(number=2).update(published=made - datetime.timedelta(hours=1))
    restamp()
    assert describe_reviews(1, 363) in page(client, "/cite/?release=2026.11").text


def test_a_release_stays_what_it_is(client, look):
    look()
    shown = page(client, f"{PAGE}?release=2026.11")
    assert reviews(shown) == []
    assert coding(shown) == ("", "", "")


def test_a_program_that_an_editor_entered_is_not_called_coded_by_machine(client, editor, a_record):
    publish(None, change(a_record, slug="a-new-program"), editor)
    assert coding(page(client, "/programs/a-new-program/")) == ("editor", "yes", "")


@pytest.mark.parametrize("address", ["/", "/about/", "/methods/", "/programs/", PAGE])
def test_no_page_says_of_all_programs_what_one_review_makes_untrue(client, look, address):
    look()
    shown = page(client, address)
    assert "no person" not in shown.text.lower()


def test_methods_and_the_paragraph_count_the_programs_looked_at(client, look, editor):
    assert_reviewed(client, 0, 434)
    look()
    look()
    assert_reviewed(client, 1, 434)
    look(slug="nyc-big-apple-awards")
    assert_reviewed(client, 2, 434)
    retire(Program.objects.get(slug=SLUG), editor)
    assert_reviewed(client, 1, 433)


def test_the_paragraph_of_a_release_counts_the_looks_of_before_it_for_ever(client, look):
    look()
    assert NOBODY in page(client, "/cite/?release=2026.11").text
    made = Release.objects.get().date
    Review.objects.update(
        time=timezone.make_aware(datetime.datetime.combine(made, datetime.time())) - datetime.timedelta(hours=1)
    )
    restamp()
    assert describe_reviews(1, 363) in page(client, "/cite/?release=2026.11").text
