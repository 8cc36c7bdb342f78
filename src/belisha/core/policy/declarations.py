"""The one place that says which controls a policy may hold: the reader, the checker, the writer and the reference page use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

LANGUAGE = 1  # the edition of the language that this declares; older editions stay readable for ever
STATEMENT = "statement"

STANDARD_ROLES = frozenset(
    {
        "headteacher",
        "chair of governors",
        "vice-chair of governors",
        "clerk to governors",
        "designated safeguarding lead",
        "deputy safeguarding lead",
        "e-safety team",
        "network manager",
        "SENCO",
        "data protection officer",
        "line manager",
        "class teacher",
    }
)
RELATIVE_ROLES = frozenset({"line manager", "class teacher"})  # of the person concerned: nobody holds them for the whole school
STAFF_GROUPS = ("teachers", "support staff", "volunteers")
EVERYONE = "everyone"
NO_ONE = "no one"
GROUPS = (EVERYONE, "pupils", "staff", *STAFF_GROUPS, "governors", "parents", "guests")


class Holds(Enum):
    """What the value of a key is, in the words of the reference page."""

    TEXT = "a text"
    TEXTS = "a list of texts"
    CHOICE = "one of its words"
    CHOICES = "a list of its words"
    PEOPLE = "a list of people"
    ROLE = "a role"
    ROLES = "a list of roles"
    SERVICES = "a list of services"
    SERVICE_KINDS = "a list of kinds of service"
    SITES = "a list of sites"
    LISTS = "a list of subscribed lists"
    SPAN = "a span"
    WHEN = "a time"
    COUNT = "a whole number"
    YES_NO = "true or false"
    TABLE = "a table of names and values"
    TELL = "“tell” and a role"
    GATE = "“duty:” and a course"


MANY = frozenset({Holds.TEXTS, Holds.CHOICES, Holds.PEOPLE, Holds.ROLES, Holds.SERVICES, Holds.SERVICE_KINDS, Holds.SITES, Holds.LISTS})


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a control. `words` are the only words a choice may have, or words allowed beside what `holds` says."""

    name: str
    holds: Holds
    meaning: str
    required: bool = False
    default: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of control; its keys stand in the order of the canonical text.

    `any_of`: at least one of these keys must be there. `joins`: controls of this kind with the same `name` are one thing.
    `is_compiled`: this edition's programme acts on it; the others are read, checked and published, and do nothing yet.
    """

    name: str
    meaning: str
    keys: tuple[Key, ...]
    example: str
    any_of: tuple[str, ...] = ()
    joins: bool = False
    is_compiled: bool = False

    def key(self, name: str) -> Key | None:
        """The key of this name, or None."""
        return next((k for k in self.keys if k.name == name), None)


FRONT_MATTER = (
    Key("title", Holds.TEXT, "the policy's title", required=True),
    Key("language", Holds.COUNT, "the edition of this language; old editions stay readable for ever", required=True),
    Key("review", Holds.SPAN, "how often the policy is looked at again", default="1 year"),
    Key(
        "when_broken",
        Holds.CHOICE,
        "what the network does when no ruleset can be loaded: “closed” (help only) or “open” (with an alarm; never the illegal lists)",
        default="closed",
        words=("closed", "open"),
    ),
)

_NETWORKS = Key("networks", Holds.CHOICES, "only on these networks", default="all", words=("classroom", "staff", "guest"))
_WHEN = Key("when", Holds.WHEN, "the times at which it holds", default="always")
_TARGETS = (
    Key("services", Holds.SERVICES, "services of the catalogue, by id"),
    Key("kinds", Holds.SERVICE_KINDS, "every service of these kinds"),
    Key("sites", Holds.SITES, "host names, and all below them"),
    Key("lists", Holds.LISTS, "subscribed lists"),
)
_ANY_TARGET = ("services", "kinds", "sites", "lists")
_SPREAD = Key("name", Holds.TEXT, "its name; the same name in another clause adds keys to it", required=True)


def _holds_effect() -> tuple[Kind, ...]:
    """The kinds on which this edition's programme acts."""
    return (
        Kind(
            "commitment",
            "A promise of the statement; the live page lists the clauses that keep it.",
            (Key("text", Holds.TEXT, "the promise", required=True),),
            '[[commitment]]\ntext = "Help everyone use social media well."',
            is_compiled=True,
        ),
        Kind(
            "define",
            "A defined term; other clauses' uses of it are linked.",
            (
                Key("term", Holds.TEXT, "the term", required=True),
                Key("means", Holds.TEXTS, "what it covers, as a closed list", required=True),
            ),
            '[[define]]\nterm = "school community"\nmeans = ["pupils", "parents", "staff", "governors"]',
            is_compiled=True,
        ),
        Kind(
            "role",
            "A role that people hold from date to date.",
            (
                Key("name", Holds.TEXT, "the role's name", required=True),
                Key("at_least", Holds.COUNT, "how many people hold it at any time", default="1"),
                Key("stands_in", Holds.ROLE, "the role that acts when no holder can"),
                Key("may", Holds.TEXTS, "what holders may do besides"),
            ),
            '[[role]]\nname = "network manager"\nat_least = 1\nstands_in = "e-safety team"',
            is_compiled=True,
        ),
        Kind(
            "signature",
            "Who must sign a version before it is in force: one signature for each role, each by a different person.",
            (
                Key("by", Holds.ROLES, "the roles that sign", required=True),
                Key("second_factor", Holds.YES_NO, "whether a second factor is asked at signing", default="true"),
            ),
            '[[signature]]\nby = ["headteacher", "chair of governors"]\nsecond_factor = true',
            is_compiled=True,
        ),
        Kind("block", "Closed on the network.", _closing_keys(), _BLOCK, any_of=_ANY_TARGET, is_compiled=True),
        Kind(
            "allow",
            "A narrower exception to a wider block: fewer targets for fewer people.",
            (*_TARGETS, Key("for", Holds.PEOPLE, "for whom", required=True), _WHEN, _NETWORKS),
            '[[allow]]\nservices = ["youtube"]\nfor = ["year 5"]\nwhen = "lesson time"',
            any_of=_ANY_TARGET,
            is_compiled=True,
        ),
        Kind("form", "A form that people hand in; `effect` says what granting it does.", _form_keys(), _FORM, joins=True, is_compiled=True),
    )


