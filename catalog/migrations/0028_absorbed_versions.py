import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0027_organization_changes")]

    operations = [
        migrations.AddField(
            model_name="programversion",
            name="absorbs",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="absorbed_by",
                to="catalog.programversion",
            ),
        ),
    ]
