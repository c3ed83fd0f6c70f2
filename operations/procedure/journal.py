"""The journal of a procedure: what it is about, and when each step began and ended.

It is a parameter of the account's own Systems Manager, so another operator, on another machine, can
carry on, and `status` tells everybody the same. Nothing relies on it to know whether a step is
done. It keeps what AWS cannot tell afterwards: which instance was the primary when it began, and
the times. Systems Manager keeps the last hundred versions of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from operations import accounts
from operations.errors import OperationError
from operations.procedure.passing import Clock, patiently


@dataclass(frozen=True, kw_only=True)
class Entries:
    """The content of a journal."""

    facts: Mapping[str, Any]
    """The things that the procedure is about, fixed when it began."""
    began: datetime
    operator: str
    """The person who began it."""
    steps: Mapping[str, tuple[datetime, datetime | None]] = field(default_factory=dict)
    """Begin and end of each step that began."""
    ended: datetime | None = None
    notes: tuple[str, ...] = ()
    """Sentences that the next operator should know."""

    def seconds(self, name: str) -> float | None:
        """Returns the time that a step took; None before its end."""
        began, ended = self.steps.get(name, (None, None))
        return (ended - began).total_seconds() if began and ended else None


class Journal:
    """The journal of one procedure of one environment."""

    def __init__(self, client: Any, name: str, clock: Clock) -> None:
        self.name = name
        self._client, self._clock = client, clock

    def read(self) -> Entries | None:
        """Returns what was written; None if the procedure never began."""
        try:
            answer = patiently(self._clock, lambda: self._client.get_parameter(Name=self.name))
        except Exception as error:
            if accounts.code(error) == "ParameterNotFound":
                return None
            raise
        try:
            return _entries(json.loads(answer["Parameter"]["Value"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise OperationError(
                f"the parameter {self.name} is no journal of a procedure",
                remedy=f"delete it: `aws ssm delete-parameter --name {self.name}`",
            ) from None

    def write(self, entries: Entries) -> None:
        """Replaces what was written. Writing the same twice changes nothing."""
        patiently(
            self._clock,
            lambda: self._client.put_parameter(
                Name=self.name,
                Value=json.dumps(_document(entries), separators=(",", ":")),
                Type="String",
                # A standard parameter holds 4 KB, which is twenty steps; this one costs nothing
                # as long as it needs no more.
                Tier="Intelligent-Tiering",
                Overwrite=True,
            ),
        )

    def begin(self, entries: Entries, step: str) -> Entries:
        """Notes that a step begins, unless it began before."""
        if step in entries.steps:
            return entries
        return self._noted(entries, step, (self._clock.now(), None))

    def end(self, entries: Entries, step: str) -> Entries:
        """Notes that a step has ended, unless that was noted before."""
        began, ended = entries.steps.get(step, (self._clock.now(), None))
        return entries if ended else self._noted(entries, step, (began, self._clock.now()))

    def note(self, entries: Entries, sentence: str) -> Entries:
        """Notes a sentence, once."""
        if sentence in entries.notes:
            return entries
        entries = replace(entries, notes=(*entries.notes, sentence))
        self.write(entries)
        return entries

    def close(self, entries: Entries) -> Entries:
        """Notes that the whole procedure has ended."""
        if entries.ended:
            return entries
        entries = replace(entries, ended=self._clock.now())
        self.write(entries)
        return entries

    def _noted(
        self, entries: Entries, step: str, times: tuple[datetime, datetime | None]
    ) -> Entries:
        entries = replace(entries, steps={**entries.steps, step: times})
        self.write(entries)
        return entries


def _document(entries: Entries) -> dict[str, Any]:
    return {
        "facts": dict(entries.facts),
        "began": entries.began.isoformat(),
        "operator": entries.operator,
        "steps": {
            name: [began.isoformat(), ended and ended.isoformat()]
            for name, (began, ended) in entries.steps.items()
        },
        "ended": entries.ended and entries.ended.isoformat(),
        "notes": list(entries.notes),
    }


def _entries(content: Mapping[str, Any]) -> Entries:
    return Entries(
        facts=dict(content["facts"]),
        began=datetime.fromisoformat(content["began"]),
        operator=str(content["operator"]),
        steps={
            name: (datetime.fromisoformat(began), datetime.fromisoformat(ended) if ended else None)
            for name, (began, ended) in content["steps"].items()
        },
        ended=datetime.fromisoformat(content["ended"]) if content["ended"] else None,
        notes=tuple(content["notes"]),
    )
