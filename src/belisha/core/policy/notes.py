"""Things to know about a policy that stop nobody: what is not supplied, what has no step or no duty, and what forbids too much."""

from __future__ import annotations

import re
from collections.abc import Iterator

from belisha.core.policy.declarations import CLOSURE, EVERYONE
from belisha.core.policy.faults.chains import steps_by_case
from belisha.core.policy.model import Clause, Fault, Policy
from belisha.core.policy.numbering import clause_of_heading, section_of_heading
from belisha.core.policy.scopes import is_child
from belisha.core.policy.things import fault_at, things_of
from belisha.core.policy.wording import did_you_mean

EVERY_PUPIL = frozenset({"pupils", EVERYONE})
COMMUNITY = "school community"
VOLUNTEERS = "volunteers"
_STAFF = re.compile(r"\b(?:staff|teachers?|employees?|volunteers?|(?:every|any)(?:one|body) who works|people who work)\b", re.IGNORECASE)
_FORBIDS = re.compile(
    r"\b(?:(?:must|may|do|does|should|shall|will|can)(?: not|n[’']t)|cannot|never|nothing|not allowed to|forbidden|no member of staff)\b",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"\b(?:identify|identifies|post|posts|posting|discuss|discusses|comment|comments|communicate|communicates|talk|talks|speak|speaks|"
    r"write|writes|say|says|share|shares|mention|mentions|criticis(?:e|es|ing)|publish|publishes)\b",
    re.IGNORECASE,
)
_WORKPLACE = re.compile(r"\b(?:school|employers?|colleagues?|governors?|headteacher|where they work|their work|their job)\b", re.IGNORECASE)
_KEPT_FREE = re.compile(r"whistle-?\s?blow|\bunions?\b|\bregulators?\b|public interest|protected disclosure", re.IGNORECASE)


def notes(policy: Policy) -> tuple[Fault, ...]:
    """Every note on a policy, in the order of the text. A note stops nobody: it may be checked, signed and compiled as it is."""
    found = [*_not_supplied(policy), *_steps_not_there(policy), *_gates_without_duty(policy), *_volunteers(policy)]
    found += [*_blanket_bans(policy), *_titles(policy), *_appendices(policy)]
    found += [*_some_years_only(policy), *_beaten_by_age(policy)]
    return tuple(sorted(dict.fromkeys(found), key=lambda note: (note.line, note.sentence)))


def _not_supplied(policy: Policy) -> Iterator[Fault]:
    """Documents that the policy rests on and nobody has supplied. Source: language.md, faults."""
    for control in policy.controls("refer"):
        if "where" not in control.values:
            title = control.text("document")
            yield fault_at(control, "document", f"“{title}” is not supplied, and the page says so: add where once the school holds it.")


def _steps_not_there(policy: Policy) -> Iterator[Fault]:
    """Steps named in `before` or `after` that their case does not have."""
    of_case = steps_by_case(policy)
    for case in things_of(policy, "case"):
        steps = of_case.get(case.name, [])
        names = {step.text("name") for step in steps} | {CLOSURE}
        for step in steps:
            for key in ("before", "after"):
                for name in step.words(key):
                    if name not in names:
                        yield fault_at(step, key, f"the case “{case.name}” has no step “{name}”: {did_you_mean(name, names)}")


def _gates_without_duty(policy: Policy) -> Iterator[Fault]:
    """Forms that ask for training which no duty tells anybody to take."""
    courses = {control.text("course") for control in policy.controls("duty")}
    for control in policy.controls("form"):
        course = control.text("requires").partition(":")[2]
        if course and course not in courses:
            sentence = f"no duty names the course “{course}”, so nobody is told to take it: add a [[duty]] with that course."
            yield fault_at(control, "requires", sentence)


def _volunteers(policy: Policy) -> Iterator[Fault]:
    """A school community without volunteers. Source: clauses.md 3.3."""
    for control in policy.controls("define"):
        if COMMUNITY in control.text("term").casefold() and not any(VOLUNTEERS in word.casefold() for word in control.words("means")):
            yield fault_at(control, "means", f"“{control.text('term')}” leaves the {VOLUNTEERS} out: add “{VOLUNTEERS}”, or say why not.")


def _blanket_bans(policy: Policy) -> Iterator[Fault]:
    """Clauses that forbid staff to speak and keep nothing free. Source: safeguarding.md 14."""
    for section in policy.sections:
        clauses = [part for part in section.parts if isinstance(part, Clause)]
        if any(_KEPT_FREE.search(clause.words) for clause in clauses):
            continue
        for clause in clauses:
            if any(_is_ban(sentence) for sentence in re.split(r"(?<=[.!?])\s", clause.words)):
                sentence = (
                    "this forbids staff to speak and keeps nothing free: say that it stops nobody from whistleblowing, union activity or "
                    "reporting to a regulator."
                )
                yield Fault(clause.line, clause.number, sentence)


def _is_ban(sentence: str) -> bool:
    """True for a sentence that forbids staff to say something about the school."""
    return all(pattern.search(sentence) for pattern in (_STAFF, _FORBIDS, _SPEAKS, _WORKPLACE))


def _some_years_only(policy: Policy) -> Iterator[Fault]:
    """Blocks for some classes or year groups, which do not hold where no class is known. Source: architecture.md, Deciding (seats)."""
    for control in policy.controls("block"):
        people = control.words("for")
        if not EVERY_PUPIL & set(people) and any(is_child(word) for word in people):
            sentence = "a pupils' computer of which no class is known is not held to this: where it should be, write “pupils”."
            yield fault_at(control, "for", sentence)


def _beaten_by_age(policy: Policy) -> Iterator[Fault]:
    """Allows for all pupils beside a limit of age that closes: each year group's limit is the narrower."""
    limits = [control for control in policy.controls("age_limit") if control.text("effect") == "close"]
    limit = next((c for c in limits if any(word in EVERY_PUPIL or is_child(word) for word in c.words("for"))), None)
    for control in policy.controls("allow"):
        if limit and EVERY_PUPIL & set(control.words("for")):
            sentence = (
                f"what clause {limit.clause} closes because of age stays closed to pupils, also where this opens it: "
                "an exception to a limit of age names year groups or classes."
            )
            yield fault_at(control, "for", sentence)


def _titles(policy: Policy) -> Iterator[Fault]:
    """Sections that the contents calls by another name than their heading."""
    headings = dict(section_of_heading(section.heading) for section in policy.sections)
    for mention in policy.contents:
        heading = headings.get(mention.number) if mention.number else None
        if heading and mention.words and _plain(heading) != _plain(mention.words):
            sentence = (
                f"the contents call section {mention.number} “{mention.words[:60]}”, and its heading is “{heading[:60]}”: write one name."
            )
            yield Fault(mention.line, None, sentence)


def _plain(words: str) -> str:
    """Words without the marks and capitals in which two writings of a heading may differ."""
    return " ".join(re.findall(r"\w+", words.casefold()))


def _appendices(policy: Policy) -> Iterator[Fault]:
    """Headings that look like an appendix and are none, so that no control can stand under them."""
    for section in policy.sections:
        if section.heading.casefold().startswith("appendix ") and not clause_of_heading(section.heading):
            yield Fault(section.line, None, f"“{section.heading[:60]}” is no clause: write the heading like “Appendix 1: words”.")
