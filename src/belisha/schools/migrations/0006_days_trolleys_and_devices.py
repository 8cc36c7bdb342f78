"""Holidays, times of the day and breaks with days; devices of one person; shared trolleys with their bookings."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
SCHOOL = ("school", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="schools.school"))


class Migration(migrations.Migration):
    """Adds tables and columns; nothing that is there changes its meaning."""

    dependencies = [("schools", "0005_school_has_no_list_of_ranges")]

    operations = [
        migrations.AddField(model_name="closureday", name="reopened_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name="closureday", name="set_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(model_name="lessontime", name="is_break", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="networkrange", name="person", field=models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField(model_name="networkrange", name="trolley", field=models.CharField(blank=True, max_length=40)),
        migrations.AddField(model_name="term", name="set_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.CreateModel(
            name="DayTimes",
            fields=[
                ID,
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                SCHOOL,
            ],
        ),
        migrations.CreateModel(
            name="Holiday",
            fields=[
                ID,
                ("name", models.CharField(max_length=100)),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("set_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                SCHOOL,
            ],
        ),
        migrations.CreateModel(
            name="TrolleyBooking",
            fields=[
                ID,
                ("trolley", models.CharField(max_length=40)),
                ("class_name", models.CharField(max_length=20)),
                ("weekday", models.PositiveSmallIntegerField()),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                ("since", models.DateField()),
                ("until", models.DateField(blank=True, null=True)),
                SCHOOL,
            ],
        ),
    ]
