"""What people write when they end an opening early."""

from __future__ import annotations

from django import forms

from belisha.kit.fields import PlainForm

LONGEST_REASON = 500


class EndForm(PlainForm):
    """Close a site again before its time."""

    reason = forms.CharField(
        label="Why is it closed again?",
        help_text="Whoever asked for it reads this.",
        max_length=LONGEST_REASON,
        error_messages={"required": "Write why it is closed again."},
    )
