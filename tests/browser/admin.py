"""People who log in to the served catalog's admin, and what axe finds on its pages."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE
from tests.processes import manage

NAME, PASSWORD = "editor", "a long passphrase"
# the admin's links fade from one color to the other when the scheme changes
_FADED = 250  # milliseconds


def create_person(catalog_folder, name=NAME, role=""):
    """Create a person of this role if there is none; without a role, a superuser."""
    if role:
        done = manage(catalog_folder, "create_editor", name, "--role", role, "--password-stdin", line=f"{PASSWORD}\n")
        assert done.returncode == 0 or "is known already" in done.stderr, done.stderr
        return
    superuser = ("createsuperuser", "--noinput", "--username", name, "--email", f"{name}@example.org")
    manage(catalog_folder, *superuser, DJANGO_SUPERUSER_PASSWORD=PASSWORD)


def log_in(page, name=NAME):
    """Log in; returns the page, on the admin's start page."""
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    return page


def create_and_log_in(page, catalog_folder, name=NAME, role=""):
    """Create the person if needed and log in; returns the page, on the admin's start page."""
    create_person(catalog_folder, name, role)
    return log_in(page, name)


def find_own_violations(page):
    """What axe finds in what our templates add: Django's own bars and breadcrumbs are not ours to judge."""
    context = {"exclude": [[".breadcrumbs"], ["#header"], ["#nav-sidebar"], ["#toggle-nav-sidebar"]]}
    # preloading would put the admin's style sheets into the page, which its own policy refuses
    found = Axe().run(page, context=context, options={"resultTypes": ["violations"], "preload": False})
    return [f"{one['id']}: {node['html']}" for one in found.response["violations"] for node in one["nodes"]]


def find_violations(page):
    """What axe finds in what our templates add, all unfolded, at two widths in light and dark; and where it scrolls sideways."""
    found = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
            page.wait_for_timeout(_FADED)
            found += [(size["width"], scheme, one) for one in find_own_violations(page)]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append((size["width"], scheme, "scrolls sideways"))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    return found
