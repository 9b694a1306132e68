"""Reviewers look at pending versions beside what the public sees, and publish them or reject them with a reason."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from catalog.accounts.roles import EDITOR, REVIEWER, VIEWER
from catalog.models import Program, VersionState
from catalog.programs.published_records import published_versions
from catalog.programs.services import approve, publish, reject, retire, save
from catalog.schema.validation import validate
from tests.factories import change, change_json

pytestmark = pytest.mark.django_db

EVIDENCE = "Each fellow mentors in a partner school for a year."


@pytest.fixture
def people(django_user_model, settings):
    """An editor, two reviewers and a viewer; no office of one."""
    settings.OFFICE_OF_ONE = False
    found = {}
    for name, role in (("maria", EDITOR), ("judith", REVIEWER), ("sam", REVIEWER), ("vera", VIEWER)):
        found[name] = django_user_model.objects.create_user(name, is_staff=True)
        found[name].groups.add(Group.objects.get(name=role))
    return found


@pytest.fixture
def record(a_record):
    return validate(change_json(a_record, slug="a-new-program", name="A New Program", founded=None))


@pytest.fixture
def placing(record):
    """The record with one more support: another type."""
    return change(record, {"supports.place.present": True, "supports.place.evidence": EVIDENCE}, founded=1999)


@pytest.fixture
def program(record, placing, people):
    """A published program with a pending change of Maria's that alters its type."""
    program = publish(None, record, people["judith"])
    return save(program, placing, people["maria"], "The handbook names a mentoring year.")


@pytest.fixture
def desk(client, people):
    """Logs one of the people in; gives what asks for pages."""

    def opened(name):
        client.force_login(people[name])
        return client

    return opened


def address(program):
    return reverse("admin_pending_program", args=[program.pk])


