"""An update of fixtures/vocabulary.toml that brings a local term: the file counts, nothing conflicts."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from catalog.models import Program
from catalog.programs.publishing.revision import forget_vocabularies, present_vocabularies
from catalog.schema import local_terms, vocabulary
from catalog.schema.vocabulary import Term, file_vocabularies
from catalog.vocabulary.services import TermRefused, retire_term, reword_term
from tests.helpers import page
from tests.vocabulary.conftest import CODE, REASON, WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def update_file(monkeypatch):
    """Let an update of the catalog bring this term to the file's focuses."""

    def update(code, label):
        words = file_vocabularies()
        focus = words.vocabularies["focus"]
        brought = replace(focus, terms=(*focus.terms, Term(code, label, "As the catalog defines it.", label.lower())))
        made = replace(words, vocabularies=MappingProxyType({**words.vocabularies, "focus": brought}))
        for module in (vocabulary, local_terms):
            monkeypatch.setattr(module, "file_vocabularies", lambda: made)
        # selectors read it by their own name
        monkeypatch.setattr("catalog.vocabulary.selectors.file_vocabularies", lambda: made)
        local_terms.vocabularies_with.cache_clear()
        forget_vocabularies()

    yield update
    monkeypatch.undo()
    local_terms.vocabularies_with.cache_clear()
    forget_vocabularies()


@pytest.mark.parametrize("label", [WORDS.label, "Artificial intelligence in schools"])
def test_the_files_term_counts_if_it_has_the_code(client, editor_client, term, use_term, boss, update_file, label):
    slug = use_term()
    update_file(CODE, label)
    assert page(client, f"/programs/?focus={CODE}").slugs == [slug]
    assert present_vocabularies().vocabularies["focus"].label_of(CODE) == label
    [note] = page(editor_client, "/admin/vocabulary/").all(f'[data-merged="{CODE}"]')
    assert label in note.get_text()
    for act in (lambda: reword_term(term, replace(WORDS, label="AI"), REASON, boss), lambda: retire_term(term, "", REASON, boss)):
        with pytest.raises(TermRefused):
            act()
    assert page(editor_client, f"/admin/vocabulary/terms/{term.pk}/").has("#in-file")


def test_a_term_under_another_code_with_the_same_label_takes_its_programs(client, editor_client, term, use_term, update_file):
    slug = use_term()
    update_file("ai", WORDS.label.upper())
    assert page(client, "/programs/?focus=ai").slugs == [slug]
    assert Program.objects.get(slug=slug).record.focus[-1] == "ai"
    assert page(editor_client, "/admin/vocabulary/").has(f'[data-merged="{CODE}"]')


def test_a_vocabulary_that_is_closed_later_keeps_its_local_terms(client, use_term, add_focus, monkeypatch):
    add_focus()
    use_term()
    for module in ("schema.local_terms", "vocabulary.selectors", "vocabulary.services", "vocabulary.admin"):
        monkeypatch.setattr(f"catalog.{module}.OPEN", ("receives",))
    assert page(client, "/programs/").counts("focus")[CODE] == 1
