"""What somebody wrote for an address, read kindly: the site in it, and what of it others than the safeguarding leads may see.

Nothing is ever turned away: what cannot be read as a site is kept as words. Pure. Source: safeguarding.md 4, 5 and 22.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from belisha.core.names import Host, Unusable
from belisha.core.words import gettext_noop

KEPT_LETTERS: Final = 20_000
"""Of words somebody writes; more than a school year's homework. What is longer is cut, never turned away."""

NO_SITE: Final = gettext_noop("We could not read a site’s name in that. That is all right. We kept what you wrote. Somebody will read it.")
AN_E_MAIL: Final = gettext_noop("That is an e-mail address, not a site. We kept it. Somebody who keeps children safe will read it.")
NUMBERS: Final = gettext_noop("That is an address made of numbers. We kept it. Somebody will look what it is.")

_URGENT: Final = (
    *("suicide", "suicidal", "kill", "want to die", "hurt myself", "self harm", "self-harm", "cut myself", "cutting myself", "overdose"),
    *("scared", "afraid", "blackmail", "threaten", "threatened", "threatens", "weapon", "knife", "meet me", "meet up", "keep it secret"),
    *("touched me", "touches me", "hit me", "hits me", "hurts me", "abuse", "abused", "groom", "grooming", "radicalise", "terrorist"),
)
_NOT_TO_BE_OPENED: Final = (
    *("naked", "nude", "nudes", "no clothes", "without clothes", "undress", "undressed", "undressing", "private parts", "sexual", "sex"),
    *("indecent", "child abuse", "abuse of a child", "abuse of children", "picture of me", "pictures of me", "photo of me", "photos of me"),
)
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Reported:
    """`host` is "" where no site was named, and `note` says why; `address` is what may be shown: no name, no question behind it."""

    host: str
    address: str
    note: str = ""


def read_address(words: str) -> Reported:
    """The site in what somebody typed: a name, a whole address, or the one site's name in a sentence. Never raises."""
    text = kept(words)
    if not text:
        return Reported("", "")
    parts = _SPACE.split(text)
    if len(parts) == 1:
        return _alone(text)
    found = {host.name for part in parts if "@" not in part and (host := _host(part.strip("“”\"'()<>,;:!?")))}
    return Reported(name := found.pop(), name) if len(found) == 1 else Reported("", "", NO_SITE)


def _alone(text: str) -> Reported:
    """The site in words without a space."""
    if "@" in text.split("/")[0]:
        return Reported("", "", AN_E_MAIL)
    try:
        host = Host.from_words(text)
    except Unusable as fault:
        return Reported("", "", NUMBERS if "made of numbers" in str(fault) else NO_SITE)
    return Reported(host.name, _shown(text, host))


def _host(part: str) -> Host | None:
    try:
        return Host.from_words(part) if "." in part.strip(".") else None
    except Unusable:
        return None


def _shown(text: str, host: Host) -> str:
    """The address without who signs in, and without what was searched for: that may be a child's own trouble (safeguarding.md 22)."""
    plain = re.split(r"[?#]", text, maxsplit=1)[0].removeprefix("//")
    scheme, _, rest = plain.rpartition("://")
    _, slash, path = rest.partition("/")
    return f"{f'{scheme}://' if scheme else ''}{host.name}{slash}{path}"[:KEPT_LETTERS]


def kept(words: str) -> str:
    """The words as they are kept: what no database takes is left out, what is longer than anybody reads is cut."""
    clean = "".join(letter for letter in words if letter in "\n\t" or (letter.isprintable() and not 0xD800 <= ord(letter) <= 0xDFFF))
    return clean.strip()[:KEPT_LETTERS]


def is_urgent(words: str) -> bool:
    """True where something in the words is better read first. It raises urgency; nobody sees less for it (safeguarding.md 4)."""
    return _speaks_of(words, (*_URGENT, *_NOT_TO_BE_OPENED))


def is_not_to_be_opened(words: str) -> bool:
    """True where the words speak of pictures at which nobody at a school may look: those who see the address are told so first."""
    return _speaks_of(words, _NOT_TO_BE_OPENED)


def _speaks_of(words: str, any_of: tuple[str, ...]) -> bool:
    plain = f" {re.sub(r'[^a-z0-9-]+', ' ', words.casefold())} "
    return any(f" {one} " in plain for one in any_of)
