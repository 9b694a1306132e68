"""The shortlist, with and without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reading import at

pytestmark = pytest.mark.browser

FIRST, SECOND = "nyc-big-apple-awards", "acte-teacher-of-the-year"


def button(page, slug):
    return page.locator(f"#keep-{slug}")


def kept(page):
    return [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "shortlist"]


def test_with_script_a_program_is_added_and_taken_off_in_place(wide):
    wide.goto("/programs/?form=award&sort=founded&per_page=100")
    wide.evaluate("window.marked = true")
    button(wide, FIRST).click()
    expect(button(wide, FIRST)).to_have_text("Saved: Big Apple Awards")
    expect(wide.get_by_role("link", name="Saved (1)")).to_be_visible()
    button(wide, SECOND).focus()
    wide.keyboard.press("Space")
    expect(wide.get_by_role("link", name="Saved (2)")).to_be_visible()
    assert kept(wide) == [f"{FIRST}.{SECOND}"]
    assert wide.evaluate("window.marked")
    wide.reload()
    expect(button(wide, FIRST)).to_have_class("keep kept")
    button(wide, FIRST).click()
    assert kept(wide) == [SECOND]


def test_new_results_and_a_page_gone_back_to_show_what_is_kept(wide):
    wide.goto("/programs/?form=award&sort=founded&per_page=100")
    button(wide, FIRST).click()
    wide.locator("#f-status-active").evaluate(
        "box => { for (let at = box; (at = at.parentElement.closest('details')); ) at.open = true }"
    )
    wide.locator("#f-status-active").check()
    at(wide, "/programs/?form=award&status=active&sort=founded&per_page=100")
    wide.goto(f"/programs/{FIRST}/")
    expect(button(wide, FIRST)).to_have_class("keep kept")
    button(wide, FIRST).click()
    wide.go_back()
    expect(wide.locator("#shortlist-count")).to_have_text("")


def test_without_script_the_same_buttons_send_a_form(no_script):
    no_script.goto("/programs/?form=award&sort=founded&per_page=100")
    button(no_script, FIRST).click()
    expect(no_script.locator("[data-slug]")).to_have_count(1)
    expect(no_script.locator("#added")).to_contain_text("Big Apple Awards")
    no_script.locator("#added a").click()
    at(no_script, f"/programs/?form=award&sort=founded&per_page=100#keep-{FIRST}")
    no_script.goto(f"/programs/{SECOND}/")
    button(no_script, SECOND).click()
    expect(no_script.locator("[data-slug]")).to_have_count(2)
    button(no_script, FIRST).click()
    at(no_script, f"/shortlist/?removed={FIRST}&at=0")
    expect(no_script.locator("[data-slug]")).to_have_count(1)
    no_script.locator("#undo").click()
    expect(no_script.locator("[data-slug]")).to_have_count(2)
    no_script.get_by_role("link", name="Deadline", exact=True).first.click()
    expect(no_script.locator("[data-slug]")).to_have_count(2)
    for needing in no_script.locator("[data-needs-script]").all():
        expect(needing).to_be_hidden()
    no_script.get_by_role("button", name="Remove all").click()
    expect(no_script.locator("#empty")).to_be_visible()


def test_a_list_goes_to_a_colleague_who_takes_it_over(wide, open_page):
    wide.goto(f"/shortlist/?p={FIRST}&p={SECOND}")
    address = wide.locator("#share-address").text_content()
    with open_page(viewport={"width": 400, "height": 800}) as colleague:
        colleague.goto(address)
        expect(colleague.get_by_role("heading", name="A list of 2 programs")).to_be_visible()
        colleague.get_by_role("button", name="Save them all").click()
        assert kept(colleague) == [f"{FIRST}.{SECOND}"]
        colleague.get_by_role("link", name="Compare them side by side").click()
        at(colleague, f"/compare/?p={FIRST}&p={SECOND}")


def notes(page):
    return page.evaluate("JSON.parse(localStorage.getItem('notes') || '{}')")


@pytest.mark.parametrize("screen", ["wide", "narrow"])
def test_a_note_stays_in_the_browser_and_comes_back_with_its_program(request, screen):
    page = request.getfixturevalue(screen)
    sent = []
    page.on("request", lambda one: sent.append(f"{one.url} {one.post_data}"))
    for slug in (SECOND, FIRST):
        page.goto(f"/programs/{slug}/")
        button(page, slug).click()
    page.goto("/shortlist/")
    place = page.locator(f'[data-note="{FIRST}"]')
    place.locator("summary").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Ask Dana first")
    page.goto("/shortlist/?sort=name")
    expect(place.locator("textarea")).to_have_value("Ask Dana first")
    button(page, FIRST).press("Enter")
    expect(page.locator("#undo")).to_be_focused()
    assert not page.locator(f'[data-slug="{FIRST}"]').count()
    page.keyboard.press("Enter")
    at(page, f"/shortlist/?sort=name#keep-{FIRST}")
    expect(button(page, FIRST)).to_be_focused()
    expect(place.locator("textarea")).to_have_value("Ask Dana first")
    assert not any("Dana" in one for one in sent)


def test_the_note_on_a_removed_program_waits_thirty_days_for_it(wide):
    wide.goto(f"/programs/{FIRST}/")
    button(wide, FIRST).click()
    wide.goto("/shortlist/")
    field = wide.locator(f'[data-note="{FIRST}"] textarea')
    wide.locator(f'[data-note="{FIRST}"] summary').click()
    field.fill("Ask Dana first")
    button(wide, FIRST).click()
    wide.goto("/")  # away, back and Undo
    wide.go_back()
    wide.locator("#undo").click()
    expect(field).to_have_value("Ask Dana first")
    wide.goto(f"/programs/{FIRST}/")
    button(wide, FIRST).click()
    wide.goto("/")
    wide.goto(f"/programs/{FIRST}/")
    button(wide, FIRST).click()
    wide.goto("/shortlist/")
    expect(field).to_have_value("Ask Dana first")
    field.fill("")
    assert notes(wide) == {}
    ago = "days => localStorage.setItem('notes', JSON.stringify({ gone: { note: 'Ask', gone: Date.now() - days * 864e5 } }))"
    for days, left in ((29, ["gone"]), (31, [])):
        wide.evaluate(ago, days)
        wide.reload()
        assert list(notes(wide)) == left


def test_a_note_can_be_written_where_the_browser_holds_something_else(wide):
    wide.goto(f"/programs/{FIRST}/")
    button(wide, FIRST).click()
    wide.evaluate("localStorage.setItem('notes', '{')")
    wide.goto("/shortlist/")
    wide.locator(f'[data-note="{FIRST}"] summary').click()
    wide.locator(f'[data-note="{FIRST}"] textarea').fill("Ask Dana first")
    assert notes(wide) == {FIRST: "Ask Dana first"}


def test_notes_are_sent_only_as_text_that_includes_them(wide):
    wide.goto(f"/programs/{FIRST}/")
    button(wide, FIRST).click()
    wide.goto("/shortlist/")
    box, text = wide.locator("#with-notes"), wide.locator("#share-text")
    wide.locator(".share summary").click()
    expect(box).to_be_hidden()
    wide.locator(f'[data-note="{FIRST}"] summary').click()
    wide.locator(f'[data-note="{FIRST}"] textarea').fill("Ask Dana first")
    expect(text).not_to_contain_text("Dana")
    box.check()
    expect(text).to_contain_text("Dana")
    expect(wide.locator("#share-address")).not_to_contain_text("Dana")
    wide.locator(f'[data-note="{FIRST}"] textarea').fill("")
    expect(text).not_to_contain_text("Dana")
    wide.locator(f'[data-note="{FIRST}"] textarea').fill("Ask Dana first")
    wide.emulate_media(media="print")
    expect(wide.locator(f'[data-note="{FIRST}"] p')).to_be_visible()
    expect(wide.locator(f'[data-note="{FIRST}"] p')).to_have_text("Ask Dana first")
    expect(wide.locator("textarea")).to_be_hidden()


def test_print_holds_where_it_is_from_and_no_buttons(wide):
    wide.goto(f"/shortlist/?p={FIRST}&p={SECOND}")
    wide.emulate_media(media="print")
    printed = wide.locator(".printed")
    expect(printed).to_be_visible()
    expect(printed).to_contain_text("Teacher Leadership Program Catalog · http")
    expect(printed).to_contain_text(f"/shortlist/?p={FIRST}&p={SECOND} · printed ")
    expect(printed).to_contain_text(re.compile(r"printed [A-Z][a-z]+ \d{1,2}, \d{4}$"))
    for hidden in (".keep", ".shortlist-tools", "button"):
        for one in wide.locator(hidden).all():
            expect(one).to_be_hidden()
    expect(wide.locator(".on-paper").first).to_be_visible()
    expect(wide.locator(".on-paper").first).to_contain_text(f"/programs/{FIRST}/")
    expect(wide.locator(".card-line").first).to_be_visible()
