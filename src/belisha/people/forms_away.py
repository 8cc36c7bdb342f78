"""Who is away, and who stands in: asked with first and last day, as people say it; kept until (not on) the day after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from belisha.kit.fields import DayField, PlainForm
from belisha.people.models import Person

ONE_DAY = timedelta(days=1)


class AwayForm(PlainForm):
    """Who is away, from the first day to the last; `ends` is the first day back, None while nobody knows."""

    person = forms.ChoiceField(
        label="Who is away?", error_messages={"required": "Choose who is away.", "invalid_choice": "Choose somebody."}
    )
    first = DayField(label="First day away")
    last = DayField(label="Last day away", help_text="Leave this empty while nobody knows.", required=False)

    def __init__(self, *args: Any, people: Iterable[Person], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(str(one.pk), one.name) for one in people]
        self.fields["person"].choices = found if len(found) == 1 else [("", "Choose a person"), *found]
        self.fields["first"].initial = today

    def clean(self) -> dict[str, Any]:
        """Both days, the right way round."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", "The last day is before the first: turn them round, or mend one.")
        return given

    @property
    def ends(self) -> date | None:
        """The first day back."""
        last: date | None = self.cleaned_data["last"]
        return last + ONE_DAY if last else None


class StandInForm(PlainForm):
    """Whose role, who does its work, and on which days. `holding` is "role|person": one choice for both."""

    holding = forms.ChoiceField(
        label="Whose work?", error_messages={"required": "Choose whose work it is.", "invalid_choice": "Choose a role."}
    )
    to_person = forms.ChoiceField(
        label="Who stands in?", error_messages={"required": "Choose who stands in.", "invalid_choice": "Choose somebody."}
    )
    first = DayField(label="First day")
    last = DayField(label="Last day")

    def __init__(self, *args: Any, held: Sequence[tuple[str, Person]], people: Iterable[Person], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(f"{role}|{person.pk}", f"{role} ({person.name})") for role, person in held]
        self.fields["holding"].choices = [("", "Choose a role"), *roles]
        self.fields["to_person"].choices = [("", "Choose a person"), *((str(one.pk), one.name) for one in people)]
        self.fields["first"].initial = today

    def clean(self) -> dict[str, Any]:
        """Both days, the right way round."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("first") and given.get("last") and given["last"] < given["first"]:
            self.add_error("last", "The last day is before the first: turn them round, or mend one.")
        return given

    @property
    def role(self) -> str:
        """The role whose work it is."""
        return str(self.cleaned_data["holding"]).rpartition("|")[0]

    @property
    def from_person(self) -> int:
        """Whose role it is, by id."""
        return int(str(self.cleaned_data["holding"]).rpartition("|")[2])

    @property
    def ends(self) -> date:
        """The first day on which they no longer stand in."""
        last: date = self.cleaned_data["last"]
        return last + ONE_DAY


class DayForm(PlainForm):
    """One day: the first on which something no longer holds."""

    ends = DayField(label="From which day on?")
