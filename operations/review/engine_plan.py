"""The plan that the engine itself made against the real state, judged like the offline one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from operations.plan import Change, Comparison, Document, compare

_REPLACING = ("replace", "create-replacement", "delete-replaced")


def compared(document: Document) -> Comparison:
    """Returns what a document of `pulumi preview --json` would change in what stands there."""
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    replaced: dict[str, tuple[str, ...]] = {}
    for step in document["steps"]:
        urn, operation = step["urn"], step.get("op")
        if "oldState" in step:
            old[urn] = step["oldState"]
        if "newState" in step:
            new[urn] = step["newState"]
            if operation == "same":
                old.setdefault(urn, step["newState"])
        if operation in _REPLACING:
            replaced[urn] = tuple(
                step.get("replaceReasons") or replaced.get(urn) or ("the engine",)
            )
    found = compare(_plan(old), _plan(new), before_file="the state")
    changes = tuple(_as_the_engine_says(change, replaced) for change in found.changes)
    return replace(found, changes=changes)


def _plan(states: Mapping[str, Any]) -> Document:
    return {"steps": [{"op": "same", "urn": urn, "newState": s} for urn, s in states.items()]}


def _as_the_engine_says(change: Change, replaced: Mapping[str, tuple[str, ...]]) -> Change:
    if change.urn not in replaced or change.kind != "updated":
        return change
    return replace(change, kind="replaced", replaced_by=replaced[change.urn])


def differing(offline: Comparison, engine: Comparison) -> list[str]:
    """Returns what the two plans say differently, in words."""
    sides = [{change.urn for change in found.changes} for found in (offline, engine)]
    notes = []
    if more := sorted(sides[1] - sides[0]):
        notes.append(
            f"Only the engine changes {_names(more)}: somebody changed them by hand, or an earlier "
            "change was never deployed."
        )
    if fewer := sorted(sides[0] - sides[1]):
        notes.append(f"The engine finds {_names(fewer)} as they are to be: nothing is left to do.")
    return notes or ["The engine's plan changes the same resources as the offline one."]


def _names(urns: list[str]) -> str:
    names = [urn.split("::", 3)[3] for urn in urns]
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    return ", ".join(names[:6]) + more
