"""Links in the browser: a run started by the button and watched to its end; a program begun from an address."""

import pytest
from playwright.sync_api import expect

from catalog.schema.validation import to_line
from tests.browser.admin import create_person, log_in
from tests.browser.conftest import WIDE
from tests.factories import change
from tests.links.bad_server import run_bad_server
from tests.processes import manage, serving

pytestmark = pytest.mark.browser

CORPS = b"""<!doctype html><title>Moon Base Teacher Corps | Lunar Trust</title>
<meta property="og:site_name" content="Lunar Trust"><meta name="description" content="Teachers who lead on the moon.">"""


@pytest.fixture(scope="module")
def server():
    with run_bad_server() as server:
        server.pages["/corps"] = CORPS
        yield server


@pytest.fixture(scope="module")
def catalog(server, tmp_path_factory, records):
    """A catalog of two programs, all of whose links lead to this machine, and its editor."""
    folder = tmp_path_factory.mktemp("links")
    manage(folder, "migrate", "--verbosity", 0)
    lines = [to_line(with_website(record, f"{server.url}/{path}")) for record, path in zip(records, ("ok", "404"), strict=False)]
    (folder / "two.jsonl").write_text("\n".join(lines))
    assert manage(folder, "load_programs", folder / "two.jsonl").returncode == 0
    create_person(folder)
    with serving(folder, OFFICE_OF_ONE="1", ALLOW_PRIVATE_LINKS="1") as served:
        yield served.url


def with_website(record, url):
    """The record with this one address as its website and only source."""
    sources = {f"supports.{code}.source": url for code, _ in record.supports.by_code()}
    return change(record, sources, website=url, sources=[{**record.sources[0].model_dump(), "url": url}])


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request, browser, catalog):
    """The admin for an editor who is logged in, with and without script."""
    context = browser.new_context(base_url=catalog, viewport=WIDE, java_script_enabled=request.param)
    context.set_default_timeout(10_000)
    page = context.new_page()
    log_in(page)
    page.goto("/admin/links/")
    page.scripted = request.param
    yield page
    context.close()


def until_ended(page):
    """Wait for the run to end: with script the page comes to show it by itself, without by its link."""
    run = page.locator("#links-run")
    if page.scripted:
        expect(run).to_have_attribute("data-state", "finished", timeout=60_000)
        return
    for _ in range(120):
        if run.get_attribute("data-state") != "at work":
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Refresh").click()
    expect(run).to_have_attribute("data-state", "finished")


def test_the_button_starts_a_run_and_the_page_comes_to_show_what_it_found(page, server, records):
    expect(page.locator("h1")).to_have_text("Links")
    page.get_by_role("button", name="Check all links").click()
    until_ended(page)
    expect(page.locator("#links-run")).to_contain_text("Last check: 2 links")
    expect(page.locator("[data-outcome=dead]")).to_have_text("1")
    expect(page.locator("[data-outcome=ok]")).to_have_text("1")
    item = page.locator(".links-item")
    expect(item).to_contain_text(f"{server.url}/404")
    expect(item).to_contain_text("It answers 404 (Not Found).")
    expect(item.get_by_role("link", name=records[1].name)).to_be_visible()
    # what the public sees
    page.goto(f"/programs/{records[1].slug}/")
    expect(page.locator(".website-dead")).to_contain_text("(checked ")
    page.goto(f"/programs/{records[0].slug}/")
    expect(page.locator(".website-dead")).to_have_count(0)


def test_an_address_opens_the_form_with_what_its_page_says(page, server):
    page.goto("/admin/programs/begin/")
    page.get_by_label("Address of the program’s page").fill(f"{server.url}/corps")
    page.get_by_role("button", name="Fetch the page").click()
    expect(page.locator("#id_name")).to_have_value("Moon Base Teacher Corps")
    expect(page.locator("#id_sponsor")).to_have_value("Lunar Trust")
    expect(page.locator("#id_website")).to_have_value(f"{server.url}/corps")
    expect(page.locator("#id_summary")).to_have_value("Teachers who lead on the moon.")
    expect(page.locator("#id_sources-0-url")).to_have_value(f"{server.url}/corps")
    expect(page.locator("#id_sources-0-title")).to_have_value("Moon Base Teacher Corps | Lunar Trust")


def test_an_address_the_catalog_has_is_told_first(page, server, records):
    page.goto("/admin/programs/begin/")
    page.get_by_label("Address of the program’s page").fill(f"{server.url}/ok")
    page.get_by_role("button", name="Fetch the page").click()
    found = page.locator(".begin-alike")
    expect(found).to_contain_text(records[0].name)
    expect(found).to_contain_text("(the same website)")
    page.get_by_role("link", name="None of these: continue").click()
    expect(page.locator("#id_name")).to_have_value("Academy of Teacher Leaders")
