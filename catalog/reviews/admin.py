"""“This week”: the programs that most need a review, and the page on which an editor reviews one."""

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

from catalog.admin_common.approvers import describe_next_step_of
from catalog.admin_common.errors import in_words, text_of
from catalog.admin_common.pages import admin_page, lead_to_form, page, person
from catalog.common.clock import today
from catalog.models import LinkCheck, LinkOutcome, Program, ProgramVersion, Publication, Review, Verdict, VersionState
from catalog.programs import display
from catalog.programs.approval import may_publish
from catalog.programs.deadlines import deadline_of
from catalog.programs.facts import describe_sources, describe_supports, fact
from catalog.programs.history.versions import working_number
from catalog.programs.services import NewerVersion
from catalog.programs.supports import supports_of
from catalog.reviews.review_queue import QueueEntry, this_week, urls_of
from catalog.reviews.services import CannotUndo, NotPublished, ReviewResult, latest_review, review, undo_review
from catalog.reviews.yearly_round import yearly_round
from catalog.schema.errors import InvalidRecord
from catalog.schema.fields import ProgramRecord
from catalog.schema.vocabulary import vocabulary
from typology import derive

_SHOWN_TO_ASK = 5  # programs of the yearly round on the page of the week
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
    """`/admin/week/`: the programs of the week, what is done, what is next."""
    queue = this_week()
    rows = [_present_entry(entry) for entry in queue.programs]
    undoable = latest_review(person(request))
    to_ask = yearly_round()
    return page(
        request,
        "admin/reviews/week.html",
        "This week",
        week=queue,
        rows=rows,
        next=queue.next_after(),
        undoable=undoable,
        to_ask=len(to_ask),
        first_to_ask=to_ask[:_SHOWN_TO_ASK],
    )


@admin_page("catalog.review_program")
def week_program(request: HttpRequest, slug: str) -> HttpResponse:
    """`/admin/week/<slug>/`: one published program with its sources, and the form to review it."""
    program = Program.objects.filter(slug=slug, publication=Publication.PUBLISHED).first()
    if program is None:
        raise Http404("No published program has this address.")
    form, status = AnswerForm(initial=_version_numbers(program)), 200
    if request.method == "POST":
        form, status = AnswerForm(request.POST), 422
        if form.is_valid():
            try:
                return _answer(request, program, form.cleaned_data)
            except NewerVersion as error:
                form, status = _rebase_form(request, program, error.version), 409
            except InvalidRecord as error:
                _add_errors(error, form)
            except NotPublished:
                raise Http404("The program is no longer published.") from None
    return _review_page(request, program, form, status)


@admin_page("catalog.review_program")
def undo_answer(request: HttpRequest, key: int) -> HttpResponseBase:
    """`/admin/week/take-back/<key>/`: a POST undoes the user's latest answer and redirects to its program."""
    if request.method != "POST":
        return lead_to_form(request, reverse("admin_week"))
    found = Review.objects.filter(pk=key).select_related("program__current").first() if key < 2**63 else None
    if found is None:
        messages.error(request, "This answer was already undone.")
        return HttpResponseRedirect(reverse("admin_week"))
    try:
        program = undo_review(found, person(request))
    except CannotUndo as error:
        messages.error(request, f"Nothing was undone. {error}")
        return HttpResponseRedirect(reverse("admin_week"))
    admin.site.get_model_admin(Program).log_change(request, program, "Review undone.")
    messages.success(request, "Your answer was undone. The record is as before.")
    return HttpResponseRedirect(reverse("admin_week_program", args=[program.slug]))


def _version_numbers(program: Program) -> dict[str, int | None]:
    public = program.versions.filter(state=VersionState.PUBLISHED).values_list("number", flat=True).first()
    return {"base": working_number(program), "public": public}


def _answer(request: HttpRequest, program: Program, typed: Mapping[str, Any]) -> HttpResponse:
    verdict, user = Verdict(typed["verdict"]), person(request)
    result = review(program, user, verdict, year=typed["year"], note=typed["note"], base=typed["base"], public=typed["public"])
    following = this_week().next_after(program.slug)
    onward = reverse("admin_week_program", args=[following.slug]) if following else reverse("admin_week")
    outcome = describe_result(result)
    next_step = describe_next_step_of(program, user) if result.version else ""
    admin.site.get_model_admin(Program).log_change(request, program, f"Reviewed. {outcome}")
    if verdict == Verdict.CHANGED and request.user.has_perm("catalog.change_program"):
        text = format_html('{} Make the change here, then <a href="{}">continue with this week’s programs</a>.', outcome, onward)
        messages.success(request, text)
        return HttpResponseRedirect(reverse("admin:catalog_program_change", args=[program.pk]))
    messages.success(request, _message(program, f"{outcome} {next_step}".strip()))
    if following is None:
        messages.success(request, "You have reviewed every program of this week.")
    return HttpResponseRedirect(onward)


