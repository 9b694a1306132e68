"""Which roles see which action of the admin's lists; the table below is the specification."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.urls import reverse

from catalog.accounts.second_factor_reset import ACTIONS as SECOND_FACTOR_ACTIONS
from tests.accounts.asking import ask, refused, roles_to_try
from tests.accounts.test_permissions import EDITORS, REVIEWERS, SUPERUSERS, VIEWERS
from tests.helpers import ParsedPage
from tests.serving.roles import EVERYBODY

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class List:
    """A list: which roles see which action, tried on `of` in world()."""

    of: str
    actions: dict[str, tuple[str, ...]]


ACTIONS = {
    "catalog_program": List(
        "program",
        {
            "edit_chosen": EDITORS,
            "mark_reviewed": EDITORS,
            "publish_chosen": EDITORS,
            "retire_chosen": REVIEWERS,
            "export_chosen": VIEWERS,
        },
    ),
    "catalog_suggestion": List("suggestion", {"accept_selected": EDITORS, "reject_selected": EDITORS}),
    "catalog_organization": List("organization", {}),
    "auth_user": List("person", dict.fromkeys((*SECOND_FACTOR_ACTIONS, "unlock"), SUPERUSERS)),
    "axes_accessattempt": List("attempt", {"delete_selected": SUPERUSERS}),
    "axes_accesslog": List("log", {"delete_selected": SUPERUSERS}),
    "axes_accessfailurelog": List("failure", {"delete_selected": SUPERUSERS}),
}


# the confirmation that an action may ask for
CONFIRMED = {"post": "yes", "decided": "1", "reason": "So."}


def test_every_list_and_action_is_in_the_table():
    lists = {
        f"{model._meta.app_label}_{model._meta.model_name}": model_admin for model, model_admin in admin.site._registry.items()
    }
    missing = sorted(lists.keys() - ACTIONS.keys())
    assert not missing, f"Add to ACTIONS in {__file__} which roles see which action of: {', '.join(missing)}"
    for label, model_admin in lists.items():
        named = {name for _, name, _ in model_admin._get_base_actions()} - {"delete_selected"}
        missing = sorted(named - ACTIONS[label].actions.keys())
        assert not missing, f"Add to {label} in ACTIONS in {__file__} which roles see: {', '.join(missing)}"


@pytest.mark.parametrize("label", ACTIONS)
def test_an_action_is_offered_to_these_roles_and_does_nothing_for_others(label, world, come_as):
    address, actions = reverse(f"admin:{label}_changelist"), ACTIONS[label].actions
    for role in EVERYBODY:
        client = come_as(role)
        menu = ParsedPage(client.get(address).content.decode()).all("select[name=action] option[value]")
        offered = {option["value"] for option in menu} - {""}
        assert offered == {action for action, roles in actions.items() if role in roles}, role
        for action in {"delete_selected", *actions}:
            if role not in roles_to_try(actions.get(action, ())):
                continue
            chosen = {"action": action, "_selected_action": [world[ACTIONS[label].of]], **CONFIRMED}
            response, wrote = ask(client, "post", address, chosen)
            if action in offered:
                assert not refused(response), f"{role} may not do {action} of {label}"
            else:
                assert not wrote, f"{role} does {action} of {label}"
