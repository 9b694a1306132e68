"""Lists of fields that exist for their order or grouping name every field."""

import datetime

from catalog.api.answers import PublishedRecord, describe_answers
from catalog.programs.facts import fact_groups
from catalog.programs.history.diff import describe_fields
from catalog.programs.table_row import COLUMNS, EDITOR_COLUMNS, column_of
from catalog.record_form.forms import SUPPORTS, RecordForm
from catalog.record_form.sections import sections
from catalog.record_form.sources import SourceFormSet
from catalog.schema.fields import FIELDS

TODAY = datetime.date(2026, 12, 1)
PUBLIC = {name for name, field in FIELDS.items() if field.public}


def test_the_form_shows_every_field_in_a_group():
    groups = sections(RecordForm(), SourceFormSet(prefix="sources"))
    assert "More" not in [group.title for group in groups]
    shown = [one["field"].name for group in groups for one in (*group.fields, *group.rare)]
    supports = [name for name in RecordForm().fields if name.split("_")[0] in SUPPORTS]
    assert sorted([*shown, *supports]) == sorted(RecordForm().fields)


def test_the_program_page_shows_every_public_field_in_a_group(a_record):
    groups = {group["title"]: group["rows"] for group in fact_groups(a_record, TODAY)}
    assert "More" not in groups


def test_tables_the_api_and_comparisons_have_every_field(a_record):
    assert {column_of(name) for name in PUBLIC} <= set(COLUMNS)
    assert {column_of(name) for name in FIELDS} <= set(EDITOR_COLUMNS)
    assert set(describe_answers([PublishedRecord])["PublishedRecord"]["properties"]) == PUBLIC | {"type"}
    assert {path.split(".")[0] for path in describe_fields(a_record)} == set(FIELDS)
