"""An answer that explains itself, for people and programs: one shape, whether a school is asked or only a policy's text."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from belisha.core.decision.decide import decide
from belisha.core.decision.layer_words import layer_words, safe_mode_words, spoken_words, way_words
from belisha.core.decision.layers import Layer, Path, Said, layers_of
from belisha.core.decision.model import Question
from belisha.core.decision.reasons import Audience, sentence
from belisha.core.decision.ways import Ways, ways_to_open
from belisha.core.programme.model import Programme


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer. `reason` is the name of core's Reason; moments are ISO 8601 with the school's offset, `until` None where none is known."""

    host: str
    seat: str
    at: str
    verdict: str
    reason: str
    clause: str | None
    rule: str
    until: str | None
    policy_version: str
    clause_words: str
    sentence: str

    def as_json(self) -> dict[str, str | None]:
        """The same as JSON values."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def told(self) -> str:
        """The same for a terminal."""
        lines = [f"{self.host} for {self.seat}: {self.verdict}", self.sentence]
        lines += [f"Clause {self.clause}: {self.clause_words}"] if self.clause and self.clause_words else []
        lines += [f"Until {self.until}"] if self.until else []
        return "\n".join([*lines, f"Rule {self.rule or 'none'}, reason {self.reason}, policy {self.policy_version[:12]}, at {self.at}"])


@dataclass(frozen=True, slots=True)
class Why:
    """The way an answer was reached, and what would open a closed site."""

    path: Path
    ways: Ways

    def as_json(self) -> dict[str, object]:
        """`layers`, `safe_mode` and `opens_it` as JSON values."""
        forms = [{"form": way.form.name, "words": list(way_words(way)), "clauses": list(way.clauses)} for way in self.ways.forms]
        return {
            "layers": [_layer_json(layer) for layer in self.path.layers],
            "safe_mode": safe_mode_words(self.path),
            "opens_it": {"forms": forms, "sentence": self.ways.sentence},
        }

    def told(self) -> str:
        """The same for a terminal: a line a layer, an arrow before the one that decides, a star before the rule that won."""
        lines = ["", "Layers, the first that speaks decides:"]
        for layer in self.path.layers:
            mark = "->" if layer.said is Said.DECIDED else "  "
            lines.append(f"{mark} {layer.number} {layer.name}: {layer_words(layer)}")
            lines += [f"     {'*' if layer.is_won_by(spoken) else ' '} {spoken_words(spoken)}" for spoken in layer.spoken]
        lines += [f"   Safe mode: {safe_mode_words(self.path)}"]
        if self.ways.forms or self.ways.sentence:
            lines += ["", "What would open it:"]
            lines += [f"   “{way.form.name}”: {' '.join(way_words(way))}" for way in self.ways.forms]
            lines += [f"   {self.ways.sentence}"] if self.ways.sentence else []
        return "\n".join(lines)


def explanation_of(programme: Programme, question: Question) -> Explanation:
    """What is decided, and why, told as for staff. Total, as decide is; the question's moment must be aware."""
    decision, calendar = decide(programme, question), programme.facts.calendar

    def iso(moment: datetime) -> str:
        return calendar.local(moment).isoformat(timespec="seconds")

    return Explanation(
        host=question.host.name,
        seat=question.seat.key,
        at=iso(question.moment),
        verdict=decision.verdict.value,
        reason=decision.reason.name,
        clause=decision.clause,
        rule=decision.rule,
        until=iso(decision.until) if decision.until else None,
        policy_version=decision.policy_version,
        clause_words=programme.words_of(decision.clause),
        sentence=sentence(decision, audience=Audience.STAFF, host=question.host.name),
    )


def why(programme: Programme, question: Question) -> Why:
    """The layers passed, the one that decides, and what would open it."""
    path = layers_of(programme, question)
    return Why(path, ways_to_open(programme, question.seat, path.decision))


def _layer_json(layer: Layer) -> dict[str, object]:
    decision = layer.decision
    return {
        "layer": layer.number,
        "name": layer.name,
        "said": layer.said.value,
        "verdict": decision.verdict.value if decision else None,
        "clause": decision.clause if decision else None,
        "rule": decision.rule if decision else "",
        "words": layer_words(layer),
        "spoken": [
            {"kind": s.kind, "rule": s.id, "clause": s.clause, "part": s.part.value, "beaten_by": s.beaten_by, "words": spoken_words(s)}
            for s in layer.spoken
        ],
    }
