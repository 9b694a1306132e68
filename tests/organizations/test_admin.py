"""Organizations in the admin: the list, one organization, proposing and deciding, dropping."""

import pytest
from django.urls import reverse

from catalog.models import Organization, OrganizationChange, Program, Publication
from catalog.organizations.services import propose_details, publish_change, reject_change
from catalog.programs.history.versions import working_version
from catalog.programs.publishing.drafts import save_draft
from catalog.programs.services import publish, retire, save
from tests.admin.program_form_data import ADD, error_fields, form_data, parse
from tests.factories import change
from tests.helpers import page

pytestmark = pytest.mark.django_db

LIST = "/admin/catalog/organization/"
UNUSED = "/admin/organizations/unused/"
NAME, NEW = "Teach Plus", "Teach Plus United"


@pytest.fixture
def organization():
    return Organization.objects.get(name=NAME)


def page_of(organization):
    return f"{LIST}{organization.pk}/change/"


def rename_url(organization):
    return reverse("admin_organization_rename", args=[organization.pk])


def merge_url(organization):
    return reverse("admin_organization_merge", args=[organization.pk])


def propose(client, url, **fields):
    """Fill in the form, then confirm the preview; return its response."""
    shown = parse(client.get(url, fields))
    hidden = {field["name"]: field.get("value", "") for field in shown.all('form[method="post"] input[type="hidden"]')}
    return client.post(url, hidden)


def decide(client, pending, button, decision=""):
    url = reverse("admin_organization_change", args=[pending.pk])
    shown = page(client, url)
    return client.post(url, {button: "1", "decision": decision, "basis": shown.one('[name="basis"]').get("value", "")})


def names_in(shown):
    return [link.text for link in shown.all("#result_list .field-name a")]


# the list


def test_the_list_counts_programs_by_role_and_publication(client, ed, rev, new_record):
    Organization.objects.create(name="Later", slug="later")
    first = publish(None, change(new_record, sponsor="Ridgeline", partners=["Helper"]), rev)
    save(first, change(new_record, sponsor="Ridgeline", partners=["Helper", "Later"]), ed)
    save(None, change(new_record, slug="second", sponsor="Ridgeline"), ed)
    retire(publish(None, change(new_record, slug="third", sponsor="Ridgeline"), rev), rev)
    save_draft(None, "Begun", {"sponsor": ["Ridgeline"], "partners": ["Helper"]}, ed)
    client.force_login(ed)
    shown = page(client, f"{LIST}?q=ridgeline")
    counted = shown.text_of("#result_list .field-sponsor_of")
    assert counted == "1 published, 1 draft, 1 retired, 1 unfinished draft"
    assert page(client, f"{LIST}?q=helper").text_of(".field-partner_of") == "1 published, 1 unfinished draft"
    assert page(client, f"{LIST}?q=later").text_of(".field-partner_of") == "1 pending change"


def test_the_list_finds_by_former_name_and_filters(client, editor, organization):
    client.force_login(editor)
    propose(client, rename_url(organization), name=NEW)
    decide(client, OrganizationChange.objects.get(), "_publish")
    assert names_in(page(client, f"{LIST}?q=teach+plus")) == [NEW]
    Organization.objects.create(name="Nobody", slug="nobody", website="https://nobody.example.org/")
    assert names_in(page(client, f"{LIST}?use=none")) == ["Nobody"]
    assert names_in(page(client, f"{LIST}?site=some")) == ["Nobody"]
    assert "Nobody" not in names_in(page(client, f"{LIST}?use=some&q=nobody"))
    assert not names_in(page(client, f"{LIST}?site=none&q=nobody"))
    for odd in ("use=x", "site=x"):
        assert client.get(f"{LIST}?{odd}").status_code == 200


# one organization


def test_its_page_lists_its_programs_with_links(client, ed, organization, new_record):
    draft = save(None, change(new_record, sponsor="Another", partners=[NAME]), ed)
    unfinished = save_draft(None, "Begun", {"sponsor": [NAME]}, ed)
    client.force_login(ed)
    shown = page(client, page_of(organization))
    links = {link["href"] for link in shown.all("[data-place] a")}
    published = Program.objects.filter(sponsor=organization, publication=Publication.PUBLISHED)
    assert {f"/admin/catalog/program/{program.pk}/change/" for program in published} <= links
    assert {f"/admin/catalog/program/{draft.pk}/change/", f"{ADD}?draft={unfinished.pk}"} <= links
    assert shown.has(f'[href="/sponsors/{organization.slug}/"]')


def test_a_viewer_sees_it_and_changes_nothing(client, make_user, organization):
    client.force_login(make_user("vi", "Viewer"))
    shown = page(client, page_of(organization))
    assert not shown.has("#content-main form")
    assert not shown.has(f'[href="{rename_url(organization)}"]')
    assert client.post(page_of(organization), {"website": "https://example.org/"}).status_code == 403


