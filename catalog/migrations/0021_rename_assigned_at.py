from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0020_drop_monthly_views"),
    ]

    operations = [
        migrations.RenameField("codingtask", "dealt", "assigned_at"),
        migrations.AlterModelOptions("codingtask", options={"ordering": ["assigned_at", "pk"]}),
        migrations.RemoveConstraint("codingtask", "dealt_once_per_person"),
        migrations.AddConstraint(
            "codingtask",
            models.UniqueConstraint(fields=["program", "user"], name="assigned_once_per_person"),
        ),
    ]
