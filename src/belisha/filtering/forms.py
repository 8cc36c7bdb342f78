"""What people write when they ask: checked for form here, for sense in the actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from belisha.core.names import Host, Unusable
from belisha.filtering.actions.requests import LONGEST_WORDS
from belisha.filtering.states import Purpose
from belisha.kit.fields import PlainForm

LONGEST_SITE = 2000  # letters: a whole address may be pasted
LONGEST_CODE = 40
TOO_LONG = format_lazy(_("Say it in at most {most} letters."), most=LONGEST_WORDS)


class SiteField(forms.CharField):
    """A site as people write it: a name, or a whole address. Its value is a Host."""

    def __init__(self, **kwargs: Any) -> None:
        words = {
            "required": _("Write the name of the site, like bbc.co.uk."),
            "null_characters_not_allowed": _("Write the name of the site, like bbc.co.uk."),
            "max_length": _("That is too long. Write the name of the site, like bbc.co.uk."),
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
            raise forms.ValidationError(fault.said(gettext)) from fault


class AskForm(PlainForm):
    """Ask for a site to be opened."""

    site = SiteField(label=_("Which site?"))
    why = forms.CharField(
        label=_("What do you need it for?"),
        help_text=_("You can leave this empty. Only the grown-ups who decide can read it."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )

    purpose = forms.ChoiceField(
        label=_("What do you ask for?"),
        required=False,
        choices=[(one.name, _(one.value)) for one in Purpose],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of these.")},
    )
    field_order = ("site", "purpose", "why")

    @classmethod
    def for_known(cls, site: str) -> AskForm:
        """The form for a site whose name stands above it: one thing less to fill in."""
        form = cls(initial={"site": site})
        form.fields["site"].widget = forms.HiddenInput()
        return form

    def offer(self, purposes: Sequence[Purpose]) -> None:
        """Let who asks choose between these, the first being usual; fewer than two are no question."""
        if len(purposes) < 2:
            self.fields["purpose"].widget = forms.HiddenInput()
            self.initial["purpose"] = ""
            return
        field: Any = self.fields["purpose"]
        field.choices = [(one.name, _(one.value)) for one in purposes]
        self.initial.setdefault("purpose", purposes[0].name)
        if Purpose.EXCEPTION in purposes:
            self.fields["why"].help_text = _("An exception needs it. Those who decide read it; governors see what was opened.")


class CodeForm(PlainForm):
    """Find a request again by its code."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=LONGEST_CODE,
        error_messages={
            "required": _("Write the code you got when you asked."),
            "max_length": _("A code has ten letters and numbers. Look at it again."),
        },
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-20 app-code", "autocomplete": "off", "spellcheck": "false"}),
    )
