"""Browsing with JavaScript: results change in place; the address, Back and reload always tell the truth."""

import pytest
from playwright.sync_api import expect

from tests.browser.reading import at, box, count, counts, shows, slugs, value_count

pytestmark = pytest.mark.browser

LIVE = "[aria-live], [role=status], [role=alert], [role=log], output, marquee"
FOCUS = "document.activeElement.id"


@pytest.fixture
def page(wide):
    """The browse page, marked so that a full load would show."""
    return visit(wide, "/programs/")


def visit(page, address):
    page.goto(address)
    page.evaluate("window.marked = true")
    page.evaluate("document.querySelectorAll('#filters details').forEach(fold => { fold.open = true })")
    return page


def loaded_once(page):
    return page.evaluate("window.marked === true")


def is_whole(page):
    """Whether this is a page with its frame, once, and not a fragment of one."""
    expect(page.locator("header.site-header")).to_have_count(1)
    expect(page.locator("main #browse .browse")).to_have_count(1)
    expect(page.locator("link[rel=stylesheet]")).to_have_count(2)
    return page.evaluate("document.doctype !== null")


def choose(page, facet, code):
    """Choose a value, and wait until the page shows as many programs as its count said."""
    fits = value_count(page, facet, code)
    if facet == "state":
        page.locator("#s-state").select_option(code)
    else:
        box(page, facet, code).check()
    shows(page, fits)
    return fits


def test_a_choice_updates_count_results_address_and_title_in_place(page):
    before, whole = slugs(page), count(page)
    assert 0 < choose(page, "form", "award") < whole
    at(page, "/programs/?form=award")
    sentence = page.locator("#result-count").inner_text()
    expect(page).to_have_title(f"{sentence} · Teacher Leadership Program Catalog")
    assert slugs(page) != before
    assert loaded_once(page)


def test_the_address_is_canonical_whatever_the_order_of_choices(page):
    choose(page, "state", "OH")
    choose(page, "form", "award")
    at(page, "/programs/?form=award&state=OH")


def test_counts_follow_the_choices_in_other_facets(page):
    own, other = counts(page, "form"), counts(page, "state")
    choose(page, "form", "award")
    assert counts(page, "form") == own
    assert all(counts(page, "state")[code] < number for code, number in other.items())


def test_choices_in_quick_succession_all_hold(page):
    box(page, "form", "award").click()
    page.locator("#s-state").select_option("OH")
    box(page, "support", "recognize").click()
    at(page, "/programs/?form=award&state=OH&support=recognize")
    expect(page.locator(".chip")).to_have_count(3)


def test_a_choice_made_just_as_results_arrive_holds(page):
    page.evaluate(
        "document.addEventListener('htmx:beforeOnLoad', () => document.getElementById('f-focus-science').click(), { once: true })"
    )
    box(page, "form", "award").click()
    at(page, "/programs/?form=award&focus=science")
    expect(box(page, "form", "award")).to_be_checked()
    expect(box(page, "focus", "science")).to_be_checked()


@pytest.mark.parametrize("released_on_it", [True, False])
def test_results_that_arrive_between_press_and_release_undo_nothing(page, released_on_it):
    page.locator("#values-focus").scroll_into_view_if_needed()
    page.locator('label[for="f-focus-equity"]').hover()
    with page.expect_response("**/programs/?**"):
        page.mouse.down()
        box(page, "form", "award").evaluate("box => box.click()")
    page.wait_for_timeout(100)
    if not released_on_it:
        page.mouse.move(1, 1)
    page.mouse.up()
    at(page, "/programs/?form=award&focus=equity" if released_on_it else "/programs/?form=award")
    assert page.evaluate(FOCUS) != "result-count"


def test_focus_stays_on_the_checkbox_just_used(page):
    choose(page, "focus", "science")
    assert page.evaluate(FOCUS) == "f-focus-science"
    choose(page, "state", "OH")
    assert page.evaluate(FOCUS) == "f-focus-science"


