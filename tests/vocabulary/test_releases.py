"""Releases and backups carry the local terms; a catalog without any writes the same bytes as before."""

import io
import zipfile
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.test import Client

from catalog.models import AddedTerm, Program, Release, TermChange
from catalog.programs.publishing.revision import present_vocabularies
from catalog.programs.services import publish
from catalog.releases.selectors import release_words_of
from catalog.releases.services import load_release, rebuild_release, release
from catalog.schema.codebook import frozen_text
from catalog.schema.fields import FIELDS
from catalog.schema.local_terms import add_to_text
from catalog.schema.vocabulary import FILE, read
from catalog.vocabulary.services import add_term, retire_term, reword_term
from tests.factories import change
from tests.helpers import page
from tests.vocabulary.conftest import CODE, REASON, WORDS

pytestmark = pytest.mark.django_db
VERSION = "2027.01"


@pytest.fixture
def released(term, use_term):
    """A release made while a program has the term: the program's slug."""
    slug = use_term()
    release(VERSION)
    return slug


def test_without_local_terms_the_frozen_text_begins_with_the_file_byte_for_byte():
    text = FILE.read_text(encoding="utf-8")
    assert add_to_text(text, []) == text
    rest = frozen_text().removeprefix(text)
    assert rest.count("[[field]]") == len(FIELDS)
    assert rest.startswith("\n[[field]]\n")


def test_the_frozen_text_reads_back_as_the_own_book(term, boss, add_focus):
    reword_term(term, replace(WORDS, label='With "quotes" \\ and ünicode', spanish="Ñ"), REASON, boss)
    retire_term(add_focus("another", replace(WORDS, label="Another")), "technology", REASON, boss)
    own = present_vocabularies()
    frozen = read(frozen_text())
    assert frozen.vocabularies == own.vocabularies
    assert (frozen.home_state, dict(frozen.fields)) == (own.home_state, dict(own.fields))


def test_a_release_freezes_the_terms_in_force_and_is_made_again_the_same(released, term, boss):
    archive = bytes(Release.objects.get(version=VERSION).archive)
    reword_term(term, replace(WORDS, label="AI"), REASON, boss)
    retire_term(term, "technology", REASON, boss)
    assert rebuild_release(VERSION) == archive
    assert release_words_of(VERSION).vocabularies["focus"].label_of(CODE) == WORDS.label
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        [table] = [name for name in files.namelist() if name.endswith("/vocabulary.csv")]
        assert CODE in files.read(table).decode()


def test_its_pages_keep_its_words(client, released, term, boss):
    address = f"/programs/?focus={CODE}&release={VERSION}"
    assert page(client, address).slugs == [released]
    reword_term(term, replace(WORDS, label="AI"), REASON, boss)
    retire_term(term, "technology", REASON, boss)
    assert page(client, address).slugs == [released]
    assert WORDS.phrase in page(client, address).one("title").get_text()


def test_releases_before_the_term_do_not_have_it(client, released):
    assert CODE not in page(client, "/programs/?release=2026.11").counts("focus")


def test_it_loads_where_nobody_added_the_term(released):
    archive = bytes(Release.objects.get(version=VERSION).archive)
    TermChange.objects.all().delete()
    for model in (Release.objects.filter(version=VERSION), AddedTerm.objects.all()):
        model.delete()
    assert load_release(archive).version == VERSION
    assert page(Client(), f"/programs/?focus={CODE}&release={VERSION}").slugs == [released]


@pytest.mark.django_db(transaction=True)
def test_a_backup_brings_the_terms_back(empty_catalog, records, boss, tmp_path):
    add_term("focus", CODE, WORDS, REASON, boss)
    present_vocabularies()
    publish(None, change(records[0], focus=[CODE]), boss)
    file = tmp_path / "catalog.backup"
    call_command("backup", file, verbosity=0)
    call_command("flush", verbosity=0, interactive=False)
    assert not AddedTerm.objects.exists()
    call_command("restore", file, verbosity=0, replace=True)
    assert page(Client(), "/programs/").counts("focus")[CODE] == 1
    assert AddedTerm.objects.get().changes.count() == 1
    assert Program.objects.get().record.focus == [CODE]
