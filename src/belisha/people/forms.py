"""Forms of the roles page."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from belisha.kit.fields import DayField
from belisha.people import queries
from belisha.people.states import ROLES_OF_A_CASE, Kind
from belisha.schools.models import School


class AppointForm(forms.Form):
    """Who gets which role, from which day on."""

    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": _("Choose a role."), "invalid_choice": _("Choose one of the roles you may give.")},
    )
    person = forms.ChoiceField(
        label=_("Who"),
        widget=forms.Select(attrs={"class": "govuk-select"}),
        error_messages={"required": _("Choose a person."), "invalid_choice": _("Choose one of the people of the school.")},
    )
    starts = DayField(label=_("From which day on"))

    def __init__(self, *args: object, school: School, today: date, roles: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        asked = queries.people(school, on=today).exclude(kind__in=[Kind.PUPIL.name, Kind.PARENT.name])
        self.fields["role"].choices = [("", _("Choose a role"))] + [(r, r) for r in roles if r not in ROLES_OF_A_CASE]
        self.fields["person"].choices = [("", _("Choose a person"))] + [(str(p.pk), p.name) for p in asked]
        self.fields["starts"].initial = today


class EndForm(forms.Form):
    """From which day on somebody no longer holds a role."""

    ends = DayField(label=_("First day without the role"))
