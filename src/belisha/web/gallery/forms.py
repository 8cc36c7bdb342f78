"""The form of the gallery: one field of each kind that the pages use. It is shown and never sent."""

from __future__ import annotations

from typing import Final

from django import forms

from belisha.kit.fields import DayField, PlainForm

KINDS: Final = [("mistake", "Closed by mistake"), ("lesson", "Needed for a lesson"), ("other", "Something else")]
ANSWERS: Final = [("yes", "Yes"), ("no", "No")]

FILLED: Final = {
    "site": "phonics.example",
    "why": "For spelling, in the second lesson.",
    "who": "lesson",
    "kind": "mistake",
    "again": "no",
    "classes": ["mistake", "lesson"],
    "sure": "on",
    "day": "2026-09-21",
}
FAULTY: Final = {"site": "", "why": "", "who": "", "kind": "nothing that is there", "day": "31/2/2026"}


class GalleryForm(PlainForm):
    """Every kind of field once."""

    site = forms.CharField(label="A line", help_text="A hint says what is meant, before it is asked.")
    why = forms.CharField(label="Some words", widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Say why."})
    who = forms.ChoiceField(label="One of a list", choices=[("", "Choose one"), *KINDS], widget=forms.Select)
    kind = forms.ChoiceField(label="One of a few", choices=KINDS, widget=forms.RadioSelect)
    again = forms.ChoiceField(label="One of two", choices=ANSWERS, widget=forms.RadioSelect)
    classes = forms.MultipleChoiceField(
        label="Some of a few", choices=KINDS, widget=forms.CheckboxSelectMultiple, help_text="Choose all that fit."
    )
    sure = forms.BooleanField(label="A box to tick")
    day = DayField(label="A day")
    file = forms.FileField(label="A file", required=False, widget=forms.FileInput(attrs={"class": "govuk-file-upload"}))


def in_each_state() -> list[tuple[str, GalleryForm]]:
    """The form empty, filled and faulty, each with names of its own so that they stand on one page."""
    return [
        ("Empty", GalleryForm(prefix="empty")),
        ("Filled", GalleryForm(_named("filled", FILLED), prefix="filled")),
        ("Faulty", GalleryForm(_named("faulty", FAULTY), prefix="faulty")),
    ]


def _named(prefix: str, given: dict[str, object]) -> dict[str, object]:
    return {f"{prefix}-{name}": value for name, value in given.items()}
