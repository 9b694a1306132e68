"""People who log in to the served catalog's admin."""

from functools import cache

from playwright.sync_api import expect

from tests.processes import manage

NAME, PASSWORD = "editor", "a long passphrase"


_cookies = {}  # of people who logged in before, by their catalog's folder and name


@cache
def create_person(catalog_folder, name=NAME, role=""):
    """Create a person of this role; without a role, a superuser."""
    if role:
        done = manage(catalog_folder, "create_editor", name, "--role", role, "--password-stdin", line=f"{PASSWORD}\n")
        assert done.returncode == 0, done.stderr
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
    page.context.add_cookies(_cookies.get((catalog_folder, name), []))
    page.goto("/admin/")
    if page.get_by_role("button", name="Log out").count() == 0:  # the first time, or after the session has ended
        log_in(page, name)
        _cookies[catalog_folder, name] = page.context.cookies()
    return page
