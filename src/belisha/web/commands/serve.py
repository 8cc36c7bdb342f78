"""`belisha serve`: the same three processes as the demo, with real sign-in, real time and the school's own upstream."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from belisha.web.commands.installation import Unusable, locked
from belisha.web.commands.running import describe, run_house, write_ready_file


def run(words: Namespace) -> int:
    """Start the house for a school that has been added with `belisha school add`. Raises Unusable where there is none, or no upstream."""
    installation = describe(words, is_demo=False)
    if not installation.upstreams:
        raise Unusable("no resolver to ask for open names: give one with --upstream HOST:PORT (your provider's, or your router's)")
    lock = locked(Path(installation.data))
    try:
        installation.keep()
        installation.enter()
        _require_school()
        facts: dict[str, object] = {"web": installation.portal_url, "dns": installation.dns, "block_page": f"http://{installation.block_page}"}

        def on_ready() -> None:
            if words.ready_file:
                write_ready_file(Path(words.ready_file).expanduser().absolute(), facts)
            print(f"Belisha is running: {installation.portal_url}   resolver: {installation.dns}   (Ctrl-C stops it)", flush=True)

        return run_house(installation, say=lambda line: print(f"belisha: {line}", flush=True), on_ready=on_ready)
    finally:
        lock.close()


def _require_school() -> None:
    """Tables are brought up to date; a school must be there."""
    from django.core.management import call_command

    from belisha.schools.models import School

    call_command("migrate", verbosity=0)
    if not School.objects.exists():
        raise Unusable('there is no school yet: make one with `belisha school add --name "…" --host NAME`, then add its first people')
