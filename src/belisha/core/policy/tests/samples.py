"""A small catalogue and policies for tests of the language; nothing here is read from another room."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from belisha.core.policy.model import Policy
from belisha.core.policy.read import read

POLICIES = Path(__file__).resolve().parents[5] / "policies"


class Suffixes:
    """The few public suffixes that tests speak of."""

    def is_public_suffix(self, name: str) -> bool:
        return name in {"uk", "co.uk", "sch.uk", "com", "org", "example", "github.io"}


@dataclass(frozen=True)
class SampleService:
    """A service as the language knows it."""

    id: str
    kinds: tuple[str, ...]
    domains: tuple[str, ...]
    shared: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return {"youtube": "YouTube", "tiktok": "TikTok"}.get(self.id, self.id.title())


@dataclass(frozen=True)
class SampleServices:
    """A catalogue as the language knows it."""

    services: dict[str, SampleService]
    kinds: dict[str, tuple[str, ...]]
    lists: frozenset[str]
    courses: dict[str, str]

    def of_kind(self, kind: str) -> tuple[SampleService, ...]:
        wanted = {kind, *self.kinds.get(kind, ())}
        return tuple(s for s in self.services.values() if wanted & set(s.kinds))


def service(service_id: str, kinds: tuple[str, ...], *domains: str, shared: tuple[str, ...] = ()) -> SampleService:
    return SampleService(service_id, kinds, domains, shared)


OTHER_SOCIAL_MEDIA = (  # noqa: SIM905 - a paragraph of names
    "9gag amino bereal blogger bluesky clubhouse dailymotion flickr imgur linkedin mastodon medium netmums ngl odysee "
    "pinterest tellonym tumblr vimeo vk yubo"
).split()
SERVICES = (
    service("facebook", ("collaborative",), "facebook.com", "fb.com", shared=("fbcdn.net",)),
    service("x", ("micro-blogging",), "x.com", "twitter.com"),
    service("instagram", ("media sharing",), "instagram.com", shared=("fbcdn.net",)),
    service("snapchat", ("media sharing", "messaging"), "snapchat.com"),
    service("tiktok", ("media sharing", "live streaming"), "tiktok.com"),
    service("youtube", ("media sharing", "live streaming"), "youtube.com", "youtu.be", shared=("googlevideo.com",)),
    service("whatsapp", ("messaging",), "whatsapp.com"),
    service("roblox", ("games with chat",), "roblox.com"),
    service("reddit", ("forums",), "reddit.com"),
    service("discord", ("messaging", "forums"), "discord.com"),
    service("twitch", ("live streaming",), "twitch.tv"),
    service("threads", ("micro-blogging",), "threads.net"),
    service("adults-only", ("dating", "adult"), "adults-only.example"),
    *(service(other, ("media sharing",), f"{other}.example") for other in OTHER_SOCIAL_MEDIA),
)
SOCIAL = ("blogs", "forums", "collaborative", "media sharing", "micro-blogging", "live streaming")
KINDS = {"social media": SOCIAL, "messaging": (), "games with chat": (), "dating": (), "adult": (), **dict.fromkeys(SOCIAL, ())}
LISTS = frozenset({"illegal", "malware", "games", "getting round"})
COURSES = dict.fromkeys(("policy-induction", "refresher", "pupils-at-risk", "smart"), "A course")
CATALOGUE = SampleServices({s.id: s for s in SERVICES}, KINDS, LISTS, COURSES)

HEAD = '---\ntitle = "A policy"\nlanguage = 1\n---\n'


def model_text() -> str:
    """The model policy as it is shipped."""
    return (POLICIES / "model-policy.md").read_text(encoding="utf-8")


def clause_with(controls: str, words: str = "8.1 Some sites are closed.") -> str:
    """A policy of one clause; the first line of its controls is line 7."""
    return f"{HEAD}{words}\n~~~controls\n{controls}\n~~~\n"


def policy_with(controls: str) -> Policy:
    """A sound policy that is signed and has these controls in clause 8.1 besides."""
    text = clause_with(controls) + '\n8.9 The headteacher signs.\n~~~controls\n[[signature]]\nby = ["headteacher"]\n~~~\n'
    reading = read(text)
    assert reading.is_sound, reading.faults
    assert reading.policy is not None
    return reading.policy
