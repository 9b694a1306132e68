"""The roles of editors: four groups with permissions, made by every `migrate`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.checks import CheckMessage, Error
from django.db import transaction

VIEWER, EDITOR, REVIEWER, ADMIN = "Viewer", "Editor", "Reviewer", "Admin"

_VIEWED = """
    program programversion organization suggestion review linkcheck linkrun release coding
    codingdecision
""".split()
_VIEWER = {*(f"catalog.view_{model}" for model in _VIEWED), "catalog.export_program"}
_EDITOR = _VIEWER | {
    "catalog.add_program",
    "catalog.change_program",
    "catalog.review_program",
    "catalog.import_program",
    "catalog.check_links",
    "catalog.code_program",
    "catalog.change_suggestion",
    "catalog.change_organization",
    "catalog.view_addedterm",
}
_REVIEWER = _EDITOR | {"catalog.publish_program", "catalog.decide_coding"}

# Each role includes the one before. Users are managed by superusers, and `create_editor` makes Admins superusers:
# a permission to change users would let its holders give themselves every other.
ROLES = {VIEWER: _VIEWER, EDITOR: _EDITOR, REVIEWER: _REVIEWER, ADMIN: _REVIEWER}


@transaction.atomic
def make_roles(**_signal: Any) -> None:
    """Make the groups of ROLES and give each exactly its permissions. Other groups stay as they are.

    Receives post_migrate (catalog.apps): a migration runs before Django makes the permissions.
    """
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    for name, permissions in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        # after a `migrate` of one app or to an older state some do not exist: the next full one adds them
        group.permissions.set([known[permission] for permission in permissions if permission in known])


def check_required_roles(**_registry: Any) -> list[CheckMessage]:
    """A system check: REQUIRE_SECOND_FACTOR names roles that exist."""
    unknown = [role for role in settings.REQUIRE_SECOND_FACTOR if role not in ROLES]
    text = f"REQUIRE_SECOND_FACTOR names {', '.join(unknown)}: use {', '.join(ROLES)}, separated by commas."
    return [Error(text, id="catalog.E001")] if unknown else []