def test_only_the_result_count_is_announced(page):
    assert page.locator(LIVE).evaluate_all("all => all.map(one => one.id)") == [
        "result-status",
        "completion-status",  # empty until suggestions come under the search box
    ]
    expect(page.locator("#completion-status")).to_be_empty()
    fits = choose(page, "form", "fellowship")
    expect(page.locator("#result-status")).to_have_text(f"{fits} programs")
    assert page.locator(LIVE).count() == 2


def test_what_was_opened_closed_and_scrolled_stays_so(page):
    page.locator("#facet-type > summary").click()
    page.locator("#values-focus").evaluate("box => box.scrollTop = 100")
    box(page, "form", "award").focus()
    page.evaluate("window.scrollTo(0, 120)")
    fits = value_count(page, "form", "award")
    page.keyboard.press("Space")
    shows(page, fits)
    assert page.locator("#facet-receives").evaluate("fold => fold.open")
    assert not page.locator("#facet-type").evaluate("fold => fold.open")
    assert page.locator("#values-focus").evaluate("box => box.scrollTop") == 100
    assert page.evaluate("window.scrollY") == 120


def test_what_is_chosen_in_a_long_facet_shows_when_the_page_opens(wide):
    wide.goto("/programs/?focus=unstated")
    wide.locator("#values-focus").scroll_into_view_if_needed()
    expect(box(wide, "focus", "unstated")).to_be_in_viewport()


def test_back_and_forward_restore_results_and_checkboxes(page):
    whole = count(page)
    awards = choose(page, "form", "award")
    both = choose(page, "state", "OH")

    page.go_back()
    shows(page, awards)
    expect(page.locator("#s-state")).to_have_value("")
    expect(box(page, "form", "award")).to_be_checked()
    page.go_back()
    shows(page, whole)
    expect(box(page, "form", "award")).not_to_be_checked()
    page.go_forward()
    shows(page, awards)
    expect(box(page, "form", "award")).to_be_checked()
    page.go_forward()
    shows(page, both)
    assert is_whole(page)

    page.go_back()
    shows(page, awards)
    assert choose(page, "state", "TX") < awards
    at(page, "/programs/?form=award&state=TX")


def test_reload_shows_the_whole_page(page):
    awards = choose(page, "form", "award")
    page.reload()
    assert is_whole(page)
    assert not loaded_once(page)
    assert count(page) == awards
    expect(box(page, "form", "award")).to_be_checked()


def test_back_from_a_program_shows_the_whole_page(page):
    awards = choose(page, "form", "award")
    page.locator(".card-name a").first.click()
    expect(page.locator("h1")).not_to_have_text("Browse programs")
    page.go_back()
    at(page, "/programs/?form=award")
    assert is_whole(page)
    assert count(page) == awards
    expect(box(page, "form", "award")).to_be_checked()
    choose(page, "form", "award")


def test_chips_take_filters_back(wide):
    page = visit(wide, "/programs/?form=award&state=OH")
    both = count(page)
    page.get_by_role("link", name="Remove filter: Open to teachers in: Ohio").click()
    at(page, "/programs/?form=award")
    expect(page.locator("#s-state")).to_have_value("")
    assert count(page) > both
    page.locator(".chips").get_by_role("link", name="Clear all").click()
    at(page, "/programs/")
    expect(page.locator(".chip")).to_have_count(0)
    assert loaded_once(page)


def test_the_sort_changes_the_order(page):
    by_name = slugs(page)
    page.locator("#sort").select_option("founded")
    at(page, "/programs/?sort=founded")
    expect(page.locator(f'[data-slug="{by_name[0]}"]')).to_have_count(0)
    assert slugs(page) != by_name
    assert loaded_once(page)


def test_more_programs_show_on_a_page(page):
    page.locator("#per-page").select_option("50")
    at(page, "/programs/?per_page=50")
    expect(page.locator(".card")).to_have_count(50)


