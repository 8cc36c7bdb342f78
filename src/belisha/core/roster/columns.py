"""Which column means what, by its heading: as the systems of schools and people who type lists name them.

Own list of words seen in exports of school information systems and in OneRoster 1.2 (users.csv: givenName, familyName, grades, sourcedId).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from belisha.core.roster.model import Group, Row, Unreadable

HEADINGS_WITHIN = 10  # rows: a report may begin with its title, the school and a date
MOST_SHOWN = 12


class Meaning(Enum):
    """What a column of a roster holds."""

    FORENAME = "forename"
    LEGAL_FORENAME = "legal forename"
    PREFERRED_FORENAME = "preferred forename"
    SURNAME = "surname"
    LEGAL_SURNAME = "legal surname"
    PREFERRED_SURNAME = "preferred surname"
    NAME = "name"
    CLASS = "class"
    YEAR = "year group"
    NUMBER = "number in your system"
    POST = "post"
    EMAIL = "work e-mail"
    LEAVES = "leaving date"
    NOT_KEPT = "not kept"


class OfContact(Enum):
    """What a column about a parent or carer holds."""

    NAME = "name"
    FORENAME = "forename"
    SURNAME = "surname"
    RELATIONSHIP = "relationship"
    RESPONSIBILITY = "parental responsibility"
    COURT_ORDER = "court order"
    NOT_CONTACTED = "do not contact"
    EMAIL = "e-mail"


_FORENAME = "forename|forenames|first name|first names|firstname|given name|given names|christian name|name first"
_SURNAME = "surname|surnames|last name|lastname|family name|second name|name last"
_WORDS: dict[Meaning, str] = {
    Meaning.PREFERRED_FORENAME: "preferred forename|preferred first name|preferred given name|chosen forename|chosen first name|known as"
    "|preferred name first",
    Meaning.PREFERRED_SURNAME: "preferred surname|preferred last name|preferred family name|chosen surname|chosen last name"
    "|preferred name last",
    Meaning.LEGAL_FORENAME: "legal forename|legal first name|legal given name|official forename",
    Meaning.LEGAL_SURNAME: "legal surname|legal last name|legal family name|official surname",
    Meaning.FORENAME: _FORENAME,
    Meaning.SURNAME: _SURNAME,
    Meaning.NAME: "name|full name|pupil|pupil name|student|student name|staff name|staff member|member of staff|employee name"
    "|preferred name|legal name|display name|pupil full name|child|child name|child s name",
    Meaning.CLASS: "class|class name|reg|reg group|reg grp|reg form|registration group|registration form|registration|form|form group"
    "|tutor group|class group|main class|class taught|teaches class|current registration form|current registration group",
    Meaning.YEAR: "year|yr|year group|year grp|yeargroup|nc year|nc year group|national curriculum year|curriculum year|current year"
    "|current year group|grade|grades|yr group|school year group",
    Meaning.NUMBER: "admission number|admission no|adno|adm no|admissionnumber|pupil id|student id|person id|mis id|sourced id|sourcedid"
    "|employee number|employee id|employee no|staff id|staff number|staff code|payroll number|payroll no|id|external id|arbor id",
    Meaning.POST: "post|post title|role|roles|job|job title|job role|position|staff role|main role|business role|role title|staff type"
    "|user type|contract post",
    Meaning.EMAIL: "email|e mail|work email|work e mail|email address|e mail address|work email address|school email|main email"
    "|primary email|default email|username|user name",
    Meaning.LEAVES: "leaving date|date of leaving|date left|leave date|end date|dol|employment end date|date leaving",
    Meaning.NOT_KEPT: "upn|unique pupil number|former upn|uln|dob|date of birth|birth date|age|gender|sex|ethnicity|ethnic origin|religion"
    "|nationality|first language|language|eal|fsm|free school meals|pupil premium|pp|sen|sen status|sen need|medical|medical condition"
    "|dietary|address|home address|postcode|post code|telephone|phone|mobile|home phone|nhs number|national insurance number"
    "|ni number|trn|teacher number|looked after|in care|photo|home email|personal email|dbs number",
}
MEANING_OF = {word: meaning for meaning, words in _WORDS.items() for word in words.split("|")}

_OF_CONTACT = {
    word: meaning
    for meaning, words in {
        OfContact.NAME: "|name|full name",
        OfContact.FORENAME: _FORENAME,
        OfContact.SURNAME: _SURNAME,
        OfContact.RELATIONSHIP: "relationship|relationship to pupil|relationship to child|relation|relationship type",
        OfContact.RESPONSIBILITY: "parental responsibility|has parental responsibility|pr|responsibility",
        OfContact.COURT_ORDER: "court order|has court order|court orders",
        OfContact.NOT_CONTACTED: "do not contact|no contact|not to be contacted|dnc",
        OfContact.EMAIL: "email|e mail|email address|e mail address|home email",
    }.items()
    for word in words.split("|")
}
_CONTACT = re.compile(
    r"(?:contact|parent|parent carer|carer|guardian|parent guardian|primary contact|priority contact|mother|father)(?: ([1-9]))?(?: (.+))?"
)
FORENAMES = (Meaning.PREFERRED_FORENAME, Meaning.FORENAME, Meaning.LEGAL_FORENAME)
SURNAMES = (Meaning.PREFERRED_SURNAME, Meaning.SURNAME, Meaning.LEGAL_SURNAME)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each thing stands (column indexes from 0, in the file's order), and under which row the headings are.

    `contacts` holds the columns of each contact by its number; `unread` are headings that nobody knows, `not_kept` those left out on
    purpose, `nameless` the places of empty ones; `width` how many there are.
    """

    heading_row: int
    places: dict[Meaning, tuple[int, ...]]
    contacts: dict[str, dict[OfContact, int]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    not_kept: tuple[str, ...] = ()

    nameless: frozenset[int] = frozenset()
    width: int = 0

    def has(self, *meanings: Meaning) -> bool:
        """True where one of these has a column."""
        return any(meaning in self.places for meaning in meanings)


def heading(words: str) -> str:
    """A heading as it is compared: “givenName”, “Given_Name ” and “GIVEN NAME” are one."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words)
    return " ".join(re.sub(r"[^0-9a-z]+", " ", split.casefold()).split())


def find_columns(rows: Sequence[Row], group: Group) -> Columns:
    """The columns of a roster. Raises Unreadable where names are missing, with the headings that were found."""
    if not any(any(row) for row in rows):
        raise Unreadable("The file is empty: export the list again with its headings and at least one person.")
    best = max(range(min(HEADINGS_WITHIN, len(rows))), key=lambda number: (_known(rows[number]), -number))
    found = _read(best, rows[best])
    if not found.has(Meaning.NAME) and not (found.has(*FORENAMES) and found.has(*SURNAMES)):
        _refuse_without_names(found, rows[best])
    if group is Group.PUPILS and found.has(Meaning.POST) and not found.has(Meaning.CLASS, Meaning.YEAR):
        raise Unreadable("This looks like a list of staff: it has posts and no classes. Choose “staff”, or another file.")
    return found


def _known(row: Row) -> int:
    """How many headings of this row anybody knows."""
    return sum(1 for cell in row if heading(cell) in MEANING_OF or _contact_of(heading(cell)))


def _read(number: int, row: Row) -> Columns:
    places: dict[Meaning, list[int]] = {}
    contacts: dict[str, dict[OfContact, int]] = {}
    unread, not_kept, nameless = [], [], set()
    for place, cell in enumerate(row):
        meaning, contact = MEANING_OF.get(heading(cell)), _contact_of(heading(cell))
        if meaning is Meaning.NOT_KEPT:
            not_kept.append(cell)
        elif meaning is not None:
            places.setdefault(meaning, []).append(place)
        elif contact is not None:
            contacts.setdefault(contact[0], {}).setdefault(contact[1], place)
        elif cell:
            unread.append(cell)
        else:
            nameless.add(place)
    kept = {meaning: tuple(found) for meaning, found in places.items()}
    return Columns(number, kept, contacts, tuple(unread), tuple(not_kept), frozenset(nameless), len(row))


def _contact_of(words: str) -> tuple[str, OfContact] | None:
    """“contact 2 surname” -> ("2", SURNAME); None for a heading that is about no contact."""
    found = _CONTACT.fullmatch(words)
    meaning = _OF_CONTACT.get(found[2] or "") if found else None
    if found is None or meaning is None:
        return None
    which = found[1] or ("1" if not words.startswith(("mother", "father")) else words.split()[0])
    return which, meaning


def _refuse_without_names(found: Columns, row: Row) -> None:
    """Raises Unreadable: which name is missing, and what the file has instead."""
    shown = ", ".join(f"“{cell}”" for cell in row if cell)[:300] or "nothing"
    if found.has(*SURNAMES):
        missing = "forenames (call it “Forename”)"
    elif found.has(*FORENAMES):
        missing = "surnames (call it “Surname”)"
    else:
        missing = "names (call them “Forename” and “Surname”)"
    raise Unreadable(f"No column with {missing} was found. The headings read were: {shown}. Export the list again with its headings.")
