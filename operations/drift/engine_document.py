"""Drift in the document of `pulumi refresh --preview-only --json`.

The engine asks the provider which properties `up` would change back. It prints a resource with
such properties as an `update` with their paths, and one that no longer exists as a `delete`. What
the program leaves to others (`ignoreChanges`) and what a provider reads back in another spelling
without minding is no difference to the engine either.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from engine.values import ABSENT, labels
from operations.drift import harmless
from operations.drift.found import NOTHING, Finding, LeftOut, Reading, named
from operations.errors import OperationError
from operations.plan import between

_STEP = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(?:\*|\d+)\]|([^.\[\]]+)')
_UNCHANGED, _CHANGED, _GONE = ("refresh", "same"), "update", "delete"
_TAGS = "tagsAll"
_PROVIDER = "pulumi:providers:aws"
_ROLE = "aws:iam/role:Role"
_DEPLOYMENT = "aws:appconfig/deployment:Deployment"


def read(text: str, where: str, *, stack: str = "") -> Reading:
    """Reads the text of a document. Raises OperationError if it is something else or of another
    stack, or if the refresh itself failed."""
    document = _document(text, where)
    steps = [step for step in document["steps"] if _is_resource(step)]
    if wrong := next((step for step in steps if step["op"] not in _KNOWN), None):
        raise OperationError(
            f"holds the step `{wrong['op']}`, which no refresh has",
            file=where,
            remedy="write it by `pulumi refresh --preview-only --json`",
        )
    if other := next((s for s in map(_stack, steps) if stack and s != stack), ""):
        raise OperationError(f"is a document of the stack {other}, not of {stack}", file=where)
    findings: list[Finding] = []
    left: list[LeftOut] = []
    for step in steps:
        for finding in _findings(step):
            reason = harmless.reason(finding, _inputs(step, "oldState"))
            if reason:
                left.append(LeftOut(finding, reason))
            else:
                findings.append(finding)
    return Reading(
        tuple(findings),
        len(steps),
        left_out=tuple(left),
        unread=tuple(_unread(document, steps)),
        notes=tuple(_notes(document)),
        names=named((step["urn"], _ids(step)) for step in steps),
        known=frozenset(name for step in steps for name in _known(step)),
        roles=_roles(steps),
        deployments=_deployments(steps),
        **_surroundings(document),
    )


_KNOWN = (*_UNCHANGED, _CHANGED, _GONE)


def _document(text: str, where: str) -> dict[str, Any]:
    remedy = "write it by `pulumi refresh --preview-only --json`"
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise OperationError("is not JSON", file=where, remedy=remedy) from None
    if not isinstance(content, dict) or not content.keys() & {"steps", "diagnostics"}:
        raise OperationError("is no document of a refresh", file=where, remedy=remedy)
    errors = [
        " ".join(str(each.get("message", "")).split())
        for each in content.get("diagnostics") or ()
        if each.get("severity") == "error"
    ]
    if errors:
        told = "; ".join(dict.fromkeys(errors[:3]))
        raise OperationError(f"comes from a refresh that failed: {told}", file=where)
    steps = content.get("steps")
    if not isinstance(steps, list) or not all(map(_is_step, steps)):
        raise OperationError("has steps that no refresh has", file=where, remedy=remedy)
    if "changeSummary" not in content:
        raise OperationError("comes from a refresh that was cut off", file=where, remedy=remedy)
    return content


def _is_step(step: Any) -> bool:
    return (
        isinstance(step, dict)
        and isinstance(step.get("op"), str)
        and isinstance(step.get("urn"), str)
        and step["urn"].count("::") >= 3
        and all(isinstance(step.get(key) or {}, dict) for key in ("oldState", "newState"))
    )


def _stack(step: Mapping[str, Any]) -> str:
    return str(step["urn"]).split("::")[0].rpartition(":")[2]


def _is_resource(step: Mapping[str, Any]) -> bool:
    """Returns true for what a provider made: components and providers cannot differ, and what is
    to be deleted anyway is no one's."""
    state = step.get("oldState") or step.get("newState") or {}
    made = state.get("custom") and not str(state.get("type", "")).startswith("pulumi:")
    return bool(made) and not state.get("delete")


def _findings(step: Mapping[str, Any]) -> Iterator[Finding]:
    urn, ids = step["urn"], _ids(step)
    if step["op"] == _GONE:
        yield Finding("gone", urn, ids=ids)
        return
    paths = list(step.get("detailedDiff") or ()) if step["op"] == _CHANGED else []
    if any(path.partition(".")[0].partition("[")[0] == "tags" for path in paths):
        # All tags are an output, which repeats those of the program.
        paths = [path for path in paths if not path.startswith(_TAGS)]
    for name in dict.fromkeys(_keys(path)[0] for path in paths):
        below = [_keys(path) for path in paths if _keys(path)[0] == name]
        for path, declared, found in _values(step, name, below):
            shown = path.replace(_TAGS, "tags", 1) if name == _TAGS else path
            yield Finding("changed", urn, shown, declared, found, ids)


