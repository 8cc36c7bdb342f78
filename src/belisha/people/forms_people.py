"""What is asked of one person: when they leave and who takes their roles, their line manager, what holds of a child's contact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from belisha.kit.fields import DayField, PlainForm
from belisha.people.actions import Holds
from belisha.people.models import Contact, Person

LONGEST = 100
KNOWN = {"": None, "yes": True, "no": False}


class LeaveForm(PlainForm):
    """The first day on which somebody is no longer here, and for each role (by its number) who takes it; "" nobody."""

    ends = DayField(label="First day on which they are no longer here")

    def __init__(
        self, *args: Any, roles: Sequence[str], needed: frozenset[str], people: Iterable[Person], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.roles = tuple(roles)
        self.fields["ends"].initial = today
        choices = [(str(one.pk), one.name) for one in people]
        for number, role in enumerate(self.roles):
            nobody = "Choose somebody: the policy needs one" if role in needed else "Nobody more"
            self.fields[f"role_{number}"] = forms.ChoiceField(
                label=f"Who takes the role {role}?",
                choices=[("", nobody), *choices],
                required=False,
                widget=forms.Select(attrs={"class": "govuk-select"}),
                error_messages={"invalid_choice": "Choose one of the people of the school."},
            )

    def successors(self) -> dict[str, int]:
        """The ids of those who take over, by role."""
        given = ((role, self.cleaned_data.get(f"role_{number}")) for number, role in enumerate(self.roles))
        return {role: int(chosen) for role, chosen in given if chosen}


class LineManagerForm(PlainForm):
    """Who the line manager is, "" for nobody, and from which day on."""

    manager = forms.ChoiceField(label="Line manager", required=False, error_messages={"invalid_choice": "Choose one of the staff."})
    since = DayField(label="From which day on")

    def __init__(self, *args: Any, people: Iterable[Person], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["manager"].choices = [("", "Nobody"), *((str(one.pk), one.name) for one in people)]
        self.fields["since"].initial = today


class ContactForm(PlainForm):
    """What holds of a parent or carer."""

    name = forms.CharField(
        label="Name",
        max_length=LONGEST,
        error_messages={"required": "Write first name and surname.", "max_length": "This name is too long: write 100 letters at most."},
    )
    relationship = forms.CharField(
        label="What they are to the child",
        help_text="Such as mother, stepfather, foster carer.",
        max_length=LONGEST,
        required=False,
        error_messages={"max_length": "Write 100 letters at most."},
    )
    has_responsibility = forms.ChoiceField(
        label="Parental responsibility",
        choices=[("yes", "Yes"), ("no", "No"), ("", "Not known")],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": "Choose yes, no or not known."},
    )
    has_court_order = forms.BooleanField(
        label="There is a court order",
        help_text="What was ordered stands in the child’s file, not here.",
        required=False,
    )
    is_not_contacted = forms.BooleanField(label="Do not contact", required=False)

    def holds(self) -> Holds:
        """The same for the action."""
        given = self.cleaned_data
        return Holds(given["relationship"].strip(), KNOWN[given["has_responsibility"]], given["has_court_order"], given["is_not_contacted"])


class StandingContactForm(ContactForm):
    """The same of somebody who is there: their name stands."""

    name = None


def as_given(standing: Contact | None) -> dict[str, object]:
    """What holds, as the form shows it."""
    if standing is None:
        return {}
    known = {None: "", True: "yes", False: "no"}[standing.has_responsibility]
    return {
        "relationship": standing.relationship,
        "has_responsibility": known,
        "has_court_order": standing.has_court_order,
        "is_not_contacted": standing.is_not_contacted,
    }


class YearForm(forms.Form):
    """The day the new school year begins; where each class goes is asked beside it, a field for each."""

    day = DayField(label="First day of the new school year")
