"""Quick edit: the facts that age, on a page of their own, from the list and on to the next program."""

import datetime
from itertools import pairwise

import pytest
from django.urls import reverse

from catalog.accounts.roles import EDITOR, REVIEWER
from catalog.models import DistinctPair, LinkCheck, Program, Review
from catalog.programs.history.versions import working_number
from catalog.programs.published_records import published
from catalog.programs.services import approve, publish, reject, retire, save
from tests.factories import change
from tests.helpers import ParsedPage, page

pytestmark = pytest.mark.django_db
LIST = "/admin/catalog/program/"
OLD, NEW = "https://old.example.org/", "https://new.example.org/"


@pytest.fixture(autouse=True)
def today(settings):
    settings.TODAY = datetime.date(2026, 11, 25)


@pytest.fixture
def ann(make_user, client):
    """An editor, who is logged in."""
    ann = make_user("ann", EDITOR)
    client.force_login(ann)
    return ann


@pytest.fixture
def bob(make_user):
    """A colleague."""
    return make_user("bob", EDITOR)


@pytest.fixture
def record(new_record):
    [first, *rest] = new_record.sources
    source = first.model_copy(update={"url": OLD, "read": "2020-01-01"})
    supports = {f"supports.{code}.source": OLD for code, support in new_record.supports.by_code() if support.source == first.url}
    return change(
        new_record,
        supports,
        sources=[source, *rest],
        website=OLD,
        status="unknown",
        evidence_year=2019,
        deadline_date="2026-03-15",
        deadline_month=None,
        deadline_note="",
    )


@pytest.fixture
def program(record):
    return publish(None, record, None)


def address(program):
    return reverse("admin_quick_edit", args=[program.pk])


def form_of(client, where, button):
    """What the form of the page at an address sends, as it is opened now."""
    return page(client, where).form_data(".review-answer form", button)


def form(client, program):
    return form_of(client, address(program), "_save")


def send(client, program, **typed):
    """Open the page, type, and press Save."""
    return client.post(address(program), form(client, program) | typed)


def pending(program):
    return program.versions.get(state="pending")


def test_the_page_shows_the_present_values_and_link_checks(client, ann, program):
    LinkCheck.objects.create(url=OLD, checked="2026-11-20T12:00Z", outcome="dead", reason="Not found", status=404)
    shown = page(client, address(program))
    sent = shown.form_data(".review-answer form", "_save")
    assert (sent["status"], sent["evidence_year"], sent["deadline_date"], sent["website"]) == (
        ["unknown"],
        ["2019"],
        ["2026-03-15"],
        [OLD],
    )
    assert "Not found" in shown.text_of(".review-answer .state.bad")
    assert not shown.has("[name=_publish]")


def test_all_that_ages_becomes_one_pending_version(client, ann, program, record):
    new = {"status": "active", "evidence_year": 2026, "deadline_date": "2027-04-01", "deadline_note": "By noon", "website": NEW}
    response = send(client, program, **new, deadline_month="4", reason="Seen on its page")
    assert response["Location"] == LIST
    version = pending(program)
    assert (version.user, version.reason) == (ann, "Seen on its page")
    assert version.record == change(record, **new, deadline_month=4)
    assert published([record.slug])[0].record == record
    assert "Sent to a reviewer." in page(client, LIST).text_of(".messagelist .success")


def test_a_deadline_that_is_not_announced_yet_leaves_its_month_and_a_note(client, ann, program, record):
    send(client, program, not_announced="on")
    assert pending(program).record == change(
        record, deadline_date=None, deadline_month=3, deadline_note="Last date seen: 15 March 2026."
    )


@pytest.mark.parametrize(
    ("note", "kept"),
    [("By noon.", "By noon. Last date seen: 15 March 2026."), ("Closed 15 March 2026.", "Closed 15 March 2026.")],
)
def test_the_note_keeps_the_date_once(client, ann, record, note, kept):
    program = publish(None, change(record, deadline_note=note, deadline_month=2), None)
    send(client, program, not_announced="on")
    assert pending(program).record == change(record, deadline_date=None, deadline_month=2, deadline_note=kept)


def test_a_new_date_counts_more_than_the_box(client, ann, program, record):
    send(client, program, not_announced="on", deadline_date="2027-03-15")
    assert pending(program).record == change(record, deadline_date="2027-03-15")


def test_a_new_website_is_taken_into_the_sources_on_request(client, ann, program, record):
    send(client, program, website=NEW)
    assert OLD in {source.url for source in pending(program).record.sources}
    send(client, program, website="https://newer.example.org/")
    send(client, program, website=OLD)
    send(client, program, website=NEW, in_sources="on")
    found = pending(program).record
    assert (found.website, found.sources[0].url, found.sources[0].read) == (NEW, NEW, "2026-11-25")
    assert OLD not in {support.source for _, support in found.supports.by_code()}
    assert found.sources[1:] == record.sources[1:]


