"""Notices are one's own."""

from __future__ import annotations

from belisha.kit.access import Actor, Denied, may
from belisha.notices.models import Notice


def check_may_mark(by: Actor, notice: Notice) -> None:
    """Raises Denied unless the notice was told to this person of this school."""
    if (by.school_id, by.person_id) != (notice.school_id, notice.person_id):
        raise Denied("Only the person who was told marks a notice as read.")


may_mark = may(check_may_mark)
