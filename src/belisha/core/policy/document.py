"""The reference page of the language, made from the declarations (docs/reference/language.md; a test keeps it fresh)."""

from __future__ import annotations

from collections.abc import Iterator

from belisha.core.policy.declarations import FRONT_MATTER, GROUPS, KINDS, LANGUAGE, STANDARD_ROLES, TABLES, Holds, Key, Kind

_OPENING = f"""# The language of a policy

This page is made from the declarations in `src/belisha/core/policy/declarations/`; change those and run `make docs`.
It describes edition {LANGUAGE} of the language.

A policy is one Markdown file in UTF-8. It opens with its front matter, TOML between two lines `---`.

- A heading (`#` to `######`, on one line) starts a section.
- A paragraph that starts with a number such as `8.4` is a clause; so is one that starts with a number and a word, `7.6-tell`.
  One paragraph for each clause; numbers rise within a section, and `7.6` comes before `7.6-tell`.
- The paragraphs under the heading “Statement of intent” are the clause `statement`. The opening paragraphs under a heading such as
  “Appendix 1” or “Appendix 1: words” are the clause `appendix-1`.
- Lines under the heading “Contents” name clauses, appendices and sections; what they name must be in the text.
- A fence that opens with `~~~controls` belongs to the clause above it. It holds TOML: one table `[[kind]]` for each control.
- Other paragraphs and fences are plain text, published with the policy.

A version's identity is the SHA-256 of its canonical text: NFC, LF, no trailing space, one final newline, keys in the order of this page,
each paragraph on one line (items of a list keep their lines), comments of controls left out. Signatures are over it.
The order of controls is kept, because a rule is named by it: `8.1/block/2` is the second block of clause 8.1.

A clause that has controls may not leave a list open (“etc.”, “including but not limited to”).
"""

_WORDS = """## Words used in values

- **people**: {groups}; a year (`year 5`), a class (`class 5K`), or a role.
- **roles** that every school has: {roles}; and each name that a `role` control declares.
- **times**: `always`, `lesson time`, `school day`, `outside lessons`, or days and hours such as `Mon-Fri 08:30-15:30` (school time).
- **spans**: `15 minutes`, `2 hours`, `2 school days`, `10 days`, `6 weeks`, `3 months`, `1 year`, `lesson` (to the end of the lesson),
  `term`.
- **dates** on which something is first due: a span and `after joining` or `after the version`; `before signing`, `start of year`,
  `start of term`, or a date such as `2026-09-30`.
- **services**, **kinds of service** and **courses** are those of the catalogue; **lists** are those the school subscribes to.
- **sites** are host names (`bbc.co.uk`) and hold for all names below. A name under which strangers register names is refused.

A form or case with `harm = true` must reach the designated safeguarding lead, and a second role must be able to take it, so that it
never ends with the person concerned. The steps of a case may not go in a circle.

An `allow` beats a `block` only where all its targets and all its people are inside the block's. Where the two are equal, or meet
without one being inside the other, that is a fault. An `allow` cannot open a list.
"""


def reference() -> str:
    """The whole page, as Markdown with one final newline."""
    words = _WORDS.format(groups=_listed(GROUPS), roles=_listed(sorted(STANDARD_ROLES, key=str.casefold)))
    done = [kind for kind in KINDS.values() if kind.is_carried_out]
    later = [kind for kind in KINDS.values() if not kind.is_carried_out]
    parts = [_OPENING, "## Front matter\n", *_rows(FRONT_MATTER), words, "## Controls that act\n"]
    parts += [line for kind in done for line in _section(kind)]
    parts += ["## Controls that are read and checked, and do not act yet\n"]
    parts += [line for kind in later for line in _section(kind)]
    return "\n".join(parts).rstrip("\n") + "\n"


def _listed(words: tuple[str, ...] | list[str]) -> str:
    """Words as code, with commas."""
    return ", ".join(f"`{word}`" for word in words)


def _section(kind: Kind) -> Iterator[str]:
    """The part of the page about one kind."""
    yield f"### {kind.name}\n\n{kind.meaning}"
    if kind.joins:
        yield f"\nThe same `name` again, in another clause, adds keys to the same {kind.name}; a key said twice is a fault."
    if kind.effects:
        yield f"\nCarried out today: the effects {_listed(kind.effects)}. The others are read and checked, and do nothing yet."
    if kind.any_of:
        yield f"\nAt least one of {_listed(kind.any_of)} must be there."
    yield ""
    yield from _rows(kind.keys)
    yield f"~~~controls\n{kind.example}\n~~~\n"


def _rows(keys: tuple[Key, ...]) -> Iterator[str]:
    """A table of keys."""
    yield "| key | holds | without it | meaning |\n|---|---|---|---|"
    for key in keys:
        name = f"**{key.name}**" if key.required else key.name
        words = _words(key)
        missing = "a fault" if key.required else key.default or "nothing"
        yield f"| {name} | {words} | {missing} | {key.meaning} |"
    yield ""


def _words(key: Key) -> str:
    """What a key holds, with the only words it may have, or the words it may have besides."""
    if not key.words:
        return key.holds.value
    is_closed = key.holds in (Holds.CHOICE, Holds.CHOICES, Holds.WORD) or key.holds in TABLES
    return f"{key.holds.value}{': ' if is_closed else ', or: '}{', '.join(key.words)}"
