"""A one-time link: an Admin makes one for a new or forgotten password; with a mail server one can ask for it."""

import re
import threading

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.factories import make_user
from tests.helpers import ParsedPage, page

pytestmark = pytest.mark.django_db
NEW = "a brand new passphrase"


@pytest.fixture(autouse=True)
def boss(client, editor):
    """A superuser, logged in."""
    client.force_login(editor)
    return editor


@pytest.fixture
def anna():
    return make_user("anna", "Editor")


@pytest.fixture
def mail_server(settings):
    settings.ALERTS, settings.PUBLIC_URL = True, "https://testserver"
    cache.clear()


def link_url(user):
    return f"/admin/auth/user/{user.pk}/link/"


def make_link(client, user):
    """The address that the page shows to the Admin."""
    shown = client.post(link_url(user))
    assert "no-store" in shown["Cache-Control"]
    return page_of(shown).text_of("#one-time-link")


def page_of(response):
    return ParsedPage(response.content.decode())


def follow(link):
    """Open a link in a browser of its own; return that browser and the response."""
    browser = Client()
    return browser, browser.get(link, follow=True)


def set_password(browser, response, password=NEW):
    return browser.post(response.request["PATH_INFO"], {"new_password1": password, "new_password2": password})


def log_in(name, password=NEW):
    return Client().post("/admin/login/", {"username": name, "password": password, "next": "/admin/"}).status_code


def test_a_new_person_chooses_their_password_with_the_link(client):
    data = {"username": "bert", "role": "Editor"}
    added = client.post("/admin/auth/user/add/", data)
    bert = User.objects.get(username="bert")
    assert added["Location"] == link_url(bert)
    assert not bert.has_usable_password()
    assert client.get(link_url(bert)).status_code == 200
    browser, form = follow(make_link(client, bert))
    assert set_password(browser, form)["Location"] == "/admin/login/"
    assert log_in("bert") == 302


def test_a_link_works_once_and_ends_a_lock(client, anna):
    link = make_link(client, anna)
    for _ in range(8):
        log_in("anna", "wrong")
    assert log_in("anna") == 429
    browser, form = follow(link)
    assert set_password(browser, form, "short").context["form"].errors
    set_password(browser, form)
    assert log_in("anna") == 302
    _, again = follow(link)
    assert page_of(again).all("#invalid-link")
    assert not page_of(again).all("#new-password-form")


def test_the_address_of_the_form_does_not_hold_the_token(client, anna):
    link = make_link(client, anna)
    _, form = follow(link)
    assert link.rsplit("/", 2)[1] not in form.request["PATH_INFO"]


@pytest.mark.parametrize("link", ["/admin/password/x/y/", "/admin/password/MQ/set-password/", "/admin/password/____/a-b/"])
def test_an_invalid_link_says_so(link):
    _, answer = follow(link)
    assert page_of(answer).all("#invalid-link")


def test_each_link_is_in_the_history_of_the_user_and_not_the_link_itself(client, anna, boss):
    link = make_link(client, anna)
    entry = LogEntry.objects.get(object_id=str(anna.pk))
    assert entry.user == boss
    assert link.rsplit("/", 2)[1] not in entry.change_message


def test_a_deactivated_user_gets_no_link(client, anna):
    link = make_link(client, anna)
    User.objects.filter(pk=anna.pk).update(is_active=False)
    assert page_of(client.post(link_url(anna))).all("#inactive")
    assert page_of(follow(link)[1]).all("#invalid-link")


def test_one_s_own_link_is_the_page_for_changing_the_password(client, boss):
    assert client.post(link_url(boss))["Location"] == "/admin/password_change/"


def test_the_form_of_a_user_shows_no_hash_and_leads_to_the_link(client, anna):
    form = page(client, f"/admin/auth/user/{anna.pk}/change/")
    assert form.all(f'a[href="{link_url(anna)}"]')
    assert not re.search("pbkdf2|argon2|md5|salt", form.text)


def test_an_admin_unlocks_people_in_the_list(client, anna):
    for _ in range(8):
        log_in("anna", "wrong")
    client.post("/admin/auth/user/", {"action": "unlock", "_selected_action": [anna.pk]})
    assert not AccessAttempt.objects.exists()
    assert LogEntry.objects.filter(object_id=anna.pk).exists()  # Activity lists it
    assert log_in("anna", "wrong") == 200


def test_without_a_mail_server_the_login_says_whom_to_ask(client, settings):
    settings.CONTACT_EMAIL = "desk@example.org"
    login = page(Client(), "/admin/login/")
    assert login.all('#forgotten a[href="mailto:desk@example.org"]')
    assert not login.all('a[href="/admin/password/"]')
    assert Client().get("/admin/password/").status_code == 404


def sent():
    """The e-mails sent so far, after the threads that send them ended."""
    for thread in threading.enumerate():
        if thread.name == "password-link":
            thread.join()
    return mail.outbox


def link_in(message):
    return re.search(r"https://\S+", message.body)[0]


@pytest.mark.usefixtures("mail_server")
def test_with_a_mail_server_people_get_a_link_by_e_mail(anna):
    login = page(Client(), "/admin/login/")
    assert login.all('#forgotten a[href="/admin/password/"]')
    assert Client().get("/admin/password/").status_code == 200
    answers = [Client().post("/admin/password/", {"email": email}) for email in ("ANNA@example.org", "nobody@example.org")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/admin/login/")}
    [message] = sent()
    assert message.to == ["anna@example.org"]
    browser, form = follow(link_in(message))
    set_password(browser, form)
    assert log_in("anna") == 302


@pytest.mark.usefixtures("mail_server", "anna")
def test_asking_twice_sends_one_e_mail():
    for _ in range(2):
        Client().post("/admin/password/", {"email": "anna@example.org"})
    assert len(sent()) == 1


@pytest.mark.usefixtures("mail_server")
@pytest.mark.parametrize("email", ["", "no address", "a@b.c\nBcc: x@y.z", "\x00@example.org"])
def test_an_invalid_address_is_an_error_of_its_field(email):
    answer = Client().post("/admin/password/", {"email": email})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"email"})


@pytest.mark.usefixtures("mail_server")
def test_an_admin_sends_the_link_by_e_mail(client, anna):
    assert client.post(link_url(anna), {"_email": "1"}).status_code == 302
    [message] = sent()
    assert link_in(message).startswith("https://testserver/admin/password/")
