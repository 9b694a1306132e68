"""Every page of the admin: axe finds nothing, light or dark, nothing scrolls sideways; its menu on a phone."""

import re

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse
from playwright.sync_api import expect

from catalog.admin.urls import urlpatterns
from tests.browser.accessibility import ALL_LOOKS, LOOKS, expect_accessible
from tests.browser.admin import create_and_log_in
from tests.browser.conftest import NARROW, WIDE

pytestmark = pytest.mark.browser

SLUG = "nyc-big-apple-awards"
# pages with arguments: a program, an organization and a person of the served catalog
PAGES_OF_ONE = [
    "/admin/catalog/program/1/change/",
    "/admin/catalog/program/1/history/",
    "/admin/catalog/program/?q=award",
    "/admin/programs/1/versions/1/",
    "/admin/pending/1/",
    "/admin/catalog/organization/1/change/",
    "/admin/catalog/organization/1/history/",
    "/admin/auth/user/1/change/",
    "/admin/auth/user/1/history/",
    f"/admin/confirmations/{SLUG}/",
    f"/admin/week/{SLUG}/",
    "/admin/catalog/",
]
# one of each kind of layout: start page, list, form, page of our own with a table
DENSE = {"/admin/", "/admin/catalog/program/", "/admin/catalog/program/1/change/", "/admin/duplicates/", "/admin/links/"}
# files, parts of pages, and addresses that only take a POST
NO_PAGES = re.compile(
    r"\.csv$|template|derived|alike|progress|jsi18n|autocomplete|logout|start|again|/code/$|process_import|/password/$"
)
# pages that nobody may open: what comes with programs, visitors and sign-ins is not added by hand
NO_FORMS = re.compile(r"/(organization|suggestion|access\w+)/add/$")


def admin_pages():
    """The addresses of the admin's pages without arguments, and PAGES_OF_ONE."""
    found = set()
    names = [pattern.name for pattern in urlpatterns]
    names += [f"admin:{name}" for name in get_resolver().namespace_dict["admin"][1].reverse_dict if isinstance(name, str)]
    for name in names:
        try:
            found.add(reverse(name))
        except NoReverseMatch:  # it takes arguments
            continue
    return [*sorted(address for address in found if not (NO_PAGES.search(address) or NO_FORMS.search(address))), *PAGES_OF_ONE]


@pytest.fixture
def admin(wide, catalog_folder):
    return create_and_log_in(wide, catalog_folder)


@pytest.mark.parametrize("address", admin_pages())
def test_a_page_is_accessible_and_does_not_scroll_sideways(admin, address):
    answer = admin.goto(address)
    assert answer.status in (200, 404), answer.status  # nothing is pending for the program
    expect_accessible(admin, ALL_LOOKS if address in DENSE else LOOKS)


@pytest.mark.parametrize("script", [True, False])
def test_the_menu_opens_by_keyboard_on_a_phone(open_page, catalog_folder, script):
    with open_page(viewport=NARROW, java_script_enabled=script) as page:
        create_and_log_in(page, catalog_folder)
        link = page.get_by_role("navigation", name="Menu").get_by_role("link", name="Programs", exact=True)
        expect(link).to_be_hidden()
        page.locator("#menu summary", has_text="Menu").focus()
        page.keyboard.press("Enter")
        expect(link).to_be_visible()
        link.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#result_list")).to_be_visible()


def test_a_wide_screen_shows_the_menu_at_once(admin):
    menu = admin.get_by_role("navigation", name="Menu")
    expect(menu.get_by_role("link", name="Programs", exact=True)).to_be_visible()
    expect(admin.locator("#menu .menu-button")).to_be_hidden()


def test_buttons_stand_below_the_title(admin):
    for size in (WIDE, NARROW):
        admin.set_viewport_size(size)
        admin.goto("/admin/catalog/program/1/history/")
        title, buttons = admin.locator("h1").bounding_box(), admin.locator(".object-tools").bounding_box()
        assert title["y"] + title["height"] <= buttons["y"]


def test_the_page_to_log_in_is_accessible(open_page):
    with open_page(viewport=WIDE) as page:
        for address in ("/admin/login/", "/admin/nonsense/"):
            page.goto(address)
            expect_accessible(page, ALL_LOOKS)
