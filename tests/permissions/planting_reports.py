"""What a scene holds of reports and of a close made from one."""

from __future__ import annotations

from datetime import datetime, timedelta

from belisha.filtering.models import Report, SiteClose
from belisha.people.models import Person
from belisha.schools.models import School

REPORTED, SHUT = "planted-reported.example", "planted-shut.example"
WRITTEN = "bongowords"  # no page has it by chance


def planted_reports(school: School, closer: Person, moment: datetime) -> dict[str, int]:
    """A site reported from class 5K, words without a site from 4B, and a temporary close: by their keys."""
    plain = {"school": school, "reported_at": moment, "seat_key": "pupils/5K", "group": "pupils", "words": WRITTEN}
    rows = {
        "report": Report.objects.create(host=REPORTED, address=REPORTED, status="WAITING", class_name="5K", **plain),
        "report_words": Report.objects.create(status="NO_SITE", class_name="4B", **plain),
        "close": SiteClose.objects.create(
            school=school,
            form="inappropriate content report",
            clause="8.3",
            host=SHUT,
            people="everyone",
            starts=moment,
            lapses_at=moment + timedelta(days=14),
            closed_by=closer,
        ),
    }
    return {name: row.pk for name, row in rows.items()}
