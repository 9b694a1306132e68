"""The catalog as it is really served, and a real Chromium to read it with."""

import itertools
import os
import re
import shutil
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from tests.processes import serving_prepared

_SENDERS = itertools.cycle(range(1, 255))
WIDE, NARROW = {"width": 1320, "height": 900}, {"width": 400, "height": 800}
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
    # the last list counts: Playwright's own, as far as it matters, and the address bar's own pages in every new window
    " --disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,MediaRouter,"
    "OptimizationHints,PaintHolding,AimEnabled,WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"
).split()
# browsers log error statuses to the console, and htmx logs requests that a newer one replaces
_EXPECTED = re.compile(
    r"Failed to load resource: the server responded with a status of (403|404|409|410|422) |htmx:(afterRequest|sendAbort),"
)


@pytest.fixture(scope="session")
def catalog_folder(prepared):
    """Where the served catalog keeps its database."""
    return prepared("served")


@pytest.fixture(scope="session")
def site(catalog_folder):
    """The address of the real catalog, served from its embedded database."""
    with serving_prepared(catalog_folder, OFFICE_OF_ONE="1", ALLOW_PRIVATE_LINKS="1", TRUSTED_PROXIES="1") as served:
        yield served.url


@pytest.fixture(scope="session")
def browser():
    # the headless shell is the same engine without a browser's own windows: it takes a quarter less time
    names = (os.environ.get("CHROMIUM"), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    chromium = next((path for name in names if name and (path := shutil.which(name))), None)
    if not chromium:
        pytest.fail("No Chromium found: run tests/install-packages.sh, or name one in CHROMIUM")
    # Playwright's event loop stays in this thread, where other tests use the database
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, site):
    """Opens pages that fail the test on any error in their console: scripts, and what the CSP refuses."""

    @contextmanager
    def opened(**options):
        # each visitor has its own address, as behind a proxy: tests do not share limits by sender
        sender = {"X-Forwarded-For": f"10.0.{next(_SENDERS)}.1"}
        context = browser.new_context(base_url=site, reduced_motion="reduce", extra_http_headers=sender, **options)
        context.set_default_timeout(10_000)
        page, errors = context.new_page(), []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        yield page
        context.close()
        assert not [error for error in errors if not _EXPECTED.match(error)]

    return opened


@pytest.fixture
def wide(open_page):
    """A page on a wide screen."""
    with open_page(viewport=WIDE) as page:
        yield page


@pytest.fixture
def narrow(open_page):
    """A page on a phone."""
    with open_page(viewport=NARROW) as page:
        yield page


@pytest.fixture(params=[(NARROW, True), (WIDE, False)], ids=["phone-script", "wide-no-script"])
def either(open_page, request):
    """A page on a phone with JavaScript, and one on a wide screen without."""
    size, script = request.param
    with open_page(viewport=size, java_script_enabled=script) as page:
        yield page


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def no_script(open_page, request):
    """A page without JavaScript, wide and narrow."""
    with open_page(viewport=request.param, java_script_enabled=False) as page:
        yield page
