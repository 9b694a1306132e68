"""Reviewers compare pending versions with the public ones, and publish them or reject them with a reason."""

import pytest
from django.urls import reverse

from catalog.models import Program, VersionState
from catalog.programs.published_records import published_versions
from catalog.programs.services import approve, publish, reject, retire, save
from tests.factories import change
from tests.helpers import ParsedPage, page, plain_text

pytestmark = pytest.mark.django_db
LIST = "/admin/pending/"
SLUG = "a-new-program"
EVIDENCE = "Each fellow mentors in a partner school for a year."


@pytest.fixture
def placing(new_record):
    """The record with one more support, so of another type."""
    return change(new_record, {"supports.place.present": True, "supports.place.evidence": EVIDENCE}, founded=1999)


@pytest.fixture
def program(new_record, placing, people):
    """A published program with a pending change by Maria that alters its type."""
    program = publish(None, new_record, people["judith"])
    return save(program, placing, people["maria"], "The handbook names a mentoring year.")


def address(program):
    return reverse("admin_pending_program", args=[program.pk])


def decide(client, program, button, number=2, decision=""):
    return client.post(address(program), {button: "1", "number": number, "decision": decision})


def decided_page(client, program, button, **values):
    """The page after a decision that was not taken."""
    response = decide(client, program, button, **values)
    if response.status_code == 302:
        return page(client, response["Location"])
    assert response.status_code == 422
    return ParsedPage(response.content.decode())


def state(program, number=2):
    return program.versions.get(number=number).state


def public_record():
    [version] = published_versions([SLUG])
    return version.record


def rows(shown, heading):
    """The rows of the table under a heading."""
    return {row["data-program"]: plain_text(row) for row in shown.all(f'[aria-labelledby="{heading}"] tr[data-program]')}


def test_the_list_says_who_changed_what_and_why_oldest_first(log_in, program, new_record, people):
    other = publish(None, change(new_record, slug="another", name="Another Program"), people["judith"])
    save(other, change(new_record, slug="another", name="Another Program", founded=1950), people["sam"])
    draft = save(None, change(new_record, slug="a-draft", name="A Draft"), people["maria"], "First entry")
    shown = page(log_in("vera"), LIST)
    changes, drafts = rows(shown, "changes"), rows(shown, "drafts")
    assert list(changes) == [str(program.pk), str(other.pk)]
    for text in ("A New Program", "maria", "Place: present, Place: evidence, Founded", "The handbook names a mentoring year."):
        assert text in changes[str(program.pk)]
    assert "Community of practice" in changes[str(program.pk)]
    assert "Professional advancement" in changes[str(program.pk)]
    assert "sam" in changes[str(other.pk)]
    assert list(drafts) == [str(draft.pk)]
    assert "First entry" in drafts[str(draft.pk)]


def test_an_empty_list_says_so(log_in):
    shown = page(log_in("judith"), LIST)
    assert shown.has("#no-changes")
    assert shown.has("#no-drafts")


def test_a_pending_change_is_shown_next_to_the_public_version(log_in, program):
    shown = page(log_in("judith"), address(program))
    cells = {row["data-field"]: [plain_text(cell) for cell in row.select("td")] for row in shown.all("#differing tr[data-field]")}
    assert list(cells) == ["supports.place.present", "supports.place.evidence", "founded"]
    assert cells["supports.place.present"] == ["No", "Yes"]
    assert cells["supports.place.evidence"][1] == EVIDENCE
    assert cells["founded"] == ["Not stated", "1999"]
    assert [strong.text for strong in shown.all(".type-line strong")] == ["Professional advancement"]
    assert "The handbook names a mentoring year." in shown.text_of(".about")
    assert shown.has(f'.same-fields a[href="{program.record.sources[0].url}"]')


def test_a_reviewer_publishes_a_colleagues_change(log_in, program, people):
    client = log_in("judith")
    assert decide(client, program, "_publish", decision="Seen on the page")["Location"] == LIST
    assert page(client, LIST).one(".messagelist a")["href"] == f"/programs/{program.slug}/"
    version = program.versions.get(number=2)
    assert (version.state, version.user, version.decided_by) == ("published", people["maria"], people["judith"])
    assert version.decision == "Seen on the page"
    assert public_record().founded == 1999


