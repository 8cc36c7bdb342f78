"""What is written about when the school works: a term, a day on which it is closed, a lesson of the week."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from belisha.core.moments import Lesson, Term
from belisha.kit.fields import PlainForm
from belisha.schools.forms import DatedForm, DayField

LONGEST_NAME: Final = 100
LONGEST_WHY: Final = 200
WEEKDAYS: Final = (("0", "Monday"), ("1", "Tuesday"), ("2", "Wednesday"), ("3", "Thursday"), ("4", "Friday"))
_TIME: Final = {"required": "Write a time like 9:00.", "invalid": "This is no time: write it like 9:00."}
_DAY: Final = {"required": "Choose a day.", "invalid": "This is no day: write it like 15/9/2026."}


def _name(label: str, help_text: str) -> forms.CharField:
    say = dict.fromkeys(("required", "null_characters_not_allowed", "max_length"), f"Write a name of at most {LONGEST_NAME} letters.")
    look = {"class": "govuk-input govuk-input--width-20", "autocomplete": "off"}
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST_NAME, error_messages=say, widget=forms.TextInput(attrs=look)
    )


def _time(label: str) -> forms.TimeField:
    look = {"type": "time", "class": "govuk-input govuk-input--width-5"}
    return forms.TimeField(label=label, error_messages=_TIME, widget=forms.TimeInput(format="%H:%M", attrs=look))


class TermForm(PlainForm):
    """A term; one of the same name is replaced."""

    name = _name("Which term?", "Like: spring term, first half. A term of the same name gets these days instead of its own.")
    first = DayField(label="First day", error_messages=_DAY)
    last = DayField(label="Last day", error_messages=_DAY)

    def clean(self) -> dict[str, Any]:
        """The values. A last day before the first is told at its field."""
        given = super().clean() or {}
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", "The term would end before it starts: choose a later last day.")
        return given

    def term(self) -> Term:
        """What was written, for the action."""
        return Term(self.cleaned_data["name"].strip(), self.cleaned_data["first"], self.cleaned_data["last"])


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


class LessonForm(DatedForm):
    """A lesson of the week, from a day on."""

    name = _name("Which lesson?", "Like: first lesson. A lesson of the same name on the same weekday ends when this one begins.")
    weekdays = forms.MultipleChoiceField(
        label="On which days of the week?",
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose one day of the week or more."),
    )
    starts = _time("Starts at")
    ends = _time("Ends at")
    year = forms.ChoiceField(
        label="For whom?",
        required=False,
        widget=forms.Select,
        error_messages={"invalid_choice": "Choose every year group, or one from the list."},
    )
    since = DayField(label="From which day on?")

    def __init__(self, *args: Any, years: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["year"]
        choices.choices = [("", "Every year group"), *((year, year.capitalize()) for year in sorted(set(years)))]

    def lessons(self) -> tuple[Lesson, ...]:
        """What was written, for the action: one for each weekday."""
        given = self.cleaned_data
        years = frozenset({given["year"]} if given["year"] else ())
        return tuple(Lesson(given["name"].strip(), int(day), given["starts"], given["ends"], years) for day in given["weekdays"])
