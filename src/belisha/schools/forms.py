"""What the network manager writes: a range, who sits there, from which day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms

from belisha.kit.access import Refused
from belisha.kit.fields import DayField, PlainForm
from belisha.schools.actions import Sitting
from belisha.schools.addresses import read_range
from belisha.schools.states import Group, NetworkKind

LONGEST_RANGE: Final = 60
CLASS: Final = "class:"
TROLLEY: Final = "trolley"
LONGEST_TROLLEY: Final = 40
KINDS: Final = {Group.PUPILS: NetworkKind.CLASSROOM, Group.STAFF: NetworkKind.STAFF, Group.GUESTS: NetworkKind.GUEST}
SAY_RANGE: Final = "Write a range like 10.1.2.0/24 or fd12:3456:789a::/64."


class RangeField(forms.CharField):
    """A range of addresses as text; typed mistakes are told in a sentence."""

    default_error_messages = {"required": SAY_RANGE, "null_characters_not_allowed": SAY_RANGE, "max_length": SAY_RANGE}

    def __init__(self, **kwargs: Any) -> None:
        look = {"class": "govuk-input govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}
        super().__init__(max_length=LONGEST_RANGE, widget=forms.TextInput(attrs=look), **kwargs)

    def clean(self, value: object) -> str:
        """The range in its usual form. Raises ValidationError with what is wrong."""
        try:
            return str(read_range(super().clean(value)))
        except Refused as why:
            raise forms.ValidationError(str(why)) from why


class DatedForm(PlainForm):
    """A form with one `day` from which on it holds, today at the earliest. `day_field` names it."""

    day_field = "since"

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if not self.is_bound:
            self.initial.setdefault(self.day_field, today)

    def clean(self) -> dict[str, Any]:
        """The values. A day that is past is told at its field."""
        given = super().clean() or {}
        day = given.get(self.day_field)
        if day is not None and day < self.today:
            self.add_error(self.day_field, "This day is past, and what has held is not rewritten: choose today or a later day.")
        return given

    @property
    def day(self) -> date:
        """The day that was given."""
        given: date = self.cleaned_data[self.day_field]
        return given


class NetworkForm(DatedForm):
    """Who sits on which addresses, from which day on."""

    range = RangeField(label="Which addresses?", help_text="A range, like 10.1.2.0/24 or fd12:3456:789a::/64; or one device’s address.")
    who = forms.ChoiceField(
        label="Who sits there?",
        help_text="A class with a trolley of its own gets what is decided for that class.",
        widget=forms.Select,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose from the list who sits there."),
    )
    trolley = forms.CharField(
        label="What is the shared trolley called?",
        help_text="Only for a trolley that classes book in turn. Like: Trolley A. All its ranges have the same name.",
        required=False,
        max_length=LONGEST_TROLLEY,
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-20", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("null_characters_not_allowed", "max_length"), f"Write a name of at most {LONGEST_TROLLEY} letters."),
    )
    since = DayField(label="From which day on?", help_text="Today holds at once; a later day from its midnight.")

    def __init__(self, *args: Any, classes: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["who"]
        groups = [("", "Choose"), ("pupils", "Pupils, of any class"), ("staff", "Staff"), ("guests", "Guests")]
        groups.append((TROLLEY, "Whoever has a shared trolley"))
        choices.choices = [*groups, *((CLASS + name, f"Class {name} ({year})") for name, year in sorted(classes.items()))]

    def clean(self) -> dict[str, Any]:
        """The values. A shared trolley without a name, and a name for what is none, are told at their field."""
        given = super().clean() or {}
        name = given["trolley"] = " ".join(str(given.get("trolley") or "").split())
        if given.get("who") == TROLLEY and not name and "trolley" not in self.errors:
            self.add_error("trolley", "Write what the trolley is called, like: Trolley A.")
        if given.get("who") not in (None, TROLLEY) and name:
            self.add_error("trolley", "Only a shared trolley has a name: leave this empty, or choose above that it is one.")
        if set(name) & set("/:"):
            self.add_error("trolley", "Leave out strokes and colons.")
        return given

    def sitting(self) -> Sitting:
        """What was written, for the action."""
        who = self.cleaned_data["who"]
        class_name = who.removeprefix(CLASS) if who.startswith(CLASS) else ""
        group = Group.PUPILS if class_name or who == TROLLEY else Group(who)
        return Sitting(self.cleaned_data["range"], group, KINDS[group], class_name, self.cleaned_data["trolley"])


class AddressesForm(DatedForm):
    """More addresses that are the school's."""

    range = RangeField(
        label="Which addresses?", help_text="A wide range that holds several networks is usual, like 10.0.0.0/8 or fd12:3456:789a::/48."
    )
    since = DayField(label="From which day on?")


class EndForm(DatedForm):
    """From which day on something no longer holds."""

    day_field = "ends"
    ends = DayField(label="The first day on which it no longer holds")


class AddressForm(PlainForm):
    """One device's address, to see who sits there."""

    address = forms.CharField(
        label="A device’s address",
        help_text="Like 10.1.2.7.",
        max_length=LONGEST_RANGE,
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
        error_messages=dict.fromkeys(("required", "null_characters_not_allowed", "max_length"), "Write the address like 10.1.2.7."),
    )