def test_a_rejection_needs_a_reason(log_in, program):
    assert decided_page(log_in("judith"), program, "_reject", decision="  ").has("#id_decision_error")
    assert state(program) == VersionState.PENDING
    assert decide(log_in("judith"), program, "_reject", decision="Not on the page")["Location"] == LIST
    assert (state(program), program.versions.get(number=2).decision) == (VersionState.REJECTED, "Not on the page")
    assert public_record().founded is None


def test_reviewers_do_not_publish_their_own_work_and_the_page_names_who_can(log_in, new_record, people):
    program = publish(None, new_record, people["sam"])
    save(program, change(new_record, founded=1950), people["judith"])
    shown = page(log_in("judith"), address(program))
    for name in ("maria", "sam"):
        assert name in shown.text_of("[data-approvers]")
    assert "maria" in page(log_in("judith"), "/admin/pending/?by=me").text_of("[data-approvers]")
    assert not shown.has("[name=_publish]")
    assert shown.has("[name=_reject]")
    assert decided_page(log_in("judith"), program, "_publish").has(".errorlist")
    assert state(program) == VersionState.PENDING


def test_in_an_office_of_one_reviewers_publish_their_own_work(log_in, new_record, people, settings):
    settings.OFFICE_OF_ONE = True
    program = publish(None, new_record, people["judith"])
    save(program, change(new_record, founded=1950), people["judith"])
    decide(log_in("judith"), program, "_publish")
    assert state(program) == VersionState.PUBLISHED


@pytest.mark.parametrize(("button", "after"), [("_publish", VersionState.PUBLISHED), ("_reject", VersionState.REJECTED)])
def test_an_editor_decides_on_what_a_reviewer_alone_wrote(log_in, new_record, people, button, after):
    program = publish(None, new_record, people["sam"])
    save(program, change(new_record, founded=1950), people["judith"])
    assert page(log_in("maria"), address(program)).has("[name=_publish]")
    assert decide(log_in("vera"), program, button, decision="No.").status_code == 403
    assert decide(log_in("maria"), program, button, decision="I read the page.").status_code == 302
    assert (state(program), program.versions.get(number=2).decided_by) == (after, people["maria"])


@pytest.mark.parametrize("name", ["maria", "vera"])
def test_only_reviewers_decide_on_what_an_editor_wrote(log_in, program, name):
    shown = page(log_in(name), address(program))
    assert shown.has(".why-not")
    assert not shown.has("[name=_publish], [name=_reject]")
    for button in ("_publish", "_reject"):
        assert decide(log_in(name), program, button, decision="why").status_code == 403
    assert state(program) == VersionState.PENDING


def test_anonymous_users_are_redirected_and_users_without_a_role_are_refused(client, program, make_user):
    assert [client.get(url).status_code for url in (LIST, address(program))] == [302, 302]
    client.force_login(make_user("guest"))
    assert [client.get(url).status_code for url in (LIST, address(program))] == [403, 403]


def test_only_the_version_on_the_page_is_published(log_in, program, placing, people):
    """The editor saves again while the reviewer reads."""
    save(program, change(placing, founded=2001), people["maria"], "A better year")
    shown = decided_page(log_in("judith"), program, "_publish")
    assert shown.has(".messagelist .warning")
    assert shown.one("[name=number]")["value"] == "3"
    assert public_record().founded is None


def test_a_second_decision_is_refused_with_the_first_one(log_in, program, people):
    reject(program.versions.first(), people["sam"], "Not on the page")
    shown = decided_page(log_in("judith"), program, "_publish")
    warning = shown.text_of(".messagelist .warning")
    assert "sam" in warning
    assert "Not on the page" in warning
    assert shown.has("#nothing-pending")


def test_a_rejection_after_an_approval_is_refused(log_in, program, people):
    approve(program.versions.first(), people["sam"])
    assert "sam" in decided_page(log_in("judith"), program, "_reject", decision="No").text_of(".messagelist .warning")
    assert state(program) == VersionState.PUBLISHED


