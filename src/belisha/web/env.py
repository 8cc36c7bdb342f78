"""Settings come from the environment, typed. A malformed or missing value stops the start and says what to write.

A secret may also come from a file: `NAME_FILE` names it.
"""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path


class BadSetting(SystemExit):
    """A setting cannot be used; the message names it, says why, and what to write instead (see env.sample)."""


def text(name: str, default: str | None = None) -> str:
    """The setting `name`, from the environment or from the file that `NAME_FILE` names. Raises BadSetting where there is none.

    One that is set to nothing, as in env.sample, is not set.
    """
    if os.environ.get(name):
        return os.environ[name]
    if os.environ.get(f"{name}_FILE"):
        file = Path(os.environ[f"{name}_FILE"])
        if not file.is_file():
            raise BadSetting(f"{name}_FILE names {file}, which is not a file: see the line {name} of env.sample")
        return file.read_text().strip()
    if default is None:
        raise BadSetting(f"the setting {name} is missing: see the line {name} of env.sample")
    return default


def truth(name: str, default: bool) -> bool:
    """A setting that is "yes" or "no"."""
    words = {"yes": True, "no": False}
    value = text(name, "yes" if default else "no").lower()
    if value not in words:
        raise BadSetting(f"the setting {name} is “{value}”: write yes or no, see env.sample")
    return words[value]


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """A setting that is networks with spaces between them, or nothing."""
    try:
        return tuple(ip_network(word) for word in text(name, "").split())
    except ValueError as fault:
        raise BadSetting(f"the setting {name} is no network ({fault}): write networks like 10.20.0.0/16, see env.sample") from fault


def languages(name: str, *, always: str, known: Path) -> list[tuple[str, str]]:
    """A setting that is languages with spaces between them, each of which has its sentences compiled below `known`; `always` first."""
    there = {folder.parent.parent.name for folder in known.glob("*/LC_MESSAGES/django.mo")}
    wanted = [word.lower() for word in text(name, "").split() if word.lower() != always]
    for word in wanted:
        if word not in there:
            has = ", ".join(sorted({always, *there}))
            raise BadSetting(f"the setting {name} names “{word}”, which this product does not speak: it has {has}, see env.sample")
    return [(word, word) for word in dict.fromkeys((always, *wanted))]


def path(name: str, default: str) -> Path:
    """A setting that is a folder or a file, made absolute."""
    return Path(text(name, default)).expanduser().absolute()
