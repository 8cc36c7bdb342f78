"""How a server is, as its answers showed: how fast, whether it is away, since when, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from belisha.adapters.resolver.upstream.servers import Server

PATIENCE_FIRST = 0.4
PATIENCE_LEAST = 0.1
PATIENCE_MOST = 0.4
"""Seconds before the next server is asked beside this one: a device that waits asks again after one to five seconds."""

PROBED_FIRST_AFTER = 1.0
PROBED_LAST_AFTER = 30.0
FAILURES_IN_A_ROW = 10
"""So many answers without one of use, and the server is asked last: it is reached, but itself reaches nobody."""


@dataclass(slots=True)
class Health:
    """One server's. Moments are ticks (seconds that never run backwards), spans are seconds.

    `round_trip` is smoothed, and `spread` its usual deviation (RFC 6298 section 2). `reason` says why it failed last.
    """

    server: Server
    answers: int = 0
    failures: int = 0
    round_trip: float | None = None
    spread: float = 0.0
    is_away: bool = False
    reason: str = ""
    failed_at: float | None = None
    answered_at: float | None = None
    probe_at: float = 0.0
    _probed_after: float = field(default=PROBED_FIRST_AFTER, repr=False)
    _unhelpful: int = field(default=0, repr=False)

    def patience(self, timeout: float) -> float:
        """Seconds to wait for this server alone. Source: RFC 6298 section 2.3 (round trip and four deviations)."""
        if self.round_trip is None:
            return min(PATIENCE_FIRST, timeout / 2)
        return min(max(self.round_trip + 4 * self.spread, PATIENCE_LEAST), PATIENCE_MOST, timeout / 2)

    def answered(self, took: float, now: float) -> None:
        """An answer of use came after `took` seconds."""
        if self.round_trip is None:
            self.round_trip, self.spread = took, took / 2
        else:
            self.spread += (abs(took - self.round_trip) - self.spread) / 4
            self.round_trip += (took - self.round_trip) / 8
        self.answers += 1
        self.answered_at = now
        self.is_away = False
        self._unhelpful = 0
        self._probed_after = PROBED_FIRST_AFTER

    def failed(self, reason: str, now: float) -> None:
        """It did not answer, or could not be reached: it is asked last until it answers."""
        self.failures += 1
        self.failed_at, self.reason = now, reason
        if not self.is_away:
            self.is_away, self.probe_at = True, now + self._probed_after

    def doubt(self, now: float) -> None:
        """It is silent while others are asked. Its answer, should it still come, brings it back at once."""
        if not self.is_away:
            self.is_away, self.probe_at = True, now + PROBED_FIRST_AFTER
            self.reason, self.failed_at = "did not answer in time", now

    def was_unhelpful(self, reason: str, now: float) -> None:
        """It answered with a failure: one broken name says nothing against it, many in a row do."""
        self.answers += 1
        self._unhelpful += 1
        if self._unhelpful >= FAILURES_IN_A_ROW:
            self.failed(reason, now)

    def is_to_be_probed(self, now: float) -> bool:
        """True once when it is time to see whether an absent server is back: after 1, 2, 4 … 30 seconds."""
        if not self.is_away or now < self.probe_at:
            return False
        self._probed_after = min(self._probed_after * 2, PROBED_LAST_AFTER)
        self.probe_at = now + self._probed_after
        return True
