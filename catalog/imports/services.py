"""Import a file of programs: plan what it would change, then do exactly that, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.common.clock import today
from catalog.imports.plan import Plan, compare_with_catalog
from catalog.imports.readers import SourceFile
from catalog.models import ImportedFile, Program
from catalog.programs.bulk import publish_many, save_many
from catalog.programs.publishing.approval import may_publish
from catalog.programs.publishing.revision import one_writer
from catalog.programs.services import MayNotPublish
from catalog.programs.working_records import catalog_for


class PlanChanged(Exception):
    """The import would now do something else than its preview showed, or nothing; `plan` is the present plan."""

    def __init__(self, plan: Plan):
        self.plan = plan
        super().__init__("the catalog has changed since the preview")


class ReasonMissing(Exception):
    """The import changes the type of published programs without a reason; `slugs` names them."""

    def __init__(self, plan: Plan, slugs: Sequence[str]):
        self.plan, self.slugs = plan, slugs
        super().__init__("a program type changes without a reason")


def plan_import(file: SourceFile, user: User) -> Plan:
    """Return what the file would change in the catalog as it is now if this person imported it. Writes nothing.

    Raises UnreadableFile if it has too many errors.
    """
    catalog = catalog_for(file.slugs, file.versions)
    records = file.parse({slug: present.record for slug, present in catalog.programs.items()})
    return compare_with_catalog(records, catalog, user.pk, today())


@transaction.atomic
def import_programs(
    file: SourceFile,
    user: User,
    *,
    basis: str,
    name: str = "",
    reason: str = "",
    reasons: Mapping[str, str] = MappingProxyType({}),
    publishing: bool = False,
    skipping: bool = False,
) -> Plan:
    """Write every program that the file adds or changes, all or nothing; return the plan.

    New programs become drafts, changed drafts are saved, changed published programs get a pending version; with
    `publishing` all of them are published. Outdated rows are skipped if `skipping`.

    basis: of the plan that the person has confirmed.
    name: of the file, for the history.
    reasons: by slug, why the type of a published program changes.
    reason: for all other programs; by default that they were imported from the file.

    Raises PlanChanged if a program was changed since, or the file has problems or outdated rows now; ReasonMissing; and
    MayNotPublish if this person may not publish their own work.
    """
    one_writer()
    plan = plan_import(file, user)
    if plan.basis != basis or plan.problems or (plan.outdated and not skipping):
        raise PlanChanged(plan)
    if publishing and not may_publish(user, user):
        raise MayNotPublish
    type_reasons = {change.present.slug: reasons.get(change.present.slug, "").strip() for change in plan.type_changes}
    if missing := [slug for slug, why in type_reasons.items() if not why]:
        raise ReasonMissing(plan, missing)
    known = Program.objects.in_bulk([change.present.key for change in plan.changed])
    changes = [
        *((None, program.record) for program in plan.new),
        *((known[change.present.key], change.record) for change in plan.changed),
    ]
    if changes:
        default = reason.strip() or f"Imported from {name or 'a file'}"
        all_reasons = [default] * len(plan.new) + [type_reasons.get(change.present.slug, default) for change in plan.changed]
        now = timezone.now()
        if publishing:
            publish_many(changes, user, all_reasons, now, with_merges=True)
        else:
            imported = ImportedFile.objects.create(name=(name or "a file")[:200], user=user, time=now)
            save_many(changes, user, all_reasons, now, imported)
    return plan
