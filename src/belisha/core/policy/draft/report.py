"""A draft as a terminal shows it, and as JSON (docs/reference/draft.md). People’s names and clauses’ words are in neither."""

from __future__ import annotations

from itertools import groupby
from textwrap import wrap

from belisha.core.policy.draft.model import Draft, Finding, Heading, Named

WIDTH = 100
FORM = 1  # the edition of the JSON


def as_json(draft: Draft, file: str) -> dict[str, object]:
    """What `belisha policy draft --json` prints."""
    words = draft.words
    return {
        "form": FORM,
        "file": file,
        "title": words.title,
        "sections": [_heading(section) for section in words.sections],
        "contents": [_heading(entry) for entry in words.contents],
        "clauses": [
            {
                "number": clause.number,
                "section": clause.section,
                "line": clause.line,
                "last_line": clause.last_line,
                "items": clause.items,
            }
            for clause in words.clauses
        ],
        "definitions": [_named(term) for term in draft.definitions],
        "documents": [_named(document) for document in draft.documents],
        "forms": [_named(form) for form in draft.forms],
        "signers": [_named(signer) for signer in draft.signers],
        "findings": [
            {"subject": f.subject.name.casefold(), "line": f.line, "clause": f.clause, "sentence": f.sentence, "remedy": f.remedy}
            for f in draft.findings
        ],
    }


def as_text(draft: Draft, file: str) -> str:
    """What `belisha policy draft` prints."""
    words = draft.words
    numbered = [section for section in words.sections if section.number and not section.is_appendix]
    lines = [
        f"{file}: {words.title or 'no title'}",
        "",
        f"  {_count(len(words.clauses), 'clause')} in {_count(len(numbered), 'numbered section')}; "
        f"{_count(len(words.contents), 'entry')} in the contents; {_count(len(words.appendices), 'appendix')}",
        *_row("sections", [f"{s.number} {s.words}" for s in numbered]),
        *_row("clauses", [clause.number for clause in words.clauses]),
        *_row("defined", [term.words for term in draft.definitions]),
        *_row("signed by", [signer.words for signer in draft.signers]),
        "",
        f"  {_count(len(draft.findings), 'thing')} to look at. No control has been written: these are words only.",
    ]
    for subject, found in groupby(draft.findings, key=lambda finding: finding.subject):
        own = list(found)
        lines += ["", f"{subject.value} ({len(own)})"]
        for alike in _alike(own):
            lines += _told(alike)
    return "\n".join(lines)


def _alike(findings: list[Finding]) -> list[list[Finding]]:
    """Findings that say the same, together, in the order of the first of them."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.sentence, finding.remedy), []).append(finding)
    return list(groups.values())


def _told(alike: list[Finding]) -> list[str]:
    """Findings that say the same, in a few lines: where, what, and what to do."""
    where = ", ".join(place for finding in alike if (place := _place(finding)))
    said = f"{where}: {alike[0].sentence}" if where else alike[0].sentence
    first = wrap(said, WIDTH, initial_indent="  ", subsequent_indent="    ")
    return [*first, *wrap(alike[0].remedy, WIDTH, initial_indent="    -> ", subsequent_indent="       ")]


def _place(finding: Finding) -> str:
    """The clause and the line; "" for what the whole text lacks."""
    if finding.clause:
        return f"{finding.clause} (line {finding.line})"
    return f"line {finding.line}" if finding.line > 1 else ""


def _row(title: str, words: list[str]) -> list[str]:
    """A list under a title, wrapped; nothing where there is nothing."""
    return wrap(f"{title}: {', '.join(words)}", WIDTH, initial_indent="  ", subsequent_indent="    ") if words else []


def _count(count: int, word: str) -> str:
    """A number with its word."""
    many = {"entry": "entries", "appendix": "appendices"}.get(word, f"{word}s")
    return f"{count} {word if count == 1 else many}"


def _heading(heading: Heading) -> dict[str, object]:
    return {"number": heading.number or None, "words": heading.words, "line": heading.line, "is_appendix": heading.is_appendix}


def _named(named: Named) -> dict[str, object]:
    return {"words": named.words, "line": named.line, "clause": named.clause}
