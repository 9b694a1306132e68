"""Who asks, in tests that walk every role."""

from django.contrib.auth.models import Group, User
from django.test import Client

from catalog.accounts.roles import ROLES

ANONYMOUS, GUEST, SUPERUSER = "anonymous", "guest", "superuser"
EVERYBODY = (ANONYMOUS, GUEST, *ROLES, SUPERUSER)


def client_of(role: str, **options: object) -> Client:
    """A client signed in as somebody of this role, which answers errors as a server does."""
    client = Client(raise_request_exception=False, **options)
    if role != ANONYMOUS:
        user, new = User.objects.get_or_create(username=role, is_staff=True, is_superuser=role == SUPERUSER)
        if new:
            user.groups.set(Group.objects.filter(name=role))
        client.force_login(user)
    return client
