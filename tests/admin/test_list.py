"""The list of programs in the admin: columns, filters with counts, search, sorting."""

import datetime
import re
import uuid
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from catalog.accounts.roles import EDITOR
from catalog.models import LinkCheck, Program, Review, Verdict
from catalog.programs.services import publish, save
from catalog.reviews.services import review
from catalog.schema.vocabulary import vocabulary
from catalog.suggestions.services import suggest
from tests.factories import change
from tests.helpers import page, plain_text

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/program/"
TEMPLATES = Path(__file__).resolve().parents[2] / "catalog/templates/admin"


def row(client, slug):
    """What the list shows of one program, by column."""
    name = Program.objects.get(slug=slug).name
    [found] = [row for row in page(client, f"{LIST}?q={slug}").all("#result_list tbody tr") if row.th.text == name]
    return {cell["class"][0].removeprefix("field-"): plain_text(cell) for cell in found.select('[class^="field-"]')}


def in_words(date):
    return f"{date:%B} {date.day}, {date.year}"


def listed(client, **query):
    return client.get(LIST, query).context["cl"].queryset


def counts(client, **query):
    """The counts of the filters: {title: {label: count}}."""
    found = {}
    for filter_ in page(client, f"{LIST}?{urlencode(query)}").all("details[data-filter-title]"):
        labels = (re.fullmatch(r"(.*) \((\d+)\)", plain_text(item)) for item in filter_.select("li"))
        found[filter_["data-filter-title"]] = {label[1]: int(label[2]) for label in labels if label}
    return found


def test_a_row_shows_a_program_in_words(editor_client, editor, a_record):
    record = change(a_record, slug="a-new-program", name="A New Program", evidence_year=2020)
    program = publish(None, record, editor)
    shown = row(editor_client, "a-new-program")
    assert shown["supports_column"] == "Prepare Community of practice"
    assert shown["sponsor"] == record.sponsor
    assert shown["public"] == "Published"
    assert shown["status"] == vocabulary("status").label_of(record.status)
    assert shown["seen"] == "2020 Quick edit"
    assert shown["reviewed"] == "Never"
    review(program, editor, Verdict.CANT_TELL)
    review(program, editor, Verdict.STILL_TRUE)
    save(program, change(record, founded=1999), editor)
    shown = row(editor_client, "a-new-program")
    assert shown["public"] == "Published pending change"
    assert shown["reviewed"] == f"{in_words(timezone.localdate())} Still running"


@pytest.mark.parametrize(
    ("days", "month", "rolling", "shown", "filtered"),
    [
        (-1, 3, False, "Past", "past"),
        (0, None, False, "", "soon"),
        (30, None, False, "", "soon"),
        (31, None, True, "", "later"),
        (None, 3, True, "Usually March", "usual"),
        (None, None, True, "Open all year", "rolling"),
        (None, None, False, "Not stated", "none"),
    ],
)
def test_a_deadline_is_shown_and_filtered_by(editor_client, editor, a_record, days, month, rolling, shown, filtered):
    date = timezone.localdate() + datetime.timedelta(days=days) if days is not None else None
    deadline = {"deadline_date": date and date.isoformat(), "deadline_month": month, "deadline_rolling": rolling}
    program = publish(None, change(a_record, slug="a-new-program", name="A New Program", **deadline), editor)
    assert row(editor_client, "a-new-program")["deadline"] == f"{in_words(date) if date else ''} {shown}".strip()
    for value in ("past", "soon", "later", "usual", "rolling", "none"):
        assert (program in listed(editor_client, deadline=value)) == (value == filtered), value


def test_the_list_is_sorted_by_each_column(editor_client, editor, a_record):
    reviewed = publish(None, change(a_record, slug="reviewed", name="Reviewed", deadline_date="2001-01-01"), editor)
    review(reviewed, editor, Verdict.STILL_TRUE)
    columns = editor_client.get(LIST).context["cl"].list_display
    for number, column in enumerate(columns):
        if column != "action_checkbox":
            response = editor_client.get(LIST, {"o": number})
            assert number in response.context["cl"].get_ordering_field_columns() or column == "quick_edit", column
    assert listed(editor_client, o=columns.index("deadline")).first() == reviewed
    assert listed(editor_client, o=columns.index("reviewed")).last() == reviewed
    assert listed(editor_client, o=-columns.index("reviewed")).first() == reviewed


def test_a_person_finds_the_programs_that_they_created_or_last_changed(client, make_user, editor, a_record):
    ann, zoe = make_user("ann", EDITOR), make_user("zoe", EDITOR)
    created = save(None, change(a_record, slug="created", name="Created"), ann)
    save(created, change(a_record, slug="created", name="Created", founded=1999), zoe)
    changed = publish(None, change(a_record, slug="changed", name="Changed"), editor)
    save(changed, change(a_record, slug="changed", name="Changed", founded=1999), ann)
    passed_on = publish(None, change(a_record, slug="passed-on", name="Passed On"), editor)
    for number, user in enumerate((ann, zoe)):
        save(passed_on, change(a_record, slug="passed-on", name="Passed On", founded=1999 + number), user)
    client.force_login(ann)
    assert set(listed(client, by="me")) == {created, changed}
    client.force_login(zoe)
    assert set(listed(client, by="me")) == {created, passed_on}


def test_fifty_rows_take_few_queries(editor_client, django_assert_max_num_queries):
    editor_client.get(LIST)
    with django_assert_max_num_queries(25):
        assert len(editor_client.get(LIST).context["cl"].result_list) == 50