_BLOCK = (
    '[[block]]\nkinds = ["social media"]\nsites = ["chat.example"]\nfor = ["pupils"]\nwhen = "school day"\nexcept_services = ["youtube"]'
)
_FORM = (
    '[[form]]\nname = "access request"\nopen_to = ["everyone"]\neffect = "open"\ndecided_by = ["headteacher"]\n'
    'scope = ["class", "year"]\nlongest = "10 school days"'
)


def _closing_keys() -> tuple[Key, ...]:
    """The keys of `block`."""
    return (
        *_TARGETS,
        Key("for", Holds.PEOPLE, "for whom", required=True),
        _WHEN,
        _NETWORKS,
        Key("except_services", Holds.SERVICES, "services taken away from the targets"),
        Key("except_sites", Holds.SITES, "sites taken away from the targets"),
    )


def _form_keys() -> tuple[Key, ...]:
    """The keys of `form`."""
    effects = ("open", "close", "lift", "case", "record")
    return (
        _SPREAD,
        Key("open_to", Holds.PEOPLE, "who may hand it in", required=True),
        Key("effect", Holds.CHOICE, "what granting it does (“lift” and “case” are read, and do nothing yet)", required=True, words=effects),
        Key("decided_by", Holds.ROLES, "who decides; “no one”: it takes effect at once and is recorded", words=(NO_ONE,)),
        Key("advised_by", Holds.ROLES, "who advises before it is decided"),
        Key("to", Holds.ROLES, "who else receives it"),
        Key("scope", Holds.CHOICES, "for whom a grant may hold", words=("person", "class", "year", "everyone")),
        Key("longest", Holds.SPAN, "the longest time a grant may last"),
        Key("ends", Holds.SPAN, "when a grant ends by itself"),
        Key("within", Holds.SPAN, "the time in which it is decided"),
        Key("if_late", Holds.TELL, "who is told when it is late"),
        Key("requires", Holds.GATE, "the training that must be done first"),
        Key("appeal_to", Holds.ROLE, "who hears an appeal"),
    )


