"""Every address below /admin/ is open to the roles that the table of test_permissions names, and to no others."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from catalog.accounts.roles import ROLES
from catalog.accounts.second_factor import require
from tests.accounts.asking import ask, refused, roles_to_try
from tests.accounts.test_permissions import NOBODY, SENDER, TABLE, address_of
from tests.serving.roles import SUPERUSER

pytestmark = pytest.mark.django_db


def test_each_role_includes_the_one_before():
    permissions = list(ROLES.values())
    assert all(lower <= higher for lower, higher in pairwise(permissions))


def test_an_address_is_open_to_these_roles_only(world, come_as):
    asked = [
        (method, address_of(name, row, world), allowed, row.post if method == "post" else NOBODY, data)
        for name, row in TABLE.items()
        for method, allowed, data in (("get", row.get, {}), ("post", row.post, row.data))
    ]
    for method, address, allowed, writers, data in asked:
        for role in roles_to_try(allowed):
            response, wrote = ask(come_as(role), method, address, data)
            assert refused(response) != (role in allowed), f"{method} {address} as {role}: {response.status_code}"
            assert method == "post" or response.status_code != 405, f"{address} must redirect a GET to its form"
            assert not wrote or role in writers, f"{method} {address} as {role} writes"


@pytest.mark.parametrize("missing", ["admin_code", "admin_second_factor"])
def test_a_session_without_its_second_factor_reaches_nothing(missing, world, come_as):
    """Not even of a superuser, whose app's code is missing or who must set an app up."""
    client = come_as(SUPERUSER)
    user = User.objects.get(username=SUPERUSER)
    if missing == "admin_code":
        TOTPDevice.objects.create(user=user, name="app")
    else:
        require([user], True)
    for name, row in TABLE.items():
        address = address_of(name, row, world)
        for method in ("get", "post"):
            if name in (missing, "admin:logout", "admin_logout") or (name, method) == ("admin:login", "post"):
                continue
            response, wrote = ask(client, method, address, row.data)
            assert response.status_code == 302, f"{method} {address}: {response.status_code}"
            assert response["Location"].startswith(reverse(missing) + "?next="), f"{method} {address}"
            assert not wrote, f"{method} {address} writes"
    assert client.get("/admin/nowhere/")["Location"].startswith(reverse(missing))
    client.post("/admin/logout/")
    assert "_auth_user_id" not in client.session


def test_a_viewer_finds_no_senders_address_anywhere(world, come_as):
    """On no page, and not by filtering a list letter by letter."""
    client, suggestions = come_as("Viewer"), reverse("admin:catalog_suggestion_changelist")
    for name, row in TABLE.items():
        if "Viewer" in row.get:
            assert SENDER not in client.get(address_of(name, row, world)).content.decode(errors="replace"), name
    next_to_form = f"{reverse('admin:catalog_program_change', args=[world['program']])}?suggestion={world['suggestion']}"
    for address in (next_to_form, f"{suggestions}?state=all"):
        assert SENDER not in client.get(address).content.decode()
    assert client.get(suggestions, {"q": SENDER}).context["cl"].result_count == 0
    for lookup in ("email", "email__startswith", "email__regex", "sender", "sender__gt"):
        assert client.get(suggestions, {lookup: SENDER[0]}).status_code == 400
    editor, address = come_as("Editor"), reverse("admin:catalog_suggestion_change", args=[world["suggestion"]])
    assert SENDER in editor.get(address).content.decode()
