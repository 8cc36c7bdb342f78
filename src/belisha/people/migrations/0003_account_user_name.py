from django.db import migrations, models


class Migration(migrations.Migration):
    """What somebody signs in with becomes a name of its own; it is filled in the next step, and required in the one after."""

    dependencies = [
        ('people', '0002_absences_and_delegations'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='user_name',
            field=models.CharField(max_length=254, null=True),
        ),
    ]