def test_the_website_waits_for_a_second_person(client, ed, rev, organization):
    client.force_login(ed)
    posted = {"website": "www.example.org/about", "name": "Another", "slug": "another"}
    assert client.post(page_of(organization), posted).status_code == 302
    organization.refresh_from_db()
    assert (organization.website, organization.name) == ("", NAME)
    [pending] = OrganizationChange.objects.all()
    assert page(client, page_of(organization)).one("[data-waiting] a")["href"].endswith(f"/{pending.pk}/")
    client.force_login(rev)
    decide(client, pending, "_publish")
    organization.refresh_from_db()
    assert organization.website == "https://www.example.org/about"


@pytest.mark.parametrize("bad", ["no where", "javascript:alert(1)", "https://" + "x" * 500, "https://example.org/\x00"])
def test_an_invalid_address_is_an_error_and_nothing_is_saved(client, ed, organization, bad):
    client.force_login(ed)
    response = client.post(page_of(organization), {"website": bad})
    assert response.status_code == 422
    assert parse(response).has(".errorlist")
    assert not OrganizationChange.objects.exists()


# renaming and merging


def test_the_preview_lists_every_program_and_writes_nothing(client, ed, organization, new_record):
    save(None, change(new_record, sponsor=NAME), ed)
    client.force_login(ed)
    shown = page(client, f"{rename_url(organization)}?name={NEW}&reason=So.")
    programs = Program.objects.filter(sponsor=organization)
    counts = {str(one["data-effect"]): int(str(one["data-count"])) for one in shown.all("[data-effect]")}
    assert counts["published"] >= programs.filter(publication=Publication.PUBLISHED).count()
    assert counts["waiting"] == 1
    assert {str(program.pk) for program in programs} <= set(shown.data("[data-program]", "program"))
    assert not OrganizationChange.objects.exists()


def test_a_renaming_from_proposal_to_publication(client, ed, rev, organization):
    client.force_login(ed)
    response = propose(client, rename_url(organization), name=NEW, reason="Their site says so.")
    [pending] = OrganizationChange.objects.all()
    address = reverse("admin_organization_change", args=[pending.pk])
    assert response["Location"] == address
    assert (pending.user, pending.reason, pending.state) == (ed, "Their site says so.", "pending")
    shown = page(client, address)
    assert not shown.has('[name="_publish"]')
    assert "rev" in shown.text_of("[data-approvers]")
    client.force_login(rev)
    assert page(client, "/admin/pending/").has(f'[data-organization-change="{pending.pk}"] a[href="{address}"]')
    assert page(client, "/admin/").has('a[href="/admin/pending/#organizations"]')
    decide(client, pending, "_publish", "Checked.")
    organization.refresh_from_db()
    assert organization.name == NEW
    assert page(client, page_of(organization)).has('[data-change][data-state="published"]')
    assert page(client, address).has('[data-state="published"]')


def test_a_rejection_needs_a_reason(client, ed, rev, organization):
    pending = propose_details(organization, {"website": "https://example.org/"}, ed)
    client.force_login(rev)
    assert decide(client, pending, "_reject").status_code == 422
    decide(client, pending, "_reject", "Not theirs.")
    pending.refresh_from_db()
    assert (pending.state, pending.decision) == ("rejected", "Not theirs.")
    response = client.post(reverse("admin_organization_change", args=[pending.pk]), {"_publish": "1"}, follow=True)
    assert parse(response).has(".messagelist .warning")


def test_its_author_finds_a_rejected_change_until_they_propose_another(client, ed, rev, organization):
    pending = propose_details(organization, {"website": "https://example.org/"}, ed)
    reject_change(pending, rev, "Not theirs.")
    client.force_login(ed)
    own = "/admin/pending/?by=me"
    link = page(client, own).one('[data-waiting="rejected"]')
    assert link["href"].startswith(own)
    assert page(client, own).data("tr[data-organization-change]", "organization-change") == [str(pending.pk)]
    propose_details(organization, {"website": "https://example.com/"}, ed)
    assert not page(client, own).has('[data-waiting="rejected"]')


def test_the_author_takes_it_back_and_does_not_publish_it(client, ed, rev, organization):
    pending = propose_details(organization, {"website": "https://example.org/"}, rev)
    client.force_login(rev)
    assert decide(client, pending, "_publish").status_code == 422
    client.force_login(ed)
    assert decide(client, pending, "_withdraw").status_code == 403
    client.force_login(rev)
    decide(client, pending, "_withdraw")
    pending.refresh_from_db()
    assert pending.state == "withdrawn"


def test_a_preview_that_changed_is_shown_again(client, ed, rev, organization, new_record):
    client.force_login(ed)
    response = client.post(rename_url(organization), {"name": NEW, "basis": "old"})
    assert response.status_code == 200
    assert parse(response).has(".messagelist .warning")
    assert not OrganizationChange.objects.exists()
    propose(client, rename_url(organization), name=NEW)
    pending = OrganizationChange.objects.get()
    client.force_login(rev)
    url = reverse("admin_organization_change", args=[pending.pk])
    basis = page(client, url).one('[name="basis"]')["value"]
    save(None, change(new_record, sponsor=NAME), ed)
    assert parse(client.post(url, {"_publish": "1", "basis": basis}, follow=True)).has(".messagelist .warning")
    pending.refresh_from_db()
    assert pending.state == "pending"


