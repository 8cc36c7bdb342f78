from django.db import migrations
from django.db.models.functions import Lower


def addresses_are_user_names(apps, schema_editor):
    """Whoever has an account so far signs in with their address."""
    accounts = apps.get_model('people', 'Account').objects
    accounts.filter(user_name=None).update(user_name=Lower('email'))


class Migration(migrations.Migration):
    """Back again nothing has to be done: the column goes."""

    dependencies = [
        ('people', '0003_account_user_name'),
    ]

    operations = [
        migrations.RunPython(addresses_are_user_names, migrations.RunPython.noop),
    ]
