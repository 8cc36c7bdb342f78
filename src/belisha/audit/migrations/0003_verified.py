"""What the last verification of each record came to."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("audit", "0002_records_never_change")]

    operations = [
        migrations.CreateModel(
            name="Verified",
            fields=[
                ("school_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("count", models.PositiveBigIntegerField()),
                ("fault", models.TextField(blank=True)),
            ],
        ),
    ]
