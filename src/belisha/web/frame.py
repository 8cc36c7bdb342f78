"""What the frame of every page needs: the school, the reader, what they can go to."""

from __future__ import annotations

from django.http import HttpRequest


def of_every_page(request: HttpRequest) -> dict[str, object]:
    """The values of the page frame: `school`, `reader` (a Person or None)."""
    return {"school": getattr(request, "school", None), "reader": getattr(request, "person", None)}
