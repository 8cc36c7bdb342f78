"""The list of a school's addresses goes: its rows are all there is."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    """Removes the list. Backwards, an empty list comes back, which the migration before this one fills."""

    dependencies = [("schools", "0004_ranges_since_the_school_was_made")]

    operations = [migrations.RemoveField(model_name="school", name="ranges")]
