"""Importing programs from a file: choose it, see what it would do, confirm just that.

The flow, the addresses and the hooks are those of django-import-export; what a file means is said by catalog.imports.plan,
and written by catalog.imports.services alone.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from import_export.admin import ImportMixin
from import_export.signals import post_import
from import_export.tmp_storages import BaseStorage

from catalog.admin_common.pages import lead_to_form, page, person
from catalog.common.text import one_line
from catalog.imports.formats import DESK_FORMATS, format_of
from catalog.imports.forms import ConfirmForm, ImportFileForm
from catalog.imports.plan import Plan
from catalog.imports.presenters import shown
from catalog.imports.rows import Filed
from catalog.imports.services import NotAsPlanned, ReasonMissing, import_programs, planned
from catalog.imports.uploads import LONGEST, forget, keep, kept
from catalog.models import Program
from catalog.programs.services import may_publish
from catalog.spreadsheets.tables import Unreadable

_FEW = 5  # programs that a message names
_SALT = "catalog.imports.admin"
_GONE = "This preview is no longer kept. Choose the file again."
_log = logging.getLogger(__name__)


class KeptFile(BaseStorage):
    """Where a file waits for its confirmation: every process and machine finds it there (catalog.imports.uploads)."""

    def save(self, data: bytes) -> None:
        self.name = keep(data)

    def read(self) -> bytes | None:
        return kept(self.name)

    def remove(self) -> None:
        forget(self.name)


class RecordImportMixin(ImportMixin):
    """For the admin of programs: imports CSV, XLSX and JSONL as whole records."""

    import_template_name = "admin/imports/import.html"
    import_export_change_list_template = "admin/catalog/program/change_list_files.html"
    import_form_class = ImportFileForm
    confirm_form_class = ConfirmForm
    tmp_storage_class = KeptFile
    import_formats = DESK_FORMATS

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("catalog.import_program"))

    def get_resource_classes(self, request: HttpRequest) -> list[Any]:
        """None: a resource writes rows, and here records are written by an action."""
        return []

    def get_import_form_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask for a file; show what the one that was sent would do, and keep it to be confirmed."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.create_import_form(request)
        if form.is_bound and form.is_valid():
            file = form.cleaned_data["import_file"]
            data = file.read()
            try:
                filed = _read(file.name, data)
            except Unreadable as error:
                form.add_error("import_file", one_line(str(error)))
            else:
                plan = planned(filed, person(request))
                name = ""
                if not (plan.faults or plan.nothing):
                    storage = self.write_to_tmp_storage(file, format_of(file.name, data))
                    name = storage.name
                return self._preview(request, filed, plan, _Shown(name, file.name, _digest(data)))
        return self._page(request, form=form)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Write what was shown, if the file and the programs are still the same; else show what it would do now."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return lead_to_form(request, reverse("admin:catalog_program_import"), "Nothing was imported. " + _GONE)
        user = person(request)
        seen = _Shown.of(request.POST.get("preview", ""), user.pk)
        storage = self.get_tmp_storage_class()(name=seen.stored if seen else "")
        data = storage.read() if seen else None
        if seen is None or data is None or _digest(data) != seen.digest:
            messages.error(request, _GONE)
            return HttpResponseRedirect(reverse("admin:catalog_program_import"))
        try:
            filed = _read(seen.name, data)
        except Unreadable as error:  # it was read for the preview, but another file may be in its way now
            messages.error(request, f"Nothing was imported. {one_line(str(error))}")
            return HttpResponseRedirect(reverse("admin:catalog_program_import"))
        now = planned(filed, user)
        form = self.confirm_form_class(request.POST, may_publish=may_publish(user, user), retyped=now.retyped)
        if now.basis != seen.basis:
            return self._not_as_shown(request, filed, now, seen)
        if not form.is_valid():
            return self._preview(request, filed, now, seen, confirmed=True)
        try:
            plan = import_programs(
                filed,
                user,
                basis=seen.basis,
                name=seen.name,
                reason=form.cleaned_data["reason"],
                reasons=form.reasons,
                publishing=form.publishing,
            )
        except (NotAsPlanned, ReasonMissing) as error:
            return self._not_as_shown(request, filed, error.plan, seen)
        storage.remove()
        return self._done(request, plan, seen.name, publishing=form.publishing)

    def _not_as_shown(self, request: HttpRequest, filed: Filed, plan: Plan, seen: _Shown) -> HttpResponse:
        messages.error(
            request, "Nothing was written: the catalog was changed after you had seen this preview. It is now as follows."
        )
        return self._preview(request, filed, plan, seen, confirmed=True)

    def _preview(self, request: HttpRequest, filed: Filed, plan: Plan, seen: _Shown, *, confirmed: bool = False) -> HttpResponse:
        """The page of a plan. Where it was confirmed in vain, what was typed is kept, and what is wrong stands there."""
        user = person(request)
        token = seen.token(plan.basis, user.pk)
        confirm = None
        if not (plan.faults or plan.nothing):
            typed = {**request.POST.dict(), "preview": token} if confirmed else None
            allowed = may_publish(user, user)
            confirm = self.confirm_form_class(typed, initial={"preview": token}, may_publish=allowed, retyped=plan.retyped)
        return self._page(request, preview=shown(filed, plan), confirm_form=confirm, file_name=seen.name)

    def _page(self, request: HttpRequest, **context: Any) -> HttpResponse:
        title = "Import programs"
        return page(request, self.import_template_name, title, opts=Program._meta, **self.get_import_context_data(), **context)

    def _done(self, request: HttpRequest, plan: Plan, name: str, *, publishing: bool) -> HttpResponse:
        new, changed = len(plan.new), len(plan.changed)
        what = ("published", "published") if publishing else ("as drafts", "saved, public ones as pending changes")
        counts = [f"{new} new ({what[0]})"] * bool(new) + [f"{changed} changed ({what[1]})"] * bool(changed)
        said = f"{' and '.join(counts)}; {plan.unchanged} stayed as they were."
        LogEntry.objects.create(
            user=person(request),
            content_type=ContentType.objects.get_for_model(Program),
            object_repr=f"Import of {name}"[:200],
            action_flag=CHANGE,
            change_message=f"Imported {name}: {said}",
        )
        post_import.send(sender=None, model=Program)
        links = format_html_join(", ", '<a href="{}">{}</a>', _links(plan, publishing=publishing))
        messages.success(request, format_html("“{}” was imported: {} Look at {}.", name, said, links))
        return HttpResponseRedirect(reverse("admin:catalog_program_changelist"))


def _links(plan: Plan, *, publishing: bool) -> Iterator[tuple[str, str]]:
    """Where to look at what an import has written: the programs where they are few, and the list where they stand."""
    slugs = [*(new.record.slug for new in plan.new), *(change.record.slug for change in plan.changed)]
    if len(slugs) <= _FEW:
        named = [*slugs, *(change.present.slug for change in plan.changed)]
        for program in Program.objects.select_related("current").filter(slug__in=named):
            yield reverse("admin:catalog_program_change", args=[program.pk]), program.name
    if not publishing:
        yield reverse("admin_pending"), "all that waits for a decision"
    elif len(slugs) > _FEW:
        yield reverse("changes"), "the changes that the public sees"


class _Shown:
    """A file whose preview was shown: where it is kept, what it is called, its digest; once confirmed, the plan's basis."""

    def __init__(self, stored: str, name: str, digest: str, basis: str = ""):
        self.stored, self.name, self.digest, self.basis = stored, name, digest, basis

    def token(self, basis: str, user: int) -> str:
        """What the confirmation sends back: signed, for this person alone."""
        return signing.dumps([self.stored, self.name, self.digest, basis, user], salt=_SALT)

    @classmethod
    def of(cls, token: str, user: int) -> _Shown | None:
        """The file that this token tells of; None where it is broken, too old, or another person's."""
        try:
            stored, name, digest, basis, owner = signing.loads(token, salt=_SALT, max_age=LONGEST)
        except signing.BadSignature:
            return None
        return cls(stored, name, digest, basis) if owner == user else None


def _read(name: str, data: bytes) -> Filed:
    try:
        return format_of(name, data).create_dataset(data)
    except Unreadable:
        raise
    except Exception as error:  # a file is anything at all: whoever sent it is told, and so are we
        _log.exception("An import could not be read")
        raise Unreadable("This file could not be read. Save it anew, or copy its rows into the empty template.") from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
