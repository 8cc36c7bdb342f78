"""What people write when they report something, and when they act on a report: checked for form here, for sense in the actions."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from belisha.filtering.actions.requests import LONGEST_WORDS
from belisha.kit.fields import PlainForm

LONGEST_CODE: Final = 40
_PLAIN: Final = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false", "autocomplete": "off"}


class KeptField(forms.CharField):
    """Words that are taken as they come: nothing in them is a fault, however long or odd they are (safeguarding.md 5)."""

    def to_python(self, value: Any) -> str:
        """The words without the one letter that Django's own check turns away."""
        return super().to_python(str(value).replace("\x00", "") if value is not None else value)


class ReportForm(PlainForm):
    """Three things: where, what, send."""

    address = KeptField(
        label=_("Where was it?"),
        help_text=_("The name of the site or app, like bbc.co.uk. You do not know? Leave it empty."),
        required=False,
        widget=forms.TextInput(attrs=_PLAIN),
    )
    words = KeptField(
        label=_("What did you see?"),
        help_text=_(
            "Use your own words. Is there a bad picture? You are not in trouble. Do not send it or show it to anybody. Tell a grown-up now."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )


class ReportCodeForm(PlainForm):
    """Find a report again by its code."""

    code = KeptField(
        label=_("Your code"),
        max_length=LONGEST_CODE,
        error_messages={
            "required": _("Write the code you got when you told us."),
            "max_length": _("A code has ten letters and numbers. Look at it again."),
        },
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-20 app-code", "autocomplete": "off", "spellcheck": "false"}),
    )


class CloseForm(PlainForm):
    """Close the site: its name, for whom, and why where that is to be recorded."""

    host = forms.CharField(widget=forms.HiddenInput, max_length=253)
    people = forms.ChoiceField(label="For whom", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why you close it",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"Say it in at most {LONGEST_WORDS} letters."},
    )

    def __init__(self, *args: Any, scopes: list[str], needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.choices = [(words, words.capitalize() if words[0] != "c" else f"Class{words[5:]}") for words in scopes]
        if len(scopes) == 1:
            people.widget = forms.HiddenInput()
            self.initial["people"] = scopes[0]
        if needs_reason:
            self.fields["reason"].help_text = "It is recorded. A second person reads it before they confirm."
            self.fields["reason"].widget.attrs["aria-describedby"] = "id_reason_more"
        else:
            self.fields["reason"].label = "Why you close it (you can leave this empty)"


class _ReasonForm(PlainForm):
    """One reason."""

    reason = forms.CharField(
        label="Why",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write why, in a sentence.", "max_length": f"Say it in at most {LONGEST_WORDS} letters."},
    )


class HarmlessForm(_ReasonForm):
    """The site stays open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "What the site is, and why it stays open"


class LiftForm(_ReasonForm):
    """Open a closed site again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Why it is opened again"


class SiteNameForm(PlainForm):
    """Name the site of a report in which none could be read."""

    site = forms.CharField(
        label="The site’s name, like bbc.co.uk",
        max_length=2000,
        widget=forms.TextInput(attrs=_PLAIN),
        error_messages={"required": "Write the name of the site, like bbc.co.uk."},
    )
