"""`belisha serve`: the same three processes as the demo, with real sign-in, real time and the school's own upstream."""

from __future__ import annotations

import os
import secrets
from argparse import Namespace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from belisha.web.commands.installation import Endpoint, Installation, Unusable, data_folder, locked
from belisha.web.commands.running import describe, run_house, write_ready_file

EVERYWHERE: Final = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound


def run(words: Namespace) -> int:
    """Start the house; where there is no school yet, with a link to set one up in the browser. Raises Unusable without an upstream."""
    lock = locked(data_folder(words.data))
    try:
        installation = describe(words, is_demo=False)
        if not installation.upstreams:
            raise Unusable("no resolver to ask for open names: give one with --upstream SERVER (your provider's, or your router's)")
        installation.keep()
        installation.enter()
        link = _link_to_set_up(Path(installation.data))
        os.environ["BELISHA_HOSTS"] = " ".join(hosts_served(installation))
        facts: dict[str, object] = {
            "web": installation.portal_url,
            "dns": str(installation.resolvers[0]),
            "resolvers": [str(one) for one in installation.resolvers],
            "block_page": f"http://{installation.block_page}",
        }
        if link:
            facts["first_run"] = installation.portal_url + link

        def on_ready() -> None:
            if words.ready_file:
                write_ready_file(Path(words.ready_file).expanduser().absolute(), facts)
            resolvers = " and ".join(map(str, installation.resolvers))
            print(f"Belisha is running: {installation.portal_url}   resolver: {resolvers}   (Ctrl-C stops it)", flush=True)
            if link:
                print(words_of_link(installation, link), flush=True)

        return run_house(installation, on_ready=on_ready, has_rules=_has_school())
    finally:
        lock.close()


def hosts_served(installation: Installation) -> list[str]:
    """The names the portal answers to: those the school set (BELISHA_HOSTS), its own portal's, and the address it listens on.

    Every other name is refused, so that nobody is sent a link to a portal that is not ours.
    """
    from django.conf import settings

    from belisha.schools.models import School

    listening = Endpoint.from_words(installation.web).host
    own = _names_of_here() if listening in EVERYWHERE else [listening]
    portals = School.objects.order_by("pk").values_list("portal_host", flat=True)
    return list(dict.fromkeys([*settings.ALLOWED_HOSTS, *portals, *own, *filter(None, [urlsplit(installation.public_url).hostname])]))


def words_of_link(installation: Installation, link: str) -> str:
    """What is printed of a link to set a school up, with the addresses at which the portal answers."""
    told = "\n".join(f"  {one.rstrip('/')}{link}" for one in _portals(installation))
    return f"No school yet. Set it up in a browser with this link, which works once, for a day:\n{told}\nAnother one: belisha school link"


def _portals(installation: Installation) -> list[str]:
    """Where a browser reaches the portal now: as the settings say, else at each address it listens on."""
    listening = Endpoint.from_words(installation.web)
    if installation.public_url != installation.portal_url:
        return [installation.public_url]
    hosts = _names_of_here() if listening.host in EVERYWHERE else [listening.host]
    return [f"http://{Endpoint(host.strip('[]'), listening.port)}" for host in hosts]


def _names_of_here() -> list[str]:
    """The addresses of this machine, as a browser sends them: those of IPv6 in brackets."""
    from belisha.adapters.own_networks import own_addresses

    return [f"[{address}]" if ":" in address else address for address in own_addresses()]


def _link_to_set_up(data: Path) -> str:
    """Tables are brought up to date. The path of a new link where nobody has set the school up yet, or "" where it is there."""
    from belisha.kit.access import Refused
    from belisha.schools.models import School
    from belisha.web.commands.tables import bring_up_to_date

    bring_up_to_date(data)
    if School.objects.filter(is_demo=True).exists():
        raise Unusable("the database holds a demo: name the folder of a school with --data, or its own BELISHA_DATABASE")
    try:
        return new_link()
    except Refused:
        return ""


def new_link() -> str:
    """The path of a new link of the first run; only its fingerprint is kept. Raises Refused where the school is set up."""
    from django.urls import reverse

    from belisha.kit import clock
    from belisha.people.actions import make_first_link

    secret = secrets.token_urlsafe(24)
    make_first_link(secret=secret, now=clock.now())
    return reverse("first-run-link", args=[secret])


def _has_school() -> bool:
    from belisha.schools.models import School

    return School.objects.exists()
