"""Where a school's pages are."""

from __future__ import annotations

from django.conf import settings

from belisha.schools.models import School


def portal_url(school: School | None) -> str:
    """Where people find the school's pages: by the setting, else as was said when it was made, else where the portal listens."""
    said = settings.PORTAL_URL_SAID or (school.portal_url if school is not None else "")
    return str(said or settings.PORTAL_URL)
