"""The pages that merge two programs: choosing the other one, choosing field by field, reviewing the merge."""

import pytest
from django.urls import reverse

from catalog.duplicates.merge.fields import differing_fields
from catalog.duplicates.selectors import open_pairs
from catalog.models import Program, Publication, VersionState
from catalog.programs.services import publish, retire, save
from tests.factories import change
from tests.helpers import ParsedPage, page, plain_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(leaders, advisors):
    return reverse("admin_merge", args=[leaders.pk, advisors.pk])


def send(client, address, button="_merge", **changes):
    """The answer to the form as the page proposes it, with these values instead."""
    data = page(client, address).form_data("#merge", button)
    return client.post(
        address, {**data, "survivor": "left", **{name.replace("__", "-"): value for name, value in changes.items()}}
    )


def chosen(shown):
    """The side that is chosen for each part."""
    return {str(radio["name"]): str(radio["value"]) for radio in shown.all('#merge input[type="radio"][checked]')}


def test_every_likely_pair_can_be_merged(log_in):
    shown = page(log_in("maria"), "/admin/duplicates/")
    for pair in open_pairs():
        assert shown.has(f'a[href="{reverse("admin_merge", args=[pair.first.pk, pair.second.pk])}"]')


@pytest.mark.parametrize(("words", "found"), [("louisiana advisors", 1), ("la-teacher-leader-advisors", 1), ("no such words", 0)])
def test_the_other_program_is_found_by_its_words(log_in, leaders, advisors, words, found):
    shown = page(log_in("maria"), f"{reverse('admin_merge_choose', args=[leaders.pk])}?q={words}")
    assert shown.data("[role=status][data-count]", "count") == [str(found)]
    assert shown.has('[aria-labelledby="search"]') == bool(found)
    # likely ones are offered without a search
    assert shown.data('[aria-labelledby="likely"] [data-program]', "program") == [str(advisors.pk)]


@pytest.mark.parametrize("words", ["%00", "9" * 300, "%25", "'\""])
def test_any_words_can_be_searched_for(log_in, leaders, words):
    assert log_in("maria").get(f"{reverse('admin_merge_choose', args=[leaders.pk])}?q={words}").status_code == 200


def test_only_what_differs_is_to_be_chosen(log_in, address, leaders, advisors):
    shown = page(log_in("maria"), address)
    parts = differing_fields(leaders.record, advisors.record)
    assert shown.data("[data-part]", "part") == [part.path for part in parts]
    for part in parts:
        sides = shown.data(f'[data-part="{part.path}"] [data-side]', "side")
        assert sides == [side.value for side in part.sides]
    folded = set(shown.data(".same-fields tr[data-field]", "field"))
    assert folded
    assert not folded & {part.path for part in parts}


def test_the_older_one_of_two_published_programs_survives_at_first(log_in, address, leaders, advisors):
    older = "left" if leaders.created < advisors.created else "right"
    assert chosen(page(log_in("maria"), address))["survivor"] == older


def test_the_published_program_survives_at_first(log_in, leaders, new_record, people):
    draft = save(None, new_record, people["maria"])
    for pair, side in (((leaders, draft), "left"), ((draft, leaders), "right")):
        shown = page(log_in("maria"), reverse("admin_merge", args=[one.pk for one in pair]))
        assert chosen(shown)["survivor"] == side


@pytest.mark.parametrize("side", ["left", "right"])
def test_one_link_chooses_a_side_everywhere(log_in, address, side):
    sides = chosen(page(log_in("maria"), f"{address}?all={side}"))
    sides.pop("survivor")
    assert set(sides.values()) == {side}