def test_a_source_that_is_there_already_is_not_listed_twice(client, ann, record):
    other = record.sources[0].model_copy(update={"url": NEW})
    program = publish(None, change(record, sources=[*record.sources, other]), None)
    send(client, program, website=NEW, in_sources="on")
    assert [source.url for source in pending(program).record.sources].count(NEW) == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"status": ""}, "status"),
        ({"status": "asleep"}, "status"),
        ({"evidence_year": "2027"}, "evidence_year"),
        ({"evidence_year": "soon"}, "evidence_year"),
        ({"evidence_year": "9" * 5000}, "evidence_year"),
        ({"deadline_date": "2027-02-30"}, "deadline_date"),
        ({"deadline_month": "13"}, "deadline_month"),
        ({"deadline_note": "a\x00b"}, "deadline_note"),
        ({"website": "nowhere"}, "website"),
        ({"website": "https://a.example.org/" + "x" * 600}, "website"),
        ({"reason": "x" * 501}, "reason"),
        ({"base": "x"}, "base"),
        ({"base": "9" * 30}, "base"),
    ],
)
def test_an_error_is_shown_at_its_field_and_nothing_is_written(client, ann, program, typed, field):
    response = client.post(address(program), form(client, program) | {"deadline_note": "My words"} | typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    shown = ParsedPage(response.content.decode())
    assert shown.has(".errornote[role=alert]")
    assert "deadline_note" in typed or shown.one("[name=deadline_note]")["value"] == "My words"
    assert program.versions.count() == 1


def test_saving_without_a_change_writes_nothing(client, ann, program):
    assert send(client, program)["Location"] == LIST
    assert program.versions.count() == 1


def test_a_field_that_was_not_sent_keeps_its_value(client, ann, program, record):
    client.post(address(program), {"_save": "1", "base": "1", "evidence_year": "2026"})
    assert pending(program).record == change(record, evidence_year=2026)


class TestTogether:
    """Two people change one program: nothing is overwritten unseen."""

    def test_a_colleagues_change_of_another_field_is_kept(self, client, ann, bob, program, record):
        mine = form(client, program) | {"website": NEW}
        save(program, change(record, evidence_year=2026), bob)
        response = client.post(address(program), mine)
        assert response.status_code == 409
        shown = ParsedPage(response.content.decode())
        assert "bob" in shown.text_of(".errornote")
        assert shown.data("#their-changes tr[data-field]", "field") == ["evidence_year"]
        assert program.versions.count() == 2
        client.post(address(program), shown.form_data(".review-answer form", "_save"))
        assert pending(program).record == change(record, evidence_year=2026, website=NEW)

    def test_a_field_that_both_changed_holds_mine_and_is_marked(self, client, ann, bob, program, record):
        mine = form(client, program) | {"evidence_year": "2025"}
        save(program, change(record, evidence_year=2026), bob)
        shown = ParsedPage(client.post(address(program), mine).content.decode())
        assert shown.one("#evidence_year, [name=evidence_year]")["value"] == "2025"
        assert shown.has("#their-changes tr[data-field=evidence_year][data-both]")

    def test_a_rejection_since_is_shown(self, client, ann, bob, program, record, make_user):
        save(program, change(record, founded=1999), bob)
        mine = form(client, program) | {"website": NEW}
        reject(pending(program), make_user("rae", REVIEWER), "The page says 1998.")
        response = client.post(address(program), mine)
        assert response.status_code == 409
        assert "The page says 1998." in ParsedPage(response.content.decode()).text_of(".errornote")

    def test_a_pending_change_is_shown_and_continued(self, client, ann, bob, program, record):
        save(program, change(record, evidence_year=2026), bob, "Its page says so")
        assert "Its page says so" in page(client, address(program)).text_of(".review-pending")
        send(client, program, website=NEW)
        assert pending(program).record == change(record, evidence_year=2026, website=NEW)

    def test_nobody_publishes_their_own(self, client, ann, program):
        response = client.post(address(program), form(client, program) | {"website": NEW, "_publish": "1"})
        assert response.status_code == 403
        assert program.versions.count() == 1


def test_an_office_of_one_publishes_with_a_button_of_its_own(editor_client, program, record):
    shown = page(editor_client, address(program))
    assert [button["name"] for button in shown.all(".quick-buttons button")] == ["_next", "_save", "_publish_next", "_publish"]
    send(editor_client, program, website=NEW)
    assert published([record.slug])[0].record == record
    editor_client.post(address(program), form_of(editor_client, address(program), "_publish"))
    assert published([record.slug])[0].record == change(record, website=NEW)


def test_a_draft_stays_a_draft_and_a_retired_program_has_its_form(client, ann, bob, program, record):
    draft = save(None, change(record, slug="a-draft", name="A Draft"), ann)
    send(client, draft, status="active")
    draft.refresh_from_db()
    assert (draft.publication, draft.record.status) == ("draft", "active")
    retire(program, bob)
    assert client.get(address(program))["Location"] == reverse("admin:catalog_program_change", args=[program.pk])
    assert client.get("/admin/programs/99999999999999999999999/quick/").status_code == 404


class TestList:
    """Each row leads to the quick edit, and that leads on through the list as it is filtered and sorted."""

    FILTERS = "?q=award&status=unknown&o=-7"

    @pytest.fixture
    def rows(self, client, ann):
        """The quick edit's address of each row of a filtered and sorted list."""
        return [link["href"] for link in page(client, LIST + self.FILTERS).all("#result_list a.quick-edit")]

    def test_save_and_next_goes_through_the_list(self, client, rows):
        for here, following in pairwise(rows[:4]):
            assert client.post(here, form_of(client, here, "_next"))["Location"] == following

    def test_a_program_that_leaves_the_list_still_leads_to_the_next(self, client, rows):
        sent = form_of(client, rows[1], "_next")
        program = Program.objects.get(pk=rows[1].split("/")[3])
        response = client.post(rows[1], sent | {"status": "ended"})
        assert response["Location"] == rows[2]
        assert pending(program).record.status == "ended"

    def test_save_and_the_last_program_lead_back_to_the_list(self, client, rows):
        assert client.post(rows[0], form_of(client, rows[0], "_save"))["Location"] == LIST + self.FILTERS
        last = page(client, rows[-1])
        assert not last.has("[name=_next]")
        sent = last.form_data(".review-answer form", "_save") | {"_next": "1"}
        assert client.post(rows[-1], sent)["Location"] == LIST + self.FILTERS

    def test_the_place_in_the_list_is_shown(self, client, rows):
        assert page(client, rows[2]).text_of("#position") == f"3 of {len(rows)}"

    def test_a_retired_program_is_passed_over(self, client, rows, bob):
        pks = [int(row.split("/")[3]) for row in rows]
        retire(Program.objects.get(pk=pks[1]), bob)
        assert client.post(rows[0], form_of(client, rows[0], "_next"))["Location"] == rows[2]
        assert not page(client, LIST + self.FILTERS).has(f'a.quick-edit[href^="/admin/programs/{pks[1]}/"]')

    @pytest.mark.parametrize("filters", ["status=nonsense", "publication__exact=%00", "p=99", "o=x", "e=1", "created__year=1"])
    def test_invalid_filters_do_no_harm(self, client, ann, program, filters):
        response = client.get(reverse("admin_quick_edit", args=[program.pk]), {"_changelist_filters": filters})
        assert response.status_code in (200, 400)

    def test_a_viewer_has_no_link(self, client, make_user):
        client.force_login(make_user("vera", "Viewer"))
        assert not page(client, LIST).has("a.quick-edit")


def test_another_person_publishes_it(client, ann, program, make_user):
    send(client, program, status="active")
    approve(pending(program), make_user("rae", REVIEWER))
    program.refresh_from_db()
    assert program.record.status == "active"
    assert working_number(program) == 2


class TestLikelyDuplicates:
    """A new website that another program has is asked about once, in the quick edit and in the week."""

    PAGE = f"{NEW}lead/"  # a front page may be that of several programs

    @pytest.fixture
    def other(self, record):
        return publish(None, change(record, slug="another", name="Quite Another", sponsor="Trust", website=self.PAGE), None)

    def test_a_website_of_another_program_is_a_warning_and_not_a_refusal(self, client, ann, program, other):
        first = client.post(address(program), form_of(client, address(program), "_save") | {"website": self.PAGE})
        assert first.status_code == 422
        shown = ParsedPage(first.content.decode())
        assert other.slug in shown.one("#id_distinct")["value"]
        assert not program.versions.filter(state="pending").exists()
        data = shown.form_data(".review-answer form", "_save")
        assert client.post(address(program), data | {"distinct": shown.one("#id_distinct")["value"]}).status_code == 302
        assert pending(program).record.website == self.PAGE
        pair = DistinctPair.objects.get()
        assert {pair.first, pair.second} == {program, other}

    def test_other_changes_ask_nothing(self, client, ann, record, other):
        twin = publish(None, change(record, slug="twin", name="Twin", website=self.PAGE), None)
        assert send(client, twin, evidence_year="2026").status_code == 302

    def test_the_week_asks_too(self, client, make_user, program, other):
        client.force_login(make_user("rae", REVIEWER))
        where = reverse("admin_week_program", args=[program.slug])
        data = form_of(client, where, "verdict") | {"verdict": "still_true", "website": self.PAGE}
        first = client.post(where, data)
        shown = ParsedPage(first.content.decode())
        assert (first.status_code, other.slug in shown.one("#id_distinct")["value"]) == (422, True)
        assert not Review.objects.exists()
        assert client.post(where, data | {"distinct": shown.one("#id_distinct")["value"]}).status_code == 302
        assert Review.objects.get().program == program
        assert DistinctPair.objects.exists()
