"""`belisha serve`: the same three processes as the demo, with real sign-in, real time and the school's own upstream."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path
from urllib.parse import urlsplit

from belisha.web.commands.installation import Endpoint, Installation, Unusable, data_folder, locked
from belisha.web.commands.running import describe, run_house, write_ready_file


def run(words: Namespace) -> int:
    """Start the house for a school that has been added with `belisha school add`. Raises Unusable where there is none, or no upstream."""
    lock = locked(data_folder(words.data))
    try:
        installation = describe(words, is_demo=False)
        if not installation.upstreams:
            raise Unusable("no resolver to ask for open names: give one with --upstream SERVER (your provider's, or your router's)")
        installation.keep()
        installation.enter()
        _require_school()
        os.environ["BELISHA_HOSTS"] = " ".join(hosts_served(installation))
        facts: dict[str, object] = {
            "web": installation.portal_url,
            "dns": str(installation.resolvers[0]),
            "resolvers": [str(one) for one in installation.resolvers],
            "block_page": f"http://{installation.block_page}",
        }

        def on_ready() -> None:
            if words.ready_file:
                write_ready_file(Path(words.ready_file).expanduser().absolute(), facts)
            resolvers = " and ".join(map(str, installation.resolvers))
            print(f"Belisha is running: {installation.portal_url}   resolver: {resolvers}   (Ctrl-C stops it)", flush=True)

        return run_house(installation, on_ready=on_ready)
    finally:
        lock.close()


def hosts_served(installation: Installation) -> list[str]:
    """The names the portal answers to: those the school set (BELISHA_HOSTS), its own portal's, and the address it listens on.

    Every other name is refused, so that nobody is sent a link to a portal that is not ours.
    """
    from django.conf import settings

    from belisha.schools.models import School

    listening = Endpoint.from_words(installation.web).host
    own = [listening] if listening not in ("0.0.0.0", "::") else []  # noqa: S104 - compared, not bound
    portals = School.objects.order_by("pk").values_list("portal_host", flat=True)
    return list(dict.fromkeys([*settings.ALLOWED_HOSTS, *portals, *own, *filter(None, [urlsplit(installation.public_url).hostname])]))


def _require_school() -> None:
    """Tables are brought up to date; a school must be there."""
    from django.core.management import call_command

    from belisha.schools.models import School

    call_command("migrate", verbosity=0)
    if School.objects.filter(is_demo=True).exists():
        raise Unusable("the database holds a demo: name the folder of a school with --data, or its own BELISHA_DATABASE")
    if not School.objects.exists():
        raise Unusable('there is no school yet: make one with `belisha school add --name "…" --host NAME`, then add its first people')
