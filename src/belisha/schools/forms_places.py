"""What is written about devices of one person and shared trolleys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django import forms

from belisha.kit.fields import DayField
from belisha.schools.actions import Booked, Sitting
from belisha.schools.forms import KINDS, DatedForm, RangeField
from belisha.schools.forms_times import WEEKDAYS, time_field
from belisha.schools.providers import Holder
from belisha.schools.states import Group

EACH_WEEK: Final = ""
ONE_DAY: Final = "day"


class DeviceForm(DatedForm):
    """A device of one person, from a day on."""

    range = RangeField(
        label="Which address has the device?",
        help_text="The one your DHCP server keeps for it, like 10.1.2.7. In IPv6 its address, or a network of its own (/64).",
    )
    person = forms.ChoiceField(
        label="Whose device is it?",
        help_text="What the policy says of this person then holds at the device, wherever it is in the school.",
        widget=forms.Select,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose from the list whose device it is."),
    )
    since = DayField(label="From which day on?", help_text="Today holds at once; a later day from its midnight.")

    def __init__(self, *args: Any, holders: Sequence[Holder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._holders = {str(one.number): one for one in holders}
        choices: Any = self.fields["person"]
        choices.choices = [("", "Choose"), *(_group(words, holders, group) for words, group in (("Staff", "staff"), ("Pupils", "pupils")))]

    @property
    def holder(self) -> Holder:
        """Who was chosen."""
        return self._holders[self.cleaned_data["person"]]

    def sitting(self) -> Sitting:
        """What was written, for the action."""
        group = Group(self.holder.group)
        return Sitting(self.cleaned_data["range"], group, KINDS[group], person=self.holder.number)


class BookingForm(DatedForm):
    """A class has a shared trolley at a time: on one day, or each week."""

    trolley = forms.ChoiceField(
        label="Which trolley?",
        widget=forms.Select,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a trolley from the list."),
    )
    class_name = forms.ChoiceField(
        label="Which class has it?",
        widget=forms.Select,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a class from the list."),
    )
    weekdays = forms.MultipleChoiceField(
        label="On which days of the week?",
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choose days of the week from the list."},
    )
    starts = time_field("Starts at")
    ends = time_field("Ends at")
    how_long = forms.ChoiceField(
        label="How long?",
        required=False,
        choices=((EACH_WEEK, "Each week, until somebody ends it"), (ONE_DAY, "On the day below only")),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose each week, or one day only."},
    )
    since = DayField(label="From which day on, or on which day?")

    def __init__(self, *args: Any, trolleys: Iterable[str], classes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["trolley"].choices = [("", "Choose"), *((name, name) for name in trolleys)]
        fields["class_name"].choices = [("", "Choose"), *((name, f"Class {name} ({year})") for name, year in sorted(classes.items()))]

    def clean(self) -> dict[str, Any]:
        """The values. Weekdays that are missing, or are not the one day's, are told at their field."""
        given = super().clean() or {}
        day, weekdays = given.get("since"), given.get("weekdays") or []
        if given.get("how_long") == EACH_WEEK and not weekdays and "weekdays" not in self.errors:
            self.add_error("weekdays", "Choose one day of the week or more.")
        if given.get("how_long") == ONE_DAY and day is not None:
            if day.weekday() > len(WEEKDAYS) - 1:
                self.add_error("since", "This day is on a weekend: no class has lessons then.")
            elif weekdays and weekdays != [str(day.weekday())]:
                self.add_error("weekdays", f"The day you chose is a {day:%A}: choose that alone, or none.")
        return given

    def bookings(self) -> tuple[Booked, ...]:
        """What was written, for the action: one for each weekday."""
        given = self.cleaned_data
        days = [self.day.weekday()] if given["how_long"] == ONE_DAY else [int(day) for day in given["weekdays"]]
        until = self.day + timedelta(days=1) if given["how_long"] == ONE_DAY else None
        return tuple(Booked(given["trolley"], given["class_name"], day, given["starts"], given["ends"], self.day, until) for day in days)


def _group(words: str, holders: Sequence[Holder], group: str) -> tuple[str, list[tuple[str, str]]]:
    """The people of one group under its heading."""
    mine = [one for one in holders if one.group == group]
    return words, [(str(one.number), f"{one.name} ({one.more})" if one.more else one.name) for one in mine]
