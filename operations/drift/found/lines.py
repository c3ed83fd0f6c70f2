"""The line of a difference, for people."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.text import Text

from operations.drift.found.findings import NOTHING, Finding, Reading
from operations.plan import short_type, shown

_SIGNS = {"changed": "~", "gone": "-", "appeared": "+"}
_STYLES = {"changed": "yellow", "gone": "red", "appeared": "green"}


def told(reading: Reading) -> Iterator[Text]:
    """Yields the line of each difference, and the number of them."""
    yield from (styled(finding, reading.names) for finding in reading.findings)
    yield Text(counted(len(reading.findings)) or "nothing differs from what was declared")


def counted(number: int) -> str:
    """Returns the number of differences as text. Empty if there are none."""
    return f"{number} difference{'s' if number > 1 else ''}" if number else ""


def styled(finding: Finding, names: Mapping[str, str]) -> Text:
    """Returns the line of a difference, with its sign in colour."""
    text = Text(line(finding, names))
    text.stylize(_STYLES[finding.kind], 0, 1)
    return text


def line(finding: Finding, names: Mapping[str, str]) -> str:
    """Returns a difference with its old and new value. An ID of AWS's has the name of the declared
    resource beside it."""
    sign = _SIGNS[finding.kind]
    if not finding.urn:
        return f"{sign} {finding.path}  {finding.found}  that nobody declared"
    what = _what(finding, names)
    return f"{sign} {short_type(finding.type)}  {finding.name}  {what}"


def values(finding: Finding, names: Mapping[str, str]) -> tuple[str, str]:
    """Returns both values as text. An added thing has its name as its value now."""
    if finding.kind == "appeared":
        found = str(finding.found)
        return "", _called(found, names) or found
    return _value(finding.declared, names), _value(finding.found, names)


def named(resources: Iterable[tuple[str, Iterable[Any]]]) -> dict[str, str]:
    """Returns the logical names of resources, given as URN and names in AWS, by the latter. If
    several have the same, such as a bucket and its policy, it is the first."""
    names: dict[str, str] = {}
    for urn, keys in resources:
        for key in keys:
            if isinstance(key, str) and key:
                names.setdefault(key, urn.rpartition("::")[2])
    return names


def _what(finding: Finding, names: Mapping[str, str]) -> str:
    if finding.kind == "gone":
        return "is gone"
    if finding.kind == "appeared":
        return f"has a {finding.path} that nobody declared: {values(finding, names)[1]}"
    old, new = values(finding, names)
    return f"{finding.path}: {old} -> {new}"


def _value(value: Any, names: Mapping[str, str]) -> str:
    if value == NOTHING:
        return NOTHING
    text = shown(json.loads(json.dumps(value, default=str)))
    return _called(value, names) or text if isinstance(value, str) else text


def _called(value: str, names: Mapping[str, str]) -> str:
    return f"{value} ({names[value]})" if value in names else ""
