"""The policy's words for time as values of the programme; the checker takes them apart in the same way (core.policy.times)."""

from __future__ import annotations

from belisha.core.policy.times import hours_said, span_said
from belisha.core.programme.model import Span, When, WhenKind


def parse_span(words: str) -> Span:
    """The span these words say. Raises Unusable with a sentence. Source: language.md, words used in values: spans."""
    count, unit = span_said(words)
    return Span(count, unit, words)


def parse_when(words: str) -> When:
    """The times these words say, in school time. Raises Unusable with a sentence. Source: language.md, words used in values: when."""
    hours = hours_said(words)
    if hours is None:
        return When(kind=WhenKind(words), words=words)
    return When(WhenKind.WINDOW, hours.weekdays, hours.starts, hours.ends, words)
