"""What somebody writes to find out why: a site, for whom, and which moment; all in the page's address, nothing is kept."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any, Final

from django import forms

from belisha.core.moments import SchoolFacts
from belisha.filtering.forms import SiteField
from belisha.kit.fields import DayField, PlainForm

GROUPS: Final = (
    ("group:pupils", "Pupils"),
    ("group:staff", "Staff"),
    ("group:guests", "Guests"),
    ("group:unknown", "A device nobody knows"),
)
LONGEST_LINE = 60
_ISO: Final = re.compile(r"\d{4}-\d{1,2}-\d{1,2}[ T,]+\d{1,2}[:.]\d{2}(:\d{2}(\.\d{1,6})?)? ?(Z|[+-]\d{2}:?\d{2})?")
_FORMATS: Final = ("%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M", "%d %B %Y %H:%M", "%d %b %Y %H:%M", "%A %d %B %Y %H:%M")
_SAY: Final = "Write day and time in one line like 2026-09-15 10:15, or 15 September 2026, 10:15."


class WhyForm(PlainForm):
    """Ask why a site is open or closed."""

    site = SiteField(label="Which site?", help_text="A name, or the whole address pasted from the browser.")
    seat = forms.ChoiceField(
        label="For whom?",
        widget=forms.Select,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose for whom from the list."),
    )
    address = forms.CharField(
        label="Or for which device?",
        help_text="A device’s address, like 127.0.1.5. Leave it empty for those chosen above.",
        required=False,
        max_length=LONGEST_LINE,
        error_messages={
            "null_characters_not_allowed": "Write the address like 127.0.1.5.",
            "max_length": "Write the address like 127.0.1.5.",
        },
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
    )
    day = DayField(
        label="On which day?",
        help_text="School time. With a time alone it is today.",
        required=False,
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input govuk-input--width-10", "aria-describedby": "id_day_more"}
        ),
        error_messages={"invalid": "Write the day like 2026-09-15."},
    )
    time = forms.TimeField(
        label="At what time?",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "govuk-input govuk-input--width-10"}),
        error_messages={"invalid": "Write the time like 10:15."},
    )
    moment = forms.CharField(
        label="Or day and time in one line",
        help_text="Like 2026-09-15 10:15, or 15 September 2026, 10:15.",
        required=False,
        max_length=LONGEST_LINE,
        error_messages={"null_characters_not_allowed": _SAY, "max_length": _SAY},
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-20", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, facts: SchoolFacts, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone, self._today = facts.calendar.zone, facts.calendar.local(now).date()
        choices: Any = self.fields["seat"]
        choices.choices = [*GROUPS, *((f"class:{name}", f"Class {name}") for name in sorted(facts.classes))]

    @property
    def has_moment(self) -> bool:
        """True where a moment was written, rightly or not: its fields are not folded away then."""
        return self.is_bound and any(self[name].value() for name in ("day", "time", "moment"))

    def clean_moment(self) -> datetime | None:
        """The moment of the one line, aware; None where it is empty. Raises ValidationError with what to write."""
        words = str(self.cleaned_data["moment"]).strip()
        return _moment_said(words, self._zone) if words else None

    def clean(self) -> dict[str, Any]:
        """The values, with `at` (aware; None for now) from whichever fields say it."""
        values = super().clean() or self.cleaned_data
        day, clock, line = values.get("day"), values.get("time"), values.get("moment")
        values["at"] = line
        if day and not clock and "time" not in self.errors:
            self.add_error("time", "Write the time too, like 10:15.")
        if clock and "day" not in self.errors:
            values["at"] = self._at(day or self._today, clock)
        if line and values["at"] != line:
            self.add_error("moment", "Two moments are written: use the day and time, or the one line, not both.")
        return values

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self._zone)


def _moment_said(words: str, zone: Any) -> datetime:
    """The moment in one line; without an offset it is school time. Raises ValidationError with what to write."""
    if _ISO.fullmatch(words):
        found = _iso(words)
    else:
        plain = " ".join(words.replace(",", " ").split())
        found = next((moment for moment in (_in_format(plain, form) for form in _FORMATS) if moment), None)
    if found is None:
        raise forms.ValidationError(_SAY)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _iso(words: str) -> datetime | None:
    day, clock = re.split(r"[ T,]+", words, maxsplit=1)
    year, month, of_month = day.split("-")
    hour, rest = re.split(r"[:.]", clock.replace(" ", ""), maxsplit=1)
    try:
        return datetime.fromisoformat(f"{year}-{month:0>2}-{of_month:0>2}T{hour:0>2}:{rest}")
    except ValueError:
        return None


def _in_format(words: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(words, form)  # noqa: DTZ007 (school time; the zone is added)
    except ValueError:
        return None
