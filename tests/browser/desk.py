"""An editor who has logged in to the desk of the served catalog."""

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