def test_pages_follow_one_another_without_overlap(page):
    first = slugs(page)
    page.locator("#page-next").click()
    at(page, "/programs/?page=2")
    expect(page.locator("#page-2")).to_have_attribute("aria-current", "page")
    assert not set(first) & set(slugs(page))
    assert page.evaluate(FOCUS) == "result-count"
    expect(page.locator("#result-count")).to_be_in_viewport()
    page.locator("#page-previous").click()
    at(page, "/programs/")
    expect(page.locator("#page-1")).to_have_attribute("aria-current", "page")
    assert slugs(page) == first
    assert loaded_once(page)


def test_a_choice_begins_at_the_first_page_again(wide):
    page = visit(wide, "/programs/?page=2")
    choose(page, "form", "award")
    at(page, "/programs/?form=award")


def test_the_table_holds_what_the_list_holds_and_stays_chosen(page):
    listed = slugs(page)
    page.locator("#view-table").click()
    at(page, "/programs/?view=table")
    expect(page.get_by_role("columnheader", name="What it is")).to_be_visible()
    assert slugs(page) == listed
    choose(page, "form", "award")
    at(page, "/programs/?form=award&view=table")
    expect(page.locator("table.rows")).to_be_visible()


@pytest.mark.parametrize("link", ["#include-pays", ".notes a"])
def test_programs_that_do_not_state_it_can_be_included(wide, link):
    page = visit(wide, "/programs/?pays=nothing")
    stating, silent = count(page), value_count(page, "pays", "unstated")
    expect(page.locator("#include-pays")).to_have_text(f"{silent} more do not state this: include them")
    page.locator(link).click()
    shows(page, stating + silent)
    expect(box(page, "pays", "unstated")).to_be_checked()


def test_a_number_narrows_and_keeps_what_does_not_state_it(page):
    whole = count(page)
    page.locator("#b-experience_max").fill("2")
    page.keyboard.press("Enter")
    at(page, "/programs/?experience_max=2")
    expect(page.locator(".chip")).to_have_count(1)
    assert 0 < count(page) < whole
    expect(page.locator("#filters .bound .facet-note")).to_be_visible()


def test_a_value_that_would_find_nothing_is_disabled_and_a_chosen_one_is_not(wide):
    wide.goto("/programs/?form=certification&support=place")
    for facet in ("form", "support", "focus"):
        for code, number in counts(wide, facet).items():
            if box(wide, facet, code).is_checked():
                expect(box(wide, facet, code)).to_be_enabled()
            else:
                assert box(wide, facet, code).is_disabled() == (number == 0), (facet, code)


def test_a_sponsor_leads_to_its_programs(wide):
    wide.goto("/programs/acte-teacher-of-the-year/")
    sponsor = wide.locator(".program-sponsor a")
    name = sponsor.inner_text()
    sponsor.click()
    expect(wide.get_by_role("heading", level=1)).to_have_text(name)
    wide.get_by_role("link", name="1 program", exact=True).click()
    expect(wide.locator(".chip")).to_contain_text(name)
    assert "acte-teacher-of-the-year" in slugs(wide)
    assert count(wide) == len(slugs(wide))
    wide.locator("#facet-form > summary").click()
    choose(wide, "form", "award")
    expect(wide.locator(".chip")).to_have_count(2)


def test_on_a_narrow_screen_apply_folds_the_filters_and_shows_the_results(narrow):
    narrow.goto("/programs/")
    fold = narrow.locator("#filter-fold > summary")
    expect(fold.locator(".fold-closed")).to_have_text("Filters")
    expect(narrow.locator("#filters")).to_be_hidden()
    fold.click()
    fits = choose(narrow, "form", "award")
    expect(box(narrow, "form", "award")).to_be_visible()
    expect(fold.locator(".applied")).to_have_text("(1)")
    narrow.locator("#apply").click()
    expect(narrow.locator("#filters")).to_be_hidden()
    shows(narrow, fits)
    expect(narrow.locator("#result-count")).to_be_in_viewport()
