"""Users in the admin, for superusers. test_roles.py shows that nobody else manages them."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command

from catalog.accounts.role_forms import single_role
from catalog.accounts.roles import ROLES, make_roles
from catalog.models import Program
from catalog.programs.services import publish, save
from tests.factories import PASSWORD, change, make_user
from tests.helpers import page, plain_text

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


def form_url(person):
    return f"{USERS}{person.pk}/change/"


def form_data(person, **changes):
    """What the form of a user posts."""
    data = {name: getattr(person, name) for name in ("username", "first_name", "last_name", "email")}
    return {**data, "is_active": "on", "role": single_role(person), **changes}


def new_data(**changes):
    return {"username": "bert", "email": "bert@example.org", "role": "Editor", **changes}


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
    response = client.post(f"{USERS}add/", new_data(role=""))
    assert response.context["adminform"].form.errors.keys() == {"role"}
    assert not User.objects.filter(username="bert").exists()


def test_only_the_right_password_learns_that_the_role_is_missing(client):
    client.logout()
    User.objects.create_user("guest", password=PASSWORD)
    for password, code in ((PASSWORD, "no_role"), ("wrong", "invalid_login")):
        form = client.post("/admin/login/", {"username": "guest", "password": password}).context["form"]
        assert [error.code for error in form.errors.as_data()["__all__"]] == [code]
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("address", [f"{USERS}add/", "form"])
def test_a_person_has_one_role(client, anna, address):
    form = page(client, form_url(anna) if address == "form" else address)
    radios = form.all("[name=role][type=radio]")
    assert [radio["value"] for radio in radios] == list(ROLES)
    assert [radio["value"] for radio in radios if radio.has_attr("checked")] == (["Editor"] if address == "form" else [])
    assert not form.has("[name=groups], [name=is_superuser], [name=is_staff], [name=user_permissions]")


@pytest.mark.parametrize("role", ROLES)
def test_the_chosen_role_replaces_the_one_before(client, anna, role):
    assert client.post(form_url(anna), form_data(anna, role=role)).status_code == 302
    anna.refresh_from_db()
    assert (anna.is_staff, anna.is_superuser) == (True, role == "Admin")
    assert anna.groups.get().name == role
    assert page(client, form_url(anna)).one("[name=role][checked]")["value"] == role


def test_other_groups_stay_when_the_role_changes(client, anna):
    friends = Group.objects.create(name="Friends")
    anna.groups.add(friends)
    client.post(form_url(anna), form_data(anna, role="Viewer"))
    assert set(anna.groups.values_list("name", flat=True)) == {"Friends", "Viewer"}


def test_the_list_shows_and_filters_by_role(client, anna):
    rows = page(client, f"{USERS}?role=Admin").all("#result_list tbody tr")
    assert [plain_text(row.select_one(".field-role")) for row in rows] == ["Admin"]
    assert page(client, f"{USERS}?role=Editor").text_of("#result_list tbody th") == "anna"
    assert client.get(f"{USERS}?role=nonsense").status_code == 200


def test_an_inactive_user_cannot_log_in(client, anna):
    assert client.post(form_url(anna), form_data(anna, is_active="")).status_code == 302
    client.logout()
    client.post("/admin/login/", {"username": "anna", "password": PASSWORD})
    assert client.get("/admin/").status_code == 302


def test_superusers_cannot_lock_themselves_out(client, boss):
    assert client.post(form_url(boss), form_data(boss, is_active="", role="Viewer")).status_code == 302
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
    for address in (USERS, f"{USERS}add/", form_url(boss), f"{USERS}{boss.pk}/password/"):
        assert client.get(address).status_code == 403, address
    assert client.post(form_url(friend), form_data(friend, role="Admin")).status_code == 403


def test_a_user_who_gets_a_role_can_sign_in(client):
    guest = User.objects.create_user("guest")
    client.post(form_url(guest), form_data(guest, role="Editor"))
    assert User.objects.get(pk=guest.pk).is_staff


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
