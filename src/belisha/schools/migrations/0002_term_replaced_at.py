"""A term whose days are set anew keeps its row."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds when a term was replaced; nobody's was before."""

    dependencies = [("schools", "0001_initial")]

    operations = [
        migrations.AddField(model_name="term", name="replaced_at", field=models.DateTimeField(blank=True, null=True)),
    ]
