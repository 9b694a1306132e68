"""Coding disagreements: the list, and the page where a reviewer decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from catalog.admin_common.approvers import describe_next_step_of, name_people
from catalog.admin_common.pages import admin_page, page, person
from catalog.coding import decisions
from catalog.coding.attributes import Attributes, describe_codes, label_of, read_attributes, record_attributes
from catalog.coding.decision_forms import CodingDecisionForm
from catalog.coding.decision_result import find_disputed_attributes, find_disputes, record_has
from catalog.coding.disagreements import Disagreement
from catalog.coding.disagreements import disagreements as every_disagreement
from catalog.coding.reliability import who
from catalog.coding.tasks import open_tasks
from catalog.models import CoderKind, Coding, CodingDecision, ProgramVersion, Publication, VersionState
from catalog.models.coding import FIRST_CODER
from catalog.programs.history.versions import working_number
from catalog.programs.publishing.approval import list_approvers_of, may_publish
from catalog.programs.services import NewerVersion
from catalog.programs.supports import supports_of
from catalog.schema.errors import InvalidRecord
from catalog.schema.validation import Record, canonical
from catalog.schema.vocabulary import vocabulary
from typology import Rule, Support

_DONE = {
    decisions.Outcome.AS_IT_WAS: "The record already agrees, so it was not changed.",
    decisions.Outcome.PUBLISHED: "The record was updated and published.",
    decisions.Outcome.PENDING: "The record was updated. Someone else must publish the change.",
}
_NO_SUPPORT = (
    "The record was not changed: it would have no support left, and every program in the catalog needs one. "
    "Retire the program, or code its supports again."
)


@admin_page("catalog.view_coding")
@require_safe
def disagreements(request: HttpRequest) -> HttpResponse:
    """`/admin/disagreements/`: open and decided disagreements, and those of retired programs."""
    assigned = {task.program_id: task.pk for task in open_tasks(person(request))}
    reviewers = dict(CodingDecision.objects.values_list("coding", "user__username"))
    rows = [_row(found, assigned.get(found.program), reviewers.get(found.coding, "")) for found in every_disagreement()]
    context: dict[str, Any] = {
        "open": [row for row in rows if row["found"].is_open],
        "decided": [row for row in rows if row["found"].pair.decision and not row["found"].is_open],
        "retired": [row for row in rows if not row["found"].pair.published and not row["found"].pair.decision],
    }
    return page(request, "admin/coding/disagreements.html", "Coding disagreements", **context)


@admin_page("catalog.view_coding")
def disagreement(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/disagreements/<pk>/`: both codings (`pk` is the later one's), the record and its sources; decided here, once."""
    second = (
        Coding.objects.exclude(coder=FIRST_CODER)
        .filter(pk=pk)
        .select_related("program__current", "user", "decision__user")
        .first()
    )
    first = decisions.first_coding(second) if second else None
    if second is None or first is None:
        raise Http404("Disagreement not found.")
    codings = decisions.disputed_codings(first, second)
    if not find_disputes(*codings) and not find_disputed_attributes(*codings):
        raise Http404("Disagreement not found.")
    user = person(request)
    assigned = next((task for task in open_tasks(user) if task.program_id == second.program_id), None)
    if assigned:
        messages.warning(request, "This program is assigned to you. Code it first, before you see how others coded it.")
        return HttpResponseRedirect(reverse("admin_coding_task", args=[assigned.pk]))
    versions = {version.state: version for version in second.program.versions.all()[::-1]}
    published = versions.get(VersionState.PUBLISHED)
    record = canonical((published or second.program.versions.all()[0]).record)
    posted = request.POST if request.method == "POST" else None
    form = CodingDecisionForm(record, codings, posted, initial={"base": working_number(second.program)})
    refused = _refused(second, first, user, VersionState.PENDING in versions)
    if request.method == "POST":
        if not user.has_perm("catalog.decide_coding"):
            raise PermissionDenied
        if form.is_valid():
            answer = _decide(request, second, form)
            if answer:
                return answer
    context: dict[str, Any] = {
        "program": second.program,
        "codebook": second.codebook,
        "rules": codings[0].rules.label,
        "decided": _decided(second, record, codings[0].rules) if hasattr(second, "decision") else None,
        "refused": refused,
        "form": form,
        "codings": [_coding(coding) for coding in (first, second)],
        "record": _record(record),
        "clears": "prepare" in form.asked and record.supports.prepare.present and bool(record.models or record.practice),
        "last_support": set(supports_of(record).codes) <= set(form.asked),
        "at_once": may_publish(user, user),
        "approvers": name_people(list_approvers_of(user)),
        "change_url": reverse("admin:catalog_program_change", args=[second.program_id]),
        "may_change": user.has_perm("catalog.change_program"),
    }
    return page(request, "admin/coding/disagreement.html", f"{second.program.name}: coders disagree", **context)


