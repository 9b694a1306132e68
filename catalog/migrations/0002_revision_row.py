"""The one revision row, so that a fresh database has a stamp to compare."""

from django.db import migrations


def create_row(apps, schema_editor):
    apps.get_model("catalog", "Revision").objects.using(schema_editor.connection.alias).get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunPython(create_row, migrations.RunPython.noop)]
