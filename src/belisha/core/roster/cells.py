"""What a cell says: a name, a class, a year, an address, yes or no. Each function gives a value or raises NotSo with a sentence."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

LONGEST_NAME = 100  # of each part: the longest seen on a British passport is 30 letters a line
_SPACES = re.compile(r"\s+")
_FORMULA = re.compile(r"[=+@\-].*[(!]|=")
_BROKEN = re.compile(r"#(?:REF|NAME|VALUE|DIV/0|N/A|NULL|NUM|SPILL|CALC)[!?]?", re.IGNORECASE)
_OF_NAMES = frozenset(" -–‑'’‘ʼ`´.,()&·\u200c\u200d")
_CLASS = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,11}")
"""As a policy names a class. Source: docs/reference/language.md, people (“class 5K”)."""

_YEAR = re.compile(r"(?:nc )?(?:year|yr|y|grade)?\s*0?(1[0-3]|[1-9])", re.IGNORECASE)
_RECEPTION = frozenset({"r", "reception", "year r", "yr r", "rec", "eyfs", "kg", "foundation", "fs2", "f2", "0", "year 0", "yr 0", "e2"})
_NURSERY = frozenset({"n", "n1", "n2", "nursery", "preschool", "pre school", "pre-school", "fs1", "f1", "e1", "pk"})
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
_YES = frozenset({"yes", "y", "true", "t", "1", "x", "✓", "✔"})
_NO = frozenset({"no", "n", "false", "f", "0", "-", "✗", "none"})
_DAYS = (re.compile(r"(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4})"), re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"))


class NotSo(Exception):
    """A cell cannot be what its column says. The message is the end of a sentence that begins with what the column holds."""


def clean(cell: str) -> str:
    """A cell without white space around it and with single spaces within, its letters composed (NFC)."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", cell)).strip()


def name(cell: str) -> str:
    """Part of a person's name, or all of it; "" for an empty cell. Raises NotSo for what no person is called."""
    if not cell:
        return ""
    if _BROKEN.fullmatch(cell):
        raise NotSo(f"is “{cell}”, a formula that went wrong: mend the cell")
    if _FORMULA.match(cell):
        raise NotSo("is a formula: write what it shows")
    if len(cell) > LONGEST_NAME:
        raise NotSo(f"has {len(cell)} signs; {LONGEST_NAME} at most are read")
    odd = next((sign for sign in cell if not _is_of_names(sign)), None)
    if odd is not None:
        raise NotSo(f"holds {_said(odd)}, which is in no name")
    if not any(unicodedata.category(sign)[0] == "L" for sign in cell):
        raise NotSo(f"is “{cell}”, which has no letters")
    return cell


def turned_round(cell: str) -> str:
    """“Bell, Anna” as people say it: “Anna Bell”. Raises NotSo as `name`."""
    found = name(cell)
    surname, comma, forename = found.partition(",")
    return f"{forename.strip()} {surname.strip()}".strip() if comma and forename.strip() else found.replace(",", "").strip()


def class_name(cell: str) -> str:
    """A class as a policy can name it; "" for none. “Class 5 K” is 5-K. Raises NotSo."""
    without = re.sub(r"^(?:class|form|reg(?:istration)? group)\s+", "", cell, flags=re.IGNORECASE)
    found = re.sub(r"[\s/._&]+", "-", without).strip("-")
    if found and not _CLASS.fullmatch(found):
        raise NotSo(f"is “{cell[:40]}”; a class has twelve letters, figures and hyphens at most, like 5K or Kestrels")
    return found


def year(cell: str) -> str:
    """A year group as a policy names it (“year 5”, “year R”), “nursery”, or "". Raises NotSo."""
    words = cell.casefold().strip()
    if not words:
        return ""
    if words in _RECEPTION:
        return "year R"
    if words in _NURSERY:
        return "nursery"
    found = _YEAR.fullmatch(words)
    if found is None:
        raise NotSo(f"is “{cell[:40]}”; write it like 5, Year 5 or Reception")
    return f"year {found[1]}"


def year_of_class(words: str) -> str:
    """The year group that the name of a class tells: 5K is of year 5, RH of year R is not sure and so "". "" where it tells none."""
    found = re.match(r"[Yy]?(1[0-3]|[1-9])(?![0-9])", words)
    return f"year {found[1]}" if found else ""


def email(cell: str) -> str:
    """An e-mail address in small letters; "" for none. Raises NotSo."""
    found = cell.casefold().removeprefix("mailto:")
    if found and not _EMAIL.fullmatch(found):
        raise NotSo(f"is “{cell[:60]}”, which is no e-mail address")
    return found


def yes_or_no(cell: str) -> bool | None:
    """Yes, no, or None where the cell is empty. Raises NotSo."""
    words = cell.casefold()
    if not words:
        return None
    if words in _YES:
        return True
    if words in _NO:
        return False
    raise NotSo(f"is “{cell[:40]}”; write yes or no")


def day(cell: str) -> date | None:
    """A day, written 31/8/2026 or 2026-08-31, with or without a time after it; None for an empty cell. Raises NotSo."""
    words = cell.split("T")[0].split(" ")[0]
    if not words:
        return None
    for form in _DAYS:
        found = form.fullmatch(words)
        if found:
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError as fault:
                raise NotSo(f"is “{cell[:40]}”, which is no day") from fault
    raise NotSo(f"is “{cell[:40]}”; write it like 31/8/2026")


def same(words: str) -> str:
    """A name as names are compared: without case, accents' spelling, and the kind of hyphen or apostrophe."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return _SPACES.sub(" ", re.sub(r"['’‘ʼ`´.]", "", re.sub(r"[-–‑]", " ", folded))).strip()


def _is_of_names(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] in "LM" or category == "Nd" or sign in _OF_NAMES


def _said(sign: str) -> str:
    """A sign as a sentence can print it."""
    if unicodedata.category(sign)[0] in "CZ":
        return f"a sign that cannot be seen (U+{ord(sign):04X})"
    return f"“{sign}”"
