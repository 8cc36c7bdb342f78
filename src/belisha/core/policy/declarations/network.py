"""The kinds about the network: what is closed and open, safe modes, ages, and attempts to get round."""

from __future__ import annotations

from belisha.core.policy.declarations.shape import Holds, Key, Kind
from belisha.core.policy.declarations.words import HEAVIEST, SIGNALS

_NETWORKS = Key("networks", Holds.CHOICES, "only on these networks", default="all", words=("classroom", "staff", "guest"))
_WHEN = Key("when", Holds.WHEN, "the times at which it holds", default="always")
_TARGETS = (
    Key("services", Holds.SERVICES, "services of the catalogue, by id"),
    Key("kinds", Holds.SERVICE_KINDS, "every service of these kinds"),
    Key("sites", Holds.SITES, "host names, and all below them"),
    Key("lists", Holds.LISTS, "subscribed lists"),
)
_ANY_TARGET = ("services", "kinds", "sites", "lists")
_FOR = Key("for", Holds.PEOPLE, "for whom", required=True)

BLOCK = Kind(
    "block",
    "Closed on the network.",
    (
        *_TARGETS,
        _FOR,
        _WHEN,
        _NETWORKS,
        Key("except_services", Holds.SERVICES, "services taken away from the targets"),
        Key("except_sites", Holds.SITES, "sites taken away from the targets"),
    ),
    '[[block]]\nkinds = ["social media"]\nsites = ["chat.example"]\nfor = ["pupils"]\nwhen = "school day"\nexcept_services = ["youtube"]',
    any_of=_ANY_TARGET,
    is_carried_out=True,
)
ALLOW = Kind(
    "allow",
    "A narrower exception to a wider block: fewer targets for fewer people.",
    (*_TARGETS, _FOR, _WHEN, _NETWORKS),
    '[[allow]]\nservices = ["youtube"]\nfor = ["year 5"]\nwhen = "lesson time"',
    any_of=_ANY_TARGET,
    is_carried_out=True,
)
SAFE_MODE = Kind(
    "safe_mode",
    "The safe mode of search engines or video, on every open answer.",
    (
        Key("of", Holds.CHOICE, "of what", required=True, words=("search", "video")),
        _FOR,
        Key("level", Holds.WORD, "how strict", default="strict", words=("strict", "moderate")),
    ),
    '[[safe_mode]]\nof = "video"\nfor = ["pupils"]\nlevel = "strict"',
)
AGE_LIMIT = Kind(
    "age_limit",
    "Services above an age.",
    (
        _FOR,
        Key("age", Holds.WORD, "whose age counts", default="youngest in year", words=("youngest in year",)),
        Key("unknown", Holds.CHOICE, "what happens where no age is known", default="guidance", words=("guidance", "close")),
        Key("effect", Holds.CHOICE, "guidance only, or closed", default="guidance", words=("guidance", "close")),
    ),
    '[[age_limit]]\nfor = ["pupils"]',
    is_carried_out=True,
    effects=("close",),  # guidance is a page, which a later room publishes
)
WATCH = Kind(
    "watch",
    "Attempts that become a review by a person.",
    (
        Key("signals", Holds.SIGNALS, f"each signal and its weight from 1 to {HEAVIEST}", required=True, words=SIGNALS),
        Key("at", Holds.COUNT, "the sum of weights that asks for a review", required=True),
        Key("per", Holds.SPAN, "in which time"),
        Key("review_by", Holds.ROLE, "who reviews", required=True),
    ),
    '[[watch]]\nsignals = { vpn = 5, encrypted_dns = 3 }\nat = 6\nper = "1 school day"\nreview_by = "network manager"',
)
NETWORK = (BLOCK, ALLOW)
WATCHED = (SAFE_MODE, AGE_LIMIT, WATCH)
