"""The live policy: every clause with its beacon, the facts this reader may see, and what they can do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from belisha.core.policy import explain
from belisha.core.policy.declarations import EVERYONE, KINDS, is_numbered
from belisha.core.policy.model import Clause, Control, Policy
from belisha.core.policy.numbering import is_contents
from belisha.kit.templatetags.school_time import school_moment
from belisha.people import queries as people
from belisha.people.models import Person
from belisha.policy import permissions, providers, queries
from belisha.policy.models import PolicyVersion, Signature
from belisha.policy.providers import Beacon, ClauseFact, FactKind
from belisha.schools.models import School

NOT_YET = _("In the policy, not yet carried out by Belisha")
BEACON_WORDS = {Beacon.STEADY: _("In force and met"), Beacon.AMBER: _("Needs somebody"), Beacon.GREY: NOT_YET}
GUIDANCE = _("Guidance, kept by people")
UNPROVED = "The network has not proved this yet. The network manager looks after it."
ANSWERS_FOR_ITSELF = frozenset({"define", "commitment"})
SECTIONS_WITHOUT_CONTENTS = 4  # from here on a page is longer than a look


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader of one version at one moment: what the facts of every clause are made from."""

    school: School
    version: PolicyVersion
    policy: Policy
    reader: Person | None
    now: datetime
    on: date
    is_insider: bool
    holders: dict[str, list[Person]] = field(default_factory=dict)
    signatures: tuple[Signature, ...] = ()
    facts: Mapping[str, Sequence[ClauseFact]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise of the statement, and the numbers of the clauses that keep it."""

    text: str
    kept_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClauseCard:
    """A clause as the live page shows it."""

    clause: Clause
    beacon: Beacon
    beacon_words: str
    evidence: tuple[ClauseFact, ...]
    tasks: tuple[ClauseFact, ...]
    promises: tuple[Promise, ...] = ()

    @property
    def number(self) -> str:
        """The clause's number; "" for the statement and the appendices, whose headings say it."""
        return self.clause.number if is_numbered(self.clause.number) else ""

    @property
    def called(self) -> str:
        """What it is called where it has no number: “statement”, “appendix 1”."""
        return self.clause.number.replace("-", " ")


@dataclass(frozen=True, slots=True)
class LiveSection:
    """A heading ("" where it only repeats the title) and what stands under it: words and cards."""

    heading: str
    is_minor: bool
    parts: tuple[str | ClauseCard, ...]
    anchor: str = ""

    @property
    def cards(self) -> tuple[ClauseCard, ...]:
        """Its clauses alone."""
        return tuple(part for part in self.parts if isinstance(part, ClauseCard))


@dataclass(frozen=True, slots=True)
class Contents:
    """A line of the contents: a heading, and a globe for each clause under it, in the order of the text."""

    heading: str
    anchor: str
    cards: tuple[ClauseCard, ...]

    @property
    def amber(self) -> tuple[ClauseCard, ...]:
        """The clauses that need somebody."""
        return tuple(card for card in self.cards if card.beacon is Beacon.AMBER)

    @property
    def words(self) -> str:
        """What the globes say: “5 clauses: 3 in force and met, 2 kept by people or not yet carried out”."""
        states = [card.beacon for card in self.cards]
        told = (
            (Beacon.STEADY, gettext("{count} in force and met")),
            (Beacon.AMBER, gettext("{count} to be looked at")),
            (Beacon.GREY, gettext("{count} kept by people or not yet carried out")),
        )
        counts = ", ".join(words.format(count=states.count(state)) for state, words in told if state in states)
        return ngettext("{count} clause: {counts}", "{count} clauses: {counts}", len(states)).format(count=len(states), counts=counts)


def reading_of(school: School, version: PolicyVersion, *, reader: Person | None, now: datetime) -> Reading:
    """Everything that is asked once for a page."""
    on = queries.school_day_of(school, now)
    holders: dict[str, list[Person]] = {}
    for holding in people.held(school, on=on):
        held = holders.setdefault(holding.role, [])
        if holding.person not in held:
            held.append(holding.person)
    policy = queries.policy_read(version)
    return Reading(
        school=school,
        version=version,
        policy=policy,
        reader=reader,
        now=now,
        on=on,
        is_insider=permissions.is_insider(reader, on=on),
        holders=holders,
        signatures=queries.signing_of(version).signatures,
        facts=providers.facts_for(providers.Asked(school, version, policy, reader, now)),
    )


def sections(reading: Reading) -> list[LiveSection]:
    """The policy in the order of its text. Its own list of contents is left out: the page makes one that leads somewhere."""
    return [
        LiveSection(
            heading="" if section.heading.casefold() == reading.policy.title.casefold() else section.heading,
            is_minor=section.level > 2,
            parts=tuple(card(reading, part) if isinstance(part, Clause) else part for part in section.parts),
            anchor=f"section-{place}",
        )
        for place, section in enumerate(reading.policy.sections, start=1)
        if not is_contents(section.heading)
    ]


def contents(shown: Iterable[LiveSection]) -> list[Contents]:
    """The sections a reader can jump to, each with the clauses up to the next; none where there are too few to need it."""
    lines: list[Contents] = []
    for section in shown:
        if section.heading and not section.is_minor:
            lines.append(Contents(section.heading, section.anchor, section.cards))
        elif lines:
            lines[-1] = replace(lines[-1], cards=(*lines[-1].cards, *section.cards))
    return lines if len(lines) >= SECTIONS_WITHOUT_CONTENTS else []


def summary(shown: Iterable[LiveSection]) -> list[tuple[Beacon, str]]:
    """How many clauses stand how, in a few words each; what no clause is, is left out."""
    beacons = [card.beacon for section in shown for card in section.cards]
    steady, amber, grey = (beacons.count(state) for state in (Beacon.STEADY, Beacon.AMBER, Beacon.GREY))
    told = [
        (Beacon.STEADY, steady, ngettext("{count} clause is in force and met", "{count} clauses are in force and met", steady)),
        (Beacon.AMBER, amber, ngettext("{count} clause needs somebody", "{count} clauses need somebody", amber)),
        (
            Beacon.GREY,
            grey,
            ngettext(
                "{count} clause is kept by people, or not yet carried out by Belisha",
                "{count} clauses are kept by people, or not yet carried out by Belisha",
                grey,
            ),
        ),
    ]
    return [(state, words.format(count=count)) for state, count, words in told if count]


def card(reading: Reading, clause: Clause) -> ClauseCard:
    """One clause with what is known of it."""
    facts = [*_own_facts(reading, clause), *reading.facts.get(clause.number, ())]
    evidence = [fact for fact in facts if fact.kind != FactKind.TASK]
    evidence += _silent_controls(clause, evidence)
    beacon, words = _beacon(clause, evidence)
    tasks = tuple(fact for fact in facts if fact.kind == FactKind.TASK)
    promises = tuple(Promise(c.text("text"), c.words("kept_by")) for c in clause.controls if c.kind == "commitment")
    return ClauseCard(clause, beacon, words, tuple(evidence), tasks, promises)


def elsewhere(policy: Policy, clause: Clause) -> list[str]:
    """The other clauses that say more about the forms, cases and sanctions of this one, in the order of the text."""
    names = {(c.kind, c.text("name")) for c in clause.controls if KINDS[c.kind].joins and c.text("name")}
    found = [c.clause for c in policy.controls() if (c.kind, c.text("name")) in names and c.clause != clause.number]
    return list(dict.fromkeys(found))


def _beacon(clause: Clause, evidence: Sequence[ClauseFact]) -> tuple[Beacon, str]:
    """The clause's beacon: amber where any evidence is, else steady where any is, else grey."""
    if not clause.controls and not evidence:
        return Beacon.GREY, gettext(GUIDANCE)
    states = {fact.state for fact in evidence}
    for state in (Beacon.AMBER, Beacon.STEADY):
        if state in states:
            return state, gettext(BEACON_WORDS[state])
    only_words = {c.kind for c in clause.controls} <= ANSWERS_FOR_ITSELF
    return (Beacon.STEADY, gettext("In force")) if only_words else (Beacon.GREY, gettext(BEACON_WORDS[Beacon.GREY]))


def _silent_controls(clause: Clause, evidence: Sequence[ClauseFact]) -> list[ClauseFact]:
    """What is to be said of controls that nobody reported on: unproved on the network, or not carried out yet."""
    kinds = {control.kind for control in clause.controls}
    silent: list[ClauseFact] = []
    if kinds & {"block", "allow"} and not evidence:
        silent.append(ClauseFact(Beacon.AMBER, UNPROVED))
    if (later := _later(clause)) and evidence:
        silent.append(ClauseFact(Beacon.GREY, f"Not yet carried out by Belisha: {explain.listed(later)}."))
    return silent


def _later(clause: Clause) -> list[str]:
    """What the clause's controls ask for and the software does not do yet, each in a few words."""
    kinds = [KINDS[c.kind] for c in clause.controls if not KINDS[c.kind].carries_out(c.words("effect")) and not _holds_anyway(c)]
    meanings = dict.fromkeys(kind.meaning.partition(";")[0].rstrip(".") for kind in kinds)
    return [meaning[:1].lower() + meaning[1:] for meaning in meanings]


def _holds_anyway(control: Control) -> bool:
    """True for what the software does whatever a policy says: the strict safe mode for everyone. Source: safeguarding.md 15 and 16."""
    return control.kind == "safe_mode" and control.text("level", "strict") == "strict" and EVERYONE in control.words("for")


def _own_facts(reading: Reading, clause: Clause) -> list[ClauseFact]:
    """What this room knows: who holds the clause's roles, who signed, when the policy is looked at again."""
    facts = [_holders(reading, control) for control in clause.controls if control.kind == "role"]
    if any(control.kind == "signature" for control in clause.controls):
        facts += [_signed(reading, signature) for signature in reading.signatures]
        facts += _review(reading)
    return facts


def _holders(reading: Reading, control: Control) -> ClauseFact:
    """Whether a role is held, and for staff and governors by whom."""
    role, needed = control.text("name"), int(control.text("at_least", "1"))
    held = reading.holders.get(role, [])
    link = address_of("people-roles") if reading.is_insider else ""
    if len(held) < needed:
        count = "Nobody holds" if not held else f"Only {len(held)} of {needed} people hold"
        who = "the chair of governors" if role == "headteacher" else "the headteacher"
        return ClauseFact(Beacon.AMBER, f"{count} the role {role}: {who} names somebody.", link)
    names = f"{role}: held by {_names(held)}" if reading.is_insider else f"{role}: held"
    return ClauseFact(Beacon.STEADY, f"{names[0].upper()}{names[1:]}.", link)


def _names(held: Iterable[Person]) -> str:
    """The names of holders."""
    return ", ".join(person.name for person in held)


def _signed(reading: Reading, signature: Signature) -> ClauseFact:
    """One signature; its name for staff and governors only."""
    name = f", {signature.person_name}" if reading.is_insider else ""
    return ClauseFact(Beacon.STEADY, f"Signed by the {signature.role}{name}, {school_moment(signature.signed_at)}.")


def _review(reading: Reading) -> list[ClauseFact]:
    """When the policy is to be looked at again, and whether that day has come."""
    day = reading.version.review_on
    if day is None:
        return []
    written = f"{day.day} {day:%B %Y}"
    if reading.on >= day:
        return [
            ClauseFact(
                Beacon.AMBER,
                f"It was to be looked at again by {written}: the headteacher and the chair of governors sign the next version.",
            )
        ]
    return [ClauseFact(Beacon.STEADY, f"To be looked at again by {written}.")]


def address_of(name: str, *args: object) -> str:
    """The path of a page, or "" where this house does not have that page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
