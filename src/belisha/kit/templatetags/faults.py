"""Template words for a form's faults: each leads to its field, and no two are called the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django import template
from django.forms import Form

register = template.Library()
OF_SEVERAL = ("radioselect", "checkboxselectmultiple")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field: `place` is the id of what takes the answer.

    `label` is the field's where the words alone could be another's, otherwise "".
    """

    words: str
    place: str
    label: str


@register.filter
def field_faults(form: Form) -> list[Fault]:
    """The faults of the visible fields of a form, in order."""
    found = [(str(words), field) for field in form.visible_fields() for words in field.errors]
    often = Counter(words for words, _ in found)
    return [
        Fault(
            words, f"{field.auto_id}_0" if field.widget_type in OF_SEVERAL else field.auto_id, str(field.label) if often[words] > 1 else ""
        )
        for words, field in found
    ]
