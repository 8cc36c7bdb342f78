"""A school's addresses become rows with days."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes the table; the next migration fills it."""

    dependencies = [("schools", "0002_term_replaced_at")]

    operations = [
        migrations.CreateModel(
            name="SchoolRange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("range", models.CharField(max_length=50)),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                ("school", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="schools.school")),
            ],
        ),
    ]
