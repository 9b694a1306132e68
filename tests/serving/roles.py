"""The roles of users, for tests that try every role. A guest is on the staff and has no role."""

from django.contrib.auth.models import Group, User
from django.test import Client

from catalog.accounts.roles import ROLES

ANONYMOUS, GUEST, SUPERUSER = "anonymous", "guest", "superuser"
EVERYBODY = (ANONYMOUS, GUEST, *ROLES, SUPERUSER)


def client_of(role: str, **options: object) -> Client:
    """A client logged in with this role. It answers 500 to an exception, as a server does."""
    client = Client(raise_request_exception=False, **options)
    if role != ANONYMOUS:
        user, new = User.objects.get_or_create(username=role, is_staff=True, is_superuser=role == SUPERUSER)
        if new:
            user.groups.set(Group.objects.filter(name=role))
        client.force_login(user)
    return client
