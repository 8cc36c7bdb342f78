"""The keys of the front matter."""

from __future__ import annotations

from belisha.core.policy.declarations.shape import Holds, Key

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