def _holds_network() -> tuple[Kind, ...]:
    """The kinds about the network on which a later edition of the programme acts."""
    return (
        Kind(
            "safe_mode",
            "The safe mode of search engines or video, on every open answer.",
            (
                Key("of", Holds.CHOICE, "of what", required=True, words=("search", "video")),
                Key("for", Holds.PEOPLE, "for whom", required=True),
                Key("level", Holds.TEXT, "how strict", default="strict"),
            ),
            '[[safe_mode]]\nof = "video"\nfor = ["pupils"]\nlevel = "strict"',
        ),
        Kind(
            "age_limit",
            "Services above an age.",
            (
                Key("for", Holds.PEOPLE, "for whom", required=True),
                Key("age", Holds.TEXT, "whose age counts", default="youngest in year"),
                Key("unknown", Holds.CHOICE, "what happens where no age is known", default="guidance", words=("guidance", "close")),
                Key("effect", Holds.CHOICE, "guidance only, or closed", default="guidance", words=("guidance", "close")),
            ),
            '[[age_limit]]\nfor = ["pupils"]',
        ),
        Kind(
            "watch",
            "Attempts that become a review by a person.",
            (
                Key("signals", Holds.TABLE, "each signal and its weight", required=True),
                Key("at", Holds.COUNT, "the sum of weights that asks for a review", required=True),
                Key("per", Holds.SPAN, "in which time"),
                Key("review_by", Holds.ROLE, "who reviews", required=True),
            ),
            '[[watch]]\nsignals = { vpn = 5, encrypted_dns = 3 }\nat = 6\nper = "1 school day"\nreview_by = "network manager"',
        ),
    )


def _holds_chain() -> tuple[Kind, ...]:
    """The kinds of chains."""
    return (
        Kind(
            "case",
            "A kind of case.",
            (
                _SPREAD,
                Key("opened_by", Holds.PEOPLE, "who may open one", required=True),
                Key("owner", Holds.ROLE, "whose it is", required=True),
                Key("facts", Holds.TABLE, "each fact and its allowed answers"),
                Key("review_after", Holds.SPAN, "when it is looked at again"),
            ),
            '[[case]]\nname = "cyber-bullying"\nopened_by = ["everyone"]\nowner = "designated safeguarding lead"\nreview_after = "6 weeks"',
            joins=True,
        ),
        Kind(
            "step",
            "One step of a chain, in the clause it comes from.",
            (
                Key("of", Holds.TEXT, "the case it belongs to", required=True),
                Key("name", Holds.TEXT, "the step's name", required=True),
                Key("when", Holds.TABLE, "the facts and answers it is for"),
                Key("owner", Holds.ROLE, "who takes it"),
                Key("must", Holds.YES_NO, "whether it cannot be skipped", default="false"),
                Key("before", Holds.TEXTS, "steps it comes before"),
                Key("after", Holds.TEXTS, "steps it comes after"),
                Key("answers", Holds.TEXTS, "its allowed answers"),
                Key("reason", Holds.YES_NO, "whether a reason is written", default="true"),
                Key("within", Holds.SPAN, "in which time"),
                Key("letter", Holds.TEXT, "the letter it drafts"),
            ),
            '[[step]]\nof = "cyber-bullying"\nname = "police consideration"\nmust = true\nanswers = ["report", "do not report"]',
        ),
        Kind(
            "sanction",
            "A sanction in which a case or review may end.",
            (
                _SPREAD,
                Key("decided_by", Holds.ROLES, "who decides", required=True),
                Key("closes", Holds.TEXT, "what it closes"),
                Key("longest", Holds.SPAN, "the longest time"),
                Key("tell", Holds.TEXTS, "who is told"),
                Key("appeal_to", Holds.ROLE, "who hears an appeal"),
            ),
            '[[sanction]]\nname = "equipment ban"\ndecided_by = ["headteacher"]\nappeal_to = "chair of governors"',
            joins=True,
        ),
    )


