"""The entries of the admin's menu and what waits for a user: declared here for the menu, the header and the start page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse

from catalog.admin.menu.work import WorkCounts
from catalog.programs.publishing.approval import EDIT, PUBLISH

SUPERUSER = "superuser"  # in place of a permission


@dataclass(frozen=True)
class MenuEntry:
    """A page of the menu: the permission that it needs, and how to count what it has to do.

    `unit` is what is counted, for people who do not see the number next to its label: "change".
    """

    key: str
    label: str
    view: str
    permission: str
    count: Callable[[WorkCounts], int] | None = None
    unit: str = ""
    part: str = ""

    @property
    def url(self) -> str:
        """The page's address."""
        return reverse(self.view) + self.part

    def is_open_to(self, user: User) -> bool:
        """Return whether this user may open the page."""
        return user.is_superuser if self.permission == SUPERUSER else user.has_perm(self.permission)


@dataclass(frozen=True)
class MenuGroup:
    """Entries under one heading; the daily ones have none. `folded` groups open on click, or on one of their pages."""

    title: str
    entries: tuple[MenuEntry, ...]
    folded: bool = False


MENU = (
    MenuGroup(
        "",
        (
            MenuEntry("week", "This week", "admin_week", "catalog.review_program", lambda work: work.to_review, "program"),
            MenuEntry("programs", "Programs", "admin:catalog_program_changelist", "catalog.view_program"),
            MenuEntry(
                "pending",
                "Awaiting review",
                "admin_pending",
                "catalog.view_program",
                lambda work: work.pending + work.organization_changes,
                "change",
            ),
            MenuEntry(
                "drafts",
                "Unfinished drafts",
                "admin_pending",
                "catalog.view_program",
                lambda work: work.unfinished,
                "draft",
                "#unfinished",
            ),
            MenuEntry(
                "suggestions",
                "Suggestions",
                "admin:catalog_suggestion_changelist",
                "catalog.view_suggestion",
                lambda work: work.suggestions,
                "suggestion",
            ),
            MenuEntry(
                "duplicates", "Duplicates", "admin_duplicates", "catalog.change_program", lambda work: work.duplicates, "pair"
            ),
            MenuEntry("links", "Dead links", "admin_links", "catalog.view_linkcheck", lambda work: work.dead_links, "link"),
            MenuEntry("import", "Import", "admin:catalog_program_import", "catalog.import_program"),
            MenuEntry("organizations", "Organizations", "admin:catalog_organization_changelist", "catalog.view_organization"),
            MenuEntry("vocabulary", "Vocabularies", "admin_vocabulary", "catalog.view_addedterm"),
            MenuEntry("activity", "Activity", "admin_activity", PUBLISH),
        ),
    ),
    MenuGroup(
        "Research",
        (
            MenuEntry("coding", "Second coding", "admin_coding", "catalog.code_program", lambda work: work.to_code, "program"),
            MenuEntry(
                "disagreements",
                "Disagreements",
                "admin_disagreements",
                "catalog.view_coding",
                lambda work: work.disagreements,
                "disagreement",
            ),
            MenuEntry("families", "Families of programs", "admin_families", PUBLISH),
            MenuEntry("releases", "Releases", "admin_releases", "catalog.change_releasedoi"),
        ),
        folded=True,
    ),
    MenuGroup(
        "Accounts",
        (
            MenuEntry("people", "People", "admin:auth_user_changelist", SUPERUSER),
            MenuEntry("failed", "Failed sign-ins", "admin:axes_accessattempt_changelist", SUPERUSER),
        ),
    ),
)
ENTRIES = {entry.key: entry for group in MENU for entry in group.entries}


@dataclass(frozen=True)
class MenuItem:
    """An entry as the menu shows it to one user: `note` says the count in words ("3 changes"), or nothing for 0."""

    key: str
    label: str
    url: str
    count: int
    note: str
    is_current: bool


@dataclass(frozen=True)
class MenuSection:
    """A group of items as the menu shows it: `count` is their sum."""

    title: str
    items: tuple[MenuItem, ...]
    folded: bool

    @property
    def count(self) -> int:
        """The sum of the items' counts."""
        return sum(item.count for item in self.items)

    @property
    def is_open(self) -> bool:
        """Whether it shows its items at once: it does not fold, or one of them is the page."""
        return not self.folded or any(item.is_current for item in self.items)


@dataclass(frozen=True)
class WaitingLink:
    """What waits for a user: a number, what it counts ("changes to review"), and the address of its list."""

    key: str
    count: int
    words: str
    url: str


def list_menu(work: WorkCounts, path: str) -> list[MenuSection]:
    """Return the menu of a user on the page at `path`: only pages that they may open."""
    user = work.user
    current = _find_current(path)
    sections = []
    for group in MENU:
        items = tuple(_item(entry, work, entry.key == current) for entry in group.entries if entry.is_open_to(user))
        if items:
            sections.append(MenuSection(group.title, items, group.folded))
    return sections


def list_waiting(work: WorkCounts) -> list[WaitingLink]:
    """Return what waits for this user to decide or to follow up, without what is 0."""
    user = work.user
    reviewer = user.has_perm(PUBLISH)
    pending, own = ENTRIES["pending"].url, f"{ENTRIES['pending'].url}?by=me"
    found = []
    if user.has_perm(EDIT):
        task = "to review" if reviewer else "to confirm"
        found.append(WaitingLink("approvable", work.approvable, f"{_plural(work.approvable, 'change')} {task}", pending))
        words = f"{_plural(work.rejected, 'rejection')} of your work"
        found.append(WaitingLink("rejected", work.rejected, words, f"{own}#rejected"))
    if user.has_perm("catalog.change_suggestion"):
        words = _plural(work.suggestions, "suggestion")
        found.append(WaitingLink("suggestions", work.suggestions, words, ENTRIES["suggestions"].url))
    return [one for one in found if one.count]


def _item(entry: MenuEntry, work: WorkCounts, is_current: bool) -> MenuItem:
    count = entry.count(work) if entry.count else 0
    note = f"{count} {_plural(count, entry.unit)}" if count else ""
    return MenuItem(entry.key, entry.label, entry.url, count, note, is_current)


def _find_current(path: str) -> str:
    """Return the key of the entry whose page, or a page below it, is at `path`; the longest address wins."""
    found = [entry for entry in ENTRIES.values() if not entry.part and path.startswith(entry.url)]
    return max(found, key=lambda entry: len(entry.url)).key if found else ""


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
