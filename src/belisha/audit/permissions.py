"""Who may read the record."""

from __future__ import annotations

from django.http import HttpRequest

from belisha.audit import providers
from belisha.kit.access import Denied, may


def check_may_read(request: HttpRequest) -> None:
    """Raises Denied unless the roof's answer says that this reader may read the record."""
    if not providers.may_read(request):
        raise Denied("The record is read by the headteacher, the chair of governors and governors.")


may_read = may(check_may_read)
