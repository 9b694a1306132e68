"""The list of programs on the desk: how each stands, filters with counts, search, actions."""

import datetime
import re
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from catalog.accounts.roles import EDITOR, REVIEWER, VIEWER
from catalog.models import LinkCheck, Program, ProgramVersion, Publication, Review, Verdict
from catalog.programs.services import publish, retire, save
from catalog.reviews.services import review
from catalog.schema.vocabulary import vocabulary
from tests.factories import change

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/program/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def person(django_user_model, name, role):
    user = django_user_model.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def plain(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def row(client, slug):
    """What the list shows of one program, by column."""
    html = client.get(LIST, {"q": slug}).content.decode()
    name = Program.objects.get(slug=slug).name
    [found] = [row for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL) if f">{name}<" in unescape(row)]
    cells = re.findall(r'<t[dh] class="field-(\w+)[^"]*">(.*?)</t[dh]>', found, re.DOTALL)
    return {column: plain(cell) for column, cell in cells}


def listed(client, **query):
    return client.get(LIST, query).context["cl"].queryset


def counts(client, **query):
    """The counts beside the filters: {title: {label: count}}."""
    html = client.get(LIST, query).content.decode()
    found = {}
    for title, body in re.findall(r'<details data-filter-title="([^"]+)".*?<ul>(.*?)</ul>', html, re.DOTALL):
        labels = (re.fullmatch(r"(.*) \((\d+)\)", plain(item)) for item in re.findall(r"<li.*?</li>", body, re.DOTALL))
        found[unescape(title)] = {label[1]: int(label[2]) for label in labels if label}
    return found


def select(client, action, *programs, **more):
    return client.post(LIST, {"action": action, "_selected_action": [program.pk for program in programs], **more}, follow=True)


def confirm(client, asked, *programs):
    """Press the button of the page that asks before publishing; `programs` are posted besides."""
    html = asked.content.decode()
    chosen = re.findall(r'name="_selected_action" value="(\d+)"', html) + [program.pk for program in programs]
    shown = re.findall(r'name="shown" value="([\d:]+)"', html) + [f"{one.pk}:{one.versions.first().number}" for one in programs]
    more = {"confirmed": "yes", "shown": shown}
    return client.post(LIST, {"action": "publish_chosen", "_selected_action": chosen, **more}, follow=True)


def test_a_row_says_how_a_program_stands_in_words(desk, editor, a_record):
    record = change(a_record, slug="a-new-program", name="A New Program", evidence_year=2020)
    program = publish(None, record, editor)
    shown = row(desk, "a-new-program")
    assert shown["supports_column"] == "Prepare Community of practice"
    assert shown["form_column"] == ", ".join(vocabulary("form").label_of(code) for code in record.form)
    assert shown["sponsor"] == record.sponsor
    assert shown["states_column"] == "CA"
    assert shown["public"] == "Published"
    assert shown["seen"] == "2020"
    assert shown["reviewed"] == "Never"
    review(program, editor, Verdict.CANT_TELL)
    review(program, editor, Verdict.STILL_TRUE)
    save(program, change(record, founded=1999), editor)
    shown = row(desk, "a-new-program")
    assert shown["public"] == "Published pending change"
    assert shown["reviewed"] == f"{timezone.localdate()} Still true"


def test_states_are_named_while_few_then_counted(desk, editor, a_record):
    record = change(a_record, slug="a-new-program", name="A New Program", scope="multistate", locality=None)
    program = publish(None, change(record, serves_states=["CA", "NV", "OR"]), editor)
    assert row(desk, "a-new-program")["states_column"] == "CA, NV, OR"
    program = publish(program, change(record, serves_states=["AZ", "CA", "NV", "OR"]), editor)
    assert row(desk, "a-new-program")["states_column"] == "4 states"
    publish(program, change(record, scope="national", serves_states=[], status="ended", evidence_year=None), editor)
    shown = row(desk, "a-new-program")
    assert (shown["states_column"], shown["seen"]) == ("Nationwide", "No year (ended)")


def test_the_list_asks_the_database_no_more_for_fifty_rows_than_for_one(desk, django_assert_max_num_queries):
    desk.get(LIST)
    with django_assert_max_num_queries(32):
        assert len(desk.get(LIST).context["cl"].result_list) == 50


def test_every_filter_counts_what_it_would_show(desk, editor, a_record):
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
    changelist = desk.get(LIST).context["cl"]
    shown = counts(desk)
    assert len(shown) == len(changelist.filter_specs) == 10
    for spec in changelist.filter_specs:
        choices = [choice for choice in spec.choices(changelist) if "(" in str(choice["display"])]
        for choice in choices:
            label, count = re.fullmatch(r"(.*) \((\d+)\)", str(choice["display"])).groups()
            assert shown[spec.title][label] == int(count)
            found = desk.get(LIST + choice["query_string"]).context["cl"].result_count
            assert found == int(count), (spec.title, label)
    assert shown["publication"] == {"Draft": 1, "Published": whole - 1, "Retired": 0}
    assert shown["pending change"] == {"Pending change": 1, "No pending change": whole - 1}
    assert shown["last reviewed"] == {"Within a year": 3, "Over a year ago": 1, "Never": whole - 4}
    assert shown["links"]["Dead link"] >= 1
    assert sum(shown["program type"].values()) == sum(shown["last seen operating"].values()) == whole


