"""Who may see how the server stands."""

from __future__ import annotations

from django.http import HttpRequest

from belisha.jobs import providers
from belisha.kit.access import Denied, may


def check_may_see(request: HttpRequest) -> None:
    """Raises Denied unless the roof's answer says that this reader may see the operations page."""
    if not providers.may_see(request):
        raise Denied("This page is for those who look after the server: the network manager and the headteacher.")


may_see = may(check_may_see)
