"""`manage.py create_editor`: a user with a role and a good password, or the reason why not."""

import io
import sys

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from catalog.accounts.roles import ROLES
from tests.factories import PASSWORD as GOOD


@pytest.fixture
def typed(monkeypatch):
    """A terminal that answers each question for a password with the next of these."""

    def types(*passwords):
        answers = iter(passwords)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("getpass.getpass", lambda question: next(answers))

    return types


def run(*arguments, line=None, monkeypatch=None):
    out = io.StringIO()
    if line is not None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(line))
        arguments = (*arguments, "--password-stdin")
    call_command("create_editor", *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_a_new_user_can_log_in_with_the_permissions_of_the_role(typed, client, role):
    typed(GOOD, GOOD)
    said = run("anna", "--role", role, "--email", "anna@example.org")
    assert said.startswith(f"anna was created with the role {role} and can sign in at http://127.0.0.1:8000/admin/")
    user = User.objects.get(username="anna")
    assert (user.is_staff, user.is_superuser, user.email) == (True, role == "Admin", "anna@example.org")
    assert role == "Admin" or user.get_all_permissions() == ROLES[role]
    assert client.post("/admin/login/", {"username": "anna", "password": GOOD, "next": "/admin/"}).status_code == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(("port", "sure"), [("9104", True), ("", False)])
def test_the_address_names_the_port_or_says_that_it_may_be_another(typed, settings, monkeypatch, port, sure):
    monkeypatch.delenv("PORT", raising=False)
    if port:
        monkeypatch.setenv("PORT", port)
        settings.PORT = int(port)
    typed(GOOD, GOOD)
    said = run("anna", "--role", "editor")
    assert f"http://127.0.0.1:{port or settings.PORT}/admin/" in said
    assert ("the PORT with which" in said) != sure


@pytest.mark.django_db
def test_the_public_address_is_printed_if_there_is_one(typed, settings):
    settings.PUBLIC_URL = "https://catalog.example.org"
    typed(GOOD, GOOD)
    assert "can sign in at https://catalog.example.org/admin/" in run("anna", "--role", "editor")
    assert User.objects.get().groups.get().name == "Editor"


@pytest.mark.django_db
def test_it_asks_again_until_the_password_is_good(typed):
    typed("short", GOOD, "another thing", GOOD, GOOD)
    said = run("anna", "--role", "Editor")
    assert "This password is too short." in said
    assert "The two passwords differ." in said
    assert User.objects.get().check_password(GOOD)


@pytest.mark.django_db
def test_without_a_good_password_no_user_is_created(typed):
    typed("12345678", "password", "annabella")
    with pytest.raises(CommandError, match="No good password in 3 tries; nothing was written"):
        run("annabella", "--role", "Editor")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_an_interrupt_at_the_password_creates_no_user(monkeypatch):
    def stop(question):
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", stop)
    with pytest.raises(CommandError, match="Stopped; nothing was written"):
        run("anna", "--role", "Editor")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_script_sends_the_password_as_a_line(monkeypatch):
    run("anna", "--role", "Reviewer", line=f"{GOOD}\r\nmore\n", monkeypatch=monkeypatch)
    assert User.objects.get().check_password(GOOD)
    for line, says in (("", "is empty"), ("\n", "is empty"), ("1234567890\n", "entirely numeric"), ("bertha-1\n", "too similar")):
        with pytest.raises(CommandError, match=says):
            run("bertha", "--role", "Editor", line=line, monkeypatch=monkeypatch)
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_without_a_terminal_it_says_how_to_send_the_password(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(CommandError, match=r"no terminal.*--password-stdin"):
        run("anna", "--role", "Editor")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["an na", "--role", "Editor"], "the name: Enter a valid username"),
        (["a" * 151, "--role", "Editor"], "the name: Ensure this value has at most 150 characters"),
        (["", "--role", "Editor"], "the name: This field cannot be blank"),
        (["anna", "--role", "Editor", "--email", "nowhere"], "--email: Enter a valid email address"),
        (["anna", "--role", "King"], "invalid choice: 'King'"),
        (["anna"], "--role"),
    ],
)
def test_bad_arguments_are_refused_before_the_password(arguments, says):
    with pytest.raises(CommandError) as raised:
        run(*arguments)
    assert says in str(raised.value)
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["anna", "Anna"])
def test_an_existing_user_keeps_their_role_without_update(typed, name):
    typed(GOOD, GOOD)
    run("anna", "--role", "Editor")
    with pytest.raises(CommandError, match=r"anna exists already \(Editor\)\. Nothing was written.*--update"):
        run(name, "--role", "Admin")
    assert User.objects.get().groups.get().name == "Editor"


@pytest.mark.django_db
def test_updating_changes_the_role_and_neither_password_nor_other_groups(typed):
    typed(GOOD, GOOD)
    run("anna", "--role", "Editor", "--email", "anna@example.org")
    anna = User.objects.get()
    anna.groups.add(Group.objects.create(name="Friends"))
    said = run("anna", "--role", "Reviewer", "--update")
    assert "anna had Editor and now has the role Reviewer." in said
    anna.refresh_from_db()
    assert set(anna.groups.values_list("name", flat=True)) == {"Reviewer", "Friends"}
    assert anna.check_password(GOOD)
    assert anna.email == "anna@example.org"
    User.objects.update(is_active=False)
    assert "anna is deactivated and cannot log in." in run("anna", "--role", "Editor", "--update")


@pytest.mark.django_db
def test_updating_to_and_from_admin_changes_superuser_status(editor):
    User.objects.create_superuser("boss")
    for role in ("Viewer", "Admin"):
        run("editor", "--role", role, "--update")
        editor.refresh_from_db()
        assert editor.groups.get().name == role
        assert editor.is_superuser == (role == "Admin")


@pytest.mark.django_db
def test_the_only_superuser_stays_one(editor):
    User.objects.create_superuser("away", is_active=False)
    with pytest.raises(CommandError, match="only superuser"):
        run("editor", "--role", "Viewer", "--update")
    editor.refresh_from_db()
    assert editor.is_superuser


@pytest.mark.django_db
def test_updating_needs_an_existing_user():
    with pytest.raises(CommandError, match="Nobody is named anna"):
        run("anna", "--role", "Editor", "--update")


@pytest.mark.django_db
def test_without_the_roles_it_says_what_to_run():
    Group.objects.all().delete()
    with pytest.raises(CommandError, match=r"run manage\.py migrate first"):
        run("anna", "--role", "Editor")


@pytest.mark.django_db
def test_without_tables_it_says_what_to_run():
    def fail(*_):
        raise OperationalError("no such table: auth_group")

    with connection.execute_wrapper(fail), pytest.raises(CommandError, match=r"not set up yet: run manage\.py migrate first"):
        run("anna", "--role", "Editor")