def _values(
    step: Mapping[str, Any], name: str, paths: list[tuple[str, ...]]
) -> Iterator[tuple[str, Any, Any]]:
    """Yields the values below a property that differ, and of them those that the provider minds.

    A property that the program gave is compared as an input. Any other is one of the provider's
    outputs.
    """
    for side in ("inputs", "outputs"):
        old, new = ((_part(step, key, side)).get(name, ABSENT) for key in ("oldState", "newState"))
        differing = [
            (each.path, each.old, each.new) for each in between(name, old, new, loose=False)
        ]
        minded = [each for each in differing if any(_meets(_keys(each[0]), p) for p in paths)]
        if differing:
            for path, declared, found in minded or differing:
                yield path, _plain(declared), _plain(found)
            return
        if isinstance(old, list) and isinstance(new, list) and labels(old) != labels(new):
            yield f"{name} (order)", labels(old), labels(new)
            return
    # Both sides look the same, as two secrets do, and the provider says that they are not.
    value = _plain(_part(step, "oldState", "inputs").get(name, ABSENT))
    yield name, value, value


def _meets(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Returns true if one path is above the other, or is the same."""
    return all(a == b for a, b in zip(one, other, strict=False))


def _keys(path: str) -> tuple[str, ...]:
    """Returns a path without places in lists."""
    found = tuple(quoted or plain for quoted, plain in _STEP.findall(path) if quoted or plain)
    return found or (path,)


def _plain(value: Any) -> Any:
    return NOTHING if value is ABSENT else value


def _part(step: Mapping[str, Any], state: str, side: str) -> dict[str, Any]:
    values = (step.get(state) or {}).get(side)
    return values if isinstance(values, dict) else {}


def _inputs(step: Mapping[str, Any], state: str) -> dict[str, Any]:
    return _part(step, state, "inputs")


def _ids(step: Mapping[str, Any]) -> tuple[str, ...]:
    state = step.get("oldState") or {}
    outputs = _part(step, "oldState", "outputs")
    keys = (state.get("id"), outputs.get("arn"), outputs.get("name"))
    return tuple(dict.fromkeys(key for key in keys if isinstance(key, str) and key))


def _known(step: Mapping[str, Any]) -> Iterator[str]:
    """Yields what AWS calls a resource, and what it attaches to a role."""
    yield str((step.get("oldState") or {}).get("id", ""))
    outputs = _part(step, "oldState", "outputs")
    yield from (value for value in outputs.values() if isinstance(value, str))
    role, policies = outputs.get("role"), [outputs.get("policyArn")]
    if step["urn"].split("::")[2].endswith(_ROLE):
        role, policies = outputs.get("name"), outputs.get("managedPolicyArns") or []
    yield from (f"{role}/{arn}" for arn in policies if role and arn)


def _roles(steps: list[dict[str, Any]]) -> dict[str, str]:
    return {
        step["urn"]: str(step["oldState"]["id"])
        for step in steps
        if step["urn"].split("::")[2].endswith(_ROLE) and step["op"] != _GONE
    }


def _deployments(steps: list[dict[str, Any]]) -> dict[str, str]:
    return {
        step["urn"]: str(arn)
        for step in steps
        if step["urn"].split("::")[2].endswith(_DEPLOYMENT)
        and (arn := _part(step, "oldState", "outputs").get("arn"))
    }


def _unread(document: Mapping[str, Any], steps: list[dict[str, Any]]) -> Iterator[str]:
    """Yields what the engine counts and does not show."""
    counted = document["changeSummary"] or {}
    shown = Counter(step["op"] for step in steps if step["op"] != _CHANGED or step["detailedDiff"])
    missing = counted.get(_CHANGED, 0) - shown[_CHANGED]
    # The engine compares the outputs of what it only reads, and prints no paths of them.
    missing -= sum(1 for step in steps if (step.get("oldState") or {}).get("external"))
    if missing > 0:
        yield (
            f"the engine counts {counted[_CHANGED]} changed resources and says for "
            f"{shown[_CHANGED]} of them what differs; `pulumi refresh --preview-only --diff` shows"
            " all of it"
        )
    if counted.get(_GONE, 0) > shown[_GONE]:
        yield f"the engine counts {counted[_GONE]} deleted resources and names {shown[_GONE]}"


def _notes(document: Mapping[str, Any]) -> Iterator[str]:
    for each in document.get("diagnostics") or ():
        message = " ".join(str(each.get("message", "")).split())
        if each.get("severity") == "warning" and each.get("urn"):
            yield f"{each['urn'].rpartition('::')[2]}: {message}"


def _surroundings(document: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the regions of the stack's AWS providers and the tags that all of them give."""
    inputs = [
        _inputs(step, "oldState")
        for step in document["steps"]
        if (step.get("oldState") or {}).get("type") == _PROVIDER
    ]
    regions = {str(each["region"]) for each in inputs if isinstance(each.get("region"), str)}
    every = [set(_default_tags(each).items()) for each in inputs]
    common = set.intersection(*every) if every else set()
    return {"regions": tuple(sorted(regions)), "tags": dict(sorted(common))}


def _default_tags(provider: Mapping[str, Any]) -> dict[str, str]:
    """Returns the tags of a provider, whose settings the state holds as JSON texts."""
    given = provider.get("defaultTags") or {}
    try:
        given = json.loads(given) if isinstance(given, str) else given
        return {str(key): str(value) for key, value in (given.get("tags") or {}).items()}
    except (ValueError, AttributeError):
        return {}
