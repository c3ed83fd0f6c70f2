"""A plan of steps, and the state of a run, as blocks of a report."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from operations.procedure.journal import Entries
from operations.procedure.step import Look, Step
from operations.report import Block, Paragraph, Table


def plan(looks: Sequence[tuple[Step, Look]]) -> Iterator[Block]:
    """Yields the steps with what they do, the calls they make, and how long they take."""
    left = [step for step, look in looks if look is not Look.DONE]
    yield Table(
        ("state", "step", "does", "calls", "minutes"),
        tuple(
            (
                look.value,
                f"{number} {step.name}",
                step.does,
                ", ".join(step.calls),
                f"{step.minutes:g}" if step.minutes else "",
            )
            for number, (step, look) in enumerate(looks, 1)
        ),
        wide=True,
    )
    if left:
        yield Paragraph(
            f"{len(left)} of {len(looks)} steps to do, about "
            f"{sum(step.minutes for step in left):g} minutes."
        )
    else:
        yield Paragraph(f"All {len(looks)} steps are done.")


def state(entries: Entries, now: datetime, *, target_minutes: int) -> Iterator[Block]:
    """Yields how far a run is: the time of each step, and the total against its target."""
    total = ((entries.ended or now) - entries.began).total_seconds() / 60
    yield Table(
        ("step", "began (UTC)", "minutes"),
        tuple(
            (name, f"{began:%Y-%m-%d %H:%M:%S}", _took(began, ended))
            for name, (began, ended) in entries.steps.items()
        ),
    )
    for note in entries.notes:
        yield Paragraph(note)
    verdict = "met" if total <= target_minutes else "missed"
    yield Paragraph(
        f"Begun {entries.began:%Y-%m-%d %H:%M} UTC by {entries.operator}; "
        f"{'ended' if entries.ended else 'not ended'} after {total:.1f} minutes; "
        f"the target (recovery.rto_minutes) is {target_minutes}: "
        f"{verdict if entries.ended or verdict == 'missed' else 'within it so far'}."
    )


def document(looks: Sequence[tuple[Step, Look]], entries: Entries | None) -> dict[str, Any]:
    """Returns both as JSON."""
    return {
        "began": entries.began.isoformat() if entries else None,
        "ended": entries.ended.isoformat() if entries and entries.ended else None,
        "facts": dict(entries.facts) if entries else {},
        "notes": list(entries.notes) if entries else [],
        "steps": [
            {
                "name": step.name,
                "does": step.does,
                "calls": list(step.calls),
                "state": look.name.lower(),
                "minutes": step.minutes,
                "seconds": entries.seconds(step.name) if entries else None,
            }
            for step, look in looks
        ],
    }


def _took(began: datetime, ended: datetime | None) -> str:
    return f"{(ended - began).total_seconds() / 60:.1f}" if ended else "under way"
