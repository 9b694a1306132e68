"""Columns that the database generates from each version's record, and the version that each program stands for, still empty."""

import django.db.models.deletion
from django.db import migrations, models

import catalog.models.record_value


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0012_record_field'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='programversion',
            options={'ordering': ['program_id', '-number']},
        ),
        migrations.AddField(
            model_name='programversion',
            name='name',
            field=models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('name', models.TextField()), output_field=models.CharField(max_length=200)),
        ),
        migrations.AddField(
            model_name='programversion',
            name='scope',
            field=models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('scope', models.TextField()), output_field=models.CharField(max_length=40)),
        ),
        migrations.AddField(
            model_name='programversion',
            name='sponsor_type',
            field=models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('sponsor_type', models.TextField()), output_field=models.CharField(max_length=40)),
        ),
        migrations.AddField(
            model_name='programversion',
            name='status',
            field=models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('status', models.TextField()), output_field=models.CharField(max_length=40)),
        ),
        migrations.AddField(
            model_name='programversion',
            name='evidence_year',
            field=models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('evidence_year', models.PositiveSmallIntegerField(null=True)), output_field=models.PositiveSmallIntegerField(null=True)),
        ),
        migrations.AddField(
            model_name='programversion',
            name='form',
            field=models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('form', models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='programversion',
            name='serves_states',
            field=models.GeneratedField(db_persist=True, expression=catalog.models.record_value.RecordValue('serves_states', models.TextField()), output_field=models.TextField()),
        ),
        migrations.AddField(
            model_name='programversion',
            name='program_type',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(catalog.models.record_value.RecordValue('supports.prepare.present', models.BooleanField()), catalog.models.record_value.RecordValue('supports.place.present', models.BooleanField()), catalog.models.record_value.RecordValue('supports.recognize.present', models.BooleanField())), then=models.Value('fellowship')), models.When(models.Q(catalog.models.record_value.RecordValue('supports.prepare.present', models.BooleanField()), catalog.models.record_value.RecordValue('supports.recognize.present', models.BooleanField())), then=models.Value('credential')), models.When(models.Q(catalog.models.record_value.RecordValue('supports.prepare.present', models.BooleanField()), catalog.models.record_value.RecordValue('supports.place.present', models.BooleanField())), then=models.Value('professional-advancement')), models.When(models.Q(catalog.models.record_value.RecordValue('supports.place.present', models.BooleanField()), catalog.models.record_value.RecordValue('supports.recognize.present', models.BooleanField())), then=models.Value('distinguished-role')), models.When(models.Q(catalog.models.record_value.RecordValue('supports.prepare.present', models.BooleanField())), then=models.Value('community-of-practice')), models.When(models.Q(catalog.models.record_value.RecordValue('supports.place.present', models.BooleanField())), then=models.Value('leadership-role')), models.When(models.Q(catalog.models.record_value.RecordValue('supports.recognize.present', models.BooleanField())), then=models.Value('award')), default=models.Value('')), output_field=models.CharField(max_length=40)),
        ),
        migrations.AddConstraint(
            model_name='programversion',
            constraint=models.CheckConstraint(condition=models.Q(('program_type', ''), _negated=True), name='version_gives_a_support', violation_error_message='A program gives at least one support: prepare, place or recognize.'),
        ),
        migrations.AddField(
            model_name='program',
            name='current',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='current_of', to='catalog.programversion'),
        ),
    ]
