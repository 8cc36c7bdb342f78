"""What is written in a first run, step by step."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms

from belisha.kit.fields import PlainForm
from belisha.people.sign_in_forms import FirstPasswordForm
from belisha.schools.forms import LONGEST_RANGE, RangeField
from belisha.schools.states import Group
from belisha.web.first_run.actions import DayPattern, Written
from belisha.web.first_run.school_year import usual_year

NATIONS: Final = tuple((one, one) for one in ("England", "Wales", "Scotland", "Northern Ireland"))
LONGEST_NAME: Final = 200
NETWORK_ROWS: Final = 4
_NAME: Final = "Write a name of at most 200 letters, with at least one letter in it."
_SAY_PORTAL: Final = "Write it like http://belisha.your-school.example:8000."
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


class NameField(forms.CharField):
    """A name of a school or a person, in any script, on one line."""

    def __init__(self, **kwargs: Any) -> None:
        say = dict.fromkeys(("required", "max_length", "null_characters_not_allowed"), _NAME)
        look = {"class": "govuk-input", "autocomplete": kwargs.pop("autocomplete", "off"), "spellcheck": "false"}
        super().__init__(max_length=LONGEST_NAME, error_messages=say, widget=forms.TextInput(attrs=look), **kwargs)

    def clean(self, value: object) -> str:
        """The name with single spaces. Raises ValidationError for one without a letter, or with signs that are not seen."""
        given = " ".join(str(super().clean(value)).split())
        if given and (not any(one.isalpha() for one in given) or not given.isprintable()):
            raise forms.ValidationError(_NAME)
        return given


def mail_field(help_text: str = "") -> forms.EmailField:
    """An address, or nothing."""
    look = {"class": "govuk-input", "autocomplete": "off", "spellcheck": "false", "inputmode": "email"}
    say = "This is no e-mail address: write it like head@your-school.example, or leave it empty."
    return forms.EmailField(
        label="E-mail address",
        help_text=help_text,
        required=False,
        error_messages=dict.fromkeys(("invalid", "max_length", "null_characters_not_allowed"), say),
        widget=forms.TextInput(attrs=look),
    )


class SchoolForm(PlainForm):
    """The school itself. Where the settings say the portal's address it is not asked (`portal_said`)."""

    name = NameField(label="What is the school called?", help_text="As on its letters. Like: Zebra Lane Primary School.")
    portal = forms.CharField(
        label="Under which address will its people open Belisha?",
        help_text="Its name and port. The school’s own DNS has to know the name; as long as it does not, leave what stands here.",
        max_length=LONGEST_NAME,
        error_messages=dict.fromkeys(("required", "max_length", "null_characters_not_allowed"), _SAY_PORTAL),
        widget=forms.TextInput(attrs={"class": "govuk-input", "autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )
    nation = forms.ChoiceField(
        label="In which nation?",
        help_text="It decides which guidance is named. Belisha’s own texts are England’s first.",
        choices=NATIONS,
        initial="England",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose one of the four."),
    )

    def __init__(self, *args: Any, portal_said: str = "", portal_here: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.portal_said = portal_said
        if portal_said:
            del self.fields["portal"]
        else:
            self.fields["portal"].initial = portal_here

    def clean_portal(self) -> str:
        """The address as a browser takes it."""
        given = self.cleaned_data["portal"].strip().removesuffix("/")
        url = given if "://" in given else f"http://{given}"
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise forms.ValidationError(f"“{given[:60]}” is no address. {_SAY_PORTAL}") from None
        if parts.scheme not in ("http", "https") or parts.path or parts.query or parts.fragment or parts.username or not _is_host(host):
            raise forms.ValidationError(f"“{given[:60]}” is no address of a portal: only http or https, a name, and a port. {_SAY_PORTAL}")
        shown = f"[{host}]" if ":" in host else host
        return f"{parts.scheme}://{shown}{f':{port}' if port else ''}"

    def portal_address(self) -> tuple[str, str]:
        """The host of the school's pages, and their address where the settings do not say it."""
        said = self.portal_said or self.cleaned_data["portal"]
        return urlsplit(said).hostname or "", "" if self.portal_said else said


def _is_host(host: str) -> bool:
    """True for a name of a computer or an address."""
    try:
        ip_address(host)
    except ValueError:
        return bool(_HOST.fullmatch(host)) and ".." not in host
    return True


class MeForm(FirstPasswordForm):
    """Whoever sets the school up."""

    name = NameField(label="Your name", autocomplete="name")
    email = mail_field("You sign in with it. If you have none, leave it empty: you get a user name.")
    field_order = ("name", "email", "password1", "password2")


class HoldersForm(PlainForm):
    """A name and an address for each of these roles; a row that is left empty is for later."""

    def __init__(self, *args: Any, roles: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = list(roles)
        for number in range(len(self.roles)):
            self.fields[f"name{number}"] = NameField(label="Name", required=False)
            self.fields[f"email{number}"] = mail_field()

    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each role with its two fields."""
        return [(role, self[f"name{number}"], self[f"email{number}"]) for number, role in enumerate(self.roles)]

    def clean(self) -> dict[str, Any]:
        """The values. An address without a name is told at the name."""
        given = super().clean() or {}
        for number, role in enumerate(self.roles):
            if given.get(f"email{number}") and not given.get(f"name{number}") and f"name{number}" not in self.errors:
                self.add_error(f"name{number}", f"Write the name of the {role} too.")
        if not self.errors and not self.written():
            self.add_error(None, "Nobody was written: write at least one name, or go on to the next step.")
        return given

    def written(self) -> list[Written]:
        """Who was written, for the action."""
        given = self.cleaned_data
        rows = ((role, given.get(f"name{number}"), given.get(f"email{number}")) for number, role in enumerate(self.roles))
        return [Written(role, name, email or "") for role, name, email in rows if name]


class HolderForm(PlainForm):
    """Somebody who was written wrongly."""

    name = NameField(label="Name")
    email = mail_field("Empty for people without one: they sign in with a user name.")


class OptionalRange(RangeField):
    """A range, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: object) -> str:
        """The range in its usual form, or ""."""
        return super().clean(value) if str(value or "").strip() else ""


class NetworksForm(PlainForm):
    """Up to four ranges, and who sits on each."""

    def __init__(self, *args: Any, suggested: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [*suggested][:NETWORK_ROWS]
        for number in range(NETWORK_ROWS):
            first = offered[number] if number < len(offered) else ""
            self.fields[f"range{number}"] = OptionalRange(label="Which addresses?", initial=first)
            self.fields[f"who{number}"] = forms.ChoiceField(
                label="Who sits there?",
                required=False,
                choices=[("", "Choose"), *((group.value, group.value.capitalize()) for group in Group)],
                widget=forms.Select(attrs={"class": "govuk-select"}),
                error_messages={"invalid_choice": "Choose from the list who sits there."},
            )

    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """Each row's two fields, counted from 1."""
        return [(number + 1, self[f"range{number}"], self[f"who{number}"]) for number in range(NETWORK_ROWS)]

    def clean(self) -> dict[str, Any]:
        """The values. A range without people, people without a range, and a range written twice are told there."""
        given, seen = super().clean() or {}, set()
        for number in range(NETWORK_ROWS):
            asked, who = given.get(f"range{number}"), given.get(f"who{number}")
            if who and not asked and f"range{number}" not in self.errors:
                self.add_error(f"range{number}", "Write which addresses these are, like 10.1.2.0/24.")
            if asked and asked in seen:
                self.add_error(f"range{number}", f"{asked} is written twice: one range has one group.")
            seen.add(asked)
        if not self.errors and not self.written():
            self.add_error(None, "No network was written: choose for at least one range who sits there, or go on to the next step.")
        return given

    def written(self) -> dict[str, Group]:
        """The ranges whose people were chosen, for the action; a suggestion nobody chose for is left alone."""
        given = self.cleaned_data
        rows = ((given.get(f"range{number}"), given.get(f"who{number}")) for number in range(NETWORK_ROWS))
        return {asked: Group(who) for asked, who in rows if asked and who}


class YearForm(PlainForm):
    """A school year as text."""

    lines = forms.CharField(
        label="Terms, holidays within them, and closed days",
        help_text="One on each line: what it is, its first and its last day. A single day is a closed day. Paste from wherever they stand.",
        max_length=8000,
        error_messages=dict.fromkeys(("required", "max_length", "null_characters_not_allowed"), "Write the terms, one on each line."),
        widget=forms.Textarea(attrs={"rows": 9, "class": "govuk-textarea", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].initial = usual_year(today)


def _time(label: str, *, usual: time | None, required: bool = True) -> forms.TimeField:
    """A clock time of the school."""
    look = {"type": "time", "class": "govuk-input govuk-input--width-5"}
    say = {"required": "Write a time like 9:00.", "invalid": "This is no time: write it like 9:00."}
    widget = forms.TimeInput(format="%H:%M", attrs=look)
    return forms.TimeField(label=label, initial=usual, required=required, error_messages=say, widget=widget)


class DayForm(PlainForm):
    """An ordinary day."""

    day_starts = _time("The school day starts at", usual=time(8, 45))
    morning_starts = _time("Morning lessons start at", usual=time(9))
    break_starts = _time("The morning break starts at (empty: there is none)", usual=time(10, 30), required=False)
    break_ends = _time("The morning break ends at", usual=time(10, 45), required=False)
    morning_ends = _time("Lunch starts at", usual=time(12))
    afternoon_starts = _time("Afternoon lessons start at", usual=time(13))
    afternoon_ends = _time("Afternoon lessons end at", usual=time(15, 15))
    day_ends = _time("The school day ends at", usual=time(15, 30))

    def clean(self) -> dict[str, Any]:
        """The values. What would run backwards is told at the later time."""
        given = super().clean() or {}
        if bool(given.get("break_starts")) != bool(given.get("break_ends")) and not self.errors:
            self.add_error("break_ends", "A break has a start and an end: write both, or leave both empty.")
        last: time | None = None
        for name, field in self.fields.items():
            at = given.get(name)
            if at and last and at < last:
                self.add_error(name, f"“{field.label}” would be {at:%H:%M}, before what stands above it ({last:%H:%M}).")
            last = at or last
        return given

    def pattern(self) -> DayPattern:
        """What was written, for the action."""
        given = self.cleaned_data
        return DayPattern(
            day=(given["day_starts"], given["day_ends"]),
            morning=(given["morning_starts"], given["morning_ends"]),
            afternoon=(given["afternoon_starts"], given["afternoon_ends"]),
            pause=(given["break_starts"], given["break_ends"]) if given.get("break_starts") else None,
        )


class AddressForm(PlainForm):
    """One device's address, to see whose it would be."""

    address = forms.CharField(
        label="Try it: a device’s address",
        help_text="Like 10.1.2.7.",
        max_length=LONGEST_RANGE,
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-20", "autocomplete": "off", "spellcheck": "false"}),
        error_messages=dict.fromkeys(("required", "null_characters_not_allowed", "max_length"), "Write the address like 10.1.2.7."),
    )