@pytest.mark.parametrize("name", ["", "!!!", NAME, "x" * 300, "a\x00b"])
def test_a_name_that_is_none_gets_a_message(client, ed, organization, name):
    client.force_login(ed)
    shown = parse(client.get(rename_url(organization), {"name": name}))
    assert shown.has(".form-row.errors .errorlist")
    response = client.post(rename_url(organization), {"name": name})
    assert response.status_code == 422


def test_the_name_of_another_leads_to_merging(client, ed, organization):
    client.force_login(ed)
    shown = parse(client.get(rename_url(organization), {"name": "national education ASSOCIATION"}))
    shown = page(client, shown.one("[data-instead]")["href"])
    assert shown.has('[name="into"][value="National Education Association"]')


@pytest.mark.parametrize("into", ["", "Nobody at all", NAME, "\x00", "x" * 300])
def test_merging_into_what_is_no_other_organization_gets_a_message(client, ed, organization, into):
    client.force_login(ed)
    assert parse(client.get(merge_url(organization), {"into": into})).has(".form-row.errors .errorlist")
    assert client.post(merge_url(organization), {"into": into}).status_code == 422


def test_a_merge_says_which_partner_is_dropped(client, editor, organization, new_record):
    program = publish(None, change(new_record, sponsor="Ridgeline", partners=[NAME]), editor)
    ridgeline = Organization.objects.get(name="Ridgeline")
    client.force_login(editor)
    shown = page(client, f"{merge_url(ridgeline)}?into={NAME}")
    assert shown.has(f'[data-program="{program.pk}"] [data-note]')
    propose(client, merge_url(ridgeline), into=NAME)
    decide(client, OrganizationChange.objects.get(), "_publish")
    program.refresh_from_db()
    assert (program.record.sponsor, program.record.partners) == (NAME, [])
    assert client.get(page_of(ridgeline)).status_code in (302, 404)
    assert "Ridgeline" in page(client, page_of(organization)).text_of("#former-names")


def test_a_merge_shows_that_the_website_goes_along(client, ed, rev, organization, new_record):
    save(None, change(new_record, sponsor="Ridgeline"), ed)
    ridgeline = Organization.objects.get(name="Ridgeline")
    publish_change(propose_details(ridgeline, {"website": "https://ridgeline.example.org/"}, ed), rev)
    client.force_login(ed)
    ridgeline.refresh_from_db()
    assert page(client, f"{merge_url(ridgeline)}?into={NAME}").has("#details-go-along")
    assert not page(client, f"{merge_url(organization)}?into=Ridgeline").has("#details-go-along")
    propose(client, merge_url(ridgeline), into=NAME)
    assert OrganizationChange.objects.get(kind="merge").state == "pending"  # the public would see the website


def test_what_nobody_sees_is_renamed_at_once(client, ed, new_record):
    draft = save(None, change(new_record, sponsor="ridgeline"), ed)
    client.force_login(ed)
    one = Organization.objects.get(name="ridgeline")
    assert propose(client, rename_url(one), name="Ridgeline")["Location"] == page_of(one)
    assert working_version(draft).record.sponsor == "Ridgeline"


# unused ones


def test_unused_organizations_are_shown_then_dropped(client, ed, organization):
    one, two = (Organization.objects.create(name=name, slug=name.lower()) for name in ("One", "Two"))
    client.force_login(ed)
    assert len(page(client, UNUSED).all('[name="organization"][checked]')) == 2
    [only] = page(client, f"{UNUSED}?only={one.pk}").all('[name="organization"][checked]')
    assert only["value"] == str(one.pk)
    assert page(client, page_of(one)).has(f'[href="{UNUSED}?only={one.pk}"]')
    for odd in ([], ["x"], [str(10**30)], [str(organization.pk)]):
        assert client.post(UNUSED, {"organization": odd}).status_code == 422
    assert client.post(UNUSED, {"organization": [one.pk]}).status_code == 302
    assert not Organization.objects.filter(pk=one.pk).exists()
    assert Organization.objects.filter(pk__in=[two.pk, organization.pk]).count() == 2


# the form of a program


def test_a_second_spelling_in_the_form_offers_to_rename(client, ed, organization, new_record):
    client.force_login(ed)
    shown = client.post(ADD, form_data(change(new_record, sponsor="teach plus")))
    assert "sponsor" in error_fields(shown)
    assert parse(shown).one("[data-rename]")["href"] == rename_url(organization)


def test_the_form_of_a_retired_program_has_the_present_name(client, editor, organization, new_record):
    program = publish(None, change(new_record, sponsor="Ridgeline"), editor)
    retire(program, editor)
    one = Organization.objects.get(name="Ridgeline")
    client.force_login(editor)
    propose(client, rename_url(one), name="Ridgeline Foundation")
    shown = page(client, f"/admin/catalog/program/{program.pk}/change/")
    assert shown.one("#id_sponsor")["value"] == "Ridgeline Foundation"