def test_filters_speak_in_labels_and_count_under_what_else_is_chosen(desk, records):
    shown = counts(desk, type="credential")
    assert set(shown["form"]) == {term.label for term in vocabulary("form").terms}
    assert (
        shown["state served"]["Nationwide"]
        == Program.objects.filter(current__program_type="credential", current__scope="national").count()
    )
    degrees = listed(desk, type="credential", form="degree")
    assert shown["form"]["Degree"] == len(degrees) > 0
    assert counts(desk, type="credential")["program type"] == counts(desk)["program type"]
    assert list(listed(desk, type="recognize-prepare")) == list(listed(desk, type="credential"))


@pytest.mark.parametrize("query", [{"form": "no-such"}, {"type": "x\x00"}, {"pending": "maybe"}, {"state": ""}, {"seen": "²"}])
def test_a_filter_value_that_is_none_finds_nothing_and_breaks_nothing(desk, query):
    response = desk.get(LIST, query, follow=True)
    assert response.status_code == 200
    assert not response.context["cl"].result_list


@pytest.mark.parametrize("field", ["name", "slug", "sponsor", "partner", "summary"])
def test_search_finds_a_program_by(desk, editor, a_record, field):
    made = {"name": "Xylotheque", "slug": "xylotheque", "sponsor": "Xylotheque Trust", "summary": "A xylotheque of wooden books."}
    found = {"partners": ["Xylotheque Trust"]} if field == "partner" else {field: made[field]}
    program = publish(None, change(a_record, {"slug": "a-new-program", "name": "A New Program", **found}), editor)
    assert list(listed(desk, q="xylotheque")) == [program]


def test_publishing_publishes_what_waits_and_says_of_each_other_why_not(client, django_user_model, editor, a_record, settings):
    settings.OFFICE_OF_ONE = False
    rae, ann = person(django_user_model, "rae", REVIEWER), person(django_user_model, "ann", EDITOR)
    record = change(a_record, name="A New Program")
    draft = save(None, change(record, slug="a-draft"), ann)
    changed = publish(None, change(record, slug="a-changed-one"), None)
    save(changed, change(record, slug="a-changed-one", founded=1999), ann)
    own = save(None, change(record, slug="her-own", name="Her Own Program"), rae)
    plain_one = publish(None, change(record, slug="a-plain-one", name="A Plain Program"), None)
    client.force_login(rae)
    asked = select(client, "publish_chosen", draft, changed, own, plain_one)
    shown = plain(confirm(client, asked, own, plain_one).content.decode())
    assert "2 published." in shown
    assert "1 not published. Nothing is pending: “A Plain Program”." in shown
    assert "You proposed this change, so another reviewer decides: “Her Own Program”." in shown
    for slug, published in (("a-draft", True), ("her-own", False)):
        assert (Program.objects.get(slug=slug).publication == Publication.PUBLISHED) == published
    version = changed.versions.get(state="published")
    assert (version.record.founded, version.user, version.decided_by) == (1999, ann, rae)


def test_publishing_asks_first_and_shows_what_would_change(desk, django_user_model, editor, a_record):
    ann = person(django_user_model, "ann", EDITOR)
    changed = publish(None, change(a_record, slug="a-changed-one", name="A Changed One"), None)
    record = changed.versions.get().record
    placing = {"supports.place.present": True, "supports.place.evidence": "Fellows lead a team."}
    save(changed, change(record, placing), ann, "The page says so.")
    asked = select(desk, "publish_chosen", changed)
    shown = plain(asked.content.decode())
    assert "Nothing is published yet." in shown
    assert "A Changed One ann" in shown
    assert "Place: present, Place: evidence" in shown
    assert "Type changes:" in shown
    assert changed.versions.get(state="published").number == 1
    confirm(desk, asked)
    assert changed.versions.get(state="published").number == 2


def test_a_retired_program_is_not_brought_back_from_the_list(desk, editor, a_record):
    program = publish(None, change(a_record, slug="a-retired-one", name="A Retired One"), editor)
    retire(program, editor, "Ended.")
    save(program, change(program.versions.first().record, founded=1999), editor)
    asked = select(desk, "publish_chosen", program)
    assert "A Retired One is retired, and publishing this would return it to the catalog. Decide on its own page." in plain(
        asked.content.decode()
    )
    shown = f"{program.pk}:{program.versions.first().number}"
    forced = select(desk, "publish_chosen", program, confirmed="yes", shown=shown)
    assert "1 not published. Retired programs are published on their own page" in plain(forced.content.decode())
    program.refresh_from_db()
    assert program.publication == Publication.RETIRED


def test_what_was_changed_after_the_page_asked_is_not_published(desk, editor, a_record):
    draft = save(None, change(a_record, slug="a-draft", name="A Draft"), editor)
    asked = select(desk, "publish_chosen", draft)
    save(draft, change(a_record, slug="a-draft", name="A Draft", founded=1999), editor)
    assert "1 not published. Changed since you opened the list" in plain(confirm(desk, asked).content.decode())
    draft.refresh_from_db()
    assert draft.publication == Publication.DRAFT


