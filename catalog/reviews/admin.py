"""“This week”: the dozen programs most in need of a look, and the screen on which an editor answers for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from catalog.admin_common.errors import in_words, text_of
from catalog.admin_common.pages import admin_page, lead_to_form, page, person
from catalog.common.clock import today
from catalog.models import LinkCheck, LinkOutcome, Program, ProgramVersion, Publication, Review, Verdict, VersionState
from catalog.programs import display
from catalog.programs.deadlines import deadline_of
from catalog.programs.facts import fact, sources_shown, supports_shown
from catalog.programs.history.versions import working_number
from catalog.programs.services import NewerVersion, may_publish
from catalog.programs.supports import supports_of
from catalog.reviews.review_queue import QueueEntry, this_week, urls_of
from catalog.reviews.services import NotPublished, NotTakenBack, Reviewed, last_answer, review, take_back
from catalog.schema.errors import InvalidRecord
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import vocabulary
from typology import derive

# the four answers in the order of their buttons, each with the key that gives it
KEYS = {Verdict.STILL_TRUE: "S", Verdict.CHANGED: "C", Verdict.ENDED: "E", Verdict.CANT_TELL: "T"}


class AnswerForm(forms.Form):
    """An editor's answer: the result, the year that the sources show, and the version of the record that was reviewed."""

    verdict = forms.ChoiceField(
        choices=Verdict.choices,
        error_messages={"required": "Choose one of the four answers.", "invalid_choice": "Choose one of the four answers."},
    )
    year = forms.IntegerField(
        label="Seen operating in (year)",
        required=False,
        help_text="The latest year in which a page shows it at work.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}),
        error_messages={"invalid": "Enter a year such as 2026."},
    )
    note = forms.CharField(
        required=False,
        max_length=1000,
        help_text="For colleagues; kept in the history.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    base = forms.IntegerField(widget=forms.HiddenInput)
    public = forms.IntegerField(widget=forms.HiddenInput, required=False)


@admin_page("catalog.review_program")
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """`/admin/week/`: the dozen of the week, what is done, what is next."""
    found = this_week()
    rows = [_row(asked) for asked in found.programs]
    slip = last_answer(person(request))
    return page(request, "admin/reviews/week.html", "This week", week=found, rows=rows, next=found.next_after(), slip=slip)


@admin_page("catalog.review_program")
def week_program(request: HttpRequest, slug: str) -> HttpResponse:
    """`/admin/week/<slug>/`: one published program with its sources, and the answer to whether it is still true."""
    program = Program.objects.filter(slug=slug, publication=Publication.PUBLISHED).first()
    if program is None:
        raise Http404("There is no published program at this address.")
    form, status = AnswerForm(initial=_looked_at(program)), 200
    if request.method == "POST":
        form, status = AnswerForm(request.POST), 422
        if form.is_valid():
            try:
                return _answer(request, program, form.cleaned_data)
            except NewerVersion as error:
                form, status = _again(request, program, error.version), 409
            except InvalidRecord as error:
                _show(error, form)
            except NotPublished:
                raise Http404("It was taken off the public pages meanwhile.") from None
    return _screen(request, program, form, status)


@admin_page("catalog.review_program")
def take_back_answer(request: HttpRequest, key: int) -> HttpResponseBase:
    """`/admin/week/take-back/<key>/`: a POST takes one's latest answer back and leads to its program again."""
    if request.method != "POST":
        return lead_to_form(request, reverse("admin_week"))
    found = Review.objects.filter(pk=key).select_related("program__current").first() if key < 2**63 else None
    if found is None:
        messages.error(request, "This answer was taken back already.")
        return HttpResponseRedirect(reverse("admin_week"))
    try:
        program = take_back(found, person(request))
    except NotTakenBack as error:
        messages.error(request, f"Nothing was taken back. {error}")
        return HttpResponseRedirect(reverse("admin_week"))
    admin.site.get_model_admin(Program).log_change(request, program, "Answer taken back.")
    messages.success(request, "Your answer was taken back; the record stands as before.")
    return HttpResponseRedirect(reverse("admin_week_program", args=[program.slug]))


def _looked_at(program: Program) -> dict[str, int | None]:
    public = program.versions.filter(state=VersionState.PUBLISHED).values_list("number", flat=True).first()
    return {"base": working_number(program), "public": public}


def _answer(request: HttpRequest, program: Program, typed: Mapping[str, Any]) -> HttpResponse:
    verdict, user = Verdict(typed["verdict"]), person(request)
    done = review(program, user, verdict, year=typed["year"], note=typed["note"], base=typed["base"], public=typed["public"])
    following = this_week().next_after(program.slug)
    onward = reverse("admin_week_program", args=[following.slug]) if following else reverse("admin_week")
    said = told(done)
    admin.site.get_model_admin(Program).log_change(request, program, f"Looked at. {said}")
    if verdict == Verdict.CHANGED and request.user.has_perm("catalog.change_program"):
        text = format_html('{} Make the change here, then <a href="{}">go on with this week’s programs</a>.', said, onward)
        messages.success(request, text)
        return HttpResponseRedirect(reverse("admin:catalog_program_change", args=[program.pk]))
    messages.success(request, _message(program, said))
    if following is None:
        messages.success(request, "Every program of this week has been looked at.")
    return HttpResponseRedirect(onward)


def told(done: Reviewed) -> str:
    """What a review found and what became of it, in a sentence or two."""
    found = f"{Verdict(done.review.verdict).label}."
    if done.version is None:
        return found
    year = f" Seen operating in {done.review.evidence_year}." if done.review.evidence_year else ""
    public = done.version.state == VersionState.PUBLISHED
    return f"{found}{year} {'Published' if public else 'Kept as a pending change'}."


def _message(program: Program, said: str) -> SafeString:
    history = reverse("admin:catalog_program_history", args=[program.pk])
    return format_html('“{}”: {} <a href="{}">History</a>', program.name, said, history)


def _again(request: HttpRequest, program: Program, newer: ProgramVersion) -> AnswerForm:
    """The form with what was typed, for the record as it stands now, and the word that it has changed."""
    data = request.POST.copy()
    for name, number in _looked_at(program).items():
        data[name] = str(number)
    form = AnswerForm(data)
    who = f" by {newer.user}" if newer.user else ""
    form.add_error(
        None, f"This program was changed{who} while you looked at it; nothing was recorded. Below it stands as it is now."
    )
    return form


def _show(error: InvalidRecord, form: AnswerForm) -> None:
    """Tell what is wrong with the year at its field, what is wrong with the record above the form."""
    for fault in error.problems:
        if fault.field == "evidence_year":
            form.add_error("year", text_of(fault))
        else:
            form.add_error(None, f"Nothing was recorded, since the record can't be written as it is. {in_words(fault)}")


def _screen(request: HttpRequest, program: Program, form: AnswerForm, status: int) -> HttpResponse:
    versions = {
        version.state: version for version in program.versions.exclude(state=VersionState.SUPERSEDED).select_related("user")
    }
    published, pending = versions[VersionState.PUBLISHED], versions.get(VersionState.PENDING)
    found = this_week()
    place = next((number for number, asked in enumerate(found.programs) if asked.slug == program.slug), None)
    user = person(request)
    return page(
        request,
        "admin/reviews/review.html",
        program.name,
        status,
        is_nav_sidebar_enabled=False,  # everything on one screen
        program=program,
        record=_shown(published.record),
        pending=pending,
        form=form,
        answers=[{"value": verdict.value, "label": verdict.label, "key": key} for verdict, key in KEYS.items()],
        week=found,
        place=place,
        asked=found.programs[place] if place is not None else None,
        last=Review.objects.filter(program=program).select_related("user").first(),
        slip=last_answer(user),
        published_at_once=may_publish(user, user) and pending is None,
    )


def _shown(record: ProgramRecord) -> dict[str, Any]:
    """What the screen prints of a record: what it is, the facts that age, its supports, its sources as their links are."""
    derived = derive(supports_of(record))
    sources = sources_shown(record)
    checks = {check.url: check for check in LinkCheck.objects.filter(url__in=urls_of(record))}
    links = [{**source, "link": _link(checks.get(source["url"]))} for source in sources]
    website = record.website
    if website and website not in {source["url"] for source in sources}:
        links.append({"url": website, "title": "The program’s website", "read": "", "link": _link(checks.get(website))})
    deadline = display.deadline_text(record, deadline_of(record, today()))
    return {
        "summary": record.summary,
        "supports": derived.supports.codes,
        "combination": derived.supports.combination,
        "type": derived.label,
        "forms": display.forms(record),
        "facts": [
            fact("sponsor", record.sponsor),
            fact("serves_states", display.where(record)),
            fact("deadline_date", deadline, label="Deadline"),
            fact("status", vocabulary("status").label_of(record.status)),
            fact("evidence_year", str(record.evidence_year or "")),
            fact("eligibility", record.eligibility),
            fact("pays", vocabulary("pays").label_of(record.pays)),
        ],
        "supports_shown": supports_shown(record, sources),
        "links": links,
    }


def _link(check: LinkCheck | None) -> dict[str, Any]:
    """How a link stood at its last check, in words, and whether that bodes ill."""
    if check is None:
        return {"text": "Link not checked yet", "bad": False}
    date = display.day(timezone.localdate(check.checked))
    bad = check.outcome in (LinkOutcome.DEAD, LinkOutcome.FAILING)
    reason = f": {check.reason}" if check.reason and bad else ""
    return {"text": f"{LinkOutcome(check.outcome).label}{reason}, {date}", "bad": bad}


def _row(asked: QueueEntry) -> dict[str, Any]:
    derived = derive(supports_of(asked.record))
    return {
        "asked": asked,
        "name": asked.record.name,
        "forms": display.forms(asked.record),
        "sponsor": asked.record.sponsor,
        "supports": derived.supports.codes,
        "combination": derived.supports.combination,
        "reasons": [reason.text for reason in asked.need.reasons],
        "verdict": Verdict(asked.review.verdict).label if asked.review else "",
    }
