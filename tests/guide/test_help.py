"""Every page of the admin leads to the chapter that explains it."""

import pytest
from django.urls import reverse

from catalog.guide.help import HELP, find_help, find_help_chapter
from catalog.guide.selectors import find_chapter, read_guide
from tests.accounts.test_permissions import ADDRESSES
from tests.helpers import page


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_an_admin_address_has_a_chapter(name):
    chapter = find_help_chapter(name)
    assert chapter is not None, f"Add {name} to HELP in catalog/guide/help.py with the chapter that explains it"
    assert chapter == "" or find_chapter(chapter), f"The guide has no chapter {chapter!r}, which explains {name}"


def test_the_list_names_only_chapters_that_there_are():
    assert {chapter for _, chapter in HELP if chapter} <= {chapter.anchor for chapter in read_guide()}


def test_an_address_that_the_list_does_not_know_leads_to_the_start():
    assert find_help("a_new_page") == reverse("admin_guide")


def test_the_header_leads_there(editor_client):
    week = page(editor_client, reverse("admin_week"))
    assert week.one("#help")["href"] == reverse("admin_guide_chapter", args=["the-weekly-queue"])
    assert page(editor_client, reverse("admin:index")).one("#help")["href"] == reverse("admin_guide")
    refused = page(editor_client, "/admin/nowhere/", status=404)
    assert refused.one("#help")["href"] == reverse("admin_guide")
