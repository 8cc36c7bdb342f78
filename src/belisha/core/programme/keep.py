"""A programme as text that can be kept by its SHA-256 and read back exactly: the past is read, never recomputed.

The form is JSON with sorted keys. Lists are kept by id and SHA-256, without their names; moments in UTC; the zone by its name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Set
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from enum import Enum
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from belisha.core.programme.model import Programme
from belisha.core.programme.times import LATER

ZoneNamed = Callable[[str], tzinfo]
FORM = 1  # the edition of this form; a later edition still reads older ones


def canonical_json(programme: Programme) -> str:
    """The programme as canonical text. Equal programmes give equal texts.

    Raises ValueError for a moment without a zone, or a zone without a name.
    """
    shelved = {key: replace(held, names=frozenset()) for key, held in programme.standing.lists.items()}
    bare = programme.with_standing(replace(programme.standing, lists=shelved))
    return json.dumps({"form": FORM, "programme": _plain(bare)}, sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"


def sha256_of(kept: str) -> str:
    """The SHA-256 (hex) by which a canonical text is kept."""
    return hashlib.sha256(kept.encode("utf-8")).hexdigest()


def programme_from_json(kept: str, *, zone_named: ZoneNamed) -> Programme:
    """The programme that `canonical_json` wrote; its lists have ids and hashes and no names.

    `zone_named` gives the zone of a name such as Europe/London. Raises ValueError where the text is not such a programme.
    """
    raw = json.loads(kept)
    if not isinstance(raw, dict) or raw.get("form") != FORM:
        raise ValueError(f"this is not a kept programme of form {FORM}: {kept[:60]!r}")
    try:
        built = _built(Programme, raw["programme"], zone_named)
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError(f"this kept programme is damaged: {wrong}") from wrong
    if not isinstance(built, Programme):
        raise ValueError("this kept programme is damaged: it is not a programme")
    return built


def _plain(value: object) -> object:
    """A value as what JSON can hold."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if is_dataclass(value):
        said = {field.name: getattr(value, field.name) for field in fields(value) if not _says_nothing(field, getattr(value, field.name))}
        return {name: _plain(held) for name, held in said.items()}
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, frozenset):
        return sorted((_plain(held) for held in value), key=str)
    if isinstance(value, tuple):
        return [_plain(held) for held in value]
    return _plain_single(value)


def _says_nothing(field: Field[Any], value: object) -> bool:
    """True for a field that kept programmes did not have from the beginning, where it holds what it holds by itself."""
    return field.metadata == LATER and field.default is not MISSING and bool(value == field.default)


def _plain_single(value: object) -> str:
    """An enum, a moment, a zone or a network as a word."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"the moment {value} has no zone, so it cannot be kept")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, tzinfo):
        name = getattr(value, "key", None)
        if not isinstance(name, str):
            raise ValueError(f"the zone {value} has no name, so it cannot be kept: give the school's zone as Europe/London")
        return name
    if isinstance(value, IPv4Network | IPv6Network):
        return str(value)
    raise ValueError(f"a {type(value).__name__} cannot be kept")


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    """The declared type of each field of a dataclass."""
    return get_type_hints(kind)


def _built(kind: Any, raw: Any, zone_named: ZoneNamed) -> object:
    """The value of type `kind` that `_plain` wrote as `raw`."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _built_union(inner, raw, zone_named)
    if origin is tuple:
        return tuple(_built(inner[0], held, zone_named) for held in raw)
    if origin in (frozenset, Set):
        return frozenset(_built(inner[0], held, zone_named) for held in raw)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _built(inner[1], held, zone_named) for key, held in raw.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _built(hints[name], held, zone_named) for name, held in raw.items()})
    return _built_single(kind, raw, zone_named)


def _built_union(choices: tuple[Any, ...], raw: Any, zone_named: ZoneNamed) -> object:
    """A value that may be nothing, or a network of either family."""
    if raw is None and type(None) in choices:
        return None
    if set(choices) == {IPv4Network, IPv6Network}:
        return ip_network(raw)
    (only,) = (choice for choice in choices if choice is not type(None))
    return _built(only, raw, zone_named)


def _built_single(kind: Any, raw: Any, zone_named: ZoneNamed) -> object:
    """A value without parts."""
    if kind is tzinfo:
        return zone_named(raw)
    if kind in (datetime, date, time):
        return kind.fromisoformat(raw)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind[raw]
    if kind in (str, int, bool) and type(raw) is kind:
        return raw
    raise ValueError(f"this kept programme is damaged: {raw!r} is no {kind}")
