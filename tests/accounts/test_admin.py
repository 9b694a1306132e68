"""Users in the admin, for superusers. test_permissions.py shows that nobody else manages them."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command

from catalog.accounts.roles import ROLES, make_roles
from catalog.models import Program
from catalog.programs.services import publish, save
from tests.factories import PASSWORD, change, make_user
from tests.helpers import page

pytestmark = pytest.mark.django_db
USERS = "/admin/auth/user/"


@pytest.fixture(autouse=True)
def boss(client, editor):
    """A superuser, logged in."""
    client.force_login(editor)
    return editor


@pytest.fixture
def anna():
    return make_user("anna", "Editor")


def group(name):
    return Group.objects.get(name=name).pk


def form_url(person):
    return f"{USERS}{person.pk}/change/"


def form_data(person, **changes):
    """What the form of a user posts."""
    data = {name: getattr(person, name) for name in ("username", "first_name", "last_name", "email")}
    return {**data, "is_active": "on", "is_staff": "on", "groups": [one.pk for one in person.groups.all()], **changes}


def new_data(**changes):
    return {"username": "bert", "email": "bert@example.org", "groups": [group("Editor")], **changes}


def test_a_new_user_can_log_in_with_their_role(client):
    assert client.post(f"{USERS}add/", new_data()).status_code == 302
    bert = User.objects.get(username="bert")
    assert (bert.is_staff, bert.is_superuser, bert.email) == (True, False, "bert@example.org")
    assert bert.get_all_permissions() == ROLES["Editor"]
    assert not bert.has_usable_password()  # see test_password_links.py
    client.force_login(bert)
    assert client.get("/admin/catalog/program/").status_code == 200


@pytest.mark.parametrize("name", ["Anna", "two words", ""])
def test_a_taken_or_invalid_name_is_an_error(client, anna, name):
    response = client.post(f"{USERS}add/", new_data(username=name))
    assert response.context["adminform"].form.errors.keys() == {"username"}


def test_a_new_user_needs_a_role(client):
    response = client.post(f"{USERS}add/", new_data(groups=[]))
    assert response.context["adminform"].form.errors.keys() == {"groups"}
    assert not User.objects.filter(username="bert").exists()


def test_only_the_right_password_learns_that_the_role_is_missing(client):
    client.logout()
    User.objects.create_user("guest", password=PASSWORD)
    for password, code in ((PASSWORD, "no_role"), ("wrong", "invalid_login")):
        form = client.post("/admin/login/", {"username": "guest", "password": password}).context["form"]
        assert [error.code for error in form.errors.as_data()["__all__"]] == [code]
    assert client.get("/admin/").status_code == 302


def test_the_form_offers_the_roles_in_order_and_changes_them(client, anna):
    form = page(client, form_url(anna))
    assert [box["value"] for box in form.all("[name=groups]")] == [str(group(role)) for role in ROLES]
    delete_program = Permission.objects.get(codename="delete_program")
    changes = {"groups": [group("Reviewer")], "is_superuser": "on", "user_permissions": [delete_program.pk]}
    assert client.post(form_url(anna), form_data(anna, **changes)).status_code == 302
    anna.refresh_from_db()
    assert anna.is_superuser
    assert anna.groups.get().name == "Reviewer"
    assert anna.user_permissions.get() == delete_program


def test_an_inactive_user_cannot_log_in(client, anna):
    assert client.post(form_url(anna), form_data(anna, is_active="")).status_code == 302
    client.logout()
    client.post("/admin/login/", {"username": "anna", "password": PASSWORD})
    assert client.get("/admin/").status_code == 302


def test_superusers_cannot_lock_themselves_out(client, boss):
    assert client.post(form_url(boss), form_data(boss, is_active="", is_staff="", is_superuser="")).status_code == 302
    assert client.post(f"{USERS}{boss.pk}/delete/", {"post": "yes"}).status_code == 403
    disable = client.post(f"{USERS}{boss.pk}/password/", {"usable_password": "false", "unset-password": "1"})
    assert disable["Location"] == "/admin/password_change/"
    boss.refresh_from_db()
    assert boss.has_usable_password()
    assert boss.is_active
    assert boss.is_staff
    assert boss.is_superuser


def test_a_group_with_permissions_for_users_manages_nobody(client, boss):
    ours = Group.objects.create(name="Friends")
    ours.permissions.set(Permission.objects.filter(content_type__app_label="auth"))
    friend = make_user("friend", "Viewer")
    friend.groups.add(ours)
    client.force_login(friend)
    for address in (USERS, f"{USERS}add/", form_url(boss), f"{USERS}{boss.pk}/password/", f"/admin/auth/group/{ours.pk}/change/"):
        assert client.get(address).status_code == 403, address
    assert client.post(form_url(friend), form_data(friend, is_superuser="on")).status_code == 403


def test_a_user_who_gets_a_role_can_sign_in(client):
    guest = User.objects.create_user("guest")
    client.post(form_url(guest), form_data(guest, groups=[group("Editor")], is_staff=""))
    assert User.objects.get(pk=guest.pk).is_staff


def test_the_four_roles_cannot_be_changed(client):
    assert client.post(f"/admin/auth/group/{group('Editor')}/change/", {"name": "Writer"}).status_code == 403
    assert client.post("/admin/auth/group/add/", {"name": "Friends"}).status_code == 302


def test_a_migrate_resets_the_roles():
    """It also takes away what earlier versions of the catalog gave to Admins."""
    Group.objects.get(name="Editor").permissions.clear()
    Group.objects.get(name="Admin").permissions.add(Permission.objects.get(codename="change_user"))
    make_roles()
    for role in ("Editor", "Admin"):
        assert make_user(role.lower() + "-1", role).get_all_permissions() == ROLES[role]


def test_missing_permissions_do_not_stop_a_migrate():
    """A migrate of one app, or to an older state, does not make all of them; the next full one does."""
    Permission.objects.filter(codename__in=["publish_program", "check_links"]).delete()
    make_roles()
    missing = {"catalog.publish_program", "catalog.check_links"}
    assert make_user("ada", "Reviewer").get_all_permissions() == ROLES["Reviewer"] - missing
    call_command("migrate", verbosity=0)
    assert make_user("bea", "Reviewer").get_all_permissions() == ROLES["Reviewer"]


def test_a_user_in_the_history_is_not_deleted(client, anna, a_record):
    record = change(a_record, slug="hers", name="Hers")
    save(None, record, anna)
    publish(Program.objects.get(slug="hers"), record, anna)
    address = f"{USERS}{anna.pk}/delete/"
    confirmation = page(client, address)
    assert [trace.text for trace in confirmation.all("#traces li")] == ["2 program versions"]
    assert confirmation.one("#content a[href$=is_active]")["href"] == f"{form_url(anna)}#id_is_active"
    client.post(address, {"post": "yes"})
    assert User.objects.filter(pk=anna.pk).exists()


def test_a_user_without_history_is_deleted_on_their_own_page(client, anna):
    client.post(USERS, {"action": "delete_selected", "_selected_action": [anna.pk], "post": "yes"})
    assert User.objects.filter(username="anna").exists()
    assert client.post(f"{USERS}{anna.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not User.objects.filter(username="anna").exists()
