"""The Spanish of the public pages: `python -m tests.translations` reads the texts from code, templates and vocabularies,
merges them into catalog/locale/es/LC_MESSAGES/django.po, and compiles it. docs/adding-things.md says how to translate.

Babel does it, so no machine needs GNU gettext. Django reads the compiled file, which is committed next to the other.
"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "catalog" / "locale" / "es" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
_METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
_OPTIONS = {
    pattern: {"trimmed": "true", "silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"} for pattern, _ in _METHODS
}
_KEYWORDS: dict[str, Any] = {"_": None, "gettext": None, "gettext_noop": None, "ngettext": (1, 2)}
# of vocabularies, what catalog.schema.vocabulary.translate_vocabulary() translates
_SHOWN = ("label", "phrase", "sentence", "none_label", "none_phrase", "unstated_phrase")
# vocabularies whose definitions no page for teachers shows
_UNDEFINED = ("state", "home_state", "form_basis", "serves_basis")
# lines of the header that would differ after each run, and with each version of Babel
_CHANGING = re.compile(rb'^"(?:Report-Msgid-Bugs-To|POT-|PO-|Last-Tr|Language-Team|Generated-By).*\n', re.MULTILINE)
_PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{\w*\}|<[^>]+>")


def extract() -> Catalog:
    """Return the messages of the templates, the code and the vocabularies."""
    from catalog.schema.codebook import own_book

    found = Catalog(charset="utf-8")
    for folder in ("templates", "catalog"):
        for _, _, message, _, _ in extract_from_dir(
            ROOT / folder, method_map=_METHODS, options_map=_OPTIONS, keywords=_KEYWORDS, directory_filter=_is_source
        ):
            found.add(message, flags=_flags(message))
    book = own_book()
    for vocabulary in (*book.vocabularies.values(), book.home_state):
        for words in (vocabulary, *vocabulary.terms):
            for name in _SHOWN:
                if text := getattr(words, name, ""):
                    found.add(text)
            definition = words.none_definition if words is vocabulary else words.definition
            if definition and vocabulary.code not in _UNDEFINED:
                found.add(definition)
    for field in book.fields.values():
        if field.public:
            found.add(field.label)
    return found


def read() -> Catalog:
    """Return the translations as they are in the file."""
    with PO.open("rb") as file:
        return read_po(file, locale="es", domain="django")


def compile_catalog(translations: Catalog) -> bytes:
    """Return the compiled translations."""
    file = io.BytesIO()
    write_mo(file, translations)
    return file.getvalue()


def list_places(message: Message) -> tuple[set[str], set[str]]:
    """Return the placeholders and tags of a text, and those of its translation; they must be the same."""
    wanted, found = (
        {match.group() for one in ([text] if isinstance(text, str) else text) for match in _PLACE.finditer(one)}
        for text in (message.id, message.string)
    )
    return wanted, found


def _flags(message: Any) -> list[str]:
    texts = message if isinstance(message, tuple) else (message,)
    return ["python-format"] if any("%(" in text for text in texts) else []


def _is_source(folder: str) -> bool:
    return Path(folder).name not in ("admin", "registration", "locale", "migrations", "__pycache__")


def main() -> None:
    """Merge new texts into the file, drop those that are gone, and compile it."""
    translations = read()
    translations.update(extract(), no_fuzzy_matching=True)
    translations.obsolete.clear()
    file = io.BytesIO()
    write_po(file, translations, sort_output=True, no_location=True, width=120)
    PO.write_bytes(_CHANGING.sub(b"", file.getvalue()))
    missing = [message.id for message in translations if message.id and not is_translated(message)]
    MO.write_bytes(compile_catalog(translations))
    print(f"{len(translations)} texts, {len(missing)} without a translation" + "".join(f"\n  {one!r}" for one in missing))


def is_translated(message: Message) -> bool:
    """Return whether every form of a message is translated."""
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
