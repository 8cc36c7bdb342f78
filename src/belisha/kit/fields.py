"""Form fields that look as the page frame expects, without any template of their own."""

from __future__ import annotations

from typing import Any

from django import forms

_CLASSES: dict[type[forms.Widget], str] = {
    forms.Textarea: "govuk-textarea",
    forms.Select: "govuk-select",
    forms.TextInput: "govuk-input",
}


class PlainForm(forms.Form):
    """A form whose widgets carry the frame's classes and point at their hints and faults."""

    template_name = "components/fields.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            kind = next((c for w, c in _CLASSES.items() if isinstance(field.widget, w)), "")
            if kind:
                field.widget.attrs.setdefault("class", kind)
            if field.help_text and kind:
                field.widget.attrs.setdefault("aria-describedby", f"id_{name}_more")
