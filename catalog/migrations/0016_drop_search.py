"""Search moves from the database into memory: its tables, which are no models, go."""

from django.db import migrations


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS catalog_search_vocabulary")  # only SQLite has it
    schema_editor.execute("DROP TABLE IF EXISTS catalog_search")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0015_facts_once")]
    operations = [migrations.RunPython(drop, migrations.RunPython.noop, elidable=True)]
