"""Training, where a form asks for it: what filtering asks of whoever keeps the records, and the waiver that stands meanwhile.

The roof registers who answers (web/wiring.py). Where nobody is registered no gate can be checked, and none is passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from belisha.filtering.models import TrainingWaiver
from belisha.people.models import Person


@dataclass(frozen=True, slots=True)
class Training:
    """How somebody stands with a course: whether they may use a form that asks for it, and a sentence that says why, or why not."""

    is_up_to_date: bool
    words: str


class TrainingGate(Protocol):
    """Whoever keeps the school's training records."""

    def __call__(self, person: Person, course: str, *, on: date) -> Training | None:
        """How this person stands with the course on that day; None where no records of it are kept."""
        ...


_gates: list[TrainingGate] = []


def register_training(gate: TrainingGate | None) -> None:
    """From now on ask this one about training; None: nobody knows."""
    _gates[:] = [gate] if gate is not None else []


def is_kept() -> bool:
    """True where somebody keeps training records."""
    return bool(_gates)


def training_of(person: Person, course: str, *, on: date) -> Training | None:
    """How this person stands with the course; None where nobody keeps records of it."""
    return _gates[0](person, course, on=on) if _gates else None


def waiver_of(person: Person, form: str, *, on: date) -> TrainingWaiver | None:
    """The waiver by which this person may use the form on that day, the one that lasts longest; None where there is none."""
    rows = TrainingWaiver.objects.filter(school=person.school_id, person=person, form=form, ended_at=None, last__gte=on)
    return rows.select_related("given_by").order_by("-last", "-pk").first()
