"""Mirror the vocabularies of fixtures/vocabulary.toml into terms."""

from django.db import transaction

from catalog.models import Term
from catalog.schema.fields import SETS
from catalog.schema.vocabulary import vocabulary


@transaction.atomic
def sync_terms() -> None:
    """Make the terms say what fixtures/vocabulary.toml says: new ones added, changed ones brought up to date.

    A term that left the file stays as long as it is there: a program may hold it.
    """
    present = {(term.vocabulary, term.code): term for term in Term.objects.all()}
    new, changed = [], []
    for name in SETS.values():
        for position, entry in enumerate(vocabulary(name).terms):
            values = {"label": entry.label, "definition": entry.definition, "position": position}
            term = present.get((name, entry.code))
            if term is None:
                new.append(Term(vocabulary=name, code=entry.code, **values))
            elif any(getattr(term, key) != value for key, value in values.items()):
                for key, value in values.items():
                    setattr(term, key, value)
                changed.append(term)
    Term.objects.bulk_create(new)
    Term.objects.bulk_update(changed, ["label", "definition", "position"])


def term_ids() -> dict[tuple[str, str], int]:
    """The key of every term by (vocabulary, code)."""
    return {(name, code): pk for pk, name, code in Term.objects.values_list("pk", "vocabulary", "code")}
