"""Form fields that look as the page frame expects, without any template of their own; days and numbers that can be counted with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)
"""Days that people mean; beyond the calendar's ends nothing can be counted from a day."""

_LONGEST_NUMBER: Final = 18
"""Digits of a row's number that every database holds."""

_CLASSES: dict[type[forms.Widget], str] = {
    forms.Textarea: "govuk-textarea",
    forms.Select: "govuk-select",
    forms.TextInput: "govuk-input",
}


class PlainForm(forms.Form):
    """A form whose widgets carry the frame's classes and point at their hints and faults."""

    template_name = "components/fields.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            kind = next((c for w, c in _CLASSES.items() if isinstance(field.widget, w)), "")
            if kind:
                field.widget.attrs.setdefault("class", kind)
            if field.help_text and kind:
                field.widget.attrs.setdefault("aria-describedby", f"id_{self.add_prefix(name)}_more")


class DayField(forms.DateField):
    """A day, picked or typed, between FIRST_DAY and LAST_DAY."""

    widget = forms.DateInput(attrs={"type": "date", "class": "govuk-input govuk-input--width-10"}, format="%Y-%m-%d")
    default_error_messages = {"required": "Say from which day on.", "invalid": "This is no day: write it like 15/9/2026."}

    def to_python(self, value: Any) -> date | None:
        """The day; None where there is none. Raises ValidationError for what is no day, or one that nobody means."""
        day = super().to_python(value)
        if day is not None and not is_countable(day):
            words = f"This day is too far away: choose one from {FIRST_DAY.year} to {LAST_DAY.year}."
            raise forms.ValidationError(words, code="too_far")
        return day


def is_countable(day: date) -> bool:
    """True for days that people mean."""
    return FIRST_DAY <= day <= LAST_DAY


def day_in(words: str | None) -> date | None:
    """The day of an address (2026-09-15); None where it says none that people mean."""
    try:
        day = date.fromisoformat(words or "")
    except ValueError:
        return None
    return day if is_countable(day) else None


def numbers_in(words: Iterable[str]) -> list[int]:
    """The row numbers among what was sent; what is none, or longer than any database holds, is left out."""
    return [int(word) for word in words if word.isdecimal() and len(word) <= _LONGEST_NUMBER]
