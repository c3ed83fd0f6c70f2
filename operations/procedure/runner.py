"""Carries the steps of a procedure out, one after the other, from wherever the last run ended.

A step that AWS says is done is not done again. The journal is written before a step's first call
and after its end; between the two, any number of runs may break off.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from operations.errors import OperationError
from operations.procedure.journal import Entries, Journal
from operations.procedure.lock import Lock, operator
from operations.procedure.passing import Clock, aws_errors, passes, patiently
from operations.procedure.step import Look, Step

PAUSE_SECONDS = 10.0
"""Seconds between two looks at a step that AWS is at work on."""
_SETTLES_SECONDS = 60.0
"""Seconds after a call in which AWS may still show what was before it."""
_PATIENCE_MINUTES, _PATIENCE_FACTOR = 10.0, 4.0
"""A step may take this many times its usual minutes, and this many at least."""


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """A list of steps, with the journal and the lock that its runs share."""

    name: str
    steps: Sequence[Step]
    journal: Journal
    lock: Lock
    clock: Clock
    say: Callable[[str], None]
    """Tells progress."""

    def looks(self) -> list[tuple[Step, Look]]:
        """Returns every step with its state. Reads only."""
        return [(step, self._look(step)) for step in self.steps]

    def run(self, facts: Mapping[str, Any]) -> Entries:
        """Carries out what is not done, in order. The lock must have been taken. `facts` begin a
        new journal; those of one that has not ended stay."""
        entries = self.journal.read()
        if entries is None or entries.ended:
            entries = Entries(facts=facts, began=self.clock.now(), operator=operator())
            self.journal.write(entries)
        for number, step in enumerate(self.steps, 1):
            entries = self._step(step, f"{number}/{len(self.steps)} {step.name}", entries)
        self.lock.check()
        entries = self.journal.close(entries)
        self.say(f"{self.name}: done in {_minutes(entries.ended, entries.began)}")
        return entries

    def _step(self, step: Step, title: str, entries: Entries) -> Entries:
        try:
            look = self._look(step)
            if look is Look.DONE and step.name not in entries.steps:
                self.say(f"{title}: is so already")
                return entries
            # The journal belongs to whoever has the lock, like everything else.
            self.lock.check()
            entries = self.journal.begin(entries, step.name)
            if look is not Look.DONE:
                self.say(f"{title}: {step.does}")
                self._carry_out(step)
        except OperationError as error:
            if not step.optional:
                raise
            self.say(f"{title}: left out: {error.what}; {step.optional}")
            sentence = f"{step.name} was left out: {error.what}; {step.optional}"
            self.lock.check()
            return self.journal.note(entries, sentence)
        self.lock.check()
        entries = self.journal.end(entries, step.name)
        began, ended = entries.steps[step.name]
        self.say(f"{title}: done in {_minutes(ended, began)}")
        return entries

    def _carry_out(self, step: Step) -> None:
        patience = max(_PATIENCE_MINUTES, step.minutes * _PATIENCE_FACTOR)
        until = self._in(60 * patience)
        again = self.clock.now()
        trouble = ""
        while (look := self._look(step)) is not Look.DONE:
            if self.clock.now() >= until:
                raise OperationError(
                    f"{step.name}: AWS has not done it in {patience:g} minutes"
                    f"{f': {trouble}' if trouble else ''}",
                    remedy="run the command again: it goes on from here",
                )
            if look is Look.TO_DO and self.clock.now() >= again:
                self.lock.check()
                trouble = self._tried(step)
                if not trouble:
                    again = self._in(_SETTLES_SECONDS)
                    continue
            self.clock.sleep(PAUSE_SECONDS)

    def _tried(self, step: Step) -> str:
        """Makes the calls of a step; returns an error that passes, as text."""
        try:
            step.do()
        except aws_errors() as error:
            if passes(error):
                return str(error)
            # The call before this one may have succeeded without an answer.
            if self._look(step) is Look.TO_DO:
                raise OperationError(
                    f"{step.name}: AWS refuses it: {error}",
                    remedy="the steps before it are done; run the command again once that is "
                    "corrected, and it goes on from here",
                ) from None
        return ""

    def _look(self, step: Step) -> Look:
        return patiently(self.clock, step.look)

    def _in(self, seconds: float) -> dt.datetime:
        return self.clock.now() + dt.timedelta(seconds=seconds)


def _minutes(later: dt.datetime | None, earlier: dt.datetime) -> str:
    seconds = (later - earlier).total_seconds() if later else 0
    return f"{int(abs(seconds)) // 60} min {int(abs(seconds)) % 60} s"
