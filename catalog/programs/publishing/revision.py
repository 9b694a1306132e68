"""The revision, which changes with every published write, and the vocabularies in force at it."""

import uuid

from django.db.models import F

from catalog.models import AddedTerm, ProgramFamily, Revision
from catalog.programs.families import FamilyFacts, with_families
from catalog.schema.codebook import with_fields
from catalog.schema.local_terms import vocabularies_with
from catalog.schema.vocabulary import Book, set_own_vocabularies

# the stamp at which this process last read local terms and families, and its book then: one value, because threads share it
_read: tuple[uuid.UUID, Book] | None = None


def one_writer() -> None:
    """Make every other action wait until the caller's transaction ends.

    What an action checks (a free slug, the latest version) then still holds when it writes. On SQLite, IMMEDIATE
    transactions already do this. The process then knows the local terms in force.
    """
    vocabularies_at(Revision.objects.select_for_update().get(pk=1).stamp)


def vocabularies_at(stamp: uuid.UUID) -> Book:
    """Return the catalog's own book at this stamp, read in the same transaction; the process's own_book() is then this.

    Local terms and families are read again only if the stamp is not the one at which this process last read them.
    """
    global _read
    held = _read
    if held is None or held[0] != stamp:
        families = ProgramFamily.objects.order_by("name").values_list("slug", "name", "description")
        words = with_families(vocabularies_with(AddedTerm.objects.local()), tuple(map(FamilyFacts._make, families)))
        held = _read = (stamp, words)
        set_own_vocabularies(held[1])
    return with_fields(held[1])


def present_vocabularies() -> Book:
    """Return the catalog's own book as the database has it now, like vocabularies_at(). For commands and the admin."""
    return vocabularies_at(Revision.objects.values_list("stamp", flat=True).get(pk=1))


def forget_vocabularies() -> None:
    """Forget the local terms that this process read, for tests."""
    global _read
    _read = None
    set_own_vocabularies(None)


def restamp() -> None:
    """Give the catalog a new stamp, in the caller's transaction: pages change, but no published record."""
    Revision.objects.filter(pk=1).update(stamp=uuid.uuid4())


def bump() -> None:
    """Give the published catalog a new number and stamp, in the caller's transaction."""
    Revision.objects.filter(pk=1).update(number=F("number") + 1, stamp=uuid.uuid4())