@pytest.mark.parametrize("key", ["abc", "abc\x00", "9" * 30, "-1", "١", str(2**63)])
@pytest.mark.parametrize("model", ["catalog/program", "catalog/suggestion", "auth/user", "auth/group", "axes/accessattempt"])
def test_a_forged_selection_chooses_nothing(desk, model, key):
    for action in ("publish_chosen", "retire_chosen", "mark_reviewed", "delete_selected", "deactivate_selected"):
        assert desk.post(f"/admin/{model}/", {"action": action, "_selected_action": key}, follow=True).status_code == 200
    assert not Review.objects.exists()


def test_the_list_stands_in_the_order_of_the_alphabet_whatever_the_case(desk):
    for query in ({}, {"o": "1"}):
        names = [program.name for program in listed(desk, **query)]
        assert names.index("Advanced Teaching Roles Program") > names.index("ACTE Teacher of the Year")
        assert names.index("Advanced Teaching Roles Program") < names.index("AEA Emerging Leaders School")


def test_retiring_asks_first_and_for_a_reason(desk, editor, a_record):
    program = publish(None, change(a_record, slug="a-new-program", name="A New Program"), editor)
    draft = save(None, change(a_record, slug="a-draft", name="A Draft"), editor)
    asked = plain(select(desk, "retire_chosen", program, draft).content.decode())
    assert "A New Program" in asked
    assert "Not published, so not changed: “A Draft”" in asked
    assert desk.get("/programs/a-new-program/").status_code == 200
    missing = plain(select(desk, "retire_chosen", program, confirmed="yes", reason=" ").content.decode())
    assert "Nothing was retired. Enter a reason." in missing
    assert desk.get("/programs/a-new-program/").status_code == 200
    done = select(desk, "retire_chosen", program, draft, confirmed="yes", reason="It never was one program.")
    assert "1 retired." in plain(done.content.decode())
    assert desk.get("/programs/a-new-program/").status_code == 410
    assert program.versions.get(state="retired").reason == "It never was one program."
    assert "nothing to retire" in plain(select(desk, "retire_chosen", program).content.decode())


def test_retiring_says_first_whose_pending_change_is_set_aside(desk, django_user_model, editor, a_record):
    record = change(a_record, slug="a-new-program", name="A New Program")
    program = publish(None, record, editor)
    assert "pending change" not in plain(select(desk, "retire_chosen", program).content.decode())
    save(program, change(record, founded=1999), person(django_user_model, "ann", EDITOR), "The page says so")
    asked = plain(select(desk, "retire_chosen", program).content.decode())
    assert "These pending changes stay in the history" in asked
    assert "A New Program : a pending change by ann, The page says so" in asked
    select(desk, "retire_chosen", program, confirmed="yes", reason="It has ended.")
    assert [version.state for version in program.versions.order_by("number")] == ["superseded", "superseded", "retired"]


def test_marking_as_reviewed_records_a_look_at_each_published_program(desk, editor, a_record):
    programs = list(Program.objects.all()[:3])
    draft = save(None, change(a_record, slug="a-draft", name="A Draft"), editor)
    shown = plain(select(desk, "mark_reviewed", *programs, draft).content.decode())
    assert "3 marked as still true." in shown
    assert "1 not marked as still true. Not published: “A Draft”." in shown
    looks = Review.objects.values_list("program", "user", "verdict")
    assert set(looks) == {(program.pk, editor.pk, "still_true") for program in programs}
    assert not ProgramVersion.objects.filter(program__in=programs, number__gt=1).exists()


def test_many_that_could_not_be_done_are_numbered_not_all_named(desk):
    programs = Program.objects.all()[:25]
    asked = select(desk, "publish_chosen", *programs)
    assert "25 of the selected programs have nothing pending." in plain(asked.content.decode())
    shown = plain(confirm(desk, asked, *programs).content.decode())
    assert "25 not published. Nothing is pending: “" in shown
    assert "and 15 more." in shown


@pytest.mark.parametrize(
    ("role", "actions"),
    [(VIEWER, set()), (EDITOR, {"mark_reviewed"}), (REVIEWER, {"mark_reviewed", "publish_chosen", "retire_chosen"})],
)
def test_each_role_is_offered_what_it_may_do_and_refused_the_rest(client, django_user_model, role, actions):
    client.force_login(person(django_user_model, "somebody", role))
    program = Program.objects.first()
    html = client.get(LIST).content.decode()
    offered = set(re.findall(r'<option value="(\w+)"', html))
    assert {name for name in ("mark_reviewed", "publish_chosen", "retire_chosen") if name in offered} == actions
    for name in {"mark_reviewed", "publish_chosen", "retire_chosen"} - actions:
        select(client, name, program, confirmed="yes", reason="No reason")
    program.refresh_from_db()
    assert program.publication == Publication.PUBLISHED
    assert not Review.objects.exists()
