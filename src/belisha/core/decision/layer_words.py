"""The way through the layers and what would open it, in words for staff and governors. Nothing here names a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from belisha.core.decision.layers import Layer, Part, Path, Said, Spoken
from belisha.core.decision.model import Decision, Reason, Verdict
from belisha.core.decision.ways import Way
from belisha.core.programme.model import EVERYONE, Form

VERDICTS: Final = {
    Verdict.OPEN: "Open",
    Verdict.CLOSED: "Closed",
    Verdict.SAFE: "Open, in its safe mode",
    Verdict.NEGATIVE: "Answered as if it did not exist",
}

PASSED: Final = (
    "It is on no list of illegal content or of malware.",
    "It is no help site, no page of the school’s own, and no name that must not exist.",
    "No ban holds for this seat.",
    "It is not closed in an emergency.",
    "Nobody has decided to open it for this seat.",
    "Nobody has decided to close it for this seat.",
    "No clause closes or opens it by name.",
    "It is on no list that a clause closes.",
    "",
)
"""For each layer, what is true where it has nothing to say."""

SAYS: Final = {
    Reason.ILLEGAL_LIST: "It is on the list of illegal content.",
    Reason.MALWARE_LIST: "It is on the list of sites that harm computers.",
    Reason.CANARY: "Browsers and phones ask for this name to see whether they may go round the filter: it must not exist here.",
    Reason.HELP: "It is help, or one of the school’s own pages: never closed.",
    Reason.BAN: "A ban closes everything but help on this device.",
    Reason.EMERGENCY_CLOSE: "It is closed in an emergency.",
    Reason.OPENED_BY_DECISION: "It was opened by decision.",
    Reason.CLOSED_BY_DECISION: "It was closed by decision.",
    Reason.POLICY_OPENS: "A clause of the policy opens it.",
    Reason.POLICY_CLOSES: "A clause of the policy closes it.",
    Reason.SAFE_BASELINE: "The safe baseline closes it, until a signed policy speaks of it.",
    Reason.CATEGORY_LIST: "It is on a list that a clause closes. Lists make mistakes.",
    Reason.NOTHING_CLOSES_IT: "Nothing above closes it, so it is open.",
}

_VERBS: Final = {"block": "closes it", "allow": "opens it", "list": "closes the list", "opening": "opened it"}
_NOT_REACHED: Final = "Not reached."


def layer_words(layer: Layer) -> str:
    """One to three short sentences on what a layer says, without the rules inside it (spoken_words)."""
    if layer.said is Said.PASSED:
        return _passed(layer)
    if layer.said is Said.NOT_REACHED or layer.decision is None:
        return _NOT_REACHED
    if layer.said is Said.WOULD_HAVE:
        would = "closed" if layer.decision.verdict is Verdict.CLOSED else "opened"
        return f"{_NOT_REACHED} It would have {would} it{_by(layer.decision)}."
    return SAYS[layer.decision.reason]


def spoken_words(spoken: Spoken) -> str:
    """One sentence on one rule, list or opening: what it does to whom and when, and what came of it."""
    said = f"{_name(spoken)} {_VERBS[spoken.kind]}"
    said += f" “{spoken.title}”" if spoken.title else ""
    said += f" {'to' if spoken.kind in {'block', 'list'} else 'for'} {_together(spoken.people)}"
    said += f", {_time(spoken.when)}" if spoken.when not in {"", "always"} else ""
    if spoken.part is Part.BEATEN:
        return f"{said}; {_beater(spoken)}."
    ends = {Part.FOR_OTHERS: ": that is not this seat", Part.AT_ANOTHER_TIME: ": not at this moment", Part.SPOKE: ""}
    return f"{said}{ends[spoken.part]}."


def safe_mode_words(path: Path) -> str:
    """What safe mode does here: it is no layer, but a property of every open verdict."""
    if path.safe_host is None:
        return "This name has no safe mode."
    if path.decision.verdict is Verdict.SAFE:
        return f"This name has a safe mode, and it is on: {path.safe_host} answers for it."
    return f"This name has a safe mode, {path.safe_host}: whenever it is opened, it opens so."


def way_words(way: Way) -> tuple[str, ...]:
    """A few short sentences on one form: who asks, who advises, who decides by when, for whom and how long, and its gate."""
    form = way.form
    asks = f"Asked for by {_together(form.open_to)}{_clause(form, 'open_to')}."
    told = [asks if way.is_for_seat or EVERYONE in form.open_to else f"{asks[:-1]}, for those who sit here."]
    if form.advised_by:
        told.append(f"{_roles(form.advised_by)} advises{_clause(form, 'advised_by')}.")
    if way.by_itself:
        told.append(f"Nobody has to decide: it takes effect at once, and is recorded{_clause(form, 'decided_by')}.")
    else:
        within = f", within {form.within.words}" if form.within else ""
        told.append(f"{_roles(form.decided_by)} decides{within}{_clause(form, 'decided_by')}.")
    told += _limits(form)
    if form.requires:
        told.append(f"Only for those who have done {_gate(form.requires)}{_clause(form, 'requires')}.")
    return tuple(told)


def _limits(form: Form) -> list[str]:
    """For whom it opens, and how long."""
    scope = [word if word == EVERYONE else f"a {word}" for word in form.scope]
    told = [f"It opens for {_together(scope)}."] if scope else []
    if form.longest:
        told.append(f"At most {form.longest.words}{_clause(form, 'longest')}.")
    if form.ends:
        told.append(f"It ends with the {form.ends.words}." if form.ends.unit in {"lesson", "term"} else f"It ends after {form.ends.words}.")
    return told


def _passed(layer: Layer) -> str:
    """What a layer that had nothing to say is passed with; where rules in it were beaten, or are for others, those say it."""
    if not layer.spoken:
        return PASSED[layer.number - 1]
    if any(spoken.part is Part.BEATEN for spoken in layer.spoken):
        return "What spoke here was beaten."
    return "What speaks of it here does not hold for this seat now."


def _by(decision: Decision) -> str:
    return f" by {clause_words(decision.clause)}" if decision.clause else ""


def clause_words(clause: str) -> str:
    """ "clause 8.1", or a clause without a number by its name."""
    return f"clause {clause}" if clause[:1].isdigit() else f"“{clause}”"


def _name(spoken: Spoken) -> str:
    if spoken.kind == "opening":
        return "A decision" + (f" under {clause_words(spoken.clause)}" if spoken.clause else "")
    words = clause_words(spoken.clause) if spoken.clause else "the safe baseline"
    return words[:1].upper() + words[1:]


def _beater(spoken: Spoken) -> str:
    if spoken.kind == "opening":
        return "a later decision closed it again"
    return f"the narrower exception of {clause_words(spoken.beaten_by_clause or 'the policy')} beats it"


def _time(when: str) -> str:
    return {"lesson time": "in lesson time", "school day": "in the school day"}.get(when, when)


def _gate(requires: str) -> str:
    kind, _, name = requires.partition(":")
    return f"the training “{name}”" if kind == "duty" and name else f"“{requires}”"


def _clause(form: Form, key: str) -> str:
    clause = form.sources.get(key)
    return f" ({clause_words(clause)})" if clause else ""


def _roles(roles: Sequence[str]) -> str:
    return f"The {' or the '.join(roles)}"


def _together(words: Sequence[str]) -> str:
    *first, last = words or ("nobody",)
    return f"{', '.join(first)} or {last}" if first else last
