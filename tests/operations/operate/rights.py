"""The rights that docs/operate.md gives to each command, and the right that each call of AWS's SDK
needs."""

import re
from functools import cache

from tests.factories import ROOT

_SERVICES = {
    "application-auto-scaling": "application-autoscaling",
    "cloudwatch-logs": "logs",
    "elastic-load-balancing-v2": "elasticloadbalancing",
    "secrets-manager": "secretsmanager",
}
"""IAM's prefix by botocore's name of a service, where they differ."""
_ACTIONS = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
}
"""The action that permits a call of another name."""
_BY_TASKS = {"logs:CreateLogStream", "logs:PutLogEvents"}
"""What ECS does for a task, and a test in its place while a command waits for it."""
HELD = ("deployment", "logs", "queue", "status", "task", "tunnel")
"""The commands whose calls are held to their rows as their tests run them."""
_ROW = re.compile(r"^\| (`[a-z ]+`(?:, `[a-z]+`)*) \| (.*) \|$", re.MULTILINE)


@cache
def declared() -> dict[str, frozenset[str]]:
    """The actions of each command, by the words that are typed."""
    text = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    _, _, section = text.partition("\n## What an operator may do\n")
    rows: dict[str, str] = {}
    for names, told in _ROW.findall(section.partition("\n## ")[0]):
        first, *others = re.findall(r"`([a-z ]+)`", names)
        group = first.partition(" ")[0]
        for name in [first, *(f"{group} {each}" for each in others)]:
            rows[name] = told
    return {name: frozenset(_actions(name, rows)) for name in rows}


def _actions(name: str, rows: dict[str, str]) -> set[str]:
    told = rows[name]
    found = set(re.findall(r"`([a-z0-9-]+:[A-Za-z]+)`", told))
    for other in re.findall(r"those of `([a-z ]+)`", told):
        found |= _actions(other, rows)
    return found


def action(call: str) -> str:
    """The action that permits a call, `sqs.ReceiveMessage`."""
    service, _, operation = call.partition(".")
    named = f"{_SERVICES.get(service, service)}:{operation}"
    return _ACTIONS.get(named, named)


def undeclared(words: tuple[str, ...], calls: set[str]) -> set[str]:
    """The actions that a command used and the table does not give to it."""
    rows = declared()
    own = next(
        (rows[name] for name in (" ".join(words[:2]), words[0]) if name in rows), frozenset()
    )
    return {action(each) for each in calls} - own - _BY_TASKS
