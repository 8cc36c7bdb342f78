"""What people write when they advise and decide: checked for form here, for sense in the actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, Final

from django import forms

from belisha.core.moments import Calendar
from belisha.filtering.actions.decisions import WHO_ASKED, Outcome
from belisha.filtering.actions.requests import LONGEST_WORDS
from belisha.filtering.models import AccessRequest
from belisha.filtering.states import Advice
from belisha.kit.fields import DayField, PlainForm
from belisha.kit.templatetags.school_time import school_day as told_day

OWN_WORDS: Final = ""
READY_REASONS: Final = (
    (OWN_WORDS, "My own words"),
    ("It was closed by mistake.", "It was closed by mistake."),
    ("You need it for your lesson.", "You need it for your lesson."),
    ("This site is not for school.", "This site is not for school."),
    ("This site can upset people.", "This site can upset people."),
    ("There is a better site. Ask your teacher.", "There is a better site. Ask your teacher."),
)
"""Short sentences that a child of seven can read. Source: safeguarding.md, daily story 7."""


class AdviceForm(PlainForm):
    """What the adviser recommends."""

    advice = forms.ChoiceField(
        label="Your advice",
        choices=[(a.name, a.value.capitalize()) for a in Advice],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you recommend."},
    )
    words = forms.CharField(
        label="Why",
        help_text="What the site is, and how it came to be closed. The decider reads it.",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write why, in a sentence for who decides."},
    )


class DecisionForm(PlainForm):
    """The decision: open or keep closed, the reason, for whom and until when."""

    outcome = forms.ChoiceField(
        label="Your decision",
        choices=[(Outcome.GRANT.name, "Open it"), (Outcome.REFUSE.name, "Keep it closed")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose: open it, or keep it closed."},
    )
    ready = forms.ChoiceField(
        label="A reason that a child can read",
        choices=READY_REASONS,
        initial=OWN_WORDS,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of these reasons, or write your own."},
    )
    reason = forms.CharField(
        label="The reason",
        help_text="In your own words. Everybody who asked can read it: short sentences that a child understands.",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    people = forms.ChoiceField(label="If you open it: for whom", required=False, widget=forms.RadioSelect)
    end_day = DayField(
        label="If you open it: until which day",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input govuk-input--width-10"}),
        error_messages={"invalid": "Write the day like 2026-09-18."},
    )
    end_time = forms.TimeField(
        label="and what time",
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "govuk-input govuk-input--width-10"}),
        error_messages={"invalid": "Write the time like 15:30."},
    )

    def __init__(self, *args: Any, scopes: list[str], calendar: Calendar, latest: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._calendar = calendar
        choices: Any = self.fields["people"]
        choices.choices = [(words, words.capitalize() if words[0] != "c" else f"Class{words[5:]}") for words in scopes]
        proposed = self._proposed()
        if latest or proposed:
            self.fields["end_day"].help_text = " ".join(filter(None, [proposed, f"At the latest {latest}." if latest else ""]))
            self.fields["end_day"].widget.attrs["aria-describedby"] = "id_end_day_more"

    def clean(self) -> dict[str, Any]:
        """The values, with `ends` (aware, school time) where something is opened."""
        values = super().clean() or self.cleaned_data
        values["ends"] = None
        values["reason"] = (values.get("reason") or "").strip() or values.get("ready") or ""
        if not values["reason"] and "reason" not in self.errors:
            self.add_error("reason", "Write the reason, or choose one: everybody who asked will read it.")
        if values.get("outcome") != Outcome.GRANT.name:
            return values
        missing = {"people": "Choose for whom it is opened.", "end_day": "Write the last day.", "end_time": "Write the time it ends."}
        for name, words in missing.items():
            if not values.get(name) and name not in self.errors:
                self.add_error(name, words)
        if not self.errors:
            values["ends"] = self._moment(values["end_day"], values["end_time"])
        return values

    def _proposed(self) -> str:
        """The proposed end with its weekday, which the field of a browser does not say; "" where none is proposed."""
        day, clock = self.initial.get("end_day"), self.initial.get("end_time")
        return f"Proposed: {told_day(self._moment(day, clock))}." if day and clock else ""

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self._calendar.zone)


class TogetherForm(DecisionForm):
    """One decision for several requests that are alike."""

    numbers = forms.MultipleChoiceField(
        label="Which of them?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose the requests that you decide.",
            "invalid_choice": "One of them does not wait for you any more: look again at which are left.",
        },
    )
    field_order = ("numbers",)

    def __init__(self, *args: Any, waiting: Iterable[AccessRequest], scopes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, scopes=scopes, **kwargs)
        numbers, people = self.fields["numbers"], self.fields["people"]
        rows = list(waiting)
        numbers.choices = [(str(row.pk), _asked(row)) for row in rows]  # type: ignore[attr-defined]
        self.initial.setdefault("numbers", [str(row.pk) for row in rows])
        people.choices = [(WHO_ASKED, "Each for the class that asked"), *people.choices]  # type: ignore[attr-defined]
        self.initial["people"] = WHO_ASKED


def _asked(row: AccessRequest) -> str:
    return f"{row.host}, for class {row.class_name}" if row.class_name else row.host
