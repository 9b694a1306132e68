"""The compare page: what it shows of programs side by side, and what it makes of anything asked."""

import datetime
import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.http import QueryDict

from catalog.models import Program
from catalog.programs.services import publish, retire, save
from catalog.schema.validation import validate
from catalog.site.compare import presenters
from tests.factories import change, change_json

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)
AWARD, ACADEMY, ROLE = "acte-teacher-of-the-year", "sonoma-21csla-regional-academy", "nc-advanced-teaching-roles"


def page(client, *slugs, status=200, **others):
    response = client.get("/compare/", {"p": slugs, **others})
    assert response.status_code == status, response.get("Location")
    return response.content.decode()


def text(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def columns(html):
    return re.findall(r'data-slug="([^"]+)"', html)


def rows(html):
    """The label of every row, with what its cells say."""
    found = re.findall(r'<tr role="row"( class="differing")?>(.*?)</tr>', html.split("</thead>")[-1], re.DOTALL)
    return {
        (label := text(re.search(r"<th.*?</th>", row, re.DOTALL)[0])).removesuffix(" ≠ , they differ"): (
            bool(differing),
            label.endswith("they differ"),
            [text(cell) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)],
        )
        for differing, row in found
    }


def notes(html):
    block = re.search(r'<ul class="ignored".*?</ul>', html, re.DOTALL)
    return [text(note).replace(" ,", ",") for note in re.findall(r"<li>.*?</li>", block[0], re.DOTALL)] if block else []


@pytest.fixture
def by_slug(records):
    return {record.slug: record for record in records}


# ---------- the pure part ----------


def test_rows_stand_in_the_groups_of_the_program_page(by_slug):
    shown = presenters.compare([by_slug[AWARD], by_slug[ROLE]], TODAY, False)
    titles = [group.title for group in shown.groups]
    assert titles == [
        "In brief", "Why this type", "Who may enter", "What you pay and receive", "When", "How it works", "About the sponsor",
    ]  # fmt: skip
    brief, why = ([row.label for row in group.rows] for group in shown.groups[:2])
    assert brief == ["What it is", "Supports", "Type", "Summary", "Website"]
    assert why == ["Prepare", "Place", "Recognize"]
    assert all(len(row.cells) == 2 for group in shown.groups for row in group.rows)
    supports = shown.groups[0].rows[1].cells
    assert [(cell.supports, cell.value) for cell in supports] == [
        (("recognize",), "Recognize"),
        (("prepare", "place"), "Prepare + Place"),
    ]


def test_not_stated_is_a_value(by_slug):
    stated, silent = by_slug[AWARD], change(by_slug[AWARD], slug="another", entry=None)

    def entry(*records):
        shown = presenters.compare(records, TODAY, False)
        return next(row for group in shown.groups for row in group.rows if row.label == "How you enter")

    assert not entry(stated, change(stated, slug="third")).differs
    assert not entry(silent, change(silent, slug="third")).differs
    assert entry(stated, silent).differs
    assert [cell.value for cell in entry(stated, silent).cells] == ["Application", "Not stated"]


def test_websites_on_one_host_differ_by_their_path(by_slug):
    one = change(by_slug[AWARD], website="https://www.example.org/a/")
    other = change(one, slug="another", website="https://www.example.org/b/")
    website = presenters.compare([one, other], TODAY, False).groups[0].rows[-1]
    assert website.differs
    assert [cell.value for cell in website.cells] == ["example.org/a", "example.org/b"]


def test_programs_that_differ_in_nothing_leave_no_row(by_slug):
    shown = presenters.compare([by_slug[AWARD], change(by_slug[AWARD], slug="twin")], TODAY, True)
    assert (shown.groups, shown.differing) == ((), 0)
    assert shown.total == 40


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        (AWARD, AWARD),
        (f"  {AWARD.upper()} ", AWARD),
        (f"https://catalog.example.org/programs/{AWARD}/", AWARD),
        (f"http://localhost:8000/programs/{AWARD}?utm_source=x#facts", AWARD),
        (f"/programs/{AWARD}/\n", AWARD),
        (f"programs/{AWARD}", AWARD),
        ("ACTE Teacher of the Year", ""),
        ("https://example.org/", ""),
        ("a\x00b", ""),
        ("x" * 10_000, ""),
        ("٣٤", ""),
    ],
)
def test_a_slug_is_read_from_what_people_paste(typed, slug):
    assert presenters.slug_in(typed) == slug


def test_the_query_is_read_without_complaint_and_without_silence():
    asked = presenters.asked(QueryDict("p=a&p=&p=a&p=b&only=differences&utm_source=x&colour=red&only=sums"))
    assert (asked.values, asked.only) == (("a", "b"), True)
    assert [message[:8] for message in asked.ignored] == ["“colour”", "“sums” i"]


