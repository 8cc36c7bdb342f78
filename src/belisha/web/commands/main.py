"""The command `belisha`: one verb after it, each in a module of its own."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from belisha.kit.room import is_for_want_of_room
from belisha.web.commands.installation import Unusable

UNUSABLE = 2
ENOUGH_READ = 141  # what a shell says of a program whose reader went away
KINDS = ["teacher", "support staff", "volunteer", "governor", "parent", "pupil"]
WITHOUT_SCHOOL = (
    "ask this policy's text alone, without a school: with --as group:pupils, group:staff, group:guests, group:unknown or a class; "
    "all lists are empty and nothing is decided beside it; Monday to Friday, 9:00 to 12:00 and 13:00 to 15:15, is lesson time"
)


def main(words: Sequence[str] | None = None) -> int:
    """Run one verb; its exit code. An unusable question, or a full disk, is told in one sentence and ends with 2."""
    read = parser().parse_args(words)
    try:
        verb = import_module(f"belisha.web.commands.{read.module}")
        code = int(getattr(verb, read.function)(read))
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # whoever read has read enough ("belisha … | head"): nothing is left to say, at the exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ENOUGH_READ
    except Unusable as fault:
        print(f"belisha: {fault}", file=sys.stderr)
        return UNUSABLE
    except Exception as fault:
        if not is_for_want_of_room(fault):
            raise
        print("belisha: the disk is full, so nothing could be written: make room, then do the same again", file=sys.stderr)
        return UNUSABLE


def parser() -> ArgumentParser:
    """All verbs and their options."""
    whole = ArgumentParser(prog="belisha", description="A school's online-safety policy, running.")
    verbs = whole.add_subparsers(dest="verb", required=True, metavar="VERB")
    _demo_and_serve(verbs)
    _resolver(verbs)
    _clock(verbs)
    _policy(verbs)
    _explain(verbs)
    _school(verbs)
    _lists(verbs)
    _filter(verbs)
    _backup(verbs)
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
    verb.set_defaults(module=module, function="run")
    if has_data:
        verb.add_argument("--data", metavar="DIR", help="the school's folder (default: BELISHA_DATA, or var/school)")
    return verb


def _group(verbs: _SubParsersAction[ArgumentParser], name: str, help_words: str) -> _SubParsersAction[ArgumentParser]:
    """A verb that needs a second word."""
    whole = verbs.add_parser(name, help=help_words, description=help_words)
    return whole.add_subparsers(dest="action", required=True, metavar="WHAT")


def _demo_and_serve(verbs: _SubParsersAction[ArgumentParser]) -> None:
    demo = _verb(verbs, "demo", "demo", "start an invented school and try everything, without any network")
    serve = _verb(verbs, "serve", "serve", "run a school: web, worker and resolver")
    for verb in (demo, serve):
        verb.add_argument("--web", metavar="HOST:PORT", default="127.0.0.1:8000")
        verb.add_argument("--dns", metavar="HOST:PORT", action="append", default=[], help="where the resolver answers; may be said again")
        verb.add_argument("--block-page", metavar="HOST:PORT", help="where closed http sites lead (default 127.0.0.2:8081, or a free port)")
        verb.add_argument("--upstream", metavar="SERVER", action="append", default=[], help="whom to ask for open names; may be said again")
        verb.add_argument("--upstream-ca", metavar="FILE", help="whose certificates to believe, of servers asked over TLS (PEM)")
        verb.add_argument("--forward", metavar="ZONE=SERVERS", action="append", default=[], help="whom to ask for the school's own domain")
        verb.add_argument("--private-answers", metavar="NAME", action="append", default=[], help="a name that may lead inside the school")
        verb.add_argument("--ready-file", metavar="PATH", help="write addresses here, as JSON, once everything answers")
    demo.add_argument("--clock", metavar="ISO", help="the demo's moment to start at (default: a Tuesday of term, 10:15)")


def _resolver(verbs: _SubParsersAction[ArgumentParser]) -> None:
    alone = _verb(verbs, "resolver", "resolver", "the resolver alone, with invented closed names, to measure or to try", has_data=False)
    alone.add_argument(
        "--rules", metavar="N", type=int, default=1_000, help="how many invented names are closed for pupils (default: 1000)"
    )
    alone.add_argument("--dns", metavar="HOST:PORT", default="127.0.0.1:5300", help="where it answers (default: 127.0.0.1:5300)")
    alone.add_argument("--proof-port", metavar="PORT", type=int, default=0, help="of the proof listener (default: any free one)")
    alone.add_argument("--upstream", metavar="SERVER", action="append", default=[], help="whom to ask for open names (default: a stand-in)")
    alone.add_argument("--rules-folder", metavar="DIR", help="where its rules are kept (default: var/resolver/N in the checkout)")
    alone.add_argument("--questions-a-second", metavar="N", type=int, default=0, help="what one address may ask (default: 0, no limit)")
    alone.add_argument("--ready-file", metavar="PATH", help="write addresses here, as JSON, once it answers")


def _clock(verbs: _SubParsersAction[ArgumentParser]) -> None:
    clock = _verb(verbs, "clock", "clock", "set the clock of a demo")
    clock.add_argument("action", choices=["set"])
    clock.add_argument("moment", metavar="ISO")


def _policy(verbs: _SubParsersAction[ArgumentParser]) -> None:
    parts = _group(verbs, "policy", "check a policy file, load it as a new version, draft one from words, or walk its routes")
    load = _verb(parts, "load", "policy", "load a policy file as a new version, which waits for its signatures")
    load.add_argument("file", metavar="FILE")
    load.add_argument("--dry-run", action="store_true", help="say what would be loaded, load nothing")
    check = _verb(parts, "check", "policy", "what is wrong with a policy file, line by line")
    check.add_argument("file", metavar="FILE")
    check.add_argument("--json", action="store_true")
    draft = _verb(parts, "draft", "policy_draft", "what a policy in plain words holds, and what it lacks", has_data=False)
    draft.add_argument("file", metavar="FILE")
    draft.add_argument("--json", action="store_true")
    walk = _verb(parts, "walk", "policy_walk", "whether the school's people leave somebody on every form and report")
    walk.add_argument("--version", type=int, metavar="NUMBER", help="the version to walk (default: the one in force)")
    walk.add_argument("--json", action="store_true")


def _explain(verbs: _SubParsersAction[ArgumentParser]) -> None:
    explain = _verb(verbs, "explain", "explain", "is a site open, for whom, and which clause says so")
    explain.add_argument("host", metavar="HOST")
    seat = explain.add_mutually_exclusive_group(required=True)
    seat.add_argument("--as", dest="seat", metavar="group:pupils|class:5K|person:ID")
    seat.add_argument("--from", dest="address", metavar="ADDRESS", help="a device of the school")
    explain.add_argument("--at", metavar="ISO", help="the moment; school time where it has no offset (default: now)")
    explain.add_argument("--policy", metavar="FILE", help=WITHOUT_SCHOOL)
    explain.add_argument("--why", action="store_true", help="every layer, the one that decides, and what would open the site")
    explain.add_argument("--json", action="store_true")


def _school(verbs: _SubParsersAction[ArgumentParser]) -> None:
    parts = _group(verbs, "school", "make a school for `belisha serve`, and what it needs")
    add = _verb(parts, "add", "school", "the school itself; makes its folder where there is none")
    add.add_argument("--name", required=True, help="of the school")
    add.add_argument("--host", required=True, help="the name by which its pages are reached")
    add.add_argument("--range", action="append", default=[], metavar="CIDR", help="the school's addresses (default: private ranges)")
    person = _verb(parts, "person", "school", "somebody of the school, who holds roles from today on")
    person.add_argument("--name", required=True, help="first name and surname")
    person.add_argument("--email", help="the address they sign in with; nobody signs in without one")
    person.add_argument("--kind", default="teacher", choices=KINDS, help="what they are to the school")
    person.add_argument("--role", action="append", default=[], help="a role they hold; may be said again")
    person.add_argument("--class", dest="in_class", metavar="5K", help="the class they are in, or teach")
    school_class = _verb(parts, "class", "school", "a class of a year group, from today on")
    school_class.add_argument("--name", required=True, metavar="5K")
    school_class.add_argument("--year", required=True, metavar='"year 5"')
    network = _verb(parts, "network", "school", "who sits on a range of addresses, from today on")
    network.add_argument("--range", required=True, metavar="CIDR")
    network.add_argument("--group", required=True, choices=["pupils", "staff", "guests"])
    network.add_argument("--class", dest="in_class", metavar="5K", help="the one class that sits there")
    term = _verb(parts, "term", "school", "a term of the school year; one of the same name is set anew")
    term.add_argument("--name", required=True, metavar='"autumn term"')
    term.add_argument("--first", required=True, metavar="DAY", help="the first day, like 2026-09-02")
    term.add_argument("--last", required=True, metavar="DAY", help="the last day")
    _verb(parts, "link", "school", "another link to set the school up in the browser")
    invite = _verb(parts, "invite", "school", "a link with which somebody chooses a password, once")
    invite.add_argument("person", metavar="PERSON", help="their number, e-mail address or user name")
    people = _verb(parts, "import-people", "school_people", "bring in a list of pupils or staff, CSV or xlsx")
    people.add_argument("file", type=Path, metavar="FILE", help="the list, with headings")
    people.add_argument("--group", required=True, choices=("pupils", "staff"), help="who is in the list")
    people.add_argument("--whole", action="store_true", help="the list names everybody: whoever is missing from it has left")
    for part in (add, person, school_class, network, term, invite, people):
        part.add_argument("--dry-run", action="store_true", help="say what would be done, do nothing")


def _lists(verbs: _SubParsersAction[ArgumentParser]) -> None:
    parts = _group(verbs, "list", "the lists that clauses of a policy can name")
    fetch = _verb(parts, "fetch", "lists", "fetch the lists that the school subscribes to, from their publishers")
    fetch.add_argument("--id", help="only this one (default: all)")
    fetch.add_argument("--due", action="store_true", help="only what is due; the worker does so by itself")
    load = _verb(parts, "load", "lists", "give a list its contents, from a file")
    load.add_argument("file", metavar="FILE", help="names, a hosts file, RPZ, or an adblock list")
    load.add_argument("--id", required=True, help="the word a policy uses for it: games, illegal, malware, getting round")
    load.add_argument("--title", help="what people call it (default: the word)")
    load.add_argument("--source", help="where it came from (default: the file's name)")
    load.add_argument("--dry-run", action="store_true", help="say what would be loaded, load nothing")


def _backup(verbs: _SubParsersAction[ArgumentParser]) -> None:
    parts = _group(verbs, "backup", "the school's data in one sealed file, and the proof that it can be put back")
    key = _verb(parts, "key", "backup", "make a key: the server keeps the public half, the secret half leaves it", has_data=False)
    key.add_argument("--to", metavar="FILE", required=True, help="where the secret half is written")
    make = _verb(parts, "make", "backup", "make a backup while the school runs")
    make.add_argument("--to", metavar="DIR", help="the folder it is written into (default: BELISHA_BACKUP_TO)")
    make.add_argument("--for", metavar="KEY", dest="sealed_for", action="append", default=[], help="a public key; may be said again")
    make.add_argument("--keep", metavar="N", type=int, default=30, help="how many the folder keeps (default: 30)")
    make.add_argument("--due", action="store_true", help="only where the last is a day old; the worker does so by itself")
    check = _verb(parts, "check", "backup", "put a backup back into a folder of its own, and work out its record again")
    restore = _verb(verbs, "restore", "backup", "put a backup back into an empty folder")
    restore.set_defaults(function="run_restore")
    for verb in (check, restore):
        verb.add_argument("file", metavar="FILE", help="the backup")
        verb.add_argument("--key", metavar="FILE", required=True, help="the file with the secret key")


def _filter(verbs: _SubParsersAction[ArgumentParser]) -> None:
    parts = _group(verbs, "filter", "roll the filter back to observing only, and put it in force again")
    observe = _verb(parts, "observe", "filter", "close nothing but illegal content and harmful software for a time, and count the rest")
    observe.add_argument("--reason", required=True, help="why; the headteacher and the safeguarding lead read it")
    end = observe.add_mutually_exclusive_group()
    end.add_argument("--until", metavar="ISO", help="when it ends by itself; school time where it has no offset")
    end.add_argument("--days", metavar="N", type=int, default=1, help="or after so many days, 14 at most (default: 1)")
    enforce = _verb(parts, "enforce", "filter", "close again what the policy closes")
    for part in (observe, enforce):
        part.add_argument("--by", required=True, metavar="EMAIL", help="the headteacher or the network manager, as they sign in")
        part.add_argument("--dry-run", action="store_true", help="say what would be done, do nothing")
    status = _verb(parts, "status", "filter", "whether the filter closes or only observes, and what was proved last")
    status.add_argument("--json", action="store_true")


if __name__ == "__main__":
    sys.exit(main())