def test_the_proposer_cannot_publish_after_a_colleague_amended_the_change(log_in, program, placing, people):
    reject(program.versions.first(), people["judith"], "Not on the page")
    save(program, change(placing, founded=1998), people["sam"], "Another year")
    assert page(log_in("judith"), address(program)).has("[name=_publish]")
    assert not page(log_in("sam"), address(program)).has("[name=_publish]")
    save(program, change(placing, founded=1997), people["judith"], "One more")
    shown = page(log_in("sam"), address(program))
    assert not shown.has("[name=_publish]")
    assert shown.has(".why-not")
    assert decided_page(log_in("sam"), program, "_publish", number=4).has(".errorlist")
    assert state(program, 4) == VersionState.PENDING


def test_a_slug_taken_since_is_an_error(log_in, program, placing, new_record, people):
    save(program, change(placing, slug="wanted"), people["maria"], "Renamed")
    publish(None, change(new_record, slug="wanted", name="The Other"), people["sam"])
    assert "'wanted'" in decided_page(log_in("judith"), program, "_publish", number=3).text_of(".errorlist")
    assert state(program, 3) == VersionState.PENDING


def test_a_change_that_is_no_longer_valid_stays_pending(log_in, program, placing):
    program.versions.filter(number=2).update(record=change(placing, website="nowhere", pays="gold"))
    errors = decided_page(log_in("judith"), program, "_publish").text_of(".errorlist")
    assert "(website)" in errors
    assert "(pays)" in errors
    chosen = {"action": "publish_chosen", "_selected_action": [program.pk], "confirmed": "yes", "shown": f"{program.pk}:2"}
    listed = log_in("judith").post("/admin/catalog/program/", chosen, follow=True)
    assert "(website)" in ParsedPage(listed.content.decode()).text_of(".messagelist .warning")
    assert state(program) == VersionState.PENDING


def test_a_draft_is_shown_whole_supports_first(log_in, new_record, people):
    program = save(None, new_record, people["maria"], "First entry")
    fields = page(log_in("judith"), address(program)).data("tr[data-field]", "field")
    assert [field.startswith("supports.") for field in fields] == sorted(field.startswith("supports.") for field in fields)[::-1]
    assert {"supports.prepare.evidence", "supports.recognize.basis", "sponsor_type"} <= set(fields)
    decide(log_in("judith"), program, "_publish", number=1)
    assert Program.objects.get(pk=program.pk).publication == "published"


def test_publishing_returns_a_retired_program(log_in, program, new_record, people):
    retire(program, people["judith"], "Ended")
    save(program, new_record, people["maria"], "It goes on")
    for shown in (rows(page(log_in("judith"), LIST), "changes")[str(program.pk)], page(log_in("judith"), address(program)).text):
        assert "retired" in shown
    decide(log_in("judith"), program, "_publish", number=4)
    assert log_in("judith").get(f"/programs/{SLUG}/").status_code == 200


def test_the_whole_record_is_shown_if_no_version_is_known_to_have_been_public(log_in, new_record, people):
    program = publish(None, new_record, people["judith"])
    retire(program, people["judith"])
    program.versions.update(state=VersionState.SUPERSEDED, published=None)
    save(program, new_record, people["maria"], "It goes on")
    assert str(program.pk) in rows(page(log_in("judith"), LIST), "changes")
    shown = page(log_in("judith"), address(program))
    assert not shown.has("#differing")
    assert shown.has('[data-field="supports.prepare.evidence"]')


@pytest.mark.parametrize("number", ["", "x", "-1", "99", "9" * 40])
def test_invalid_input_is_an_error(log_in, program, number):
    response = log_in("judith").post(address(program), {"_publish": "1", "number": number, "decision": "\x00"})
    assert response.status_code == 422
    assert state(program) == VersionState.PENDING


@pytest.mark.parametrize("pk", ["999999", "9" * 30])
def test_an_unknown_program_is_not_found(log_in, pk):
    assert log_in("judith").get(f"{LIST}{pk}/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_list(log_in, program, new_record, people, django_assert_max_num_queries):
    for number in range(5):
        slug = f"more-{number}"
        more = publish(None, change(new_record, slug=slug, name=slug), people["judith"])
        save(more, change(new_record, slug=slug, name=slug, founded=1950), people["maria"])
    client = log_in("judith")
    client.get("/admin/")  # the counts of the menu stay until something changes
    with django_assert_max_num_queries(22):
        client.get(LIST)
