import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('catalog', '0028_absorbed_versions'),
    ]

    operations = [
        migrations.CreateModel(
            name='NoticeSetting',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('is_wanted', models.BooleanField(default=True)),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('sent', models.DateField(blank=True, null=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AlterModelOptions(
            name='importedfile',
            options={'default_permissions': (), 'ordering': ['-time', '-pk'], 'verbose_name': 'import'},
        ),
        migrations.AlterModelOptions(
            name='pendingimport',
            options={'default_permissions': (), 'ordering': ['-created'], 'verbose_name': 'import'},
        ),
    ]
