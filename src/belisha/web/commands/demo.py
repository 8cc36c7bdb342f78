"""`belisha demo`: an invented school whose signed policy runs over real DNS on loopback; no network, no root."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from belisha.web.commands.clock import moment_of
from belisha.web.commands.installation import Installation, Unusable, data_folder, locked
from belisha.web.commands.running import describe, run_house, write_ready_file

START = "2026-09-15T10:15:00+01:00"  # a Tuesday of the autumn term, in a lesson


def run(words: Namespace) -> int:
    """Prepare the school where there is none yet, start the house, tell the addresses; until Ctrl-C."""
    lock = locked(data_folder(words.data))
    try:
        installation = describe(words, is_demo=True)
        installation.keep()
        installation.enter()
        prepare(installation, at=moment_of(words.clock) if words.clock else None)
        return run_house(installation, on_ready=lambda: _announce(installation, words))
    finally:
        lock.close()


def prepare(installation: Installation, *, at: datetime | None) -> None:
    """Tables, clock, school, people, lists and a signed policy; what is there already stays as it is."""
    from belisha.kit import clock
    from belisha.schools.models import School
    from belisha.web.commands.tables import bring_up_to_date
    from belisha.web.demo.opening_day import open_the_school

    bring_up_to_date(Path(installation.data))
    _check_is_invented()
    file = installation.path("clock.json")
    if at is not None or not file.exists():
        clock.set_to(at or datetime.fromisoformat(START), file=file)
    if not School.objects.exists():
        print("Making an invented school: people, classes, networks, lists, a policy signed by two people …", flush=True)
        open_the_school(now=clock.now())


def _check_is_invented() -> None:
    """Raises Unusable where the database holds a real school: a demo would shift its clock and open its doors."""
    from belisha.schools.models import School

    real = School.objects.filter(is_demo=False).first()
    if real is not None:
        raise Unusable(f"the database holds {real.name}, a real school: leave BELISHA_DATABASE out, or name another folder with --data")


def _announce(installation: Installation, words: Namespace) -> None:
    """Write the ready file and say what to try first."""
    from belisha.kit import clock
    from belisha.web.demo.ready import addresses

    facts = addresses(installation.portal_url)
    facts |= {
        "web": installation.portal_url,
        "dns": str(installation.resolvers[0]),
        "resolvers": [str(one) for one in installation.resolvers],
        "block_page": f"http://{installation.block_page}",
        "mail": f"{installation.portal_url}/demo/mail/",
        "clock": clock.now().isoformat(),
    }
    write_ready_file(installation.path("ready.json"), facts)
    if words.ready_file:
        write_ready_file(Path(words.ready_file).expanduser().absolute(), facts)
    print(_welcome(facts, installation), flush=True)


def _welcome(facts: Mapping[str, Any], installation: Installation) -> str:
    """What a newcomer reads when the demo runs."""
    host, port = installation.resolvers[0].host, installation.resolvers[0].port
    links = "\n".join(f"    {role:<16} {link}" for role, link in facts["sign_in"].items())
    return f"""
Belisha is running: {facts["web"]}   (Ctrl-C stops it)

  The policy, live          {facts["web"]}/
  Sit at class 5K's computer, and ask for a closed site   {facts["sit"]["5K"]}
  A pupil's device asks     dig @{host} -p {port} -b 127.0.1.5 youtube.com
  A teacher's device asks   dig @{host} -p {port} -b 127.0.2.5 youtube.com
  Why?                      .venv/bin/belisha explain youtube.com --as class:5K{_where(installation)}
  Mail that was sent        {facts["mail"]}

  Sign in as (these links work on this machine only):
{links}
"""


def _where(installation: Installation) -> str:
    """What a command must be told to find this demo; nothing where it lies in the usual folder."""
    return "" if installation.data == str(data_folder(None)) else f" --data {installation.data}"
