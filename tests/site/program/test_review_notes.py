"""What the public is told of the editors' looks at programs."""

import datetime

import pytest
from django.utils import timezone

from catalog.models import Program, Release, Review, Verdict
from catalog.programs.display import day
from catalog.programs.revision import restamp
from catalog.programs.services import publish, retire
from catalog.reviews.services import review
from catalog.reviews.summary import looked_at, origin
from tests.factories import change
from tests.site.test_pages import page, text

pytestmark = pytest.mark.django_db
SLUG = "acte-teacher-of-the-year"
PAGE = f"/programs/{SLUG}/"
NOBODY = "No person has reviewed the codes"


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


def test_a_program_nobody_has_looked_at_says_so(client):
    html = text(page(client, PAGE))
    assert "Coded by machine from the pages below; no person has reviewed these codes yet." in html
    assert "Looked at by" not in html


@pytest.mark.parametrize(
    ("verdict", "found"),
    [
        (Verdict.STILL_TRUE, "still true."),
        (Verdict.CHANGED, "it has changed, and is being brought up to date here."),
        (Verdict.ENDED, "it had ended."),
        (Verdict.CANT_TELL, "it could not be told whether this is still true."),
    ],
)
def test_a_program_says_when_it_was_last_looked_at_and_what_was_found_but_not_by_whom(client, look, verdict, found):
    page(client, PAGE)  # the page held before is not shown again
    look(Verdict.STILL_TRUE)
    look(verdict)
    html = text(page(client, PAGE))
    assert f"Looked at by an editor on November 24, 2026: {found}" in html
    assert "Coded by machine from the pages below. " in html
    assert "no person has reviewed" not in html.lower()
    assert "editor@example.org" not in html


def test_that_a_program_had_changed_is_told_once_the_change_followed(client, look, editor):
    look(Verdict.CHANGED)
    program = Program.objects.get(slug=SLUG)
    publish(program, change(public(program), founded=1999), editor)
    assert "Looked at by an editor on November 24, 2026: it had changed." in text(page(client, PAGE))


def test_codes_that_an_editor_corrected_are_not_called_unreviewed(client, editor):
    program = Program.objects.get(slug=SLUG)
    recode(program, editor, "The page says so, read again.")
    html = text(page(client, PAGE))
    assert f"Coded by machine from the pages below; corrected by an editor on {day(timezone.localdate())}." in html
    assert "no person has reviewed" not in html.lower()
    for address in ("/methods/", "/cite/"):
        assert "1 of 434 programs has been looked at by an editor." in text(page(client, address))


def test_a_correction_is_dated_by_the_version_that_made_it_and_gone_once_it_is_taken_back(editor):
    program = Program.objects.get(slug=SLUG)
    loaded = public(program)
    recode(program, editor, "The page says so, read again.")
    made = timezone.now() - datetime.timedelta(days=2)
    program.versions.filter(number=1).update(published=made - datetime.timedelta(days=1))
    program.versions.filter(number=2).update(published=made)
    publish(program, change(public(program), founded=1999), editor)
    assert origin(SLUG).corrected == timezone.localdate(made)
    assert looked_at() == 1
    publish(program, loaded, editor, "As it was.")
    assert origin(SLUG).corrected is None
    assert looked_at() == 0


def test_what_an_editor_changes_beside_the_codes_corrects_none_of_them(editor):
    program = Program.objects.get(slug=SLUG)
    publish(program, change(public(program), founded=1999), editor)
    recode(program, None, "Coded anew by machine.")  # a load
    assert origin(SLUG).corrected is None
    assert looked_at() == 0


def test_the_paragraph_of_a_release_counts_the_corrections_of_before_it_alone(client, editor):
    program = Program.objects.get(slug=SLUG)
    recode(program, editor, "The page says so, read again.")
    assert NOBODY in text(page(client, "/cite/?release=2026.11"))
    made = timezone.make_aware(datetime.datetime.combine(Release.objects.get().date, datetime.time()))
    program.versions.filter(number=1).update(published=made - datetime.timedelta(hours=2))
    program.versions.filter(number=2).update(published=made - datetime.timedelta(hours=1))
    restamp()
    assert "1 of 363 programs has been looked at by an editor." in text(page(client, "/cite/?release=2026.11"))


def test_a_release_stays_what_it_is(client, look):
    look()
    html = text(page(client, f"{PAGE}?release=2026.11"))
    assert "Looked at by" not in html
    assert "no person has reviewed these" not in html


def test_a_program_that_an_editor_entered_is_not_called_coded_by_machine(client, editor, a_record):
    publish(None, change(a_record, slug="a-new-program"), editor)
    assert "Coded by an editor from the pages below." in text(page(client, "/programs/a-new-program/"))


@pytest.mark.parametrize("address", ["/", "/about/", "/methods/", "/programs/", PAGE])
def test_no_page_says_of_all_programs_what_one_look_makes_untrue(client, look, address):
    look()
    assert "no person has reviewed" not in text(page(client, address)).lower()
    assert "each program’s page says whether a person has looked at it" in text(page(client, address))


def test_methods_and_the_paragraph_count_the_programs_looked_at(client, look, editor):
    for address in ("/methods/", "/cite/"):
        assert NOBODY in text(page(client, address))
    look()
    look()
    for address in ("/methods/", "/cite/"):
        assert "1 of 434 programs has been looked at by an editor." in text(page(client, address))
    look(slug="nyc-big-apple-awards")
    assert "2 of 434 programs have been looked at by an editor." in text(page(client, "/methods/"))
    retire(Program.objects.get(slug=SLUG), editor)
    assert "1 of 433 programs has been looked at by an editor." in text(page(client, "/methods/"))


def test_the_paragraph_of_a_release_counts_the_looks_of_before_it_for_ever(client, look):
    look()
    assert NOBODY in text(page(client, "/cite/?release=2026.11"))
    made = Release.objects.get().date
    Review.objects.update(
        time=timezone.make_aware(datetime.datetime.combine(made, datetime.time())) - datetime.timedelta(hours=1)
    )
    restamp()
    assert "1 of 363 programs has been looked at by an editor." in text(page(client, "/cite/?release=2026.11"))
