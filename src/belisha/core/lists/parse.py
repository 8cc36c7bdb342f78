"""Reading a published list of names, whatever format it is in; refusing what is no list, is damaged, or is cut short.

A name in a list stands for itself and everything below it, so a name below another of the list says nothing new and is left out:
the same list published in another format comes to the same names.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from belisha.core.lists.lines import Line, ListFormat, is_comment, read_line
from belisha.core.names import Host, PublicSuffixes, Unusable, upwards

MOST_UNREADABLE = 0.2  # of the lines that should hold a name; a list with more is damaged or of an unknown format
LEAST_OF_DECLARED = 0.9  # of the number of names that the list's own head tells; with fewer it was cut short
FAULTS_NAMED = 20  # after these, faults are only counted
LOOKED_AT_FOR_HTML = 2000  # characters

_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_DECLARED = re.compile(r"^[#!;]\s*(?:number of (?:unique )?domains|domains|entries)\s*:\s*([\d,.]+)\s*$", re.IGNORECASE | re.MULTILINE)


class ListRefused(ValueError):
    """What was given cannot be used as a list; the message is a sentence that says why and what to do. The list held before stays."""


@dataclass(frozen=True, slots=True)
class ParsedList:
    """The names of a list (each with all below it), what was left out and why, and the format most lines were in."""

    names: frozenset[str]
    faults: tuple[str, ...]
    format: ListFormat


@dataclass(slots=True)
class _Found:
    names: set[str] = field(default_factory=set)
    kept_open: set[str] = field(default_factory=set)
    too_wide: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    formats: Counter[ListFormat] = field(default_factory=Counter)
    lines: int = 0
    said: int = 0


def parse_list(text: str, *, suffixes: PublicSuffixes) -> ParsedList:
    """The names of a list in any of the formats of ListFormat (squidGuard's `domains` files are DOMAINS).

    Raises ListRefused for a web page, for a text most of which cannot be read, and for a list cut short or without a name.
    Names that are a public suffix or wider are left out and reported: one would close half a country.
    """
    _refuse_html(text)
    found = _Found()
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip().lstrip("\ufeff")
        if not is_comment(line):
            _take(read_line(line), f"line {number}: “{line[:60]}”", found, suffixes)
    _refuse_damaged(text, found)
    names = found.names - found.kept_open
    return ParsedList(frozenset(n for n in names if not _is_below_another(n, names)), tuple(_faults(found)), _format_of(found))


def _take(line: Line | None, where: str, found: _Found, suffixes: PublicSuffixes) -> None:
    found.lines += 1
    if line is None:
        found.unreadable.append(where)
        return
    if line.passed_over:
        found.passed_over[line.passed_over] += 1
    for words in line.names:
        found.said += 1
        name = _name_of(words)
        if name is not None and suffixes.is_public_suffix(name):
            found.too_wide.append(name)
        elif name is None or "." not in name:
            found.unreadable.append(where)
        else:
            (found.kept_open if line.keeps_open else found.names).add(name)
            found.formats[line.format] += 1


def _name_of(words: str) -> str | None:
    """The name in a list's writing, checked as every host is; None where it cannot be one. A single label is left to the suffixes."""
    bare = words.strip(".").lower()
    if "." not in bare:
        return bare if bare.isascii() and bare.replace("-", "").isalpha() else None
    try:
        return Host(bare).name if bare.isascii() else Host.from_words(bare).name
    except Unusable:
        return None


def _is_below_another(name: str, names: set[str]) -> bool:
    above = upwards(name)
    next(above)
    return any(other in names for other in above)


def _refuse_html(text: str) -> None:
    if _HTML.search(text[:LOOKED_AT_FOR_HTML]):
        raise ListRefused("this is a web page, not a list of sites: check the list's address, perhaps it asks for a sign-in or has moved.")


def _refuse_damaged(text: str, found: _Found) -> None:
    if not found.names:
        raise ListRefused("no site's name was found in it: check that it is a list of sites and that it arrived whole.")
    if len(found.unreadable) > MOST_UNREADABLE * max(found.lines, found.said):
        raise ListRefused(
            f"{len(found.unreadable)} of {found.lines} lines cannot be read as sites' names, first {found.unreadable[0]}: "
            "the list is damaged, or in a format that is not known here."
        )
    declared = _DECLARED.search(text)
    count = int(re.sub(r"\D", "", declared[1]) or 0) if declared else 0
    if found.said + sum(found.passed_over.values()) < LEAST_OF_DECLARED * count:
        raise ListRefused(f"it says that it has {count} names and only {found.said} arrived: it was cut short, so fetch it again.")


def _faults(found: _Found) -> list[str]:
    told = [f"“{name}” is a public suffix or wider, and would close every site under it: left out." for name in sorted(set(found.too_wide))]
    told += [f"{where} cannot be read as a site's name: left out." for where in found.unreadable]
    kept = found.kept_open - found.names
    told += [f"“{name}” is an exception to a wider name, which a list cannot make here: left out." for name in sorted(kept)]
    if len(told) > FAULTS_NAMED:
        told = [*told[:FAULTS_NAMED], f"and {len(told) - FAULTS_NAMED} more."]
    return told + [f"{count} {what}: left out." for what, count in sorted(found.passed_over.items())]


def _format_of(found: _Found) -> ListFormat:
    return max(found.formats, key=lambda format_: (found.formats[format_], format_.value))
