"""The tables of search: an FTS5 table on SQLite, weighted tsvectors with GIN indexes on PostgreSQL.

They are no models: each engine has a shape of its own. Migration 0016 drops them.
"""

from django.db import migrations

SQLITE = (
    """CREATE VIRTUAL TABLE catalog_search USING fts5(
        name, sponsor, summary, evidence, name_words, sponsor_words, summary_words, evidence_words,
        tokenize = "unicode61 remove_diacritics 0", prefix = '2 3 4')""",
    "CREATE VIRTUAL TABLE catalog_search_vocabulary USING fts5vocab(catalog_search, col)",
)
POSTGRESQL = (
    "CREATE TABLE catalog_search (program_id bigint PRIMARY KEY, stems tsvector NOT NULL, words tsvector NOT NULL)",
    # one index for both: a demand that a word or a beginning fulfills would otherwise be checked row by row
    "CREATE INDEX catalog_search_both ON catalog_search USING gin ((stems || words))",
    # ranking reads the vectors of found rows: kept in the row and not compressed, they cost no second look-up
    "ALTER TABLE catalog_search ALTER stems SET STORAGE EXTERNAL, ALTER words SET STORAGE EXTERNAL",
    "ALTER TABLE catalog_search SET (toast_tuple_target = 8160)",
)


def make(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE IF EXISTS catalog_search_vocabulary")
    schema_editor.execute("DROP TABLE IF EXISTS catalog_search")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_revision_row")]
    operations = [migrations.RunPython(make, drop, elidable=False)]
