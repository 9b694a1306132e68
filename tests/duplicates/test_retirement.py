"""Retiring one program, with a reason and the program that continues it."""

import pytest
from django.urls import reverse

from catalog.models import FormerSlug, Program, Publication
from catalog.programs.services import NoSuccessor, publish, retire, save
from tests.factories import change
from tests.helpers import ParsedPage, page

pytestmark = pytest.mark.django_db


def address(program):
    return reverse("admin_retire", args=[program.pk])


def present(program):
    return Program.objects.get(pk=program.pk)


def test_a_program_retires_with_a_reason(log_in, advisors, client):
    answer = log_in("judith").post(address(advisors), {"reason": "It ended in 2024.", "successor": ""})
    assert answer.status_code == 302
    retired = present(advisors)
    assert retired.publication == Publication.RETIRED
    assert (retired.current.reason, retired.current.user.username) == ("It ended in 2024.", "judith")
    assert client.get(reverse("program", args=[advisors.slug])).status_code == 410


@pytest.mark.parametrize(
    "typed",
    ["la-teacher-leaders", "https://catalog.example.org/programs/la-teacher-leaders/?x=1", " LOUISIANA Teacher Leaders "],
)
def test_its_address_leads_to_its_successor(log_in, advisors, leaders, client, typed):
    log_in("judith").post(address(advisors), {"reason": "Part of the network now.", "successor": typed})
    answer = client.get(reverse("program", args=[advisors.slug]))
    assert (answer.status_code, answer["Location"]) == (301, reverse("program", args=[leaders.slug]))


def test_a_retired_program_gets_a_successor_later(log_in, advisors, leaders, people):
    retire(advisors, people["judith"], "Gone")
    number = present(advisors).current.number
    assert page(log_in("judith"), address(advisors)).has('[name="successor"]')
    assert log_in("judith").post(address(advisors), {"successor": leaders.slug}).status_code == 302
    assert FormerSlug.objects.get(slug=advisors.slug).program == leaders
    assert present(advisors).current.number == number
    assert page(log_in("judith"), address(advisors)).data("[data-successor]", "successor") == [leaders.slug]


@pytest.mark.parametrize("typed", ["no-such-program", "la-teacher-leader-advisors", "\0", "http://[", "9" * 400])
def test_an_unknown_successor_is_an_error_at_its_field(log_in, advisors, typed):
    answer = log_in("judith").post(address(advisors), {"reason": "Gone", "successor": typed})
    assert answer.status_code == 422
    assert ParsedPage(answer.content.decode()).has(".errors #id_successor")
    assert present(advisors).publication == Publication.PUBLISHED


def test_part_of_a_name_is_answered_with_the_names_that_hold_it(log_in, advisors, leaders):
    answer = log_in("judith").post(address(advisors), {"reason": "Gone", "successor": leaders.name[:-1]})
    assert answer.status_code == 422
    assert leaders.name in ParsedPage(answer.content.decode()).text_of("#content .errorlist")


def test_a_reason_is_required(log_in, advisors):
    answer = log_in("judith").post(address(advisors), {"reason": " ", "successor": ""})
    assert answer.status_code == 422
    assert present(advisors).publication == Publication.PUBLISHED


def test_a_draft_is_discarded_not_retired(log_in, new_record, people):
    draft = save(None, new_record, people["maria"])
    assert page(log_in("judith"), address(draft)).has("#is-draft")
    log_in("judith").post(address(draft), {"reason": "Gone"})
    assert present(draft).publication == Publication.DRAFT


def test_only_another_published_program_continues_one(advisors, leaders, people):
    retire(leaders, people["judith"], "Gone")
    for successor in (leaders, advisors):
        with pytest.raises(NoSuccessor):
            retire(advisors, people["judith"], "Gone", successor)
    assert present(advisors).publication == Publication.PUBLISHED


def test_reviewers_find_the_button_in_the_form(log_in, advisors):
    form = reverse("admin:catalog_program_change", args=[advisors.pk])
    for name, offered in (("judith", True), ("maria", False)):
        assert page(log_in(name), form).has(f'.object-tools a[href="{address(advisors)}"]') == offered
        assert page(log_in(name), form).has(f'.object-tools a[href="{reverse("admin_merge_choose", args=[advisors.pk])}"]')


def test_a_pending_change_is_named_before_it_is_lost(log_in, advisors, people):
    save(advisors, change(advisors.record, founded=1999), people["maria"])
    assert page(log_in("judith"), address(advisors)).has("#pending-change")


def test_a_successor_that_takes_the_same_name_keeps_its_own_address(advisors, leaders, people):
    retire(advisors, people["judith"], "Gone", leaders)
    publish(leaders, change(leaders.record, slug="the-network"), people["judith"])
    led = dict(FormerSlug.objects.values_list("slug", "program__slug"))
    assert led == dict.fromkeys(["la-teacher-leader-advisors", "la-teacher-leaders"], "the-network")


def test_every_other_published_program_is_offered_as_successor_likely_ones_first(log_in, advisors, leaders, new_record, people):
    for number in (1, 2):
        publish(None, change(new_record, slug=f"twin-{number}", name="Twin", sponsor=f"Trust {number}"), people["judith"])
    options = [str(option["value"]) for option in page(log_in("judith"), address(advisors)).all("#successors option")]
    published = Program.objects.filter(publication=Publication.PUBLISHED)
    assert len(options) == len(set(options)) == published.count() - 1
    assert options[0] == leaders.name
    assert advisors.name not in options
    # a name that two programs have is offered as their addresses
    assert {"twin-1", "twin-2"} < set(options)
    sponsored = published.filter(sponsor=advisors.sponsor).exclude(pk=advisors.pk)
    assert set(options[: sponsored.count()]) == {program.name for program in sponsored}
