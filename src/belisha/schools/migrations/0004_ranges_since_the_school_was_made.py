"""The addresses a school was made with count since that day, or since the first day of its first network, if that is earlier."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.db import migrations
from django_scopes import scopes_disabled


def to_rows(apps, schema_editor):
    """Each range of each school as a row."""
    School, NetworkRange, SchoolRange = (apps.get_model("schools", name) for name in ("School", "NetworkRange", "SchoolRange"))
    with scopes_disabled():
        for school in School.objects.order_by("pk"):
            days = [school.made_at.astimezone(ZoneInfo(school.zone)).date()]
            days += NetworkRange.objects.filter(school=school).values_list("since", flat=True)
            SchoolRange.objects.bulk_create(SchoolRange(school=school, range=text, since=min(days)) for text in school.ranges)


def to_lists(apps, schema_editor):
    """The ranges that have no end as the list they were."""
    School, SchoolRange = apps.get_model("schools", "School"), apps.get_model("schools", "SchoolRange")
    with scopes_disabled():
        for school in School.objects.order_by("pk"):
            school.ranges = list(SchoolRange.objects.filter(school=school, until=None).order_by("pk").values_list("range", flat=True))
            school.save()


class Migration(migrations.Migration):
    """Fills the rows."""

    dependencies = [("schools", "0003_school_range")]

    operations = [migrations.RunPython(to_rows, to_lists)]
