"""Who may see and change a school's facts. Who holds which role is known one room above, which answers (providers.py)."""

from __future__ import annotations

from django.http import HttpRequest

from belisha.kit.access import Denied, may
from belisha.schools import providers
from belisha.schools.providers import Right


def check_may_see(request: HttpRequest) -> None:
    """Raises Denied unless the reader may see the school's networks and times."""
    if not providers.may(request, Right.SEE):
        raise Denied("The school's networks are read by whoever looks after them, the headteacher, those who safeguard, and governors.")


def check_may_see_devices(request: HttpRequest) -> None:
    """Raises Denied unless the reader may see which device is whose: what a child's device is called is about the child."""
    if not providers.may(request, Right.SEE_DEVICES):
        raise Denied("Whose device is whose is read by the network manager, the headteacher and those who safeguard.")


def check_may_set_networks(request: HttpRequest) -> None:
    """Raises Denied unless the reader may say who sits where."""
    if not providers.may(request, Right.SET_NETWORKS):
        raise Denied("Who sits on which addresses is said by the network manager. Ask them to do it.")


def check_may_set_times(request: HttpRequest) -> None:
    """Raises Denied unless the reader may set terms, closure days and lessons."""
    if not providers.may(request, Right.SET_TIMES):
        raise Denied("Terms, closure days and lessons are set by the headteacher and the network manager. Ask them to do it.")


may_see = may(check_may_see)
may_see_devices = may(check_may_see_devices)
may_set_networks = may(check_may_set_networks)
may_set_times = may(check_may_set_times)
