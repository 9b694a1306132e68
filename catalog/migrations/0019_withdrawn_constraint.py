"""Only a rejected version can be withdrawn. In a migration of its own: PostgreSQL cannot alter a table with pending changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0018_decisions_as_columns")]

    operations = [
        migrations.AddConstraint(
            model_name="programversion",
            constraint=models.CheckConstraint(
                condition=models.Q(withdrawn=False) | models.Q(state="rejected"), name="only_rejected_is_withdrawn"
            ),
        ),
    ]
