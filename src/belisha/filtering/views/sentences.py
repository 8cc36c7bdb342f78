"""What a refusal says, as a sentence on a page."""

from __future__ import annotations


def told(fault: Exception) -> str:
    """The words of a fault with a capital letter in front, unless they begin with the name of a site."""
    words = str(fault)
    first = words.split(" ", 1)[0]
    return words if "." in first else words[:1].upper() + words[1:]
