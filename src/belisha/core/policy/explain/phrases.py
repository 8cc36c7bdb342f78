"""Words in a sentence: who is meant, when, how often; and sentences put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from belisha.core.policy.catalogue import KnownServices
from belisha.core.policy.declarations import EVERYONE, GROUPS
from belisha.core.policy.model import Control
from belisha.core.policy.times import BARE

PERSONS = {"parent": "the parents of the pupil concerned", "pupil": "the pupil concerned"}
RELATIVE = {"line manager": "the line manager of the person concerned", "class teacher": "the class teacher of the pupil concerned"}


def people(words: Iterable[str], last: str = "and") -> str:
    """Who is meant, in a sentence: "pupils and the headteacher"."""
    return listed([_person(word) for word in words], last)


def does(words: Iterable[str], one: str, several: str) -> str:
    """The verb for these people: "decides" for the headteacher, "decide" for several people or a group."""
    said = list(words)
    is_one = len(said) == 1 and (said[0] == EVERYONE or (said[0] not in GROUPS and not _is_children(said[0])))
    return one if is_one else several


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words in a sentence: "a, b and c"; "nothing" where there are none."""
    all_words = list(words)
    if len(all_words) < 2:
        return all_words[0] if all_words else "nothing"
    return f"{', '.join(all_words[:-1])} {last} {all_words[-1]}"


def quoted(words: Iterable[str], last: str = "and") -> str:
    """Words in quotation marks, in a sentence."""
    return listed([f"“{word}”" for word in words], last)


def service_name(service_id: str, catalogue: KnownServices) -> str:
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


def every(span: str) -> str:
    """How often, in a sentence: "every year" for "1 year", "every 2 weeks", "every term"."""
    return f"every {span.removeprefix('1 ')}"


def at_most(span: str) -> str:
    """The longest time, to end a sentence: "10 days at most"; a lesson and a term end by themselves."""
    return f"until the end of the {span} at most" if span in BARE else f"{span} at most"


def kept_for(span: str) -> str:
    """How long, to end a sentence: "for 1 year", "until the end of the term"."""
    return f"until the end of the {span}" if span in BARE else f"for {span}"


def days_after(first_due: str) -> str:
    """When something is first due, in a sentence: "10 school days after joining", "on 1 September 2026", "at the start of the year"."""
    if first_due.startswith("start of "):
        return f"at the start of each {'school year' if first_due.endswith('year') else 'term'}"
    try:
        day = date.fromisoformat(first_due)
    except ValueError:
        return first_due.replace("after the version", "after this version comes into force")
    return f"on {day.day} {day:%B %Y}"


def spread(lead: str, said: Mapping[str, Callable[[], str]], control: Control) -> list[str]:
    """A thing that may be spread over clauses: its name, then a sentence for each key that this clause says, in the order given."""
    told = [said[key]() for key in said if key in control.values]
    told = [sentence for sentence in told if sentence]
    return [f"{lead}: {' '.join([lower(told[0]), *told[1:]])}"] if told else [f"{lead} is named here."]


def upper(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]


def lower(words: str) -> str:
    """The words with a small first letter, unless they start with capitals (SENCO)."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


def _person(word: str) -> str:
    """One word for people, in a sentence."""
    if word in PERSONS or word in RELATIVE:
        return PERSONS.get(word) or RELATIVE[word]
    return word if word in GROUPS or _is_children(word) else f"the {word}"


def _is_children(word: str) -> bool:
    """True for a class or a year group."""
    return word.startswith(("class ", "year ")) and word not in RELATIVE
