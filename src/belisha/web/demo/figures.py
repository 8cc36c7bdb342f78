"""Who the demo school consists of: invented people with the names of crossings, lanterns and kerbs. Nobody real is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from belisha.people.states import Kind

SCHOOL_NAME = "Zebra Lane Primary School"
MAIL_DOMAIN = "zebra-lane.example"  # RFC 2606: no mail to it can ever arrive anywhere
HOME_MAIL_DOMAIN = "home.example"
JOINED = date(2026, 9, 1)
CLASSES = {"5K": "year 5", "4B": "year 4", "2R": "year 2"}


@dataclass(frozen=True, slots=True)
class Figure:
    """One invented person: `key` is how tests and the demo call them, `in_class` the class they teach or sit in."""

    key: str
    name: str
    kind: Kind
    roles: tuple[str, ...] = ()
    in_class: str | None = None
    child: str | None = None

    @property
    def email(self) -> str:
        """Where their account's mail goes: the school's own domain, or home for parents."""
        domain = HOME_MAIL_DOMAIN if self.kind is Kind.PARENT else MAIL_DOMAIN
        return f"{self.key.replace('_', '-')}@{domain}"


FIGURES = (
    Figure("head", "Hazel Crossing", Kind.TEACHER, ("headteacher",)),
    Figure("chair", "Griffin Globe", Kind.GOVERNOR, ("chair of governors",)),
    Figure("vice_chair", "Pelham Pavement", Kind.GOVERNOR, ("vice-chair of governors",)),
    Figure("clerk", "Quill Kerbstone", Kind.GOVERNOR, ("clerk to governors",)),
    Figure("governor", "Gideon Gantry", Kind.GOVERNOR),
    Figure("dsl", "Dora Dropkerb", Kind.TEACHER, ("designated safeguarding lead",)),
    Figure("deputy_dsl", "Percy Pelican", Kind.TEACHER, ("deputy safeguarding lead",)),
    Figure("esafety", "Esme Amberlight", Kind.TEACHER, ("e-safety team",)),
    Figure("esafety_2", "Toby Toucan", Kind.SUPPORT_STAFF, ("e-safety team",)),
    Figure("network_manager", "Nell Lantern", Kind.SUPPORT_STAFF, ("network manager",)),
    Figure("senco", "Sage Signpost", Kind.TEACHER, ("SENCO",)),
    Figure("dpo", "Dexter Dashline", Kind.SUPPORT_STAFF, ("data protection officer",)),
    Figure("teacher_5k", "Kit Kerbside", Kind.TEACHER, (), "5K"),
    Figure("teacher_4b", "Bea Bollard", Kind.TEACHER, (), "4B"),
    Figure("teacher_2r", "Rory Roundabout", Kind.TEACHER, (), "2R"),
    Figure("support_staff", "Sunny Stripe", Kind.SUPPORT_STAFF),
    Figure("volunteer", "Vera Verge", Kind.VOLUNTEER),
    Figure("parent_5k", "Paula Puffin", Kind.PARENT, child="pupil_5k"),
    Figure("parent_4b", "Fergus Flagstone", Kind.PARENT, child="pupil_4b"),
    Figure("pupil_5k", "Pip Puffin", Kind.PUPIL, (), "5K"),
    Figure("pupil_5k_2", "Lark Lollipop", Kind.PUPIL, (), "5K"),
    Figure("pupil_4b", "Fern Flagstone", Kind.PUPIL, (), "4B"),
    Figure("pupil_2r", "Robin Redman", Kind.PUPIL, (), "2R"),
)
