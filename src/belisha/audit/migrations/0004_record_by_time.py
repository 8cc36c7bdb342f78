"""What changed since somebody last looked is found by its time."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("audit", "0003_verified")]

    operations = [
        migrations.AddIndex(
            model_name="auditrecord",
            index=models.Index(fields=["school_id", "at", "action"], name="record_by_time"),
        ),
    ]