def test_every_filter_counts_what_it_would_show(editor_client, editor, a_record, rf):
    programs = list(Program.objects.order_by("pk")[:4])
    now = timezone.now()
    for program, days in zip(programs, (0, 100, 400, 800), strict=True):
        time = now - datetime.timedelta(days=days)
        Review.objects.create(program=program, user=editor, verdict=Verdict.STILL_TRUE, time=time)
    Review.objects.create(program=programs[3], user=editor, verdict=Verdict.ENDED, time=now)
    save(programs[0], change(programs[0].versions.first().record, founded=1999), editor)
    save(None, change(a_record, slug="a-draft"), editor)
    LinkCheck.objects.create(url=programs[1].record.sources[0].url, checked=now, outcome="dead")
    whole = Program.objects.count()
    changelist = editor_client.get(LIST).context["cl"]
    shown = counts(editor_client)
    assert len(shown) == len(changelist.filter_specs) == 12
    for spec in changelist.filter_specs:
        choices = [choice for choice in spec.choices(changelist) if "(" in str(choice["display"])]
        for choice in choices:
            label, count = re.fullmatch(r"(.*) \((\d+)\)", str(choice["display"])).groups()
            assert shown[spec.title][label] == int(count)
            request = rf.get(LIST + choice["query_string"])
            request.user = editor
            assert changelist.model_admin.get_changelist_instance(request).result_count == int(count), (spec.title, label)
    assert shown["publication"] == {"Draft": 1, "Published": whole - 1, "Retired": 0}
    assert shown["pending change"] == {"Pending change": 1, "No pending change": whole - 1}
    assert shown["last reviewed"] == {"Within a year": 3, "Over a year ago": 1, "Never": whole - 4}
    assert shown["links"]["Dead link"] >= 1
    assert sum(shown["program type"].values()) == sum(shown["last seen operating"].values()) == whole


def test_filters_have_labels_and_count_under_the_other_filters(editor_client, records):
    shown = counts(editor_client, type="credential")
    assert set(shown["form"]) == {term.label for term in vocabulary("form").terms}
    assert (
        shown["state served"]["Nationwide"]
        == Program.objects.filter(current__program_type="credential", current__scope="national").count()
    )
    degrees = listed(editor_client, type="credential", form="degree")
    assert shown["form"]["Degree"] == len(degrees) > 0
    assert counts(editor_client, type="credential")["program type"] == counts(editor_client)["program type"]
    assert list(listed(editor_client, type="recognize-prepare")) == list(listed(editor_client, type="credential"))


@pytest.mark.parametrize(
    "query",
    [
        {"form": "no-such"},
        {"type": "x\x00"},
        {"pending": "maybe"},
        {"state": ""},
        {"seen": "²"},
        {"by": "you"},
        {"deadline": "x"},
    ],
)
def test_an_unknown_filter_value_finds_nothing(editor_client, query):
    response = editor_client.get(LIST, query, follow=True)
    assert response.status_code == 200
    assert not response.context["cl"].result_list


@pytest.mark.parametrize("field", ["name", "slug", "sponsor", "partner", "summary"])
def test_search_finds_a_program_by(editor_client, editor, a_record, field):
    made = {"name": "Xylotheque", "slug": "xylotheque", "sponsor": "Xylotheque Trust", "summary": "A xylotheque of wooden books."}
    found = {"partners": ["Xylotheque Trust"]} if field == "partner" else {field: made[field]}
    program = publish(None, change(a_record, {"slug": "a-new-program", "name": "A New Program", **found}), editor)
    assert list(listed(editor_client, q="xylotheque")) == [program]


def test_names_are_sorted_without_regard_to_case(editor_client):
    for query in ({}, {"o": "1"}):
        names = [program.name for program in listed(editor_client, **query)]
        assert names.index("Advanced Teaching Roles Program") > names.index("ACTE Teacher of the Year")
        assert names.index("Advanced Teaching Roles Program") < names.index("AEA Emerging Leaders School")


def test_a_list_without_column_heads_is_sorted_by_links(editor_client):
    shown = page(editor_client, LIST)
    heads = {link["href"] for link in shown.all("#result_list thead .text a")}
    links = shown.all(".sort-by a")
    assert {link["href"] for link in links if "data-sorted" not in link.attrs} <= heads
    assert len(links) == len(heads)
    by_sponsor = page(editor_client, LIST + next(link["href"] for link in links if link.text == "Sponsor"))
    [sorted_by] = by_sponsor.all(".sort-by a[data-sorted]")
    assert (sorted_by["data-sorted"], "Sponsor" in by_sponsor.text_of(".sort-by summary")) == ("ascending", True)
    turned = page(editor_client, LIST + sorted_by["href"])
    assert turned.data(".sort-by a[data-sorted]", "sorted") == ["descending"]


def test_dates_have_one_format_everywhere(editor_client, editor):
    program = Program.objects.get(slug="acte-teacher-of-the-year")
    review(program, editor, Verdict.CANT_TELL)
    suggest({"kind": "other", "text": "A suggestion"}, uuid.uuid4(), "127.0.0.1")
    today = in_words(timezone.localdate())
    assert row(editor_client, program.slug)["reviewed"].startswith(today)
    assert today in page(editor_client, "/admin/catalog/suggestion/").text_of("#result_list td.field-received")
    editor.is_superuser = True
    editor.save()
    assert today in page(editor_client, "/admin/auth/user/").text_of("#result_list td.field-last_login")
    own = re.compile(r'\|date:"(?!DATETIME_FORMAT|l\b)')
    assert [path.name for path in TEMPLATES.rglob("*.html") if own.search(path.read_text())] == []