def test_the_letter_names_the_programs_and_the_address():
    letter = presenters.letter(["A & B", "C?"], "http://x/compare/?p=a&p=c")
    query = parse_qs(urlsplit(letter).query)
    assert letter.startswith("mailto:?")
    assert query == {"subject": ["2 programs side by side"], "body": ["A & B\r\nC?\r\n\r\nhttp://x/compare/?p=a&p=c"]}


# ---------- the page ----------


def test_programs_stand_side_by_side_in_the_order_asked(client, by_slug):
    html = page(client, ROLE, AWARD, ACADEMY)
    assert columns(html) == [ROLE, AWARD, ACADEMY]
    assert "<title>Compare 3 programs · " in html
    shown = rows(html)
    assert len(shown) == 40
    assert shown["Type"] == (
        True, True, ["Professional advancement (Prepare + Place)", "Award (Recognize)", "Community of practice (Prepare)"],
    )  # fmt: skip
    assert shown["Sponsor's home state"][2] == [
        "North Carolina",
        "Virginia",
        "California",
    ]
    for slug, said in zip((ROLE, AWARD, ACADEMY), shown["Recognize"][2], strict=True):
        support = by_slug[slug].supports.recognize
        assert said.startswith("Yes. " if support.present else "No. ")
        assert support.evidence in said
    assert shown["Delivery"] == (False, False, ["Not stated"] * 3)


def test_rows_that_differ_are_marked_in_words_and_kept_alone_on_wish(client):
    whole, differing = rows(page(client, ROLE, AWARD)), rows(page(client, ROLE, AWARD, only="differences"))
    assert all(marked == said == (len(set(cells)) > 1) for marked, said, cells in whole.values())
    assert differing == {label: row for label, row in whole.items() if row[0]}
    assert 0 < len(differing) < len(whole)
    html = page(client, ROLE, AWARD)
    assert f"The programs differ in {len(differing)} of {len(whole)} rows." in text(html)
    assert f'href="/compare/?p={ROLE}&amp;p={AWARD}&amp;only=differences"' in html


def test_each_program_can_be_removed(client):
    html = page(client, ROLE, AWARD, ACADEMY, only="differences")
    links = dict(re.findall(r'class="remove" href="([^"]+)">Remove<span class="vh"> ([^<]+)<', html))
    assert f"/compare/?p={ROLE}&amp;p={ACADEMY}&amp;only=differences" in links
    assert links[f"/compare/?p={AWARD}&amp;p={ACADEMY}&amp;only=differences"] == "Advanced Teaching Roles Program"
    assert 'class="remove" href="/compare/"' in page(client, AWARD)


def test_one_program_is_shown_whole(client):
    html = page(client, AWARD, only="differences")
    assert "<title>Compare 1 program · " in html
    assert len(rows(html)) == 40
    assert not any(marked for marked, _, _ in rows(html).values())
    assert "Differences only" not in html


def test_without_programs_the_page_says_how_to_choose_some(client):
    html = page(client)
    assert "<title>Compare programs · " in html
    assert "How to choose programs" in html
    assert 'name="robots"' not in html
    example = unescape(re.search(r'class="more" href="([^"]+)"', html)[1])
    assert len(columns(client.get(example).content.decode())) == 3


def test_an_empty_catalog_can_still_be_asked(client, empty_catalog):
    assert "How to choose programs" in page(client)
    assert notes(page(client, AWARD)) == [f"“{AWARD}” is neither the address nor the name of a program in this catalog."]


def test_addresses_with_programs_are_not_for_search_engines(client):
    for html in (page(client, AWARD), page(client, "nothing-here")):
        assert '<link rel="canonical" href="http://testserver/compare/">' in html


def test_unknown_and_retired_programs_are_named_and_the_others_shown(client):
    retire(Program.objects.get(slug=ROLE), None)
    html = page(client, "nothing-here", AWARD, ROLE)
    assert columns(html) == [AWARD]
    assert notes(html) == [
        "No longer in the catalog, so not shown: Advanced Teaching Roles Program",
        "“nothing-here” is neither the address nor the name of a program in this catalog.",
    ]


def test_a_draft_is_unknown(client, a_record):
    save(None, validate(change_json(a_record, slug="a-draft", name="Not yet public")), None)
    html = page(client, "a-draft", "Not yet public")
    assert columns(html) == []
    assert len(notes(html)) == 2
    assert all("neither the address nor the name" in note for note in notes(html))


