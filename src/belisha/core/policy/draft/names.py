"""What a text names: defined terms, other documents, forms, signers, people instead of roles, services."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from belisha.core.policy.draft.model import Finding, Named, Passage, Subject, Words
from belisha.core.policy.draft.reading import folded
from belisha.core.policy.wording import open_list_in

_TERM = re.compile(
    r"\bdefines?\s+[“\"'‘]([^”\"’]{2,60})[”\"'’]\s+as\b|[“\"‘]([^”\"’]{2,60})[”\"’]\s+(?:means|refers to|is defined as)\b", re.IGNORECASE
)
_DOCUMENT = re.compile(
    r"\b((?:[A-Z][\w’'&-]*\s+(?:(?:and|of|for)\s+)?){1,5}(?:Policy|Policies|Procedures?|Handbook|Agreement|Guidance)"
    r"|(?:[A-Z][\w-]*\s+)?Code of Conduct)\b"
)
_LEADING = re.compile(r"^(?:The|Our|This|Any|All|A|An|See|And|In|Of)\s+")
_FORM = re.compile(r"\bforms?\b(?!\s+of\b)(?=\W|$)", re.IGNORECASE)
_MARKS = re.compile(r"\(#?[^)]*\)|[\[\]“”\"'‘’*_]")
_ARTICLES = frozenset({"a", "an", "the", "this", "that", "our", "your", "their"})
_NO_FORM = frozenset({"", "any", "other", "some", "same", "no", "in any", "whatever"})
_SIGNED = re.compile(r"\bsigned\b", re.IGNORECASE)
_SIGNER = re.compile(r"head ?teacher|(?:vice-)?chair(?: of governors)?|safeguarding lead|clerk|principal", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Rev|Fr)\b\.?\s+[A-Z][\w’'-]+")
_COMMUNITY = re.compile(r"community|members? of staff", re.IGNORECASE)
_SOCIAL_MEDIA = re.compile(r"social (?:media|network)", re.IGNORECASE)
_GROUPS = ("volunteer", "governor", "supply", "visitor")
_NEWER = (
    ("messaging", r"messag"),
    ("games with chat", r"\bgam(?:e|ing)"),
    ("live streaming", r"stream"),
    ("AI companions", r"\bAI\b|artificial"),
)
_LINES_AFTER_SIGNED = 4
FEWEST_LISTED = 2
LONGEST_SIGNATURE = 120  # letters on a line of signatures; a longer line is a sentence


def definitions(words: Words) -> tuple[Named, ...]:
    """The terms that clauses define."""
    return tuple(Named(found[1] or found[2], line, clause.number) for clause in words.clauses for line, found in clause.search(_TERM))


def documents(words: Words) -> tuple[Named, ...]:
    """Other documents that the text refers to and does not hold, each once."""
    own = folded(words.title)
    held = {folded(section.words) for section in words.sections}
    named: dict[str, Named] = {}
    for passage in words.passages():
        for line, found in passage.search(_DOCUMENT):
            name = _LEADING.sub("", found[1])
            key = folded(name)
            if " " in name and not (own and own in key) and key not in held:
                named.setdefault(key, Named(name, line, passage.number or None))
    return tuple(named.values())


def forms(words: Words) -> tuple[Named, ...]:
    """The forms that the text names and does not hold, each once."""
    held = [folded(section.words) for section in words.sections]
    named: dict[str, Named] = {}
    for passage in words.passages():
        for line, found in passage.search(_FORM):
            name = _form_before(passage.words[: found.start()])
            if name not in _NO_FORM and not any(folded(name) in heading for heading in held):
                named.setdefault(folded(name), Named(name, line, passage.number or None))
    return tuple(named.values())


def _form_before(words: str) -> str:
    """The name that stands before the word “form”, back to the article; "" where there is none."""
    before = _MARKS.sub("", words[-100:]).split()
    for back, word in enumerate(reversed(before[-7:])):
        if word.casefold() in _ARTICLES:
            return " ".join(before[len(before) - back :]).casefold()
        if word.endswith((".", ",", ";", ":")):
            return ""
    return ""


def signers(words: Words) -> tuple[Named, ...]:
    """The roles that sign, as they stand by the word “signed”."""
    pieces = [(line, text, passage.number or None) for passage in words.passages() for line, text in passage.pieces]
    signed = [line for line, text, _ in pieces if _SIGNED.search(text)]
    near = {line + ahead for line in signed for ahead in range(_LINES_AFTER_SIGNED + 1)}
    found: dict[str, Named] = {}
    for line, text, clause in pieces:
        if line in near and len(text) < LONGEST_SIGNATURE:
            for role in _SIGNER.finditer(text):
                found.setdefault(folded(role[0]), Named(role[0].casefold(), line, clause))
    return tuple(found.values())


def findings(words: Words, *, services: Mapping[str, bool]) -> Iterator[Finding]:
    """Everything about what is named. `services`: each service the catalogue knows by name, and whether it has closed down."""
    yield from _open_lists(words)
    yield from _definitions(words)
    yield from _people(words)
    for document in documents(words):
        yield Finding(
            Subject.DOCUMENT,
            document.line,
            document.clause,
            f"“{document.words}” is referred to and is not part of this text.",
            "Supply it, or say where it is held; until then its readers are told “not supplied”.",
        )
    for form in forms(words):
        yield Finding(
            Subject.FORM,
            form.line,
            form.clause,
            f"A form is named (“{form.words}”) and is not part of this text.",
            "Say who may hand it in, who decides it and by when; the software then supplies the form.",
        )
    yield from _services(words, services)
    yield from _appendices(words)


def _open_lists(words: Words) -> Iterator[Finding]:
    """Each place where a list is left open."""
    for passage in words.passages():
        for line, text in passage.pieces:
            if left_open := open_list_in(text):
                yield Finding(
                    Subject.OPEN_LIST,
                    line,
                    passage.number or None,
                    f"“{left_open}” leaves this list open: nobody can say what is in it.",
                    "Write the whole list, or name a kind (“every social media service”), so that a later service falls under it.",
                )


def _definitions(words: Words) -> Iterator[Finding]:
    """Who or what a definition leaves out."""
    for term in definitions(words):
        clause = next(c for c in words.clauses if c.number == term.clause)
        if _COMMUNITY.search(term.words):
            yield from _left_out(words, clause, term)
        elif _SOCIAL_MEDIA.search(term.words):
            newer = [name for name, said in _NEWER if not re.search(said, clause.words)]
            if newer:
                yield Finding(
                    Subject.DEFINITION,
                    term.line,
                    clause.number,
                    f"“{term.words}” does not name {_listed(newer)}, which children use today.",
                    "Name the kinds that are meant, and say that platforms which the school itself runs and moderates are not.",
                )


def _left_out(words: Words, clause: Passage, term: Named) -> Iterator[Finding]:
    """Groups that other clauses speak to and the definition of the community leaves out."""
    for group in _GROUPS:
        said = re.compile(rf"\b{group}s?\b", re.IGNORECASE)
        elsewhere = next((c for c in words.clauses if c is not clause and c.says(said)), None)
        if elsewhere is not None and not clause.says(said):
            yield Finding(
                Subject.DEFINITION,
                term.line,
                clause.number,
                f"“{term.words}” leaves out {group}s, to whom clause {elsewhere.number} speaks.",
                "Add them, or say why they are not meant: rules that protect members of the community would not protect them.",
            )


def _people(words: Words) -> Iterator[Finding]:
    """People named instead of roles, counted and never repeated."""
    for passage in words.passages():
        found = [line for line, _ in passage.search(_PERSON)]
        if found:
            count = "A person is" if len(found) == 1 else f"{len(found)} people are"
            lines = "" if len(set(found)) == 1 else f" (lines {_listed(str(line) for line in dict.fromkeys(found))})"
            yield Finding(
                Subject.NAMED_PERSON,
                found[0],
                passage.number or None,
                f"{count} named here{lines}: the clause goes wrong on the day somebody leaves.",
                "Name the role. Who holds it, from when to when, is kept beside the policy.",
            )


def _services(words: Words, services: Mapping[str, bool]) -> Iterator[Finding]:
    """Clauses that list services by name, and services that have closed down."""
    known = {name: re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE) for name in services if len(name) > 2}
    for passage in words.passages():
        named = [name for name, said in known.items() if passage.says(said)]
        gone = [name for name in named if services[name]]
        line = passage.line
        if gone:
            yield Finding(
                Subject.SERVICE,
                line,
                passage.number or None,
                f"Closed down since: {_listed(gone)}.",
                "Leave services to the catalogue, which is kept up to date.",
            )
        if passage.number and len(named) >= FEWEST_LISTED:
            yield Finding(
                Subject.SERVICE,
                line,
                passage.number,
                f"{len(named)} services are named one by one; services that came later are not among them.",
                "Name the kind as well (“social media”), and say for whom: everyone, or pupils only.",
            )


def _appendices(words: Words) -> Iterator[Finding]:
    """Lists of contacts that have lost their addresses, or carry no date."""
    for appendix in words.appendices:
        own = [p for p in words.others if p.section == appendix.words]
        text = " ".join(p.words for p in own)
        if re.search(r"\b(?:links?|terms of service|safety centre|report to)\b", text, re.IGNORECASE) and not re.search(
            r"https?:|www\.", text
        ):
            yield Finding(
                Subject.SERVICE,
                appendix.line,
                None,
                f"The entries of “{appendix.words}” have lost their addresses.",
                "Leave them to the directory, where each address has a source and the day it was checked.",
            )
        if re.search(r"\b0[0-9]{3,4} ?[0-9]{3}", text):
            yield Finding(
                Subject.SERVICE,
                appendix.line,
                None,
                f"The telephone numbers of “{appendix.words}” carry no date on which somebody checked them.",
                "Check each, or leave them to the directory; an unchecked number is not shown.",
            )


def _listed(words: Iterable[str]) -> str:
    """Words in a sentence."""
    *firsts, end = list(words)
    return f"{', '.join(firsts)} and {end}" if firsts else end
