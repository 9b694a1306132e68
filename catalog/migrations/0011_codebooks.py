"""A coding carries its codebook. Every coding from before this was made under codebook 1."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_search_names")]
    operations = [
        migrations.AlterModelOptions(
            name="coding",
            options={
                "ordering": ["program", "codebook", "coder"],
                "permissions": [("decide_coding", "Can decide where coders disagree")],
            },
        ),
        migrations.AddField("coding", "codebook", models.CharField(max_length=3, default="1"), preserve_default=False),
        migrations.RemoveConstraint("coding", "coding_once_per_coder"),
        migrations.AddConstraint(
            "coding", models.UniqueConstraint(fields=("coder", "program", "codebook"), name="coding_once_per_codebook")
        ),
        migrations.AddConstraint(
            "coding", models.CheckConstraint(condition=models.Q(("codebook", ""), _negated=True), name="coding_names_its_codebook")
        ),
    ]
