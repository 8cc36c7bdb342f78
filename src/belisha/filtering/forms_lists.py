"""What people type about lists: a file, an address to fetch from, why a version is used all the same, and a site to look for."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

from belisha.core.names import Host, Unusable
from belisha.kit.fields import PlainForm

LARGEST_FILE: Final = 5 * 1024 * 1024
"""Octets read while somebody waits for the page: about two hundred thousand names. Longer ones are fetched, or loaded at the server."""

LONGEST_REASON: Final = 500
PACES: Final = (("24", "Every day"), ("6", "Every six hours"), ("168", "Every week"))
MEGABYTES: Final = LARGEST_FILE // (1024 * 1024)


class FileForm(PlainForm):
    """A list from a file. `text()` is what it holds; ask of a valid form."""

    file = forms.FileField(
        label="The file",
        help_text=f"A text with names of sites: one a line, a hosts file, or as filters publish it. {MEGABYTES} MB at most.",
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "aria-describedby": "id_file_more"}),
        error_messages={
            "required": "Choose the file with the list.",
            "empty": "This file is empty: choose the one with the names.",
            "missing": "Choose the file with the list.",
        },
    )

    def clean_file(self) -> UploadedFile:
        """The file, where it is not too large and is a text."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST_FILE:
            raise forms.ValidationError(
                f"This file is larger than {MEGABYTES} MB: choose a smaller edition of the list, or let whoever runs the server load it."
            )
        try:
            self.words = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            raise forms.ValidationError(
                "This file is not a text in UTF-8: is it packed, or a document? Choose the list itself, unpacked."
            ) from fault
        return file

    def text(self) -> str:
        """What the file holds."""
        return self.words

    words: str = ""


class SubscribeForm(PlainForm):
    """Where the list is fetched from, and how often."""

    url = forms.CharField(
        label="The list’s address",
        help_text="As its publisher gives it, beginning with https. It is fetched at once, and you look at it before it is used.",
        max_length=500,
        error_messages={"required": "Write the list’s address, like https://lists.example/games.txt."},
    )
    every = forms.ChoiceField(
        label="How often is it fetched?",
        choices=PACES,
        initial="24",
        widget=forms.Select,
        error_messages={"required": "Choose how often.", "invalid_choice": "Choose how often from the list."},
    )


class UseForm(PlainForm):
    """Use the version that was looked at."""

    reason = forms.CharField(
        label="Why is it used all the same?",
        help_text="It closes sites that this school needs. The record holds your reason.",
        max_length=LONGEST_REASON,
        error_messages={"required": "Write why it is used all the same, or throw it away."},
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]


class OnListForm(PlainForm):
    """Is a site on this list?"""

    site = forms.CharField(
        label="The site",
        help_text="Like poki.com, or its whole address.",
        max_length=500,
        error_messages={"required": "Write the site, like poki.com."},
    )

    def clean_site(self) -> Host:
        """The site's name."""
        try:
            return Host.from_words(self.cleaned_data["site"])
        except Unusable as fault:
            raise forms.ValidationError(str(fault)) from fault
