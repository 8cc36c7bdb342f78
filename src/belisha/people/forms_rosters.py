"""What somebody chooses who brings a list in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from belisha.adapters.spreadsheets.read import MOST_BYTES, NotATable, read_rows
from belisha.core.roster.model import Group, Roster, Unreadable
from belisha.core.roster.read import read_roster
from belisha.kit.fields import DayField, PlainForm


class RosterForm(PlainForm):
    """A file, of whom it speaks, from which day on it counts, and whether it names everybody. `roster` is what it says."""

    group = forms.ChoiceField(
        label="Who is in the list?",
        choices=[(one.name, one.value.capitalize()) for one in Group],
        widget=forms.RadioSelect,
        error_messages={"required": "Say who is in the list: pupils or staff.", "invalid_choice": "Choose pupils or staff."},
    )
    file = forms.FileField(
        label="The file",
        help_text="CSV or Excel (xlsx), with headings. Forename and surname are needed; class, year group, post, work e-mail, your "
        "system’s own number and contacts are read where they are there.",
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "aria-describedby": "id_file_more"}),
        error_messages={
            "required": "Choose the file with the list.",
            "empty": "The file is empty: export the list again.",
            "missing": "Choose the file with the list.",
            "max_length": "The name of the file is too long: give it a shorter one.",
        },
    )
    starts = DayField(label="From which day on does it count?")
    is_whole = forms.BooleanField(
        label="This list names everybody: whoever is missing from it has left",
        help_text="Leave this open if you are not sure. Who would leave is named before anything is written.",
        required=False,
    )
    roster: Roster

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts"].initial = today

    def clean_file(self) -> UploadedFile:
        """The file, where it is not too large."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError(f"The file is larger than {MOST_BYTES // 1_048_576} MB: export the list alone.")
        return file

    def clean(self) -> dict[str, Any]:
        """The file read, once it is known of whom it speaks. A file that cannot be read is a fault of its field."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "file" in given and "group" in given:
            try:
                self.roster = read_roster(read_rows(given["file"].read()), Group[given["group"]])
            except (NotATable, Unreadable) as why:
                self.add_error("file", str(why))
        return given
