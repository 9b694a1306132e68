"""Second coding: the programs assigned to a user, and the page to code one.

These pages hide other codings and the record, which would reveal them.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from catalog.admin_common.pages import admin_page, page, person
from catalog.coding import tasks as actions
from catalog.coding.attributes import describe_codes, label_of, read_attributes
from catalog.coding.forms import CodingForm, describe_rules
from catalog.models import Coding, CodingTask, Publication
from catalog.schema.errors import InvalidRecord
from catalog.schema.vocabulary import vocabulary
from typology import Support

AT_A_TIME = (5, 10, 20)


@admin_page("catalog.code_program")
def coding(request: HttpRequest) -> HttpResponse:
    """`/admin/coding/`: the programs assigned to this user, open and done; POST assigns more."""
    if request.method == "POST":
        return _assign(request)
    user = person(request)
    open_tasks = actions.open_tasks(user)
    done = {
        found.program_id: found for found in Coding.objects.filter(user=user).select_related("program__current").order_by("-time")
    }
    assigned = CodingTask.objects.filter(user=user)
    context: dict[str, Any] = {
        "open_tasks": open_tasks,
        "done": [
            {"coding": found, "supports": _supports(found), "task": task}
            for found in done.values()
            for task in [next((task for task in assigned if task.program_id == found.program_id), None)]
        ],
        "assigned": len(assigned),
        "unpublished": sum(
            not task.done and task.program.publication != Publication.PUBLISHED
            for task in assigned.select_related("program__current")
        ),
        "number": next(iter(done.values())).coder if done else "",
        "counts": [count for count in AT_A_TIME if len(open_tasks) + count <= actions.AT_ONCE],
        "at_once": actions.AT_ONCE,
        "rules": describe_rules(),
    }
    return page(request, "admin/coding/list.html", "Second coding", **context)


@admin_page("catalog.code_program")
def coding_task(request: HttpRequest, pk: int) -> HttpResponse:
    """`/admin/coding/<pk>/`: one assigned program with its sources, to code once."""
    user = person(request)
    task = CodingTask.objects.filter(pk=pk, user=user).select_related("program__sponsor", "program__current").first()
    if task is None:
        raise Http404("No such program is assigned to you.")
    sources = task.program.record.sources
    if task.done or task.program.publication != Publication.PUBLISHED:
        return _closed(request, task)
    form = CodingForm(sources, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.code(task, *form.gather())
        except InvalidRecord as error:
            form.show(error)
        except actions.CannotCode as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin_coding"))
        else:
            return _next(request, task)
    context: dict[str, Any] = {
        "task": task,
        "program": task.program,
        "sources": sources,
        "form": form,
        "rules": describe_rules(),
    }
    return page(request, "admin/coding/task.html", f"Code {task.program.name}", **context)


def _assign(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("count", "")
    if wanted not in map(str, AT_A_TIME):
        messages.error(
            request, f"Nothing was assigned. Choose {', '.join(map(str, AT_A_TIME[:-1]))} or {AT_A_TIME[-1]} programs."
        )
        return HttpResponseRedirect(reverse("admin_coding"))
    try:
        tasks = actions.assign(person(request), int(wanted))
    except actions.CannotAssign as error:
        messages.error(request, str(error))
    else:
        fewer = "" if len(tasks) == int(wanted) else ", all that were left for you"
        messages.success(request, f"{len(tasks)} program{'' if len(tasks) == 1 else 's'} assigned to you at random{fewer}.")
    return HttpResponseRedirect(reverse("admin_coding"))


def _next(request: HttpRequest, task: CodingTask) -> HttpResponse:
    """Redirect to the next open program, or to the list if none is left."""
    left = actions.open_tasks(task.user)
    more = f" {len(left)} more to code." if left else " You have coded all your programs."
    messages.success(request, f"“{task.program.name}” is coded and saved.{more}")
    address = reverse("admin_coding_task", args=[left[0].pk]) if left else reverse("admin_coding")
    return HttpResponseRedirect(address)


def _closed(request: HttpRequest, task: CodingTask) -> HttpResponse:
    """Show a closed task: the user's coding, or why there is nothing to code."""
    found = Coding.objects.filter(program=task.program, user=task.user).first()
    context: dict[str, Any] = {
        "program": task.program,
        "coding": found,
        "supports": [
            {
                "label": term.label,
                **found.supports[term.code],
                "absence": vocabulary("absence").label_of(found.supports[term.code].get("absence")),
                "basis": [vocabulary("basis").label_of(code) for code in found.supports[term.code].get("basis", [])],
            }
            for term in vocabulary("support").terms
        ]
        if found
        else [],
        "attributes": [
            {"label": label_of(name), "text": describe_codes(name, codes)} for name, codes in read_attributes(vars(found)).items()
        ]
        if found
        else [],
        "given": _supports(found) if found else Support(0),
        "confidence": vocabulary("confidence").label_of(found.confidence) if found else "",
    }
    return page(request, "admin/coding/done.html", task.program.name, **context)


def _supports(coding: Coding) -> Support:
    return Support.from_codes(code for code, support in coding.supports.items() if support["present"])
