"""Add, reword, retire and bring back local terms. Only Admins do."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from catalog.models import AddedTerm, TermChange, TermChangeKind
from catalog.programs.codebook import current_codebook
from catalog.programs.publishing.revision import bump, one_writer, restamp
from catalog.schema.local_terms import CODE, OPEN
from catalog.schema.vocabulary import Vocabulary
from catalog.vocabulary.selectors import is_in_file, present_vocabulary, replacements, versions_with

_RESERVED = ("none", "unstated")  # the values of empty fields in addresses


class TermRefused(ValueError):
    """Raised if a term cannot be written as asked. The message says why; `field` is the form's field. Nothing changed."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class TermWords:
    """What people read of a term: alone, in help, inside a sentence, and on Spanish pages ("" for the English label)."""

    label: str
    definition: str
    phrase: str
    spanish: str = ""


@transaction.atomic
def add_term(vocabulary: str, code: str, words: TermWords, reason: str, user: User) -> AddedTerm:
    """Add a term to an open vocabulary. Every page has it with the next request.

    Raises TermRefused if the vocabulary is not open, or if one of its terms has this code or label.
    """
    one_writer()
    check_new_term(vocabulary, code, words.label)
    term = AddedTerm.objects.create(
        vocabulary=vocabulary,
        code=code,
        since=int(current_codebook()),
        label=words.label,
        definition=words.definition,
        phrase=words.phrase,
        spanish=words.spanish,
    )
    _record(term, TermChangeKind.ADDED, reason, user)
    restamp()
    return term


@transaction.atomic
def reword_term(term: AddedTerm, words: TermWords, reason: str, user: User) -> bool:
    """Change the words of a local term; its code stays. Returns False, and writes nothing, if they are the same.

    Raises TermRefused if another term has the label, or if the term is now one of the catalog's own vocabulary.
    """
    one_writer()
    term.refresh_from_db()
    check_new_label(term, words.label)
    if TermWords(term.label, term.definition, term.phrase, term.spanish) == words:
        return False
    before = term.label
    term.label, term.definition, term.phrase, term.spanish = words.label, words.definition, words.phrase, words.spanish
    term.save()
    _record(term, TermChangeKind.REWORDED, reason, user, before=before)
    restamp()
    return True


@transaction.atomic
def retire_term(term: AddedTerm, replaced_by: str, reason: str, user: User) -> None:
    """Take a local term out of forms. With a replacement, every program that has it gets that term when it is read.

    Raises TermRefused if it is retired already, if the replacement is no current term of the vocabulary, or if there is
    none and a published program or a pending change has the term.
    """
    one_writer()
    term.refresh_from_db()
    _refuse_file_terms(term)
    if term.deprecated:
        raise TermRefused("", f"“{term.label}” is retired already.")
    known = {one.code: one.label for one in replacements(term)}
    if replaced_by and replaced_by not in known:
        raise TermRefused("replaced_by", "Choose a current term of this vocabulary.")
    if not replaced_by and versions_with(term):
        raise TermRefused("replaced_by", "Programs use this term. Choose the term that takes its place.")
    term.deprecated, term.replaced_by = int(current_codebook()), replaced_by
    term.save()
    _record(term, TermChangeKind.RETIRED, reason, user, replaced_by=known.get(replaced_by, ""))
    bump() if replaced_by else restamp()


@transaction.atomic
def return_term(term: AddedTerm, reason: str, user: User) -> None:
    """Bring a retired term back into forms. Programs that were saved since it was replaced keep the other term.

    Raises TermRefused if it is not retired.
    """
    one_writer()
    term.refresh_from_db()
    _refuse_file_terms(term)
    if not term.deprecated:
        raise TermRefused("", f"“{term.label}” is not retired.")
    term.deprecated, term.replaced_by = 0, ""
    term.save()
    _record(term, TermChangeKind.RETURNED, reason, user)
    bump()


def check_new_term(vocabulary: str, code: str, label: str) -> None:
    """Raise TermRefused unless a term with this code and label can be added to the vocabulary."""
    if vocabulary not in OPEN:
        raise TermRefused("", "Terms of this vocabulary cannot be added here.")
    if not CODE.fullmatch(code) or len(code) > 40 or code in _RESERVED:
        accepted = "small letters, digits and single underscores, at most 40 characters, such as artificial_intelligence"
        raise TermRefused("code", f"“{code}” is not a code. Use {accepted}.")
    present = present_vocabulary(vocabulary)
    _refuse_label(present, label)
    if code in present.by_code:
        raise TermRefused("code", f"The code {code} is taken by “{present.label_of(code)}”. Choose another.")


def check_new_label(term: AddedTerm, label: str) -> None:
    """Raise TermRefused unless a local term can get this label."""
    _refuse_file_terms(term)
    if label.casefold() != term.label.casefold():
        _refuse_label(present_vocabulary(term.vocabulary), label)


def _refuse_label(present: Vocabulary, label: str) -> None:
    known = present.by_word.get(label.casefold())
    if known:
        state = "a retired term" if not known.is_current else "a term"
        raise TermRefused("label", f"“{known.label}” is {state} of this vocabulary already. Use that one, or another label.")


def _refuse_file_terms(term: AddedTerm) -> None:
    if is_in_file(term):
        raise TermRefused("", f"“{term.label}” is now part of the catalog's vocabulary, which this page does not change.")


def _record(term: AddedTerm, kind: TermChangeKind, reason: str, user: User, before: str = "", replaced_by: str = "") -> None:
    TermChange.objects.create(
        term=term,
        kind=kind,
        label=term.label,
        before=before if before != term.label else "",
        replaced_by=replaced_by,
        reason=reason,
        user=user,
        time=timezone.now(),
    )
    flag = ADDITION if kind == TermChangeKind.ADDED else CHANGE
    LogEntry.objects.log_actions(user.pk, [term], flag, f"{kind.label}. {reason}", single_object=True)
