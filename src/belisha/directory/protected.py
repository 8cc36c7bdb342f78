"""What is not closed like any other site: what nobody closes without a reason, what many share, and where a school searches.

Source: safeguarding.md 20: helplines, faith, LGBT+ and health warn first, and closing them needs a recorded reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from belisha.core.names import Host
from belisha.directory.contacts import read_helplines
from belisha.directory.facts import read_rows

FILES = Path(__file__).parent / "catalogue"


@cache
def protected_names() -> Mapping[str, str]:
    """Names that somebody closes only with a recorded reason, each with what it is. Helplines that nobody verified yet are among them."""
    unverified = (line for line in read_helplines(FILES) if not line.fact.is_verified)
    found = {name: "help for children and families" for line in unverified for name in line.domains}
    for row in read_rows(FILES, "protected.toml", "protected", "of"):
        row.only("of", "names", "source", "checked").fact()
        found.update(dict.fromkeys(row.names("names", None), row.name.split(",")[0]))
    for row in read_rows(FILES, "not_services.toml", "group", "of"):
        if not row.content.get("is_shared"):
            found.update(dict.fromkeys(row.names("names", None), row.name))
    return MappingProxyType(found)


@cache
def shared_names() -> frozenset[str]:
    """Names that so many sites and services stand on that closing one closes lessons too."""
    rows = read_rows(FILES, "not_services.toml", "group", "of")
    return frozenset(name for row in rows if row.content.get("is_shared") for name in row.names("names", None))


@cache
def search_names() -> frozenset[str]:
    """The names at which search engines are asked, their safe twins among them."""
    rows = [row for row in read_rows(FILES, "safe.toml", "safe", "twin") if row.content.get("of") == "search"]
    return frozenset(name for row in rows for name in (*row.names("hosts", None), Host(row.name).name))