def _decide(request: HttpRequest, coding: Coding, form: CodingDecisionForm) -> HttpResponse | None:
    """Save the decision; on an error add it to the form and return None."""
    here = HttpResponseRedirect(reverse("admin_disagreement", args=[coding.pk]))
    try:
        result = decisions.decide(coding, person(request), **form.gather())
    except InvalidRecord as error:
        form.show(error)
        return None
    except NewerVersion:
        form.add_error(
            None,
            "The record was changed while this page was open. Below is the current record: review it, then decide.",
        )
        data = request.POST.copy()
        data["base"] = str(working_number(coding.program))
        form.data = data
        return None
    except decisions.CannotDecide as error:
        messages.error(request, f"Nothing was decided. {error}")
        return here
    if result.outcome == decisions.Outcome.NO_SUPPORT:
        messages.warning(request, f"Decided. {_NO_SUPPORT}")
        return here
    pending = result.outcome == decisions.Outcome.PENDING
    next_step = describe_next_step_of(coding.program, person(request)) if pending else ""
    messages.success(request, f"Decided: “{coding.program.name}”. {_DONE[result.outcome]} {next_step}".strip())
    return HttpResponseRedirect(reverse("admin_disagreements"))


def _refused(second: Coding, first: Coding, user: User, pending: bool) -> str:
    """Return why this user cannot decide now, as a code for the template; empty if they can."""
    if hasattr(second, "decision"):
        return "decided"
    if second.program.publication != Publication.PUBLISHED:
        return "retired"
    if not user.has_perm("catalog.decide_coding"):
        return "role"
    if not decisions.may_decide(user, first, second):
        return "own"
    return "pending" if pending else ""


def _row(found: Disagreement, task: int | None, reviewer: str) -> dict[str, Any]:
    pair = found.pair
    labels = [vocabulary("support").label_of(code).lower() for code in pair.differing.codes]
    labels += [label_of(name).lower() for name in pair.differing_attributes]
    return {"found": found, "differs_on": ", ".join(labels), "task": task, "reviewer": reviewer}


def _coding(coding: Coding) -> dict[str, Any]:
    supports = Support.from_codes(code for code, support in coding.supports.items() if support["present"])
    name = who(coding.coder)
    return {
        "who": name[:1].upper() + name[1:],
        "kind": coding.get_kind_display().lower() if coding.kind == CoderKind.MACHINE else "",
        "supports": supports,
        "page": coding.page,
        "read": coding.read,
        "confidence": vocabulary("confidence").label_of(coding.confidence).lower(),
        "attributes": _describe_attributes(read_attributes(vars(coding))),
    }


def _describe_attributes(attributes: Attributes) -> list[dict[str, str]]:
    return [{"label": label_of(name), "text": describe_codes(name, codes)} for name, codes in attributes.items()]


def _record(record: Record) -> dict[str, Any]:
    return {
        "supports": supports_of(record),
        "rows": [{"label": term.label, **record.supports.of(term.code).model_dump()} for term in vocabulary("support").terms],
        "sources": record.sources,
        "attributes": _describe_attributes({name: tuple(codes) for name, codes in record_attributes(record).items()}),
    }


def _decided(coding: Coding, record: Record, rules: Rule) -> dict[str, Any]:
    decision = coding.decision
    answers = [
        f"{vocabulary('support').label_of(code).lower()} is {'present' if decision.supports[code] else 'absent'}"
        for code in vocabulary("support").in_order(decision.supports)
    ]
    attributes, held = read_attributes(vars(decision)), record_attributes(record)
    answers += [f"{label_of(name).lower()} is {describe_codes(name, codes)}" for name, codes in attributes.items()]
    follows = all(record_has(record, code, rules) == present for code, present in decision.supports.items())
    follows = follows and all(set(held[name]) == set(codes) for name, codes in attributes.items())
    present = Support.from_codes(code for code, present in decision.supports.items() if present)
    disputed = Support.from_codes(decision.supports)
    return {
        "decision": decision,
        "text": ", ".join(answers),
        "follows": follows,
        "unsupported": not (supports_of(record) & ~disputed | present),
        **_followers(coding, disputed, present, attributes, rules),
    }


def _followers(
    coding: Coding, disputed: Support, present: Support, attributes: Attributes, rules: Rule
) -> dict[str, ProgramVersion | None]:
    """Return changes since the decision that agree with it: the pending one and the latest rejected one."""
    since = coding.program.versions.filter(time__gte=coding.decision.time).select_related("user", "decided_by")
    agreeing = [
        version
        for version in since
        if not (supports_of(version.record, rules) ^ present) & disputed
        and all(set(record_attributes(version.record)[name]) == set(codes) for name, codes in attributes.items())
    ]
    return {
        name: next((version for version in agreeing if version.state == state), None)
        for name, state in (("waiting", VersionState.PENDING), ("rejected", VersionState.REJECTED))
    }