def test_a_merge_waits_for_review_and_is_published_as_one(log_in, address, leaders, advisors):
    response = send(log_in("maria"), address, reason="The same people run both.")
    review = reverse("admin_pending_program", args=[leaders.pk])
    assert response["Location"] == review
    shown = page(log_in("judith"), "/admin/pending/")
    assert shown.data(f'tr[data-program="{leaders.pk}"] [data-absorbs]', "absorbs") == [str(advisors.pk)]
    shown = page(log_in("judith"), review)
    assert shown.data("#absorbs", "absorbs") == [str(advisors.pk)]
    assert shown.has("#absorbed tr[data-field]")
    number = str(shown.one('.decide [name="number"]')["value"])
    log_in("judith").post(review, {"_publish": "1", "number": number, "decision": ""})
    assert Program.objects.get(pk=advisors.pk).publication == Publication.RETIRED
    shown = page(log_in("judith"), reverse("admin:catalog_program_history", args=[leaders.pk]))
    assert shown.data("[data-merged]", "merged") == [advisors.slug]
    for name in ("admin:catalog_program_history", "admin:catalog_program_change"):
        assert page(log_in("judith"), reverse(name, args=[advisors.pk])).data("[data-successor]", "successor") == [leaders.slug]


def test_a_merge_can_be_published_from_the_list(log_in, address, leaders, advisors):
    send(log_in("maria"), address)
    listed = reverse("admin:catalog_program_changelist")
    asked = {"action": "publish_chosen", "_selected_action": leaders.pk}
    shown = ParsedPage(log_in("judith").post(listed, asked).content.decode())
    assert shown.data("[data-absorbs]", "absorbs") == [str(advisors.pk)]
    token = str(shown.one('[name="shown"]')["value"])
    log_in("judith").post(listed, {**asked, "confirmed": "yes", "shown": token})
    assert Program.objects.get(pk=advisors.pk).publication == Publication.RETIRED


def test_both_forms_name_the_merge_that_waits(log_in, address, leaders, advisors):
    send(log_in("maria"), address)
    assert page(log_in("maria"), reverse("admin:catalog_program_change", args=[leaders.pk])).has("[data-absorbs]")
    assert page(log_in("maria"), reverse("admin:catalog_program_change", args=[advisors.pk])).has("[data-merge]")


def test_an_outdated_merge_offers_no_button_to_publish(log_in, address, leaders, advisors, people):
    send(log_in("maria"), address)
    save(advisors, change(advisors.record, founded=1999), people["paul"])
    review = reverse("admin_pending_program", args=[leaders.pk])
    shown = page(log_in("judith"), review)
    assert not shown.has('[name="_publish"]')
    assert shown.has('[name="_reject"]')
    answer = log_in("judith").post(review, {"_publish": "1", "number": shown.one('.decide [name="number"]')["value"]})
    assert answer.status_code == 422
    assert Program.objects.get(pk=advisors.pk).publication == Publication.PUBLISHED


def test_publishing_an_outdated_merge_from_the_form_says_why(log_in, address, leaders, advisors, people, settings):
    send(log_in("maria"), address)
    save(advisors, change(advisors.record, founded=1999), people["paul"])
    settings.OFFICE_OF_ONE = True
    form = reverse("admin:catalog_program_change", args=[leaders.pk])
    answer = log_in("judith").post(form, page(log_in("judith"), form).form_data("#record", "_publish"))
    assert "changed after this merge was proposed" in ParsedPage(answer.content.decode()).text_of(".errornote")
    assert Program.objects.get(pk=advisors.pk).publication == Publication.PUBLISHED


def test_a_program_that_changed_since_is_compared_again(log_in, address, leaders, advisors, people):
    data = page(log_in("maria"), address).form_data("#merge", "_merge")
    publish(advisors, change(advisors.record, founded=1999), people["judith"])
    response = log_in("maria").post(address, {**data, "keep-name": "right", "reason": "Typed before."})
    assert response.status_code == 409
    shown = ParsedPage(response.content.decode())
    assert shown.has("#changed")
    assert chosen(shown)["keep-name"] == "right"
    assert shown.one("#id_reason")["value"] == "Typed before."
    assert "founded" in shown.data("[data-part]", "part")
    assert not leaders.versions.filter(state=VersionState.PENDING).exists()
    assert log_in("maria").post(address, shown.form_data("#merge", "_merge")).status_code == 302


