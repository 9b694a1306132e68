"""The compare page: what it shows of programs side by side, and what it makes of anything asked."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from catalog.models import Program
from catalog.programs.services import publish, retire, save
from catalog.schema.validation import validate
from tests import helpers
from tests.factories import change_json
from tests.helpers import ParsedPage, plain_text

pytestmark = pytest.mark.django_db

AWARD, ACADEMY, ROLE = "acte-teacher-of-the-year", "sonoma-21csla-regional-academy", "nc-advanced-teaching-roles"


def page(client, *slugs, **others):
    """The compare page of these slugs."""
    return helpers.page(client, f"/compare/?{urlencode({'p': slugs, **others}, doseq=True)}")


def columns(shown):
    """The programs side by side, in order."""
    return shown.slugs


def rows(shown):
    """Every row: its label -> (marked as differing, said to differ in words, the text of its cells)."""
    found = {}
    for row in shown.all("tbody tr:not(.group-row)"):
        label = row.select_one(".label")
        marked = label.select_one(".vh") is not None
        label.remove(".differs, .vh")
        found[plain_text(label)] = (
            "differing" in row.get("class", []),
            marked,
            [plain_text(cell) for cell in row.select("td .says")],
        )
    return found


def notes(shown):
    """The notes: (kind, text of the links)."""
    return [(note["data-note"], [plain_text(link) for link in note.select("a")]) for note in shown.all("[data-note]")]


def test_programs_are_side_by_side_in_the_order_of_the_address(client, by_slug):
    shown = page(client, ROLE, AWARD, ACADEMY)
    assert columns(shown) == [ROLE, AWARD, ACADEMY]
    found = rows(shown)
    assert found["Type"] == (
        True, True, ["Professional advancement (Prepare + Place)", "Award (Recognize)", "Community of practice (Prepare)"],
    )  # fmt: skip
    assert found["Sponsor's home state"][2] == ["North Carolina", "Virginia", "California"]
    for slug, cell in zip((ROLE, AWARD, ACADEMY), found["Recognize"][2], strict=True):
        support = by_slug[slug].supports.recognize
        assert cell.startswith("Yes. " if support.present else "Not described. ")
        assert support.evidence in cell
    assert "Delivery" not in found
    assert "Delivery" in shown.text_of(".silent")


def test_rows_that_differ_are_marked_in_words_and_can_be_shown_alone(client):
    shown = page(client, ROLE, AWARD)
    whole, differing = rows(shown), rows(page(client, ROLE, AWARD, only="differences"))
    assert all(marked == in_words == (len(set(cells)) > 1) for marked, in_words, cells in whole.values())
    assert differing == {label: row for label, row in whole.items() if row[0]}
    assert 0 < len(differing) < len(whole)
    assert (shown.data(".tally", "differing"), shown.data(".tally", "total")) == ([f"{len(differing)}"], [f"{len(whole)}"])
    assert shown.has(f'a[href="/compare/?p={ROLE}&p={AWARD}&only=differences"]')


def test_each_program_can_be_removed(client):
    shown = page(client, ROLE, AWARD, ACADEMY, only="differences")
    without = f"/compare/?p={AWARD}&p={ACADEMY}&only=differences"
    assert shown.all(".remove")[0]["href"] == without
    assert "Advanced Teaching Roles Program" in shown.text_of(f'.remove[href="{without}"]')
    assert page(client, AWARD).one(".remove")["href"] == "/compare/"


def test_one_program_is_shown_whole(client):
    shown = page(client, AWARD, only="differences")
    assert rows(shown)
    assert not any(marked for marked, _, _ in rows(shown).values())
    assert not shown.has(".views")


def test_without_programs_the_page_says_how_to_choose_some(client):
    shown = page(client)
    assert shown.has("#start form")
    assert not shown.has('[name="robots"]')
    assert len(helpers.page(client, shown.one("#start .more")["href"]).slugs) == 3


def test_an_empty_catalog_has_a_compare_page(client, empty_catalog):
    assert page(client).has("#start form")
    assert notes(page(client, AWARD)) == [("unknown", [])]


def test_addresses_with_programs_are_not_for_search_engines(client):
    for shown in (page(client, AWARD), page(client, "nothing-here")):
        assert shown.one('link[rel="canonical"]')["href"] == "http://testserver/compare/"


def test_unknown_and_retired_programs_are_named_and_the_others_shown(client):
    retire(Program.objects.get(slug=ROLE), None)
    shown = page(client, "nothing-here", AWARD, ROLE)
    assert columns(shown) == [AWARD]
    assert notes(shown) == [("retired", ["Advanced Teaching Roles Program"]), ("unknown", [])]
    assert "“nothing-here”" in shown.text_of('[data-note="unknown"]')


def test_a_draft_is_unknown(client, a_record):
    save(None, validate(change_json(a_record, slug="a-draft", name="Not yet public")), None)
    shown = page(client, "a-draft", "Not yet public")
    assert columns(shown) == []
    assert notes(shown) == [("unknown", [])] * 2


def test_a_renamed_program_is_shown_under_its_present_slug_once(client, a_record):
    publish(Program.objects.get(slug=ACADEMY), validate(change_json(a_record, slug="new-address")), None)
    shown = page(client, ACADEMY, AWARD, "new-address")
    assert columns(shown) == ["new-address", AWARD]
    assert notes(shown) == [("renamed", [f"{a_record.name} (new-address)"])]
    assert f"“{ACADEMY}”" in shown.text_of('[data-note="renamed"]')
    retire(Program.objects.get(slug="new-address"), None)
    assert notes(page(client, ACADEMY))[0][0] == "retired"


def test_the_first_eight_are_shown_and_the_others_named(client, records):
    slugs = [record.slug for record in records[:10]]
    shown = page(client, *slugs)
    assert columns(shown) == slugs[:8]
    assert notes(shown) == [("left-out", [records[8].name, records[9].name])]
    assert not shown.has("#add")


def test_repeated_programs_count_once(client):
    assert columns(page(client, *[AWARD] * 100, ROLE)) == [AWARD, ROLE]


@pytest.mark.parametrize(
    "typed",
    [f" {AWARD.upper()} ", f"https://catalog.example.org/programs/{AWARD}/", "acte  teacher of the year",
     "ACTE Teacher of the Year, Association for Career and Technical Education"],
)  # fmt: skip
def test_what_is_typed_into_the_field_leaves_the_address_as_a_slug(client, typed):
    response = client.get("/compare/", {"p": [ROLE, typed], "only": "differences"})
    assert (response.status_code, response["Location"]) == (302, f"/compare/?p={ROLE}&p={AWARD}&only=differences")


def test_an_empty_field_leaves_the_address(client):
    assert client.get("/compare/?p=")["Location"] == "/compare/"
    assert client.get(f"/compare/?p={AWARD}&p=")["Location"] == f"/compare/?p={AWARD}"


def test_a_name_of_several_programs_lists_their_sponsors(client, records):
    sponsors = sorted(record.sponsor for record in records if record.name == "Teacher Leader Endorsement")
    shown = page(client, AWARD, "teacher leader endorsement")
    assert notes(shown) == [("several", sponsors)]
    for link in shown.all('[data-note="several"] a'):
        assert len(helpers.page(client, link["href"]).slugs) == 2


def test_a_part_of_a_name_offers_the_programs_that_have_it(client, records):
    named = [record for record in records if "einstein" in record.name.lower()]
    assert named
    for typed in ("Einstein", "einstien", "Albert Einst"):
        shown = page(client, AWARD, typed)
        [(kind, offered)] = notes(shown)
        assert kind == "alike"
        assert f"“{typed}”" in shown.text_of('[data-note="alike"]')
        for record in named:
            assert f"{record.name} ({record.sponsor})" in offered
            link = shown.one(f'[data-note] a[href="/compare/?p={AWARD}&p={record.slug}"]')["href"]
            assert helpers.page(client, link).slugs == [AWARD, record.slug]


def test_the_field_suggests_the_programs_that_are_not_shown(client, records):
    suggested = [option["value"] for option in page(client, AWARD).all("#suggested option")]
    assert len(suggested) == len(records) - 1
    assert not any(one.startswith("ACTE Teacher of the Year,") for one in suggested)
    response = client.get("/compare/", {"p": suggested[40]})
    assert response.status_code == 302
    assert helpers.page(client, response["Location"]).slugs


def test_the_address_to_send_is_absolute_and_shows_the_same(client, settings):
    settings.PUBLIC_URL = "https://catalog.example"
    shown = page(client, AWARD, "nothing-here", ROLE, only="differences")
    link = shown.text_of("#link")
    assert link == f"https://catalog.example/compare/?p={AWARD}&p={ROLE}&only=differences"
    letter = shown.one('.send a[href^="mailto:"]')["href"]
    assert parse_qs(urlsplit(letter).query)["body"][0].endswith(link)


def test_an_unchanged_page_is_not_sent_twice_and_a_change_is(client):
    address = f"/compare/?p={AWARD}&p={ROLE}"
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    retire(Program.objects.get(slug=ROLE), None)
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200


def test_other_parameters_are_named(client):
    shown = page(client, AWARD, colour="red", only="sums", utm_source="letter")
    assert notes(shown) == [("ignored", [])] * 2
    for name in ("“colour”", "“sums”"):
        assert name in shown.text_of(".ignored")
    assert columns(shown) == [AWARD]


CONTROL = "".join(map(chr, range(32)))


@pytest.mark.parametrize(
    "values",
    [
        ["x" * 10_000],
        ["/" * 10_000],
        ["a " * 5000],
        ["programs/" * 2000],
        [CONTROL],
        [f"a{CONTROL}b"],
        ["\x00"],
        [f"{AWARD}\x00"],
        ["\r\nSet-Cookie: a=b"],
        ["<script>alert(1)</script>"],
        ['"><img src=x onerror=alert(1)>'],
        ["{{ 7 * 7 }}"],
        ["\ud7ff\ufffe\u202e😀"],
        ["%", "_", "' OR 1=1 --", "\\"],
        [AWARD] * 100,
        ["nothing"] * 100,
        [f"nothing-{number}" for number in range(900)],
        [f"No such name, {number}" for number in range(900)],
        ["İstanbul", "ß", "ﬁ"],
    ],
)
@pytest.mark.parametrize("only", ["differences", "\x00<b>"])
def test_nothing_typed_yields_a_500(client, values, only):
    response = client.get("/compare/", {"p": values, "only": only}, follow=True)
    assert response.status_code == 200
    assert len(response.redirect_chain) <= 1
    shown = ParsedPage(response.content.decode())
    for hostile in ("<script>alert", "<img", "<b>", "\x00"):
        assert hostile not in shown.html
    shown.document.remove("datalist")
    assert len(shown.text_of("main")) < 4000


@pytest.mark.parametrize(
    "query", ["p=%ff%fe", "p", "=", "&&&", "%", "p[]=x", "only", "p=%F0%9F", "&".join(["p=a", *["q=b"] * 900])]
)
def test_no_query_yields_a_500(client, query):
    assert client.get(f"/compare/?{query}", follow=True).status_code == 200


def test_all_programs_at_once(client, records):
    shown = page(client, *(record.slug for record in records))
    assert len(columns(shown)) == 8
    [(kind, left_out)] = notes(shown)
    assert (kind, len(left_out)) == ("left-out", len(records) - 8)


def test_the_page_asks_the_database_little(client, django_assert_max_num_queries):
    page(client, AWARD)
    with django_assert_max_num_queries(8):
        page(client, AWARD, ROLE)
    with django_assert_max_num_queries(24):  # what is unknown is searched for, as far as it may be a name
        page(client, AWARD, ROLE, *(f"nothing-heer-{number}" for number in range(30)))
