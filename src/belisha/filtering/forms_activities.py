"""What a teacher writes to plan a curriculum activity, and to cancel one; what a headteacher writes to waive its training."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms

from belisha.filtering.planning import WEEKS_AT_MOST, NewActivity
from belisha.filtering.queries.lessons import LessonOfDay
from belisha.filtering.what_opens import services_to_choose
from belisha.kit.fields import DayField, PlainForm
from belisha.people.models import Person

LONGEST_PURPOSE: Final = 300
LONGEST_SITES: Final = 2000
LONGEST_REASON: Final = 300
_DAY: Final = {"required": "Choose a day.", "invalid": "This is no day: write it like 15/9/2026."}
_LOOK_OF_A_DAY: Final = {"type": "date", "class": "govuk-input govuk-input--width-10"}


class PlanForm(PlainForm):
    """An activity: which lesson of that class and day, which services or sites, what for, how often."""

    class_name = forms.CharField(max_length=20, widget=forms.HiddenInput)
    day = DayField(widget=forms.HiddenInput, error_messages=_DAY)
    lesson = forms.ChoiceField(
        label="Which lesson?",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose one of the lessons."),
    )
    services = forms.MultipleChoiceField(
        label="Which services?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose services from the list; write other sites below it."},
    )
    sites = forms.CharField(
        label="Other sites",
        help_text="One on each line, like museum.example. Only that name and names below it open.",
        required=False,
        max_length=LONGEST_SITES,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        error_messages=dict.fromkeys(("max_length", "null_characters_not_allowed"), "Write the names of sites only, one on each line."),
    )
    purpose = forms.CharField(
        label="What does the class do with it?",
        help_text="The headteacher and the network manager read it. Name no child.",
        max_length=LONGEST_PURPOSE,
        widget=forms.TextInput(attrs={"class": "govuk-input"}),
        error_messages={
            "required": "Write what the class does with it.",
            "max_length": f"Write it in at most {LONGEST_PURPOSE} letters.",
            "null_characters_not_allowed": "Write it in words.",
        },
    )
    weeks = forms.IntegerField(
        label="For how many weeks?",
        help_text="1 is this lesson only. More is the same lesson each week, as far as the term goes.",
        min_value=1,
        max_value=WEEKS_AT_MOST,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "govuk-input govuk-input--width-2", "inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), f"Write a number from 1 to {WEEKS_AT_MOST}."),
    )

    def __init__(self, *args: Any, lessons: Sequence[LessonOfDay], zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("lesson", [(x.name, f"{x.name.capitalize()}, {clock(x.starts, zone)} to {clock(x.ends, zone)}") for x in lessons])
        self._offer("services", [(one.id, one.name) for _, services in services_to_choose() for one in services])

    def chosen(self) -> set[str]:
        """The ids of the services that are ticked, whatever else is wrong."""
        value = self["services"].value()
        return set(value) if isinstance(value, list | tuple) else set()

    def new_activity(self) -> NewActivity:
        """What was written, for the action."""
        given = self.cleaned_data
        return NewActivity(
            class_name=given["class_name"],
            day=given["day"],
            lesson=given["lesson"],
            services=tuple(given["services"]),
            sites=tuple(words for line in given["sites"].splitlines() for words in line.replace(",", " ").split()),
            purpose=given["purpose"],
            weeks=given["weeks"],
        )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices


class CancelForm(PlainForm):
    """Cancel an activity; somebody else's with a reason."""

    reason = forms.CharField(
        label="Why?",
        max_length=LONGEST_REASON,
        required=False,
        error_messages={
            "max_length": f"Write it in at most {LONGEST_REASON} letters.",
            "null_characters_not_allowed": "Write it in words.",
        },
    )
    with_later = forms.BooleanField(label="Cancel the same of all later weeks too", required=False)

    def __init__(self, *args: Any, is_own: bool, has_later: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_own:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = "Whoever planned it, and the class’s teachers, read it."
            self.fields["reason"].error_messages["required"] = "Write why: whoever planned it reads it."
        else:
            self.fields["reason"].label = "Why? (You may leave this empty.)"
        if not has_later:
            del self.fields["with_later"]


class WaiverForm(PlainForm):
    """Let somebody use a form without the training it asks for."""

    person = forms.ChoiceField(
        label="Who?",
        widget=forms.Select,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose somebody from the list."),
    )
    reason = forms.CharField(
        label="Why without the training?",
        help_text="It goes into the school’s record; the governors can read it.",
        max_length=LONGEST_REASON,
        error_messages={
            "required": "Write why.",
            "max_length": f"Write it in at most {LONGEST_REASON} letters.",
            "null_characters_not_allowed": "Write it in words.",
        },
    )
    last = DayField(
        label="Until which day?",
        help_text="That day included; a year at most.",
        widget=forms.DateInput(attrs=_LOOK_OF_A_DAY, format="%Y-%m-%d"),
        error_messages=_DAY,
    )

    def __init__(self, *args: Any, people: Iterable[Person], last: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"last": last}, **kwargs)
        field: Any = self.fields["person"]
        field.choices = [("", "Choose somebody"), *((str(one.pk), one.name) for one in people)]


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """The school's time of a moment: "09:00"."""
    return f"{moment.astimezone(zone):%H:%M}"
