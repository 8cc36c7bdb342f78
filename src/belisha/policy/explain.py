"""What a clause's controls say, in plain sentences. Pure: a control and the catalogue in, sentences out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from belisha.core.policy.declarations import KINDS
from belisha.core.policy.model import Control, Value
from belisha.core.programme.model import NO_ONE, Catalogue

GROUPS_WITHOUT_ARTICLE = frozenset(
    {"everyone", "pupils", "staff", "teachers", "support staff", "volunteers", "governors", "parents", "guests"}
)
GRANTED = {
    "open": "Granted, it opens what was asked for",
    "close": "Granted, it closes what was reported",
    "lift": "Granted, it lifts a sanction for a supervised time",
    "case": "It opens a case",
    "record": "It is kept and sent to the right people",
}
SCOPES = {"person": "one person", "class": "a class", "year": "a year group", "everyone": "everyone"}


def sentences_of(control: Control, catalogue: Catalogue) -> list[str]:
    """What this control does, as sentences for anybody who reads the policy."""
    told: Mapping[str, Callable[[], list[str]]] = {
        "block": lambda: [_closed(control, catalogue)],
        "allow": lambda: [_open(control, catalogue)],
        "role": lambda: _role(control),
        "signature": lambda: [_signature(control)],
        "form": lambda: _form(control),
        "define": lambda: [f"“{control.text('term')}” means {listed(control.words('means'))}."],
        "commitment": lambda: [f"The school promises: {control.text('text')}"],
    }
    return told[control.kind]() if control.kind in told else [_anything_else(control)]


def people(words: Iterable[str]) -> str:
    """Who is meant, in a sentence: "pupils and the headteacher"."""
    return listed([word if word in GROUPS_WITHOUT_ARTICLE or word.startswith(("class ", "year ")) else f"the {word}" for word in words])


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words in a sentence: "a, b and c"; "nothing" where there are none."""
    all_words = list(words)
    if len(all_words) < 2:
        return all_words[0] if all_words else "nothing"
    return f"{', '.join(all_words[:-1])} {last} {all_words[-1]}"


def targets(control: Control, catalogue: Catalogue) -> list[str]:
    """What a block or an allow speaks of, item by item: services by name, then kinds, sites and lists."""
    found = [service_name(word, catalogue) for word in control.words("services")]
    found += [f"every service of the kind “{kind}”" for kind in control.words("kinds")]
    found += list(control.words("sites"))
    return found + [f"what is on the list “{name}”" for name in control.words("lists")]


def service_name(service_id: str, catalogue: Catalogue) -> str:
    """The name people know a service by."""
    service = catalogue.services.get(service_id)
    return service.name if service else service_id


def at_times(when: str) -> str:
    """ "" for always; otherwise the time with a leading space, to end a phrase."""
    known = {"always": "", "lesson time": " in lesson time", "school day": " during the school day", "outside lessons": " outside lessons"}
    return known.get(when, f" on {when}")


def on_networks(networks: Iterable[str]) -> str:
    """ "" for all; otherwise the networks with a leading space."""
    names = list(networks)
    return f", on the {listed(names)} network{'s' if len(names) > 1 else ''} only" if names else ""


def _closed(control: Control, catalogue: Catalogue) -> str:
    """A block."""
    spared = [service_name(word, catalogue) for word in control.words("except_services")] + list(control.words("except_sites"))
    but = f" Not closed: {listed(spared)}." if spared else ""
    return f"Closed on the network for {_whom(control)}: {listed(targets(control, catalogue))}.{but}"


def _open(control: Control, catalogue: Catalogue) -> str:
    """An allow."""
    return f"Open on the network for {_whom(control)}, although a wider rule closes it: {listed(targets(control, catalogue))}."


def _whom(control: Control) -> str:
    """For whom, when and where a block or an allow holds."""
    return people(control.words("for")) + at_times(control.text("when", "always")) + on_networks(control.words("networks"))


def _role(control: Control) -> list[str]:
    """A role."""
    name, count = control.text("name"), int(control.text("at_least", "1"))
    who = "one person holds" if count == 1 else f"{count} people hold"
    told = [f"At least {who} the role {name} at any time."]
    if control.text("stands_in"):
        told.append(f"When no holder can act, the {control.text('stands_in')} acts.")
    if control.words("may"):
        told.append(f"Holders may also {listed(control.words('may'))}.")
    return told


def _signature(control: Control) -> str:
    """A signature."""
    factor = ", each with a second step at sign-in" if control.values.get("second_factor", True) else ""
    return f"A version of this policy holds only once it is signed by {people(control.words('by'))}, each a different person{factor}."


def _form(control: Control) -> list[str]:
    """What this clause says of a form: each key it names becomes a sentence, in the order in which things happen."""
    told: Mapping[str, Callable[[], str]] = {
        "open_to": lambda: f"it may be handed in by {people(control.words('open_to'))}.",
        "advised_by": lambda: f"{people(control.words('advised_by'))} advises.",
        "decided_by": lambda: _decided(control),
        "to": lambda: f"It also goes to {people(control.words('to'))}.",
        "within": lambda: f"It is decided within {control.text('within')}.",
        "if_late": lambda: f"If it is late, {people([control.text('if_late').removeprefix('tell ')])} is told.",
        "effect": lambda: _granted(control),
        "longest": lambda: f"It lasts {control.text('longest')} at most.",
        "ends": lambda: (
            f"It ends after the {control.text('ends')}."
            if control.text("ends") in ("lesson", "term")
            else f"It ends after {control.text('ends')}."
        ),
        "requires": lambda: f"It asks for training first: {control.text('requires').removeprefix('duty:')}.",
        "appeal_to": lambda: f"An appeal goes to {people([control.text('appeal_to')])}.",
    }
    said = [told[key]() for key in told if key in control.values]
    return [f"The form “{control.text('name')}”: {' '.join([*said[:1], *(s[0].upper() + s[1:] for s in said[1:])])}"]


def _decided(control: Control) -> str:
    """Who decides a form."""
    if NO_ONE in control.words("decided_by"):
        return "Nobody has to decide: it takes effect at once and is recorded."
    return f"{people(control.words('decided_by'))} decides."


def _granted(control: Control) -> str:
    """What granting a form does, and for whom."""
    scopes = [SCOPES.get(word, word) for word in control.words("scope")]
    whom = f", for {listed(scopes, 'or')}" if scopes else ""
    return f"{GRANTED.get(control.text('effect'), 'It takes effect')}{whom}."


def _anything_else(control: Control) -> str:
    """A control that has no sentence of its own: what its kind means, and each of its keys."""
    kind = KINDS[control.kind]
    said = [f"{key.meaning}: {_plain(control.values[key.name])}" for key in kind.keys if key.name in control.values]
    return f"{kind.meaning.rstrip('.')} ({'; '.join(said)})."


def _plain(value: Value) -> str:
    """A value as words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return listed(f"{name}: {listed(map(str, held)) if isinstance(held, tuple | list) else held}" for name, held in value.items())
    return listed(value) if isinstance(value, tuple) else str(value)
