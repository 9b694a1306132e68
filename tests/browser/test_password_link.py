"""A new person gets a one-time link from an Admin and chooses a password, in a real browser, without script and by keyboard."""

from playwright.sync_api import expect

from tests.browser.accessibility import expect_accessible
from tests.browser.admin import create_and_log_in
from tests.browser.conftest import NARROW

_NAME, _PASSWORD = "petra", "a passphrase of her own"


def test_a_new_person_and_their_forgotten_password(wide, open_page, catalog_folder):
    admin = create_and_log_in(wide, catalog_folder)
    admin.goto("/admin/auth/user/add/")
    admin.get_by_label("Username").fill(_NAME)
    admin.get_by_role("radio", name="Editor").check()
    admin.get_by_role("button", name="Save", exact=True).click()
    make = admin.get_by_role("button", name="Make a one-time link")
    expect(make).to_be_visible()
    expect_accessible(admin)
    make.click()
    link = admin.locator("#one-time-link").inner_text()
    expect_accessible(admin)
    with open_page(viewport=NARROW, java_script_enabled=False) as phone:
        phone.goto("/admin/login/")
        expect(phone.locator("#forgotten")).to_be_visible()
        phone.goto(link)
        expect(phone.get_by_label("New password")).to_be_visible()
        assert link.rstrip("/").rsplit("/", 1)[1] not in phone.url
        phone.get_by_label("New password").focus()
        phone.keyboard.type(_PASSWORD)
        phone.keyboard.press("Tab")
        phone.keyboard.type(_PASSWORD)
        phone.keyboard.press("Enter")
        phone.get_by_label("Username").fill(_NAME)
        phone.get_by_label("Password").fill(_PASSWORD)
        phone.keyboard.press("Enter")
        expect(phone.get_by_role("button", name="Log out")).to_be_visible()
    with open_page(viewport=NARROW) as phone:
        phone.goto(link)
        expect(phone.locator("#invalid-link")).to_be_visible()
        expect_accessible(phone)
