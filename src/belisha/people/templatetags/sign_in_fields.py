"""Fields of other people's forms in the portal's look: allauth's forms bring widgets without classes."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()

CLASSES = {
    "checkbox": "govuk-checkboxes__input",
    "radioselect": "govuk-radios__input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
}


@register.filter
def in_our_look(field: BoundField) -> SafeString:
    """The field's widget with GOV.UK Frontend's class, its hint and errors named for screen readers, and no placeholder."""
    own = CLASSES.get(field.widget_type, "govuk-input")
    look = f"{own} govuk-!-width-two-thirds" if own == "govuk-input" else own
    field.field.widget.attrs.pop("placeholder", None)
    attrs = {"class": f"{look} {own}--error" if field.errors and own == "govuk-input" else look}
    if field.help_text or field.errors:
        attrs["aria-describedby"] = f"{field.id_for_label}_more"
    return field.as_widget(attrs=attrs)
