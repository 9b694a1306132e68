"""Store what the code read from sentences until now: which version a review wrote, and which rejection is a withdrawal."""

import django.db.models.deletion
from django.db import migrations, models

# The sentences as earlier versions of the code wrote them. They never change.
_WITHDRAWN = "Taken back"
_VERDICTS = {"still_true": ("Still true", "seen"), "ended": ("Ended", "last seen")}


def mark_withdrawn(apps, schema_editor):
    versions = apps.get_model("catalog", "ProgramVersion").objects.using(schema_editor.connection.alias)
    withdrawn = versions.filter(state="rejected", decision=_WITHDRAWN, decided_by=models.F("user"))
    withdrawn.update(withdrawn=True)


def link_versions(apps, schema_editor):
    """Link each review to the next version of its program, where the same editor wrote it with the reason of that review."""
    alias = schema_editor.connection.alias
    versions = apps.get_model("catalog", "ProgramVersion").objects.using(alias)
    reviews = apps.get_model("catalog", "Review").objects.using(alias)
    linked = set()
    for review in reviews.filter(verdict__in=_VERDICTS).order_by("-time", "-pk"):
        version = versions.filter(program=review.program_id, time__gte=review.time).order_by("number").first()
        if version is None or version.pk in linked or version.user_id != review.user_id:
            continue
        if _is_reason(review, version.reason):
            linked.add(version.pk)
            reviews.filter(pk=review.pk).update(version=version)


def _is_reason(review, reason):
    label, seen = _VERDICTS[review.verdict]
    said = f"{label}: {seen} operating in {review.evidence_year}" if review.evidence_year else label
    # with a pending change in it, the version has the reason of that change on the lines before
    return reason == (f"{said}. {review.note}" if review.note else said) or reason.split("\n")[-1] == said


class Migration(migrations.Migration):
    dependencies = [("catalog", "0017_pending_import")]

    operations = [
        migrations.AddField(
            model_name="programversion",
            name="withdrawn",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="review",
            name="version",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="review",
                to="catalog.programversion",
            ),
        ),
        migrations.RunPython(mark_withdrawn, migrations.RunPython.noop),
        migrations.RunPython(link_versions, migrations.RunPython.noop),
    ]
