"""The Spanish texts are complete, and the compiled file is that of the other (tests/translations.py)."""

import gettext
import io

from tests import translations


def test_every_text_has_a_spanish_one():
    present = translations.read()
    missing = [message.id for message in translations.extract() if message.id and not _is_translated(present, message.id)]
    assert not missing, "run python -m tests.translations, then translate"


def test_no_translation_is_left_of_a_text_that_is_gone():
    wanted = {message.id for message in translations.extract()}
    assert not [message.id for message in translations.read() if message.id and message.id not in wanted]


def test_translations_keep_the_placeholders_and_the_tags():
    wrong = [message.id for message in translations.read() if message.id and not _is_like(message)]
    assert not wrong


def test_the_compiled_file_is_fresh():
    compiled = gettext.GNUTranslations(io.BytesIO(translations.compile_catalog(translations.read())))._catalog
    committed = gettext.GNUTranslations(io.BytesIO(translations.MO.read_bytes()))._catalog
    compiled.pop("")
    committed.pop("")
    assert committed == compiled, "run python -m tests.translations"


def _is_translated(present, key):
    message = present.get(key if isinstance(key, str) else key[0])
    return message is not None and message.id == key and not message.fuzzy and translations.is_translated(message)


def _is_like(message):
    wanted, found = translations.list_places(message)
    return wanted == found
