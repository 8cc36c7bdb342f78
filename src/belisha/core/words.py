"""Sentences that can be said in another language, without knowing any: the core names them, whoever shows them says them.

A sentence is the plain British English one; `say` gives it in the reader's language, and the facts are put in afterwards.
Source: docs/decisions/2026-11-23-texts.md.
"""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], str]
"""Gives a whole sentence, with its {named} places still in it, in the reader's language."""


def plainly(words: str) -> str:
    """The sentence as it was written."""
    return words


def gettext_noop(words: str) -> str:
    """The sentence as it was written, marked for translators: the tool that collects sentences looks for this name."""
    return words


class Sentence(ValueError):
    """A fault whose message is a sentence with facts in it: `str` says it plainly, `said` in another language."""

    def __init__(self, words: str, /, **facts: object) -> None:
        self.words, self.facts = words, facts
        super().__init__(self.said(plainly))

    def said(self, say: Say) -> str:
        """The message in the language of `say`."""
        return say(self.words).format(**self.facts) if self.facts else say(self.words)