def text(response):
    html = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def rows(response):
    """The differing fields of the page: label, left, right."""
    html = response.content.decode()
    table = re.search(r'<table class="side-by-side" id="differing">(.*?)</table>', html, re.DOTALL)[1]
    cells = re.findall(r"<tr data-field.*?</tr>", table, re.DOTALL)
    return [
        tuple(
            " ".join(unescape(re.sub(r"<[^>]+>", "", cell)).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        )
        for row in cells
    ]


def decide(client, program, button, number=2, decision=""):
    return client.post(address(program), {button: "1", "number": number, "decision": decision}, follow=True)


def state(program):
    return program.versions.get(number=2).state


def test_the_list_tells_who_changed_what_and_why_oldest_first(desk, program, record, people):
    other = publish(None, change(record, slug="another", name="Another Program"), people["judith"])
    save(other, change(record, slug="another", name="Another Program", founded=1950), people["sam"])
    save(None, change(record, slug="a-draft", name="A Draft"), people["maria"], "First entry")
    words = text(desk("vera").get("/admin/pending/"))
    for told in (
        "A New Program maria",
        "3 fields: Place: present, Place: evidence, Founded",
        "Type changes: Community of practice → becomes Professional advancement",
        "The handbook names a mentoring year.",
        "Another Program sam",
        "1 field: Founded None given",
        "A Draft maria",
        "First entry",
    ):
        assert told in words
    assert words.index("A New Program") < words.index("Another Program") < words.index("Drafts") < words.index("A Draft")


def test_an_empty_list_says_so(desk):
    words = text(desk("judith").get("/admin/pending/"))
    assert "No pending changes." in words
    assert "No drafts." in words


def test_a_pending_change_stands_beside_what_the_public_sees(desk, program):
    response = desk("judith").get(address(program))
    assert [row[0] for row in rows(response)] == ["Place: present", "Place: evidence", "Founded"]
    assert rows(response)[0] == ("Place: present", "No", "Yes")
    assert rows(response)[1][2] == EVIDENCE
    assert rows(response)[2] == ("Founded", "Not stated", "1999")
    words = text(response)
    assert "Community of practice (Prepare) → becomes Professional advancement (Prepare + Place)" in words
    assert "The handbook names a mentoring year." in words
    assert re.search(r"Show all fields: \d+ are the same in both", words)
    assert f'<a href="{program.record.sources[0].url}"' in response.content.decode()


def test_a_reviewer_publishes_a_colleagues_change(desk, program, people):
    response = decide(desk("judith"), program, "_publish", decision="Seen on the page")
    assert response.redirect_chain == [("/admin/pending/", 302)]
    assert "Version 2 of “A New Program” was published." in text(response)
    version = program.versions.get(number=2)
    assert (version.state, version.user, version.decided_by) == ("published", people["maria"], people["judith"])
    assert version.decision == "Seen on the page"
    assert published_versions(["a-new-program"])[0].record.founded == 1999


def test_a_rejection_needs_a_reason_told_at_its_field(desk, program, people):
    response = decide(desk("judith"), program, "_reject", decision="  ")
    assert response.status_code == 422
    assert re.search(r'class="errorlist" id="id_decision_error"', response.content.decode())
    assert "Enter a reason." in text(response)
    assert state(program) == VersionState.PENDING
    response = decide(desk("judith"), program, "_reject", decision="Not on the page")
    assert "Version 2 of “A New Program” was rejected." in text(response)
    assert program.versions.get(number=2).decision == "Not on the page"
    assert published_versions(["a-new-program"])[0].record.founded is None


def test_nobody_publishes_her_own_work_and_the_page_says_what_to_do(desk, record, people):
    program = publish(None, record, people["sam"])
    save(program, change(record, founded=1950), people["judith"])
    response = desk("judith").get(address(program))
    words = text(response)
    assert 'class="why-not"' in response.content.decode()
    assert "OFFICE_OF_ONE=1" in words
    assert 'name="_publish"' not in response.content.decode()
    assert 'name="_reject"' in response.content.decode()
    response = decide(desk("judith"), program, "_publish")
    assert 'class="errornote"' in response.content.decode() or 'class="errorlist' in response.content.decode()
    assert state(program) == VersionState.PENDING


def test_in_an_office_of_one_she_does(desk, record, people, settings):
    settings.OFFICE_OF_ONE = True
    program = publish(None, record, people["judith"])
    save(program, change(record, founded=1950), people["judith"])
    assert "You wrote this version yourself" not in text(desk("judith").get(address(program)))
    decide(desk("judith"), program, "_publish")
    assert state(program) == VersionState.PUBLISHED


@pytest.mark.parametrize("name", ["maria", "vera"])
def test_who_is_no_reviewer_looks_and_decides_nothing(desk, program, name):
    response = desk(name).get(address(program))
    assert "A reviewer publishes this or rejects it with a reason" in text(response)
    assert 'name="_publish"' not in response.content.decode()
    for button in ("_publish", "_reject"):
        assert decide(desk(name), program, button, decision="why").status_code == 403
    assert state(program) == VersionState.PENDING


def test_without_the_permission_to_look_there_is_nothing_to_see(client, program, django_user_model):
    client.force_login(django_user_model.objects.create_user("guest", is_staff=True))
    assert client.get("/admin/pending/").status_code == client.get(address(program)).status_code == 403
    client.logout()
    assert client.get(address(program)).status_code == 302


def test_what_is_published_is_what_was_looked_at(desk, program, placing, people):
    """While the reviewer reads, the editor changes her change: the button of the old page publishes nothing."""
    save(program, change(placing, founded=2001), people["maria"], "A better year")
    response = decide(desk("judith"), program, "_publish", number=2)
    assert "Nothing was changed. Version 2 was replaced by a newer version." in text(response)
    assert "version 3" in text(response)
    assert published_versions(["a-new-program"])[0].record.founded is None


def test_a_second_reviewer_is_told_what_the_first_decided(desk, program, people):
    reject(program.versions.first(), people["sam"], "Not on the page")
    response = decide(desk("judith"), program, "_publish")
    words = text(response)
    assert "Version 2 was rejected by sam: Not on the page" in words
    assert "No version of this program is awaiting review." in words


def test_an_approval_meanwhile_is_told_too(desk, program, people):
    approve(program.versions.first(), people["sam"])
    assert "Version 2 was published by sam." in text(decide(desk("judith"), program, "_reject", decision="No"))


def test_who_proposed_a_change_is_offered_no_button_after_a_colleague_carried_it_on(desk, program, placing, people):
    reject(program.versions.first(), people["judith"], "Not on the page")
    save(program, change(placing, founded=1998), people["sam"], "Another year")
    assert 'name="_publish"' in desk("judith").get(address(program)).content.decode()
    assert 'name="_publish"' not in desk("sam").get(address(program)).content.decode()
    save(program, change(placing, founded=1997), people["judith"], "One more")
    html = desk("sam").get(address(program)).content.decode()
    assert 'name="_publish"' not in html
    assert 'class="why-not"' in html
    response = decide(desk("sam"), program, "_publish", number=4)
    assert 'class="errorlist' in response.content.decode()
    assert program.versions.get(number=4).state == VersionState.PENDING


def test_a_slug_taken_meanwhile_is_told_and_nothing_is_published(desk, program, placing, record, people):
    save(program, change(placing, slug="wanted"), people["maria"], "Renamed")
    publish(None, change(record, slug="wanted", name="The Other"), people["sam"])
    response = decide(desk("judith"), program, "_publish", number=3)
    assert response.status_code == 422
    assert "'wanted' is the address of “The Other”" in text(response)
    assert program.versions.get(number=3).state == VersionState.PENDING


def test_a_change_that_breaks_a_rule_by_now_is_told_and_stays_pending(desk, program, placing):
    program.versions.filter(number=2).update(record=change(placing, website="nowhere", pays="gold"))
    response = decide(desk("judith"), program, "_publish")
    assert response.status_code == 422
    assert "Cannot publish. Website (website): 'nowhere' is not a web address" in text(response)
    assert "Cannot publish. What you pay (pays): 'gold'" in text(response)
    assert state(program) == VersionState.PENDING
    chosen = {"action": "publish_chosen", "_selected_action": [program.pk], "confirmed": "yes", "shown": f"{program.pk}:2"}
    listed = text(desk("judith").post("/admin/catalog/program/", chosen, follow=True))
    assert "1 not published. Website (website): 'nowhere' is not a web address" in listed
    assert state(program) == VersionState.PENDING


def test_a_draft_is_shown_whole_its_supports_first(desk, record, people):
    program = save(None, record, people["maria"], "First entry")
    words = text(desk("judith").get(address(program)))
    assert "Draft: A New Program" in words
    assert words.index("Prepare: evidence") < words.index("Recognize: basis") < words.index("Kind of sponsor")
    assert record.supports.prepare.evidence in words
    decide(desk("judith"), program, "_publish", number=1)
    assert Program.objects.get(pk=program.pk).publication == "published"


def test_a_retired_program_would_come_back(desk, program, record, people):
    retire(program, people["judith"], "Ended")
    save(program, record, people["maria"], "It goes on")
    assert "Returns a retired program to the catalog" in text(desk("judith").get("/admin/pending/"))
    assert "the program is retired. Publishing this returns it to the catalog." in text(desk("judith").get(address(program)))
    decide(desk("judith"), program, "_publish", number=4)
    assert desk("judith").get("/programs/a-new-program/").status_code == 200


def test_of_a_program_retired_before_versions_told_when_they_were_public_the_whole_record_is_shown(desk, record, people):
    program = publish(None, record, people["judith"])
    retire(program, people["judith"])
    program.versions.update(state=VersionState.SUPERSEDED, published=None)
    save(program, record, people["maria"], "It goes on")
    assert "The whole record" in text(desk("judith").get("/admin/pending/"))
    assert "The three supports and their evidence" in text(desk("judith").get(address(program)))


@pytest.mark.parametrize("number", ["", "x", "-1", "99", "9" * 40])
def test_nothing_posted_yields_a_500(desk, program, number):
    response = desk("judith").post(address(program), {"_publish": "1", "number": number, "decision": "\x00"})
    assert response.status_code == 422
    assert state(program) == VersionState.PENDING


@pytest.mark.parametrize("pk", ["999999", "9" * 30])
def test_an_unknown_program_is_not_there(desk, pk):
    assert desk("judith").get(f"/admin/pending/{pk}/").status_code == 404


def test_the_list_asks_the_database_little_however_long_it_is(desk, program, record, people, django_assert_max_num_queries):
    for number in range(5):
        slug = f"more-{number}"
        more = publish(None, change(record, slug=slug, name=slug), people["judith"])
        save(more, change(record, slug=slug, name=slug, founded=1950), people["maria"])
    client = desk("judith")
    with django_assert_max_num_queries(16):
        client.get("/admin/pending/")
