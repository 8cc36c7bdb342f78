"""The words of a clause as HTML: paragraphs, lists and emphasis; no HTML of its own, no links, no pictures.

Links are printed as their text, because a clause may name services that are closed. Source: safeguarding.md 32.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from belisha.core.policy import explain

register = template.Library()

WORDS_KEPT = 1_024  # of several policies

_CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "blockquote_open": "govuk-inset-text",
}
_WORDS = MarkdownIt("zero", {"html": False}).enable(["emphasis", "list", "blockquote", "newline", "escape", "entity", "backticks"])


@register.filter
@lru_cache(maxsize=WORDS_KEPT)
def clause_words(words: str) -> SafeString:
    """The words as HTML that is safe whatever was written: everything but the marks above is escaped. The same words are made once."""
    tokens = _WORDS.parse(words)
    for token in tokens:
        if token.type in _CLASSES:
            token.attrSet("class", _CLASSES[token.type])
    return mark_safe(_WORDS.renderer.render(tokens, _WORDS.options, {}))  # noqa: S308  the renderer escapes; tested with hostile words


@register.filter
def listed(words: Iterable[str]) -> str:
    """Words in a sentence: "a, b and c"."""
    return explain.listed(words)


@register.filter
def whom(words: Iterable[str]) -> str:
    """Roles and groups in a sentence: "the headteacher and the chair of governors"."""
    return explain.people(words)


@register.filter
def sentence(words: str) -> str:
    """The words with a capital first letter, as they stand on a page."""
    return words[:1].upper() + words[1:]
