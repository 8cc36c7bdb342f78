"""The command `belisha`: one verb after it, each in a module of its own."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Sequence
from importlib import import_module

from belisha.web.commands.installation import Unusable

UNUSABLE = 2


def main(words: Sequence[str] | None = None) -> int:
    """Run one verb; its exit code. An unusable question is told in one sentence and ends with 2."""
    read = parser().parse_args(words)
    try:
        return int(import_module(f"belisha.web.commands.{read.module}").run(read))
    except Unusable as fault:
        print(f"belisha: {fault}", file=sys.stderr)
        return UNUSABLE


def parser() -> ArgumentParser:
    """All verbs and their options."""
    whole = ArgumentParser(prog="belisha", description="A school's online-safety policy, running.")
    verbs = whole.add_subparsers(dest="verb", required=True, metavar="VERB")
    _demo_and_serve(verbs)
    _clock(verbs)
    _policy(verbs)
    _explain(verbs)
    _school(verbs)
    clauses = _verb(verbs, "clauses", "clauses", "which clauses are proved by tests", has_data=False)
    clauses.add_argument("--json", action="store_true")
    audit = _verb(verbs, "audit", "audit", "the school's record")
    audit.add_argument("action", choices=["verify"])
    process = _verb(verbs, "process", "processes", "one of the three processes; the supervisor starts them")
    process.add_argument("process", choices=["resolver", "worker", "web"])
    return whole


def _verb(verbs: _SubParsersAction[ArgumentParser], name: str, module: str, help_words: str, *, has_data: bool = True) -> ArgumentParser:
    """One verb, and the module that does it."""
    verb = verbs.add_parser(name, help=help_words, description=help_words)
    verb.set_defaults(module=module)
    if has_data:
        verb.add_argument("--data", metavar="DIR", help="the school's folder (default: BELISHA_DATA, or var/school)")
    return verb


def _demo_and_serve(verbs: _SubParsersAction[ArgumentParser]) -> None:
    demo = _verb(verbs, "demo", "demo", "start an invented school and try everything, without any network")
    serve = _verb(verbs, "serve", "serve", "run a school: web, worker and resolver")
    for verb in (demo, serve):
        verb.add_argument("--web", metavar="HOST:PORT", default="127.0.0.1:8000")
        verb.add_argument("--dns", metavar="HOST:PORT", default="127.0.0.1:5300")
        verb.add_argument("--block-page", metavar="HOST:PORT", help="where closed http sites lead (default 127.0.0.2:8081, or a free port)")
        verb.add_argument("--upstream", metavar="HOST:PORT", action="append", default=[], help="the resolver to ask for open names")
        verb.add_argument("--ready-file", metavar="PATH", help="write addresses here, as JSON, once everything answers")
    demo.add_argument("--clock", metavar="ISO", help="the demo's moment to start at (default: a Tuesday of term, 10:15)")


def _clock(verbs: _SubParsersAction[ArgumentParser]) -> None:
    clock = _verb(verbs, "clock", "clock", "set the clock of a demo")
    clock.add_argument("action", choices=["set"])
    clock.add_argument("moment", metavar="ISO")


def _policy(verbs: _SubParsersAction[ArgumentParser]) -> None:
    policy = _verb(verbs, "policy", "policy", "check a policy file, or load it as a new version to be signed")
    policy.add_argument("action", choices=["load", "check"])
    policy.add_argument("file", metavar="FILE")
    policy.add_argument("--json", action="store_true")
    policy.add_argument("--dry-run", action="store_true", help="say what would be loaded, load nothing")


def _explain(verbs: _SubParsersAction[ArgumentParser]) -> None:
    explain = _verb(verbs, "explain", "explain", "is a site open, for whom, and which clause says so")
    explain.add_argument("host", metavar="HOST")
    seat = explain.add_mutually_exclusive_group(required=True)
    seat.add_argument("--as", dest="seat", metavar="group:pupils|class:5K|person:ID")
    seat.add_argument("--from", dest="address", metavar="ADDRESS")
    explain.add_argument("--at", metavar="ISO")
    explain.add_argument("--json", action="store_true")


def _school(verbs: _SubParsersAction[ArgumentParser]) -> None:
    school = _verb(verbs, "school", "school", "make a school for `belisha serve`, and its first people")
    school.add_argument("action", choices=["add", "person"])
    school.add_argument("--name", required=True, help="of the school, or of the person")
    school.add_argument("--host", help="add: the name its pages are reached by")
    school.add_argument("--email", help="person: the address to sign in with")
    school.add_argument("--kind", default="teacher", help="person: teacher, support staff, volunteer, governor")
    school.add_argument("--role", action="append", default=[], help="person: a role to hold from today; may be said again")
    school.add_argument("--dry-run", action="store_true")


if __name__ == "__main__":
    sys.exit(main())