def _holds_duties() -> tuple[Kind, ...]:
    """The kinds of duties and conduct."""
    return (
        Kind(
            "duty",
            "Something to be done by a date.",
            (
                Key("name", Holds.TEXT, "its name, where it is spread over clauses"),
                Key("who", Holds.PEOPLE, "who does it", required=True),
                Key("what", Holds.TEXT, "what is done"),
                Key("course", Holds.TEXT, "the course that is taken"),
                Key("first_due", Holds.TEXT, "when it is first due"),
                Key("every", Holds.SPAN, "how often"),
                Key("proof", Holds.CHOICE, "how it is proved", words=("tick", "quiz", "record", "signature")),
            ),
            '[[duty]]\nwho = ["teachers"]\ncourse = "policy-induction"\nfirst_due = "10 school days after joining"\nproof = "quiz"',
            any_of=("what", "course"),
            joins=True,
        ),
        Kind(
            "agree",
            "Read and agree.",
            (
                Key("who", Holds.PEOPLE, "who agrees", required=True),
                Key("text", Holds.TEXT, "the edition of the text", required=True),
                Key("every", Holds.SPAN, "how often", default="version", words=("version",)),
            ),
            '[[agree]]\nwho = ["staff"]\ntext = "staff"\nevery = "version"',
        ),
        Kind(
            "conduct",
            "A rule that people keep and checks cite.",
            (
                Key("code", Holds.TEXT, "its short name", required=True),
                Key("for", Holds.PEOPLE, "who keeps it", required=True),
                Key("check", Holds.TEXT, "the check that cites it"),
            ),
            '[[conduct]]\ncode = "staff-lesson-time"\nfor = ["teachers"]',
        ),
    )


def _holds_papers() -> tuple[Kind, ...]:
    """The kinds of custody, publishing and keeping."""
    return (
        Kind(
            "vault",
            "Custody of passwords.",
            (
                Key("opens", Holds.ROLES, "who may open it", required=True),
                Key("break_glass", Holds.TABLE, "how many people, from which roles, open it in need"),
                Key("after_opening", Holds.TEXT, "what is done after an opening"),
            ),
            '[[vault]]\nopens = ["headteacher"]\nafter_opening = "rotate within 1 school day"',
        ),
        Kind(
            "guidance",
            "A page to publish with this clause.",
            (Key("page", Holds.TEXT, "the page", required=True),),
            '[[guidance]]\npage = "age-guide"',
        ),
        Kind(
            "refer",
            "Another policy: held, linked, or “not supplied”.",
            (Key("document", Holds.TEXT, "its title", required=True),),
            '[[refer]]\ndocument = "Anti-bullying policy"',
        ),
        Kind(
            "keep",
            "How long a kind of record is kept.",
            (
                Key("what", Holds.TEXT, "the kind of record", required=True),
                Key("for", Holds.SPAN, "how long", required=True),
                Key("then", Holds.CHOICE, "what happens then", words=("erase", "review")),
            ),
            '[[keep]]\nwhat = "access requests"\nfor = "1 year"\nthen = "erase"',
        ),
        Kind(
            "review",
            "A review that comes again.",
            (Key("every", Holds.SPAN, "how often", required=True), Key("by", Holds.ROLES, "who reviews", required=True)),
            '[[review]]\nevery = "1 year"\nby = ["clerk to governors"]',
        ),
    )


KINDS: Mapping[str, Kind] = {k.name: k for k in (*_holds_effect(), *_holds_network(), *_holds_chain(), *_holds_duties(), *_holds_papers())}