def test_a_renamed_program_is_shown_under_its_present_slug_once(client, a_record):
    publish(Program.objects.get(slug=ACADEMY), validate(change_json(a_record, slug="new-address")), None)
    html = page(client, ACADEMY, AWARD, "new-address")
    assert columns(html) == ["new-address", AWARD]
    [note] = notes(html)
    assert f"“{ACADEMY}” is a former address" in note
    assert "new-address" in note
    retire(Program.objects.get(slug="new-address"), None)
    assert notes(page(client, ACADEMY))[0].startswith("No longer in the catalog")


def test_the_first_eight_are_shown_and_the_others_named(client, records):
    slugs = [record.slug for record in records[:10]]
    html = page(client, *slugs)
    assert columns(html) == slugs[:8]
    assert notes(html) == [f"8 programs fit side by side. Left out: {records[8].name}, {records[9].name}"]
    assert 'id="add"' not in html


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


def test_a_name_of_several_programs_asks_whose(client, records):
    sponsors = sorted(record.sponsor for record in records if record.name == "Teacher Leader Endorsement")
    html = page(client, AWARD, "teacher leader endorsement")
    [note] = notes(html)
    assert note == f"{len(sponsors)} programs are named “Teacher Leader Endorsement”; choose whose: {', '.join(sponsors)}"
    links = re.findall(rf'href="(/compare/\?p={AWARD}&amp;p=[^"]+)">', html)
    for link in links[: len(sponsors)]:
        assert len(columns(client.get(unescape(link)).content.decode())) == 2


def test_a_part_of_a_name_offers_the_programs_that_have_it(client, records):
    named = [record for record in records if "einstein" in record.name.lower()]
    for typed in ("Einstein", "einstien", "Albert Einst"):
        html = page(client, AWARD, typed)
        [note] = notes(html)
        assert note.startswith(f"“{typed}” is not the name of a program. Did you mean one of these?")
        for record in named:
            assert f"{record.name} ({record.sponsor})" in note
            link = unescape(re.search(rf'href="(/compare/\?p={AWARD}&amp;p={record.slug})"', html)[1])
            assert columns(client.get(link).content.decode()) == [AWARD, record.slug]
    assert named


def test_the_field_suggests_the_programs_that_are_not_shown(client, records):
    suggested = re.findall(r'<option value="([^"]+)">', page(client, AWARD))
    assert len(suggested) == len(records) - 1
    assert not any(one.startswith("ACTE Teacher of the Year,") for one in suggested)
    response = client.get("/compare/", {"p": unescape(suggested[40])})
    assert response.status_code == 302
    assert columns(client.get(response["Location"]).content.decode())


def test_the_address_to_send_is_absolute_and_shows_the_same(client, settings):
    settings.PUBLIC_URL = "https://catalog.example"
    html = page(client, AWARD, "nothing-here", ROLE, only="differences")
    link = unescape(re.search(r'<input id="link"[^>]*readonly value="([^"]+)"', html)[1])
    assert link == f"https://catalog.example/compare/?p={AWARD}&p={ROLE}&only=differences"
    letter = unescape(re.search(r'href="(mailto:[^"]+)"', html)[1])
    assert parse_qs(urlsplit(letter).query)["body"][0].endswith(link)


def test_an_unchanged_page_is_not_sent_twice_and_a_change_is(client):
    address = f"/compare/?p={AWARD}&p={ROLE}"
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    retire(Program.objects.get(slug=ROLE), None)
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200


def test_other_parameters_are_named(client):
    html = page(client, AWARD, colour="red", only="sums", utm_source="letter")
    assert notes(html) == [
        "“colour” is not a parameter of this page.",
        "“sums” is not a value of “only” and was ignored. It takes differences.",
    ]
    assert columns(html) == [AWARD]


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
    html = response.content.decode()
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "\x00" not in html
    assert len(text(html.split("<datalist")[0])) < 4000


@pytest.mark.parametrize(
    "query", ["p=%ff%fe", "p", "=", "&&&", "%", "p[]=x", "only", "p=%F0%9F", "&".join(["p=a", *["q=b"] * 900])]
)
def test_no_query_yields_a_500(client, query):
    assert client.get(f"/compare/?{query}", follow=True).status_code == 200


def test_all_programs_at_once(client, records):
    address = f"/compare/?{urlencode([('p', record.slug) for record in records])}"
    html = client.get(address).content.decode()
    assert len(columns(html)) == 8
    assert notes(html)[0].count(", ") >= len(records) - 9


def test_the_page_asks_the_database_little(client, django_assert_max_num_queries):
    page(client, AWARD)
    with django_assert_max_num_queries(8):
        page(client, AWARD, ROLE)
    with django_assert_max_num_queries(24):  # what is unknown is searched for, as far as it may be a name
        page(client, AWARD, ROLE, *(f"nothing-heer-{number}" for number in range(30)))
