"""What is written about when the school works: terms, holidays, closed days, the times of the day, lessons and breaks of the week."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from belisha.core.moments import Lesson, Term
from belisha.kit.fields import DayField, PlainForm
from belisha.schools.forms import DatedForm

LONGEST_NAME: Final = 100
LONGEST_WHY: Final = 200
WEEKDAYS: Final = (("0", "Monday"), ("1", "Tuesday"), ("2", "Wednesday"), ("3", "Thursday"), ("4", "Friday"))
BREAK: Final = "break"
_TIME: Final = {"required": "Write a time like 9:00.", "invalid": "This is no time: write it like 9:00."}
_DAY: Final = {"required": "Choose a day.", "invalid": "This is no day: write it like 15/9/2026."}


def name_field(label: str, help_text: str) -> forms.CharField:
    """A name of at most a hundred letters."""
    say = dict.fromkeys(("required", "null_characters_not_allowed", "max_length"), f"Write a name of at most {LONGEST_NAME} letters.")
    look = {"class": "govuk-input govuk-input--width-20", "autocomplete": "off"}
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST_NAME, error_messages=say, widget=forms.TextInput(attrs=look)
    )


def time_field(label: str) -> forms.TimeField:
    """A clock time of the school."""
    look = {"type": "time", "class": "govuk-input govuk-input--width-5"}
    return forms.TimeField(label=label, error_messages=_TIME, widget=forms.TimeInput(format="%H:%M", attrs=look))


class TermForm(PlainForm):
    """A term; one of the same name in the same school year is replaced."""

    word = "term"
    name = name_field("Which term?", "Like: spring term. One of the same name in the same school year gets these days instead.")
    first = DayField(label="First day", error_messages=_DAY)
    last = DayField(label="Last day", error_messages=_DAY)

    def clean(self) -> dict[str, Any]:
        """The values. A last day before the first is told at its field."""
        given = super().clean() or {}
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", f"The {self.word} would end before it starts: choose a later last day.")
        return given

    def term(self) -> Term:
        """What was written, for the action."""
        return Term(self.cleaned_data["name"].strip(), self.cleaned_data["first"], self.cleaned_data["last"])


class HolidayForm(TermForm):
    """Days within a term on which the school is closed; one of the same name that they overlap is replaced."""

    word = "holiday"
    name = name_field("Which holiday?", "Like: half-term. If these days overlap a holiday of the same name, it gets these days instead.")
    first = DayField(label="First day without school", error_messages=_DAY)
    last = DayField(label="Last day without school", error_messages=_DAY)


class ClosureForm(DatedForm):
    """A day within a term on which the school is closed."""

    day_field = "closed_day"
    closed_day = DayField(label="Which day?", error_messages=_DAY)
    why = forms.CharField(
        label="Why?",
        help_text="Like: training day. It is shown to staff and governors.",
        max_length=LONGEST_WHY,
        error_messages=dict.fromkeys(("required", "null_characters_not_allowed", "max_length"), "Write in a few words why."),
    )


class DayTimesForm(DatedForm):
    """When the school day starts and ends, from a day on."""

    starts = time_field("The school day starts at")
    ends = time_field("The school day ends at")
    since = DayField(label="From which day on?", help_text="Until then everything stays as it is.")


class LessonForm(DatedForm):
    """A lesson of the week, or a break, from a day on."""

    part = forms.ChoiceField(
        label="What is it?",
        required=False,
        choices=(("", "A lesson"), (BREAK, "A break: lessons rest meanwhile")),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose a lesson or a break."},
    )
    name = name_field("What is it called?", "Like: first lesson. What has the same name on the same weekday ends when this begins.")
    weekdays = forms.MultipleChoiceField(
        label="On which days of the week?",
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose one day of the week or more."),
    )
    starts = time_field("Starts at")
    ends = time_field("Ends at")
    years = forms.MultipleChoiceField(
        label="For which year groups?",
        help_text="Choose none where it is for all of them.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose year groups from the list, or none for all of them."},
    )
    since = DayField(label="From which day on?")

    def __init__(self, *args: Any, years: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["years"]
        choices.choices = [(year, year.capitalize()) for year in sorted(set(years))]

    @property
    def is_break(self) -> bool:
        """True where it is a break."""
        return bool(self.cleaned_data["part"] == BREAK)

    def lessons(self) -> tuple[Lesson, ...]:
        """What was written, for the action: one for each weekday."""
        given, years = self.cleaned_data, frozenset(self.cleaned_data["years"])
        return tuple(Lesson(given["name"].strip(), int(day), given["starts"], given["ends"], years) for day in given["weekdays"])


class ThenForm(PlainForm):
    """The day that is looked at."""

    day = DayField(label="As it was on", error_messages=_DAY)
