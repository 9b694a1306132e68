"""Every process knows a term with its next request, and none keeps one that was rolled back."""

import pytest
from django.db import transaction
from django.test import Client

from catalog.browse.facets import facets_of
from catalog.browse.live_snapshot import live_snapshot, open_snapshot
from catalog.models import Revision
from catalog.programs.publishing.revision import forget_vocabularies, present_vocabularies, vocabularies_at
from catalog.schema import vocabulary as vocabularies
from catalog.schema.codebook import book, own_book
from catalog.schema.vocabulary import vocabulary
from tests.admin.program_form_data import ADD
from tests.helpers import page
from tests.vocabulary.conftest import CODE

pytestmark = pytest.mark.django_db


def test_a_process_that_served_before_shows_the_term_next(client, add_focus):
    assert CODE not in page(client, "/programs/").counts("focus")
    add_focus()  # as another process does: this one still has the words of its last request
    assert CODE not in own_book().vocabularies["focus"].by_code
    assert page(client, "/programs/").counts("focus")[CODE] == 0


def test_so_does_the_form_of_editors(editor_client, add_focus):
    assert not page(editor_client, ADD).has(f'input[name="focus"][value="{CODE}"]')
    add_focus()
    assert page(editor_client, ADD).has(f'input[name="focus"][value="{CODE}"]')


def test_a_new_process_reads_the_terms_with_its_first_request(client, term):
    forget_vocabularies()
    assert page(client, "/programs/").counts("focus")[CODE] == 0


def test_terms_are_read_once_for_each_stamp(term, django_assert_num_queries):
    with django_assert_num_queries(3):  # the stamp, the terms, the families
        present_vocabularies()
    with django_assert_num_queries(1):
        present_vocabularies()


def test_the_same_terms_are_the_same_book_so_that_caches_keep_it(client, term, boss):
    first = present_vocabularies()
    forget_vocabularies()
    assert present_vocabularies() is first
    assert facets_of(first) is facets_of(present_vocabularies())


def test_without_terms_the_book_is_that_of_the_file(client):
    page(client, "/programs/")
    assert own_book().vocabularies is vocabularies.file_vocabularies().vocabularies


def test_a_rolled_back_term_is_gone(client, add_focus):
    with transaction.atomic():
        add_focus()
        assert CODE in present_vocabularies().vocabularies["focus"].by_code
        transaction.set_rollback(True)
    assert CODE not in page(client, "/programs/").counts("focus")


def test_a_page_keeps_its_words_though_another_request_brings_new_ones(add_focus):
    with open_snapshot() as snapshot:
        add_focus()
        present_vocabularies()
        assert CODE in own_book().vocabularies["focus"].by_code
        assert CODE not in vocabulary("focus").by_code
        assert book() is snapshot.words
    assert CODE in live_snapshot().facets["focus"].labels


@pytest.mark.django_db(transaction=True)
def test_two_connections_see_it_after_the_commit(empty_catalog, add_focus, second_connection):
    def stored():
        return CODE in page(Client(), "/programs/").counts("focus")

    assert not second_connection(stored)
    add_focus()
    assert second_connection(stored)


def test_the_stamp_decides_whether_terms_are_read(term):
    held = present_vocabularies()
    assert vocabularies_at(Revision.objects.get().stamp) is held
