"""An editor who has logged in to the desk of the served catalog."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.serving import manage

NAME, PASSWORD = "editor", "a long passphrase"


def logged_in(page, catalog_folder):
    """The page, on the desk's start page, of a superuser who has logged in; she is made where she is not there yet."""
    manage(
        catalog_folder,
        *("createsuperuser", "--noinput", "--username", NAME, "--email", "editor@example.org"),
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    page.goto("/admin/")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Programs", exact=True).first).to_be_visible()
    return page


def ours(page):
    """What axe finds in what our templates add: Django's own bars and breadcrumbs are not ours to judge."""
    context = {"exclude": [[".breadcrumbs"], ["#header"], ["#nav-sidebar"], ["#toggle-nav-sidebar"]]}
    # preloading would put the admin's style sheets into the page, which its own policy refuses
    found = Axe().run(page, context=context, options={"resultTypes": ["violations"], "preload": False})
    return [f"{one['id']}: {node['html']}" for one in found.response["violations"] for node in one["nodes"]]
