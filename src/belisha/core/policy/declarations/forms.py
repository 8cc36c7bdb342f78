"""The kind `form`: what people hand in, who decides it, and what granting it does."""

from __future__ import annotations

from belisha.core.policy.declarations.shape import SPREAD, Holds, Key, Kind
from belisha.core.policy.declarations.words import NO_ONE

EFFECTS = ("open", "close", "lift", "case", "record", "publish", "take down")
EFFECTS_CARRIED_OUT = ("open", "close", "record")

_GRANTED = (
    "what granting it does: “open” opens what was asked for, “close” closes it (for ten school days, unless a second person confirms), "
    "“lift” lifts a sanction for a supervised time, “case” opens a case, “record” keeps it and sends it on, “publish” puts it on the page, "
    "“take down” takes it off again"
)

FORM = Kind(
    "form",
    "A form that people hand in; `effect` says what granting it does.",
    (
        SPREAD,
        Key("open_to", Holds.PEOPLE, "who may hand it in", required=True),
        Key("effect", Holds.CHOICE, _GRANTED, required=True, words=EFFECTS),
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
        Key("case", Holds.CASE, "the case it opens: needed with the effect “case”"),
        Key("lifts", Holds.SANCTION, "the sanction it lifts: needed with the effect “lift” where the policy has several"),
        Key("harm", Holds.YES_NO, "whether a child may be kept from harm by it", default="false"),
        Key("if_named", Holds.ROLE, "who takes it where whoever decides is the person concerned"),
    ),
    '[[form]]\nname = "access request"\nopen_to = ["everyone"]\neffect = "open"\ndecided_by = ["headteacher"]\n'
    'scope = ["class", "year"]\nlongest = "10 school days"',
    joins=True,
    is_carried_out=True,
    effects=EFFECTS_CARRIED_OUT,
)
FAMILY = (FORM,)