def describe_result(result: ReviewResult) -> str:
    """Return what a review found and what happened to the record."""
    found = f"{Verdict(result.review.verdict).label}."
    if result.version is None:
        return found
    year = f" Seen operating in {result.review.evidence_year}." if result.review.evidence_year else ""
    public = result.version.state == VersionState.PUBLISHED
    return f"{found}{year} {'Published' if public else 'Saved as a pending change'}."


def _message(program: Program, outcome: str) -> SafeString:
    history = reverse("admin:catalog_program_history", args=[program.pk])
    return format_html('“{}”: {} <a href="{}">History</a>', program.name, outcome, history)


def _rebase_form(request: HttpRequest, program: Program, newer: ProgramVersion) -> AnswerForm:
    """Return the form with its input, for the present record, and an error that says who changed it."""
    data = request.POST.copy()
    for name, number in _version_numbers(program).items():
        data[name] = str(number)
    form = AnswerForm(data)
    who = f" by {newer.user}" if newer.user else ""
    form.add_error(
        None, f"This program was changed{who} while you reviewed it. Nothing was recorded. The page now shows the present record."
    )
    return form


def _add_errors(error: InvalidRecord, form: AnswerForm) -> None:
    """Add errors of the year to its field, and other errors of the record above the form."""
    for problem in error.problems:
        if problem.field == "evidence_year":
            form.add_error("year", text_of(problem))
        else:
            form.add_error(None, f"Nothing was recorded, because the record is no longer valid. {in_words(problem)}")


def _review_page(request: HttpRequest, program: Program, form: AnswerForm, status: int) -> HttpResponse:
    versions = {
        version.state: version for version in program.versions.exclude(state=VersionState.SUPERSEDED).select_related("user")
    }
    published, pending = versions[VersionState.PUBLISHED], versions.get(VersionState.PENDING)
    queue = this_week()
    place = next((number for number, entry in enumerate(queue.programs) if entry.slug == program.slug), None)
    user = person(request)
    return page(
        request,
        "admin/reviews/review.html",
        program.name,
        status,
        is_nav_sidebar_enabled=False,  # everything on one screen
        program=program,
        record=_present_record(published.record),
        pending=pending,
        form=form,
        answers=[{"value": verdict.value, "label": verdict.label, "key": key} for verdict, key in KEYS.items()],
        week=queue,
        place=place,
        entry=queue.programs[place] if place is not None else None,
        last=Review.objects.filter(program=program).select_related("user").first(),
        undoable=latest_review(user),
        published_at_once=may_publish(user, user) and pending is None,
    )


def _present_record(record: ProgramRecord) -> dict[str, Any]:
    """Return what the page shows of a record: type, facts that go out of date, supports, and sources with link checks."""
    derived = derive(supports_of(record))
    sources = describe_sources(record)
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
        "supports_shown": describe_supports(record, sources),
        "links": links,
    }


def _link(check: LinkCheck | None) -> dict[str, Any]:
    """Return the result of a link's last check in words, and whether it is bad."""
    if check is None:
        return {"text": "Link not checked yet", "bad": False}
    date = display.day(timezone.localdate(check.checked))
    bad = check.outcome in (LinkOutcome.DEAD, LinkOutcome.FAILING)
    reason = f": {check.reason}" if check.reason and bad else ""
    return {"text": f"{LinkOutcome(check.outcome).label}{reason}, {date}", "bad": bad}


def _present_entry(entry: QueueEntry) -> dict[str, Any]:
    derived = derive(supports_of(entry.record))
    return {
        "entry": entry,
        "name": entry.record.name,
        "forms": display.forms(entry.record),
        "sponsor": entry.record.sponsor,
        "supports": derived.supports.codes,
        "combination": derived.supports.combination,
        "reasons": [reason.text for reason in entry.need.reasons],
        "verdict": Verdict(entry.review.verdict).label if entry.review else "",
    }
