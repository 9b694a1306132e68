"""Make, change and remove families of programs. Records, versions and codings stay as they are."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.admin.models import ADDITION, CHANGE, DELETION
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.text import slugify

from catalog.admin_common.log import log_action
from catalog.models import Program, ProgramFamily
from catalog.programs.families import DERIVED, derive_family
from catalog.programs.publishing.revision import one_writer, restamp
from catalog.schema.codebook import own_book
from catalog.schema.fields import ProgramRecord

RESERVED = ("none", "unstated", "stated")  # values of the facet that mean no family


class FamilyRefused(ValueError):
    """Raised if a family cannot be made or changed; the message says why. Nothing was written."""


@transaction.atomic
def add_family(name: str, description: str, user: User) -> ProgramFamily:
    """Make a family without programs. Its slug follows from the name. Raises FamilyRefused if a family has either."""
    one_writer()
    _refuse_name(name)
    slug = slugify(name)[:60].strip("-")
    if not slug or slug in RESERVED or ProgramFamily.objects.filter(slug=slug).exists():
        raise FamilyRefused("Choose another name: the address that follows from this one is taken.")
    family = ProgramFamily.objects.create(slug=slug, name=name, description=description)
    log_action(user, ProgramFamily, name, ADDITION, "Added.", family.pk)
    restamp()
    return family


@transaction.atomic
def change_family(
    family: ProgramFamily, name: str, description: str, user: User, *, add: Iterable[Program] = (), remove: Iterable[Program] = ()
) -> bool:
    """Rename a family, describe it, and change its programs. Returns whether anything changed.

    Raises FamilyRefused if another family has the name, or a program to add is in another family.
    """
    one_writer()
    family.refresh_from_db()
    _refuse_name(name, family)
    added, removed = [], []
    for program in add:
        program.refresh_from_db()
        if program.family_id not in (None, family.pk):
            raise FamilyRefused(f"“{program.name}” is in the family “{program.family}”. Remove it there first.")
        if program.family_id is None:
            added.append(program)
    for program in remove:
        program.refresh_from_db()
        if program.family_id == family.pk:
            removed.append(program)
    said = []
    if name != family.name:
        said.append(f"Renamed from “{family.name}”.")
    if description != family.description:
        said.append("Description changed.")
    said += [f"Added: {_names(added)}."] if added else []
    said += [f"Removed: {_names(removed)}."] if removed else []
    if not said:
        return False
    family.name, family.description = name, description
    family.save(update_fields=["name", "description"])
    _put(added, family)
    _put(removed, None)
    log_action(user, ProgramFamily, name, CHANGE, " ".join(said), family.pk)
    restamp()
    return True


@transaction.atomic
def remove_family(family: ProgramFamily, user: User) -> None:
    """Remove a family. Its programs stay, in no family."""
    one_writer()
    family.refresh_from_db()
    members = list(family.programs.select_related("current"))
    _put(members, None)
    key, name = family.pk, family.name
    family.delete()
    had = f"It had: {_names(members)}." if members else "It had no programs."
    log_action(user, ProgramFamily, name, DELETION, f"Removed. {had}", key)
    restamp()


def put_into_derived_families(programs: Iterable[tuple[int, ProgramRecord]]) -> None:
    """Put new programs, each with its key and record, into the families that their names show; missing families are made.

    The caller holds the transaction, is the only writer and changes the revision.
    """
    words, found = own_book(), dict[str, list[int]]()
    for key, record in programs:
        if slug := derive_family(record, words):
            found.setdefault(slug, []).append(key)
    for facts in (family.facts for family in DERIVED if family.facts.slug in found):
        family, _ = ProgramFamily.objects.get_or_create(
            slug=facts.slug, defaults={"name": facts.name, "description": facts.description}
        )
        Program.objects.filter(pk__in=found[facts.slug]).update(family=family)


def _put(programs: Iterable[Program], family: ProgramFamily | None) -> None:
    Program.objects.filter(pk__in=[program.pk for program in programs]).update(family=family)


def _refuse_name(name: str, family: ProgramFamily | None = None) -> None:
    others = ProgramFamily.objects.exclude(pk=family.pk) if family else ProgramFamily.objects.all()
    if others.filter(name__iexact=name).exists():
        raise FamilyRefused(f"There is another family “{name}”.")


def _names(programs: Iterable[Program]) -> str:
    return "; ".join(sorted(program.name for program in programs))
