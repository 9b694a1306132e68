"""Search documents mark where a name begins and ends, and hold it as one token. Those written before are deleted."""

from django.db import migrations


def clear(apps, schema_editor):
    schema_editor.execute("DELETE FROM catalog_search")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_signin")]
    operations = [migrations.RunPython(clear, migrations.RunPython.noop, elidable=True)]
