"""Where organizations are named, and their changes that wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from catalog.models import (
    Organization,
    OrganizationChange,
    OrganizationChangeState,
    Program,
    ProgramVersion,
    Publication,
    UnfinishedDraft,
    VersionState,
)
from catalog.programs.history.versions import REJECTION_SHOWN
from catalog.programs.organization_names import known_spellings

SPONSOR, PARTNER = "Sponsor", "Partner"
# where a program names an organization, the most public first; the last two only in what is not public yet
PENDING, UNFINISHED = "pending", "unfinished"
PLACES = (Publication.PUBLISHED.value, Publication.DRAFT.value, Publication.RETIRED.value, PENDING, UNFINISHED)


class NamedIn(NamedTuple):
    """A program that names an organization, or an unfinished draft: one of PLACES, and SPONSOR or PARTNER."""

    name: str
    role: str
    place: str
    key: int
    program: str


@dataclass(frozen=True)
class OrganizationUse:
    """How many programs name an organization as sponsor and as partner, by place: one of PLACES."""

    sponsor: Counter[str]
    partner: Counter[str]

    @property
    def is_unused(self) -> bool:
        """Whether no program that is in use names it. A retired program uses its sponsor, and no longer its partners."""
        return not self.sponsor and not self.partner.keys() - {Publication.RETIRED.value}


def list_uses(names: Iterable[str] | None = None) -> list[NamedIn]:
    """Return where these organizations are named, or all of them if None. Two queries, without records.

    A program that names an organization now and in its pending change is listed once.
    """
    wanted = None if names is None else frozenset(names)
    found: dict[tuple[str, str, str, int], NamedIn] = {}
    for use in [*_in_versions(), *_in_unfinished_drafts()]:
        if wanted is None or use.name in wanted:
            kind = UNFINISHED if use.place == UNFINISHED else "program"
            found.setdefault((use.name, use.role, kind, use.key), use)
    return sorted(found.values(), key=lambda use: (PLACES.index(use.place), use.program.casefold(), use.key, use.role))


def count_uses(names: Iterable[str] | None = None) -> dict[str, OrganizationUse]:
    """Return how often each of these organizations is named, or all of them if None, by name; unused ones too if named."""
    known = None if names is None else list(names)
    found: dict[str, list[NamedIn]] = {name: [] for name in known or ()}
    for use in list_uses(known):
        found.setdefault(use.name, []).append(use)
    return {name: count_places(uses) for name, uses in found.items()}


def count_places(uses: Iterable[NamedIn]) -> OrganizationUse:
    """Return how often one organization is named."""
    by_role: dict[str, Counter[str]] = {SPONSOR: Counter(), PARTNER: Counter()}
    for use in uses:
        by_role[use.role][use.place] += 1
    return OrganizationUse(by_role[SPONSOR], by_role[PARTNER])


def find_unused() -> list[Organization]:
    """Return the organizations that no program in use names, no pending change and none as its parent, by name."""
    uses = count_uses()
    waiting = OrganizationChange.objects.filter(
        Q(organization=OuterRef("pk")) | Q(into=OuterRef("pk")), state=OrganizationChangeState.PENDING
    )
    candidates = Organization.objects.filter(
        ~Exists(Program.objects.filter(sponsor=OuterRef("pk"))), ~Exists(waiting), parts=None
    )
    return [one for one in candidates if one.name not in uses or uses[one.name].is_unused]


def pending_changes(author: User | None = None) -> QuerySet[OrganizationChange]:
    """Return the changes of organizations that wait for a second person, oldest first; only those of `author` if given."""
    waiting = OrganizationChange.objects.filter(state=OrganizationChangeState.PENDING)
    waiting = waiting.filter(user=author) if author else waiting
    return waiting.select_related("organization", "into", "user").order_by("time", "pk")


def recent_change_rejections(author: User | None = None) -> QuerySet[OrganizationChange]:
    """Return recently rejected changes of organizations without a newer change; only those of `author` if given."""
    newer = OrganizationChange.objects.filter(organization=OuterRef("organization"), pk__gt=OuterRef("pk"))
    found = OrganizationChange.objects.filter(
        ~Exists(newer), state=OrganizationChangeState.REJECTED, decided__gt=timezone.now() - REJECTION_SHOWN
    )
    found = found.filter(user=author) if author else found
    return found.select_related("organization", "into", "user", "decided_by").order_by("-decided", "-pk")


def pending_change_of(*organizations: Organization | None) -> OrganizationChange | None:
    """Return a waiting change that concerns one of these organizations, if there is one."""
    keys = [one.pk for one in organizations if one]
    return pending_changes().filter(Q(organization__in=keys) | Q(into__in=keys)).first()


def find_misspelled(names: Iterable[str]) -> list[Organization]:
    """Return the organizations that these names, as somebody typed them, spell otherwise than the catalog does."""
    typed = [" ".join(name.split()) for name in names]
    spelled = known_spellings() if typed else {}
    known = {spelled[slug] for name in typed if (slug := Organization.slug_for(name)) in spelled and spelled[slug] != name}
    return list(Organization.objects.filter(name__in=known)) if known else []


def public_organization(slug: str) -> Organization | None:
    """Return the organization with this slug, with its parent, or None."""
    return Organization.objects.select_related("parent").filter(slug=slug).first()


def names_typed(draft: UnfinishedDraft) -> Iterator[tuple[str, str]]:
    """Yield the role and the name of each organization that was typed into an unfinished draft."""
    for field, role in (("sponsor", SPONSOR), ("partners", PARTNER)):
        for text in draft.data.get(field, ()):
            if name := " ".join(str(text).split()):
                yield role, name


def _in_versions() -> Iterator[NamedIn]:
    versions = ProgramVersion.objects.filter(Q(current_of__isnull=False) | Q(state=VersionState.PENDING)).order_by()
    rows = versions.values_list("program_id", "name", "program__publication", "current_of", "record__sponsor", "record__partners")
    # what is public comes first: a pending change counts only where it alone names an organization
    for key, program, publication, current, sponsor, partners in sorted(rows, key=lambda row: row[3] is None):
        place = publication if current else PENDING
        yield NamedIn(sponsor, SPONSOR, place, key, program)
        for partner in partners or ():
            yield NamedIn(partner, PARTNER, place, key, program)


def _in_unfinished_drafts() -> Iterator[NamedIn]:
    drafts = list(UnfinishedDraft.objects.all())
    spelled = known_spellings() if drafts else {}
    for draft in drafts:
        for role, name in names_typed(draft):
            yield NamedIn(spelled.get(Organization.slug_for(name), name), role, UNFINISHED, draft.pk, draft.name)
