"""What somebody writes when the filter is to observe only for a time."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo
from typing import Final

from django import forms

from belisha.kit.fields import PlainForm

LONGEST_REASON: Final = 500
SPANS: Final = (("0", "Until midnight tonight"), ("3", "For 3 days"), ("7", "For a week"), ("14", "For two weeks"))


class ObserveForm(PlainForm):
    """Close nothing but illegal content and harmful software for a time."""

    reason = forms.CharField(
        label="Why?",
        help_text="The headteacher and the safeguarding lead are told at once, with this reason.",
        max_length=LONGEST_REASON,
        error_messages={"required": "Write why nothing is to be closed for a time."},
    )
    span = forms.ChoiceField(
        label="For how long?",
        help_text="Then the filter closes again by itself.",
        choices=SPANS,
        initial="0",
        widget=forms.Select,
        error_messages={"required": "Choose for how long.", "invalid_choice": "Choose for how long from the list."},
    )

    def until(self, now: datetime, zone: tzinfo) -> datetime:
        """When it ends: so many days from now, or the next midnight of the school. Ask of a valid form."""
        days = int(self.cleaned_data["span"])
        if days:
            return now + timedelta(days=days)
        return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(0), tzinfo=zone)