def test_an_error_of_the_merged_record_is_shown_at_its_field(log_in, address, leaders, advisors, people):
    local = {"scope": "local", "locality": "New Orleans", "serves_states": ["LA"], "serves_basis": "stated"}
    publish(advisors, change(advisors.record, **local), people["judith"])
    response = send(log_in("maria"), address, keep__scope="right", keep__locality="left")
    assert response.status_code == 422
    shown = ParsedPage(response.content.decode())
    [error] = shown.all('[data-part="locality"] .errorlist')
    assert plain_text(error)
    assert shown.has('.errornote a[href="#id_keep-locality-left"]')
    assert chosen(shown)["keep-scope"] == "right"


def test_a_changed_type_asks_for_the_reason(log_in, address, leaders, advisors, people):
    publish(advisors, change(advisors.record, {"supports.place.present": False}), people["judith"], "It places nobody.")
    response = send(log_in("maria"), address, **{"keep__supports.place": "right"})
    assert response.status_code == 422
    assert ParsedPage(response.content.decode()).has('.errornote a[href="#id_reason"]')
    assert send(log_in("maria"), address, reason="It places nobody.", **{"keep__supports.place": "right"}).status_code == 302


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"left": "x", "right": "\0", "survivor": "nobody"},
        {"left": "9" * 40, "right": "-1", "keep-name": "above"},
        {"left": "1", "right": "1", "survivor": "left", "keep-name": "both", "reason": "\0"},
    ],
)
def test_invalid_input_writes_nothing(log_in, address, leaders, data):
    assert log_in("maria").post(address, data).status_code in (409, 422)
    assert not leaders.versions.filter(state=VersionState.PENDING).exists()


def test_programs_that_cannot_be_merged_are_named_with_the_reason(log_in, address, leaders, advisors, people):
    data = page(log_in("maria"), address).form_data("#merge", "_merge")
    retire(advisors, people["judith"], "Gone")
    assert page(log_in("maria"), address).has("#reasons li")
    assert log_in("maria").post(address, data).status_code == 409
    assert page(log_in("maria"), reverse("admin_merge_choose", args=[advisors.pk])).has("#is-retired")
    assert log_in("maria").get(reverse("admin_merge", args=[leaders.pk, 10**15])).status_code == 404


def test_two_drafts_are_merged_at_once(log_in, new_record, people):
    first = save(None, new_record, people["maria"])
    second = save(None, change(new_record, slug="the-same", name="The Same"), people["maria"])
    response = send(log_in("maria"), reverse("admin_merge", args=[first.pk, second.pk]))
    assert response["Location"] == reverse("admin:catalog_program_change", args=[first.pk])
    assert not Program.objects.filter(pk=second.pk).exists()


def test_only_an_office_of_one_is_offered_to_publish_at_once(log_in, address, advisors, settings):
    assert not page(log_in("judith"), address).has('[name="_publish"]')
    settings.OFFICE_OF_ONE = True
    shown = page(log_in("judith"), address)
    # Enter in a field presses the first button, which must not publish
    assert [str(button["name"]) for button in shown.all('#merge [type="submit"]')] == ["_merge", "_publish"]
    send(log_in("judith"), address, "_publish")
    assert Program.objects.get(pk=advisors.pk).publication == Publication.RETIRED


def test_a_renamed_program_with_another_address_is_saved(log_in, leaders):
    form = reverse("admin:catalog_program_change", args=[leaders.pk])
    data = page(log_in("maria"), form).form_data("#record", "_save")
    answer = log_in("maria").post(form, {**data, "name": "Louisiana Teacher Leader Network", "slug": "la-teacher-leader-network"})
    shown = ParsedPage(answer.content.decode()) if answer.status_code == 200 else None
    assert shown is None or leaders.slug not in shown.text
    assert page(log_in("maria"), f"/admin/programs/alike/?name={leaders.name}&program={leaders.pk}").text.count(leaders.name) == 0


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_program_with_itself_leads_back_to_the_choice_of_another(log_in, leaders, method):
    client = log_in("maria")
    answer = getattr(client, method)(reverse("admin_merge", args=[leaders.pk, leaders.pk]))
    assert answer["Location"] == reverse("admin_merge_choose", args=[leaders.pk])
    assert page(client, answer["Location"]).has(".messagelist .warning")
