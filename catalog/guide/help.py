"""Which chapter of the guide explains an admin page. The patterns are of URL names; the first that fits counts."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache

from django.urls import reverse

from catalog.guide.selectors import find_chapter

HELP: tuple[tuple[str, str], ...] = (
    ("admin_guide*", ""),
    ("admin:catalog_program_import", "import-from-a-spreadsheet"),
    ("admin:catalog_program_process_import", "import-from-a-spreadsheet"),
    ("admin:catalog_program_export", "import-from-a-spreadsheet"),
    ("admin_program_template", "import-from-a-spreadsheet"),
    ("admin_imported_file", "taking-something-back"),
    ("admin:catalog_program_changelist", "finding-and-sorting-programs"),
    ("admin:catalog_program_history", "restoring-a-version"),
    ("admin_version", "restoring-a-version"),
    ("admin:catalog_program_*", "a-program-from-its-web-page-to-published"),
    ("admin_begin", "a-program-from-its-web-page-to-published"),
    ("admin_derived", "a-program-from-its-web-page-to-published"),
    ("admin_preview*", "a-program-from-its-web-page-to-published"),
    ("admin_quick_edit", "quick-edit"),
    ("admin_bulk_edit*", "changing-many-programs-at-once"),
    ("admin_alike", "merging-two-programs"),
    ("admin_duplicates", "merging-two-programs"),
    ("admin_merge*", "merging-two-programs"),
    ("admin_retire", "retiring-a-program"),
    ("admin_links*", "dead-links"),
    ("admin_vocabulary", "a-term-that-is-missing"),
    ("admin_term*", "a-term-that-is-missing"),
    ("admin_discard*", "taking-something-back"),
    ("admin_withdraw", "taking-something-back"),
    ("admin_pending*", "a-pending-change"),
    ("admin_week*", "the-weekly-queue"),
    ("admin_confirmation*", "asking-the-programs"),
    ("admin:catalog_suggestion_*", "suggestions"),
    ("admin_coding*", "a-second-coding"),
    ("admin_disagreement*", "a-second-coding"),
    ("admin_releases", "dois-of-releases"),
    ("admin_famil*", "families-of-programs"),
    ("admin_activity*", "who-did-what"),
    ("admin_notices", "e-mail-about-what-waits"),
    ("admin_organization*", "organizations"),
    ("admin:catalog_organization_*", "organizations"),
    ("admin:auth_*", "first-sign-in"),
    ("admin:axes_*", "passwords-and-locks"),
    ("admin_second_factor", "a-second-factor"),
    ("admin_code", "a-second-factor"),
    ("admin:password_change*", "passwords-and-locks"),
    ("admin_new_password", "passwords-and-locks"),
    ("admin_forgotten", "passwords-and-locks"),
    ("admin:logout", "if-you-are-logged-out"),
    ("admin:login", "passwords-and-locks"),
    ("admin_logout", "if-you-are-logged-out"),
    ("admin:*", ""),
)


def find_help(view_name: str) -> str:
    """Return the address of the chapter that explains the page with this URL name; the guide's start if none does."""
    chapter = find_help_chapter(view_name)
    if chapter and find_chapter(chapter):
        return reverse("admin_guide_chapter", args=[chapter])
    return reverse("admin_guide")


@cache
def find_help_chapter(view_name: str) -> str | None:
    """Return the chapter for a URL name: "" for the guide's start, None if HELP does not know the name."""
    return next((chapter for pattern, chapter in HELP if fnmatchcase(view_name, pattern)), None)
