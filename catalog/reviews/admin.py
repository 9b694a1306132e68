"""“This week”: the programs that most need a review, and the page on which an editor reviews one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from catalog.admin_common.approvers import describe_next_step_of
from catalog.admin_common.edit_conflict import EditConflict
from catalog.admin_common.errors import in_words, text_of
from catalog.admin_common.pages import admin_page, lead_to_form, page, person
from catalog.duplicates.matching import Likeness
from catalog.duplicates.services import keep_all_apart
from catalog.models import Program, ProgramVersion, Publication, Review, Verdict, VersionState
from catalog.programs.history.versions import working_number
from catalog.programs.publishing.approval import may_publish
from catalog.programs.services import NewerVersion
from catalog.reviews.forms import AnswerForm
from catalog.reviews.presenters import present_entry, present_record, present_website
from catalog.reviews.quick_fields import (
    AGING,
    complete_data,
    find_started_version,
    initial_values,
    is_deadline_past,
    resolve_conflict,
)
from catalog.reviews.review_queue import QueueEntry, this_week
from catalog.reviews.services import CannotUndo, NotPublished, ReviewResult, latest_review, review, undo_review
from catalog.reviews.yearly_round import yearly_round
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import canonical

_SHOWN_TO_ASK = 5  # programs of the yearly round on the page of the week
# the four answers in the order of their buttons, each with the key that gives it
KEYS = {Verdict.STILL_TRUE: "S", Verdict.CHANGED: "C", Verdict.ENDED: "E", Verdict.CANT_TELL: "T"}

# reasons that are settled in the fields of the deadline, the website and the status
_FIELD_REASONS = {"deadline", "past_deadline", "dead_link"}


@admin_page("catalog.review_program")
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """`/admin/week/`: the programs of the week, what is done, what is next."""
    queue = this_week()
    rows = [present_entry(entry) for entry in queue.programs]
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
    if request.method != "POST":
        return _review_page(request, program, AnswerForm(initial=_initial(program)), 200)
    started = find_started_version(program, request.POST.get("base"))
    posted = complete_data(request.POST, canonical(started.record), AnswerForm.base_fields.keys() - {"status"})
    form = AnswerForm(posted)
    if not form.is_valid():
        return _review_page(request, program, form, 422)
    try:
        return _answer(request, program, form, started)
    except NewerVersion as error:
        data, conflict = resolve_conflict(form, posted, started, **_version_numbers(program))
        data["status"] = posted.get("status", "")  # “As you answer” is no value of the record
        form = AnswerForm(data)
        _add_conflict(form, error.version)
        return _review_page(request, program, form, 409, conflict)
    except InvalidRecord as error:
        _add_errors(error, form)
        return _review_page(request, program, form, 422)
    except NotPublished:
        raise Http404("The program is no longer published.") from None


def lead_onward(request: HttpRequest, slug: str) -> HttpResponseRedirect:
    """Redirect to the next program of the week after this one; to the list if all are answered."""
    following = this_week().next_after(slug)
    if following is None:
        messages.success(request, "You have reviewed every program of this week.")
        return HttpResponseRedirect(reverse("admin_week"))
    return HttpResponseRedirect(reverse("admin_week_program", args=[following.slug]))


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


def _initial(program: Program) -> dict[str, Any]:
    """Return what the form first holds. A deadline that has passed is ticked off, so that “Still running” settles it."""
    record = canonical(find_started_version(program, None).record)
    values = {name: value for name, value in initial_values(record).items() if name != "status"}
    return {**values, **_version_numbers(program), "not_announced": is_deadline_past(record)}


def _answer(request: HttpRequest, program: Program, form: AnswerForm, started: ProgramVersion) -> HttpResponse:
    typed, user = form.cleaned_data, person(request)
    verdict, year = Verdict(typed["verdict"]), typed["year"]
    before = canonical(started.record)
    changes = form.collect_changes(before)
    # “Changed” opens the full form, which checks for itself
    unchecked, distinct = form.check_duplicates(program, before, {} if verdict == Verdict.CHANGED else changes)
    if unchecked:
        return _review_page(request, program, form, 422, alike=unchecked)
    numbers = {"base": typed["base"], "public": typed["public"]}
    result = review(program, user, verdict, year=year, changes=changes, note=typed["note"], **numbers)
    keep_all_apart(program, distinct, user)
    outcome = describe_result(result)
    admin.site.get_model_admin(Program).log_change(request, program, f"Reviewed. {outcome}")
    if verdict == Verdict.CHANGED and request.user.has_perm("catalog.change_program"):
        messages.success(request, f"{outcome} Make the change here and save: the next program of this week follows.")
        prefilled = {name: changes[name] or "" for name in AGING if name in changes} | ({"evidence_year": year} if year else {})
        address = reverse("admin:catalog_program_change", args=[program.pk])
        return HttpResponseRedirect(f"{address}?{urlencode({'week': 1, **prefilled})}")
    next_step = describe_next_step_of(program, user) if result.version else ""
    messages.success(request, _message(program, f"{outcome} {next_step}".strip()))
    return lead_onward(request, program.slug)


def describe_result(result: ReviewResult) -> str:
    """Return what a review found and what happened to the record."""
    found = f"{Verdict(result.review.verdict).label}."
    if result.version is None:
        return found
    year = f" Seen operating in {result.review.evidence_year}." if result.review.evidence_year else ""
    public = result.version.state == VersionState.PUBLISHED
    return f"{found}{year} {'Published' if public else 'Sent to a reviewer'}."


def _message(program: Program, outcome: str) -> SafeString:
    history = reverse("admin:catalog_program_history", args=[program.pk])
    return format_html('“{}”: {} <a href="{}">History</a>', program.name, outcome, history)


def _add_conflict(form: AnswerForm, newer: ProgramVersion) -> None:
    who = f" by {newer.user}" if newer.user else ""
    form.add_error(
        None, f"This program was changed{who} while you reviewed it. Nothing was recorded. The page now shows the present record."
    )


def _add_errors(error: InvalidRecord, form: AnswerForm) -> None:
    """Add errors of fields of the form there, and other errors of the record above the form."""
    for problem in error.problems:
        name = "year" if problem.field == "evidence_year" else problem.field
        if name in form.fields:
            form.add_error(name, text_of(problem))
        else:
            form.add_error(None, f"Nothing was recorded, because the record is no longer valid. {in_words(problem)}")


def _review_page(
    request: HttpRequest,
    program: Program,
    form: AnswerForm,
    status: int,
    conflict: EditConflict | None = None,
    alike: Sequence[Likeness] = (),
) -> HttpResponse:
    versions = {
        version.state: version for version in program.versions.exclude(state=VersionState.SUPERSEDED).select_related("user")
    }
    published, pending = versions[VersionState.PUBLISHED], versions.get(VersionState.PENDING)
    queue = this_week()
    place = next((number for number, entry in enumerate(queue.programs) if entry.slug == program.slug), None)
    entry = queue.programs[place] if place is not None else None
    user = person(request)
    return page(
        request,
        "admin/reviews/review.html",
        program.name,
        status,
        is_nav_sidebar_enabled=False,  # everything on one screen
        program=program,
        record=present_record(published.record),
        website=present_website((pending or published).record),
        pending=pending,
        form=form,
        conflict=conflict,
        alike=alike,
        field_errors=any(name not in ("__all__", "verdict", "base") for name in form.errors),
        fields_open=bool(conflict or alike) or _concerns_fields(entry, form),
        answers=[{"value": verdict.value, "label": verdict.label, "key": key} for verdict, key in KEYS.items()],
        week=queue,
        place=place,
        entry=entry,
        last=Review.objects.filter(program=program).select_related("user").first(),
        undoable=latest_review(user),
        published_at_once=may_publish(user, user) and pending is None,
    )


def _concerns_fields(entry: QueueEntry | None, form: AnswerForm) -> bool:
    """Return whether the deadline and the website are shown unfolded: a reason or an error concerns them."""
    reasons = {reason.name for reason in entry.need.reasons} if entry else set()
    return bool(reasons & _FIELD_REASONS) or any(name in form.errors for name in AGING)
