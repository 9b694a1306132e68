"""The second factor in a real browser: set up and given by keyboard alone, without script too, in every look."""

import base64
import re

from django_otp.oath import TOTP
from playwright.sync_api import expect

from tests.browser.accessibility import expect_accessible
from tests.browser.admin import PASSWORD, create_and_log_in

_NAME = "otto"


def _code(secret, steps=0):
    return f"{TOTP(base64.b32decode(secret.replace(' ', '')), drift=steps).token():06}"


def test_it_is_set_up_and_given_by_keyboard(wide, catalog_folder):
    page = create_and_log_in(wide, catalog_folder, _NAME, "Editor")
    page.goto("/admin/second-factor/")
    expect_accessible(page)
    secret = page.locator("#key").inner_text()
    page.get_by_label("Code").focus()
    page.keyboard.type(_code(secret, steps=5))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_focused()
    expect(page.get_by_label("Code")).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Control+a")
    page.keyboard.type(_code(secret))
    page.keyboard.press("Enter")
    codes = page.locator(".recovery-codes code")
    expect(codes).to_have_count(10)
    expect_accessible(page)
    recovery = codes.first.inner_text()
    page.get_by_role("button", name="Log out").click()
    page.goto("/admin/week/")
    page.get_by_label("Username").fill(_NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Code")).to_be_focused()
    expect_accessible(page)
    page.keyboard.type(recovery)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/admin/week/$"))
    page.goto("/admin/second-factor/")
    expect_accessible(page)
