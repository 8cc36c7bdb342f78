"""When each person last said that they had seen what changed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="LastLook",
            fields=[
                ("school_id", models.BigIntegerField()),
                ("person_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
