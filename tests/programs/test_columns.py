"""The columns of the editors' files in the words of the codebook."""

import pytest

from catalog.programs.columns import editor_columns, label_of
from catalog.programs.table_row import COLUMNS, EDITOR_COLUMNS, column_of
from catalog.schema.codebook import book
from catalog.schema.fields import FIELDS


def test_every_column_is_described():
    columns = editor_columns()
    assert tuple(columns) == (*EDITOR_COLUMNS, "type")
    assert set(columns) == {*COLUMNS, "note", "version"}
    for column in columns.values():
        assert column.label
        assert column.definition
        assert column.kind
        assert column.empty
    assert len({column.label for column in columns.values()}) == len(columns)
    added = [name for name in COLUMNS if name.endswith("_absence") or (name in FIELDS and FIELDS[name].since > 1)]
    assert [column.name for column in columns.values() if column.optional] == [*added, "note", "version", "type"]


def test_columns_of_codes_have_a_vocabulary_and_sets_hold_several():
    for column in editor_columns().values():
        assert ("code" in column.kind or "month" in column.kind) == bool(column.vocabulary)
        assert not column.vocabulary or column.vocabulary in book().vocabularies
    assert editor_columns()["focus"].many
    assert not editor_columns()["scope"].many


@pytest.mark.parametrize(
    ("field", "column", "label"),
    [
        ("founded", "founded", "Founded"),
        ("serves_states[3]", "serves_states", "Open to teachers in"),
        ("supports", "prepare", "Supports and evidence"),
        ("supports.place.present", "place", "Place: present"),
        ("supports.place.source", "place_source", "Place: source"),
        ("supports.recognize.basis[0]", "recognize_basis", "Recognize: basis"),
        ("place_evidence", "place_evidence", "Place: evidence"),
        ("duration_months", "duration_months_min", "Length"),
        ("duration_months[1]", "duration_months_min", "Shortest length in months"),
        ("duration_months_max", "duration_months_max", "Longest length in months"),
        ("sources", "source_urls", "Sources"),
        ("sources[0].read", "source_read", "Sources: read on"),
        ("sources[12]", "source_urls", "Sources: addresses"),
        ("reason", "reason", "reason"),
    ],
)
def test_a_field_has_its_column_and_label(field, column, label):
    assert (column_of(field), label_of(field)) == (column, label)
