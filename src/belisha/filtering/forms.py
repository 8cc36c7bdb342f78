"""What people write when they ask, advise and decide: checked for form here, for sense in the actions."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms

from belisha.core.moments import Calendar
from belisha.core.names import Host, Unusable
from belisha.filtering.actions.decisions import Outcome
from belisha.filtering.actions.requests import LONGEST_WORDS
from belisha.filtering.states import Advice
from belisha.kit.fields import PlainForm
from belisha.kit.templatetags.school_time import school_day as told_day

LONGEST_SITE = 2000  # letters: a whole address may be pasted
LONGEST_CODE = 40


class SiteField(forms.CharField):
    """A site as people write it: a name, or a whole address. Its value is a Host."""

    def __init__(self, **kwargs: Any) -> None:
        words = {
            "required": "Write the name of the site, like bbc.co.uk.",
            "null_characters_not_allowed": "Write the name of the site, like bbc.co.uk.",
        }
        plain = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false", "inputmode": "url", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TextInput(attrs=plain))
        super().__init__(max_length=LONGEST_SITE, error_messages=words, **kwargs)

    def clean(self, value: Any) -> Any:
        """The host. Raises ValidationError with a sentence for the person."""
        words = super().clean(value)
        try:
            return Host.from_words(words) if words else None
        except Unusable as fault:
            raise forms.ValidationError(str(fault)) from fault


class AskForm(PlainForm):
    """Ask for a site to be opened."""

    site = SiteField(label="Which site?")
    why = forms.CharField(
        label="What do you need it for?",
        help_text="You can leave this empty. Only the grown-ups who decide can read it.",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def for_known(cls, site: str) -> AskForm:
        """The form for a site whose name stands above it: one thing less to fill in."""
        form = cls(initial={"site": site})
        form.fields["site"].widget = forms.HiddenInput()
        return form


class CodeForm(PlainForm):
    """Find a request again by its code."""

    code = forms.CharField(
        label="Your code",
        max_length=LONGEST_CODE,
        error_messages={"required": "Write the code that you were given when you asked."},
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-20 app-code", "autocomplete": "off", "spellcheck": "false"}),
    )


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
    reason = forms.CharField(
        label="The reason",
        help_text="Everybody who asked can read it: write it so that a child understands it.",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the reason: everybody who asked will read it."},
    )
    people = forms.ChoiceField(label="If you open it: for whom", required=False, widget=forms.RadioSelect)
    end_day = forms.DateField(
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
